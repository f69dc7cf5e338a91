/** A shell over the double of Electron for tests that look at the whole of it: {@link prepareShell}, {@link start}, {@link removeShell}. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createManualClock, type ManualClock } from '../../../../shared/base/clock.ts';
import { createManualTimers, type ManualTimers } from '../../../core/ports/manualTimers.ts';
import { realClock, realTimers } from '../../realPorts.ts';
import { startShell } from '../shell.ts';
import type { Surroundings } from '../surroundings.ts';
import { createCoreDouble } from './coreDouble.ts';
import { createElectronDouble, type ElectronDouble, type ElectronDoubleOptions } from './electronDouble.ts';
import type { ContentsDouble } from './windowDouble.ts';

interface ShellUnderTest {
  directory: string;
  /** Of the last start. */
  double: ElectronDouble;
  core: ReturnType<typeof createCoreDouble>;
  clock: ManualClock;
  timers: ManualTimers;
  signals: Map<string, () => void>;
}

/** What the running test has; {@link prepareShell} and {@link start} fill it. */
export const shell = {} as ShellUnderTest;

/** A folder, a core and a clock, before each test. */
export async function prepareShell(): Promise<void> {
  shell.directory = await mkdtemp(join(tmpdir(), 'peyvand-shell-'));
  await mkdir(join(shell.directory, 'renderer'));
  await writeFile(join(shell.directory, 'renderer', 'index.html'), '<title>window</title>');
  shell.clock = createManualClock(Date.parse('2026-11-21T07:00:00.000Z'));
  shell.timers = createManualTimers(shell.clock);
  shell.core = createCoreDouble();
  shell.signals = new Map();
}

/** After each test: the cores have ended. */
export async function removeShell(): Promise<void> {
  for (const child of shell.double.children) child.emit('exit', 0);
  await rm(shell.directory, { recursive: true, force: true });
}

interface StartOptions extends Partial<ElectronDoubleOptions> {
  readonly commandLine?: readonly string[];
  readonly hasLock?: boolean;
  readonly real?: boolean;
  readonly platform?: NodeJS.Platform;
  readonly environment?: Record<string, string>;
  readonly updateSource?: Surroundings['updateSource'];
}

export async function start(options: StartOptions = {}): Promise<void> {
  shell.double = createElectronDouble({ directory: shell.directory, ...options });
  shell.double.app.hasLock = options.hasLock ?? true;
  const given: Surroundings = {
    places: {
      coreProcess: '/built/coreProcess.mjs',
      preload: '/built/preload.cjs',
      renderer: join(shell.directory, 'renderer'),
      windowIcon: '/built/window.png',
      trayIcon: (mood) => mood,
    },
    environment: {
      PEYVAND_DATA: join(shell.directory, 'data'),
      XDG_CONFIG_HOME: shell.directory,
      ...options.environment,
    },
    commandLine: ['/usr/bin/peyvand', ...(options.commandLine ?? [])],
    workingDirectory: shell.directory,
    platform: options.platform ?? 'linux',
    architecture: 'x64',
    executablePath: '/usr/bin/peyvand',
    clock: options.real ? realClock : shell.clock,
    timers: options.real ? realTimers : shell.timers,
    onSignal: (signal, listener) => void shell.signals.set(signal, listener),
    updateSource: options.updateSource ?? null,
    openUpdater: () => Promise.reject(new Error('updates are off')),
  };
  await startShell(shell.double.electron, given);
}

export async function startWithCore(options: StartOptions = {}): Promise<void> {
  await start(options);
  shell.core.run(child());
}

export const child = () => shell.double.children.at(-1) ?? fail('nothing was forked');
export const page = (index = 0) => shell.double.windows[index]?.webContents ?? fail('no window');
export function fail(words: string): never {
  throw new Error(words);
}

/** What the preload script of this page sends, from this frame. */
export function ask(
  contents: ContentsDouble,
  question: unknown = 'ask-1',
  frame: object | null = contents.mainFrame,
): void {
  shell.double.ipcMain.emit('peyvand:wire-please', { sender: contents, senderFrame: frame }, question);
}

export const menuItem = (label: string) =>
  shell.double.recorded.menu
    .flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
    .find((item) => item.label === label) ?? fail(`no ${label}`);

export const press = (label: string): void => (menuItem(label).click as (() => void) | undefined)?.();
