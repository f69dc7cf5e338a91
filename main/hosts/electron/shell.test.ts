/**
 * The whole shell over the double of Electron; the core is a double with the real contract and real ports, or the real one in a process.
 * Above 300 lines: what the shell promises as a whole, from its start to its end, each time on the same few helpers.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createManualClock, type ManualClock } from '../../../shared/base/clock.ts';
import { createContractClient } from '../../../shared/rpc/client.ts';
import { createMessagePortWire } from '../../../shared/rpc/messagePortWire.ts';
import { createManualTimers, type ManualTimers } from '../../core/ports/manualTimers.ts';
import { realClock, realTimers } from '../realPorts.ts';
import { PATIENCE } from './core/coreSupervisor.ts';
import { WINDOW_PATIENCE } from './quitting.ts';
import { startShell } from './shell.ts';
import type { Surroundings } from './surroundings.ts';
import { createCoreDouble } from './testing/coreDouble.ts';
import { createElectronDouble, type ElectronDouble, type ElectronDoubleOptions } from './testing/electronDouble.ts';
import { ForkedCore } from './testing/forkCoreProcess.ts';
import { preventable } from './testing/preventable.ts';
import type { ContentsDouble } from './testing/windowDouble.ts';
import { windowUrl } from './window/windowAddress.ts';

const ID = '0198c0de-1111-7abc-8def-0123456789ab';

let directory = '';
let double: ElectronDouble;
let core: ReturnType<typeof createCoreDouble>;
let clock: ManualClock;
let timers: ManualTimers;
let signals: Map<string, () => void>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'peyvand-shell-'));
  await mkdir(join(directory, 'renderer'));
  await writeFile(join(directory, 'renderer', 'index.html'), '<title>window</title>');
  clock = createManualClock(Date.parse('2026-11-21T07:00:00.000Z'));
  timers = createManualTimers(clock);
  core = createCoreDouble();
  signals = new Map();
});
afterEach(async () => {
  for (const child of double.children) child.emit('exit', 0);
  await rm(directory, { recursive: true, force: true });
});

interface StartOptions extends Partial<ElectronDoubleOptions> {
  readonly commandLine?: readonly string[];
  readonly hasLock?: boolean;
  readonly real?: boolean;
  readonly platform?: NodeJS.Platform;
  readonly environment?: Record<string, string>;
}

async function start(options: StartOptions = {}): Promise<void> {
  double = createElectronDouble({ directory, ...options });
  double.app.hasLock = options.hasLock ?? true;
  const given: Surroundings = {
    places: {
      coreProcess: '/built/coreProcess.mjs',
      preload: '/built/preload.cjs',
      renderer: join(directory, 'renderer'),
      windowIcon: '/built/window.png',
      trayIcon: (mood) => mood,
    },
    environment: { PEYVAND_DATA: join(directory, 'data'), XDG_CONFIG_HOME: directory, ...options.environment },
    commandLine: ['/usr/bin/peyvand', ...(options.commandLine ?? [])],
    platform: options.platform ?? 'linux',
    architecture: 'x64',
    executablePath: '/usr/bin/peyvand',
    clock: options.real ? realClock : clock,
    timers: options.real ? realTimers : timers,
    onSignal: (signal, listener) => void signals.set(signal, listener),
    updateSource: null,
    openUpdater: () => Promise.reject(new Error('updates are off')),
  };
  await startShell(double.electron, given);
}

async function startWithCore(options: StartOptions = {}): Promise<void> {
  await start(options);
  core.run(child());
}

const child = () => double.children.at(-1) ?? fail('nothing was forked');
const page = (index = 0) => double.windows[index]?.webContents ?? fail('no window');
function fail(words: string): never {
  throw new Error(words);
}

/** What the preload script of this page sends, from this frame. */
function ask(contents: ContentsDouble, question: unknown = 'ask-1', frame: object | null = contents.mainFrame): void {
  double.ipcMain.emit('peyvand:wire-please', { sender: contents, senderFrame: frame }, question);
}

const menuItem = (label: string) =>
  double.recorded.menu
    .flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
    .find((item) => item.label === label) ?? fail(`no ${label}`);

const press = (label: string): void => (menuItem(label).click as (() => void) | undefined)?.();

