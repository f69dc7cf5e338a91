/** How the whole shell ends, whoever asks; and once with the real core in a process of its own. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createContractClient } from '../../../shared/rpc/client.ts';
import { createMessagePortWire } from '../../../shared/rpc/messagePortWire.ts';
import { PATIENCE } from './core/coreSupervisor.ts';
import { WINDOW_PATIENCE } from './quitting.ts';
import { ForkedCore } from './testing/forkCoreProcess.ts';
import { preventable } from './testing/preventable.ts';
import {
  ask,
  child,
  fail,
  page,
  prepareShell,
  removeShell,
  shell,
  start,
  startWithCore,
} from './testing/shellUnderTest.ts';

beforeEach(prepareShell);
afterEach(removeShell);

describe('the end', () => {
  it('comes in order: windows, core, program', async () => {
    await startWithCore();
    let wasCoreAsked = true;
    shell.double.windows[0]?.on('closed', () => {
      wasCoreAsked = child().heard().includes('close');
    });
    shell.double.app.quit();
    expect(wasCoreAsked).toBe(false);
    await vi.waitFor(() => expect(child().heard().at(-1)).toBe('close'));
    expect(shell.double.app.hasQuit).toBe(false);
    child().emit('exit', 0);
    await vi.waitFor(() => expect(shell.double.app.hasQuit).toBe(true));
    expect(shell.double.children).toHaveLength(1);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'])('by %s is as orderly', async (signal) => {
    await startWithCore();
    shell.signals.get(signal)?.();
    await vi.waitFor(() => expect(child().heard().at(-1)).toBe('close'));
    child().emit('exit', 0);
    await vi.waitFor(() => expect(shell.double.app.hasQuit).toBe(true));
  });

  it('waits for the core no longer than its limit', async () => {
    await startWithCore();
    shell.double.app.quit();
    await vi.waitFor(() => expect(child().heard().at(-1)).toBe('close'));
    shell.timers.advance(PATIENCE.close + PATIENCE.kill);
    await vi.waitFor(() => expect(shell.double.app.hasQuit).toBe(true));
    expect(child().kills).toBe(1);
  });

  it('is not held up by a page that hangs', async () => {
    await startWithCore();
    const [window] = shell.double.windows;
    if (window) window.isStuck = true;
    shell.double.app.quit();
    expect(child().heard()).not.toContain('close');
    shell.timers.advance(WINDOW_PATIENCE);
    await vi.waitFor(() => expect(child().heard().at(-1)).toBe('close'));
  });

  it('delays a shutdown of the system until the core has ended', async () => {
    await startWithCore();
    const event = preventable();
    shell.double.powerMonitor.emit('shutdown', event);
    expect(event.defaultPrevented).toBe(true);
    await vi.waitFor(() => expect(child().heard().at(-1)).toBe('close'));
  });

  it('on Windows, where nothing waits, closes the core at once', async () => {
    await startWithCore();
    shell.double.windows[0]?.emit('session-end', {});
    expect(child().heard().at(-1)).toBe('close');
    child().emit('exit', 0);
    expect(shell.double.children).toHaveLength(1);
  });

  it('does not come with the last window, as long as there is a tray', async () => {
    await startWithCore();
    shell.double.windows[0]?.close();
    expect(child().heard()).not.toContain('close');
    shell.double.app.emit('activate');
    expect(shell.double.windows).toHaveLength(1);
  });

  it('does come with the last window when it was started for that', async () => {
    await startWithCore({ environment: { PEYVAND_QUITS_WITH_WINDOW: '1' } });
    shell.double.windows[0]?.close();
    await vi.waitFor(() => expect(child().heard().at(-1)).toBe('close'));
  });
});

describe('with the real core in a process of its own', () => {
  it('a page has its port, loses it when the core is killed, and has the next; then all of it ends', async () => {
    const forked: ForkedCore[] = [];
    await start({
      real: true,
      fork(_modulePath, options): EventEmitter {
        const process_ = new ForkedCore(options);
        forked.push(process_);
        return process_;
      },
    });
    const phase = async (question: string): Promise<string> => {
      ask(page(), question);
      const port = await vi.waitFor(
        () => page().posted.find(({ message }) => message === question)?.ports[0] ?? fail('no port'),
        20_000,
      );
      const states = await createContractClient(createMessagePortWire(port)).session.state();
      const state = await states.next();
      return state.done === true ? 'ended' : state.value.phase;
    };
    expect(await phase('first')).toBe('signedOut');
    forked[0]?.child.kill('SIGKILL');
    await vi.waitFor(() => expect(page().sent).toContainEqual(['peyvand:wire-ended']), 10_000);
    expect(await phase('second')).toBe('signedOut');
    await vi.waitFor(() => expect(shell.double.trays[0]?.toolTip).toBe('پیوند\nکسی وارد نشده است'), 10_000);
    shell.double.app.quit();
    await vi.waitFor(() => expect(shell.double.app.hasQuit).toBe(true), 20_000);
    expect(forked.map(({ child: { exitCode, signalCode } }) => exitCode ?? signalCode)).toEqual(['SIGKILL', 0]);
    const diary = await readFile(join(shell.directory, 'data', 'log', 'desktop.log'), 'utf8');
    expect(
      diary
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { event: string }).event),
    ).toEqual(expect.arrayContaining(['core.ended', 'shell.ended']));
  }, 60_000);
});
