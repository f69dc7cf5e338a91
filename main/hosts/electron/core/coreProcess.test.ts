/** The real core process, without a double: another Node process with real ports, killed outright and found again. */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessagePortMain } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createContractClient, type CoreClient } from '../../../../shared/rpc/client.ts';
import { createMessagePortWire } from '../../../../shared/rpc/messagePortWire.ts';
import { realClock, realTimers } from '../../realPorts.ts';
import { createElectronDouble } from '../testing/electronDouble.ts';
import { ForkedCore } from '../testing/forkCoreProcess.ts';
import { noKeychain } from '../../../core/ports/keychain.ts';
import { createCoreSupervisor, type CoreSupervisor } from './coreSupervisor.ts';

describe('the core in a process of its own', () => {
  let directory = '';
  let supervisor: CoreSupervisor;
  let cores: ForkedCore[] = [];
  const logged: [string, Readonly<Record<string, unknown>>][] = [];

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'peyvand-core-process-'));
    cores = [];
    logged.length = 0;
    const { electron } = createElectronDouble({
      directory,
      fork(_modulePath, options) {
        const core = new ForkedCore(options);
        cores.push(core);
        return core;
      },
    });
    supervisor = createCoreSupervisor({
      electron,
      modulePath: 'coreProcess.mjs',
      settings: { dataDirectory: directory, serverUrl: 'http://127.0.0.1:9/' },
      keychain: noKeychain,
      clock: realClock,
      timers: realTimers,
      log: (event, facts) => void logged.push([event, facts]),
    });
  });
  afterEach(async () => {
    await supervisor.close();
    await rm(directory, { recursive: true, force: true });
  });

  function connect(name: string): Promise<{ client: CoreClient; ended: Promise<void> }> {
    return new Promise((resolve) => {
      supervisor.offerPort(name, (port: MessagePortMain) => {
        const wire = createMessagePortWire(port);
        const ended = new Promise<void>((end) => wire.onClose(end));
        resolve({ client: createContractClient(wire), ended });
      });
    });
  }

  async function phaseOf(client: CoreClient): Promise<string | undefined> {
    const states = await client.session.state();
    const state = await states.next();
    await states.return?.();
    return state.done === true ? undefined : state.value.phase;
  }

  it('answers windows that nobody has signed in at, each over a port of its own, and ends with code 0', async () => {
    const [one, other] = await Promise.all([connect('window-1'), connect('window-2')]);
    expect(await phaseOf(one.client)).toBe('signedOut');
    expect(await phaseOf(other.client)).toBe('signedOut');
    await one.client.preferences.change({ language: 'en' });
    await expect(one.client.sync.now()).rejects.toMatchObject({
      code: 'not_signed_in',
    });
    await supervisor.close();
    expect(logged).toContainEqual(['core.ended', { code: 0, asked: true }]);
    await Promise.all([one.ended, other.ended]);
    // Where it was told to keep things, and nowhere else.
    expect(await readdir(directory)).toEqual(['client']);
  });

  it('killed outright in the middle of things, is there again and has kept what was answered', async () => {
    const first = await connect('window-1');
    await first.client.preferences.change({ language: 'en', theme: 'dark' });
    const unfinished = Promise.allSettled(
      Array.from({ length: 50 }, () => first.client.preferences.change({ moneyUnit: 'toman' })),
    );
    cores[0]?.child.kill('SIGKILL');
    await first.ended;
    // Every call has an end; none hangs.
    for (const { status, reason } of (await unfinished).map((end) => ({ reason: undefined, ...end })))
      expect(status === 'fulfilled' || (reason as { code?: string } | undefined)?.code === 'core_unreachable').toBe(
        true,
      );
    const second = await connect('window-1');
    expect(cores).toHaveLength(2);
    const seen = await second.client.preferences.observe();
    expect((await seen.next()).value).toMatchObject({ language: 'en', theme: 'dark' });
    await seen.return?.();
    expect(logged).toContainEqual(['core.ended', { code: 9, asked: false }]);
  });

  it('ends the port before when a window is given another', async () => {
    const first = await connect('window-1');
    expect(await phaseOf(first.client)).toBe('signedOut');
    const second = await connect('window-1');
    await first.ended;
    expect(await phaseOf(second.client)).toBe('signedOut');
  });

  it('hears the last words of a window before it closes', async () => {
    const { client } = await connect('window-1');
    const last = client.preferences.change({ language: 'en', railCollapsed: true });
    await supervisor.close();
    await last.catch(() => undefined);
    const kept = JSON.parse(await readFile(join(directory, 'client', 'preferences.json'), 'utf8')) as object;
    expect(kept).toMatchObject({ language: 'en', railCollapsed: true });
  });

  it('closes in order when the system ends it, and outlives a Ctrl-C that reaches the whole group', async () => {
    const { client } = await connect('window-1');
    cores[0]?.child.kill('SIGINT');
    expect(await phaseOf(client)).toBe('signedOut');
    cores[0]?.child.kill('SIGTERM');
    await vi.waitFor(() => expect(logged).toContainEqual(['core.ended', { code: 0, asked: false }]), 10_000);
  });

  it('drops what is no message of ours', async () => {
    const { client } = await connect('window-1');
    const { port1, port2 } = new MessageChannel();
    port2.close();
    for (const message of [null, 'close', { type: 'shell' }, { type: 'serve' }, { type: 'serve', window: '' }])
      cores[0]?.postMessage(message, []);
    port1.close();
    expect(await phaseOf(client)).toBe('signedOut');
  });
});