describe('one Peyvand on one folder', () => {
  it('the second only hands its command line over', async () => {
    await start({ hasLock: false });
    expect(double.children).toEqual([]);
    expect(double.windows).toEqual([]);
    expect(double.app.hasQuit).toBe(true);
  });

  it('the first comes forward and goes where the link of the second leads, and only there', async () => {
    await startWithCore();
    ask(page());
    const heard = (): unknown[] => page().sent.filter(([channel]) => channel === 'peyvand:open');
    double.app.emit('second-instance', {}, ['/usr/bin/peyvand', `peyvand://order/${ID}`], '/');
    expect(heard()).toEqual([['peyvand:open', `#/orders/${ID}`]]);
    for (const link of [`peyvand://order/../${ID}`, 'peyvand://settings', `https://evil.example/${ID}`])
      double.app.emit('second-instance', {}, ['/usr/bin/peyvand', link, '--no-sandbox'], '/');
    expect(heard()).toHaveLength(1);
    expect(double.windows).toHaveLength(1);
    expect(double.windows[0]?.focused).toBe(true);
  });

  it('opens at the link that it was started with; on macOS by an event, before or after it is ready', async () => {
    await startWithCore({ commandLine: [`peyvand://customer/${ID}`] });
    expect(double.windows[0]?.loaded).toEqual([windowUrl(`#/customers/${ID}`)]);
    const event = preventable();
    double.app.emit('open-url', event, `peyvand://contract/${ID}`);
    ask(page());
    expect(event.defaultPrevented).toBe(true);
    expect(page().sent).toContainEqual(['peyvand:open', `#/contracts/${ID}`]);
  });

  it('started at sign-in it shows only its mark, and a window when asked', async () => {
    await startWithCore({ commandLine: ['--hidden'] });
    expect(double.windows).toEqual([]);
    double.trays[0]?.emit('click');
    expect(double.windows).toHaveLength(1);
  });

  it('keeps a profile of its own in the folder it was told of, and nothing of the window on the disk', async () => {
    await startWithCore();
    expect(double.app.paths['userData']).toBe(join(directory, 'data', 'desktop-profile'));
    expect([...double.sessions.keys()].some((partition) => partition.startsWith('persist:'))).toBe(false);
    expect(double.app.isSandboxed).toBe(true);
    expect(child().said[0]?.message).toEqual({
      type: 'start',
      settings: { dataDirectory: join(directory, 'data'), serverUrl: null },
    });
  });
});

describe('a port for the page', () => {
  it('is given to our page in the main frame of our window, and to nobody else', async () => {
    await startWithCore();
    const contents = page();
    const others: [ContentsDouble, unknown, object | null][] = [
      [contents, 'ask-1', null],
      [contents, 'ask-1', { ...contents.mainFrame, parent: {} }],
      [contents, 'ask-1', { ...contents.mainFrame, url: 'https://example.com/' }],
      [contents, 'ask-1', { ...contents.mainFrame, url: 'peyvand-app://window/assets/a.js' }],
      [contents, 'ask-1', { ...contents.mainFrame, url: 'about:blank' }],
      [contents, '', contents.mainFrame],
      [contents, { peyvand: 1 }, contents.mainFrame],
      [contents, 'x'.repeat(100), contents.mainFrame],
    ];
    for (const [sender, question, frame] of others) ask(sender, question, frame);
    const foreign = Object.assign(Object.create(contents) as ContentsDouble, {});
    ask(foreign, 'ask-1', contents.mainFrame);
    expect(contents.posted).toEqual([]);
    expect(child().heard()).toEqual(['start', 'serve']);
    ask(contents, 'ask-2');
    expect(contents.posted.map(({ channel, message, ports }) => [channel, message, ports.length])).toEqual([
      ['peyvand:wire', 'ask-2', 1],
    ]);
  });

  it('is another for each window and each ask; the core knows them by the window', async () => {
    await startWithCore();
    press('پنجرهٔ تازه');
    ask(page(0), 'a');
    ask(page(1), 'b');
    ask(page(0), 'c');
    const names = child().said.flatMap(({ message }) =>
      'window' in (message as object) ? [(message as { window: string }).window] : [],
    );
    expect(names).toEqual(['shell', `window-${page(0).id}`, `window-${page(1).id}`, `window-${page(0).id}`]);
  });

  it('is posted to no page that has gone meanwhile', async () => {
    await start();
    const contents = page();
    ask(contents);
    double.windows[0]?.destroy();
    core.run(child());
    expect(contents.posted).toEqual([]);
    expect(child().heard()).toEqual(['start', 'serve']);
  });

  it('of a core that died is called back, and the next comes from the next core', async () => {
    await startWithCore();
    const contents = page();
    ask(contents, 'before');
    child().emit('exit', 139);
    expect(contents.sent).toContainEqual(['peyvand:wire-ended']);
    ask(contents, 'after');
    expect(contents.posted).toHaveLength(1);
    timers.advance(PATIENCE.firstRestart);
    core.run(child());
    expect(contents.posted.map(({ message }) => message)).toEqual(['before', 'after']);
  });
});

describe('the desktop', () => {
  it('follows the language and the theme of the person, and begins with them the next time', async () => {
    await startWithCore();
    await vi.waitFor(() => expect(double.nativeTheme.themeSource).toBe('light'));
    core.set({
      preferences: { language: 'en', calendar: 'gregory', moneyUnit: 'rial', theme: 'dark', railCollapsed: true },
    });
    await vi.waitFor(() => expect(double.nativeTheme.themeSource).toBe('dark'));
    expect(double.recorded.menu[0]?.label).toBe('File');
    const kept = JSON.parse(await readFile(join(directory, 'data', 'desktop.json'), 'utf8')) as object;
    expect(kept).toMatchObject({ preferences: { language: 'en', calendar: 'gregory', theme: 'dark' } });
    await start();
    expect(double.recorded.menu[0]?.label).toBe('File');
    expect(double.app.switches).toEqual([['lang', 'en']]);
  });

  it('shows how things stand while somebody is at work, and only that it is locked otherwise', async () => {
    await startWithCore();
    const tip = (): string => double.trays[0]?.toolTip ?? '';
    await vi.waitFor(() => expect(tip()).toBe('پیوند\nکسی وارد نشده است'));
    core.open({ pending: 3, reviews: 2 });
    await vi.waitFor(() => expect(tip()).toContain('۲ مورد منتظر شماست\n۳ تغییر در صف ارسال است'));
    expect(double.app.badge).toBe(2);
    expect(double.trays[0]?.image).toBe('attention');
    press('همین حالا همگام کن');
    await vi.waitFor(() => expect(core.calls).toEqual(['sync']));
    double.powerMonitor.emit('lock-screen');
    await vi.waitFor(() => expect(tip()).toBe('پیوند\nقفل است'));
    expect(double.app.badge).toBe(0);
    expect(menuItem('قفل کردن').enabled).toBe(false);
    // A late word about the session that has ended is not heard.
    core.set({ sync: { ...core.sync, reviews: 9 } });
    core.set({ preferences: { ...core.preferences, theme: 'dark' } });
    await vi.waitFor(() => expect(double.nativeTheme.themeSource).toBe('dark'));
    expect([tip(), double.app.badge]).toEqual(['پیوند\nقفل است', 0]);
    // Nothing of the person in anything that was shown.
    expect(JSON.stringify([double.recorded, double.trays.map(({ menu }) => menu)])).not.toContain('رضایی');
  });

  it('marks the task bar of Windows', async () => {
    await startWithCore({ platform: 'win32' });
    core.open({ held: 1 });
    await vi.waitFor(() => expect(double.windows[0]?.overlay).toEqual({ path: 'attention' }));
    core.open();
    await vi.waitFor(() => expect(double.windows[0]?.overlay).toBeNull());
  });

  it('locks when the computer goes to sleep, and does nothing when nobody is at work', async () => {
    await startWithCore();
    double.powerMonitor.emit('suspend');
    core.open();
    await vi.waitFor(() => expect(menuItem('قفل کردن').enabled).toBe(true));
    expect(core.calls).toEqual([]);
    double.powerMonitor.emit('suspend');
    await vi.waitFor(() => expect(core.calls).toEqual(['lock']));
  });

  it('says nothing of a session once its core has died, and follows the next one', async () => {
    await startWithCore();
    core.open({ reviews: 4 });
    await vi.waitFor(() => expect(double.app.badge).toBe(4));
    child().emit('exit', 139);
    expect(double.app.badge).toBe(0);
    core.set({ session: { phase: 'locked', profiles: [], serverUrl: null, retryAfter: null } });
    timers.advance(PATIENCE.firstRestart);
    core.run(child());
    await vi.waitFor(() => expect(double.trays[0]?.toolTip).toBe('پیوند\nقفل است'));
  });

  it('asks the person when the core does not stay up: try again, the diary, or quit', async () => {
    await start();
    const crashAll = (): void => {
      for (let crash = 0; crash < 5; crash += 1) {
        child().emit('exit', 139);
        timers.advance(PATIENCE.longestRestart);
      }
    };
    double.recorded.answers.push(1, 0);
    crashAll();
    await vi.waitFor(() => expect(double.children).toHaveLength(6));
    expect(double.recorded.questions.map(({ message }) => message)).toEqual(
      Array(2).fill('پیوند فعلاً به داده‌هایش دسترسی ندارد'),
    );
    expect(double.recorded.paths).toEqual([join(directory, 'data', 'log')]);
    double.recorded.answers.push(2);
    crashAll();
    await vi.waitFor(() => expect(double.app.hasQuit).toBe(true));
  });

  it('opens another window for a page that asks for one, and a link only through the list', async () => {
    await startWithCore();
    page().openHandler({ url: windowUrl('#/orders') } as never);
    expect(double.windows[1]?.loaded).toEqual([windowUrl('#/orders')]);
    page().openHandler({ url: 'file:///etc/passwd' } as never);
    page().navigates('tel:+982188776655');
    expect(double.windows).toHaveLength(2);
    expect(double.recorded.external).toEqual(['tel:+982188776655']);
  });

  it('claims the links of the product only when it is installed', async () => {
    await start({ isPackaged: true });
    expect([double.app.protocolClients, double.app.userModelId]).toEqual([['peyvand'], null]);
    await start({ isPackaged: false });
    expect(double.app.protocolClients).toEqual([]);
    expect(double.windows[0]?.options.webPreferences?.devTools).toBe(true);
  });

  it('is known to Windows under the name that its installer wrote into the Start menu, without which no notice is shown', async () => {
    await start({ isPackaged: true, platform: 'win32' });
    expect(double.app.userModelId).toBe('app.peyvand.desktop');
    await start({ isPackaged: false, platform: 'win32' });
    expect(double.app.userModelId).toBeNull();
  });
});

describe('the end', () => {
  it('comes in order: windows, core, program', async () => {
    await startWithCore();
    let wasCoreAsked = true;
    double.windows[0]?.on('closed', () => {
      wasCoreAsked = child().heard().includes('close');
    });
    double.app.quit();
    expect(wasCoreAsked).toBe(false);
    await vi.waitFor(() => expect(child().heard().at(-1)).toBe('close'));
    expect(double.app.hasQuit).toBe(false);
    child().emit('exit', 0);
    await vi.waitFor(() => expect(double.app.hasQuit).toBe(true));
    expect(double.children).toHaveLength(1);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'])('by %s is as orderly', async (signal) => {
    await startWithCore();
    signals.get(signal)?.();
    await vi.waitFor(() => expect(child().heard().at(-1)).toBe('close'));
    child().emit('exit', 0);
    await vi.waitFor(() => expect(double.app.hasQuit).toBe(true));
  });

  it('waits for the core no longer than its limit', async () => {
    await startWithCore();
    double.app.quit();
    await vi.waitFor(() => expect(child().heard().at(-1)).toBe('close'));
    timers.advance(PATIENCE.close + PATIENCE.kill);
    await vi.waitFor(() => expect(double.app.hasQuit).toBe(true));
    expect(child().kills).toBe(1);
  });

  it('is not held up by a page that hangs', async () => {
    await startWithCore();
    const [window] = double.windows;
    if (window) window.isStuck = true;
    double.app.quit();
    expect(child().heard()).not.toContain('close');
    timers.advance(WINDOW_PATIENCE);
    await vi.waitFor(() => expect(child().heard().at(-1)).toBe('close'));
  });

  it('delays a shutdown of the system until the core has ended', async () => {
    await startWithCore();
    const event = preventable();
    double.powerMonitor.emit('shutdown', event);
    expect(event.defaultPrevented).toBe(true);
    await vi.waitFor(() => expect(child().heard().at(-1)).toBe('close'));
  });

  it('on Windows, where nothing waits, closes the core at once', async () => {
    await startWithCore();
    double.windows[0]?.emit('session-end', {});
    expect(child().heard().at(-1)).toBe('close');
    child().emit('exit', 0);
    expect(double.children).toHaveLength(1);
  });

  it('does not come with the last window, as long as there is a tray', async () => {
    await startWithCore();
    double.windows[0]?.close();
    expect(child().heard()).not.toContain('close');
    double.app.emit('activate');
    expect(double.windows).toHaveLength(1);
  });

  it('does come with the last window when it was started for that', async () => {
    await startWithCore({ environment: { PEYVAND_QUITS_WITH_WINDOW: '1' } });
    double.windows[0]?.close();
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
    await vi.waitFor(() => expect(double.trays[0]?.toolTip).toBe('پیوند\nکسی وارد نشده است'), 10_000);
    double.app.quit();
    await vi.waitFor(() => expect(double.app.hasQuit).toBe(true), 20_000);
    expect(forked.map(({ child: { exitCode, signalCode } }) => exitCode ?? signalCode)).toEqual(['SIGKILL', 0]);
    const diary = await readFile(join(directory, 'data', 'log', 'desktop.log'), 'utf8');
    expect(
      diary
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { event: string }).event),
    ).toEqual(expect.arrayContaining(['core.ended', 'shell.ended']));
  }, 60_000);
});
