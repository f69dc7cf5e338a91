import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { hasDisplay } from './display.ts';
import { installedElectron } from './installedElectron.ts';

export interface ElectronWindow {
  /** Settles when the person closed the window, and with it the program. Fails when the program could not be run. */
  readonly closed: Promise<void>;
  /** Asks it to end in order; it has limits of its own for each step. */
  close(): Promise<void>;
}

export interface ElectronWindowOptions {
  /** Of `ensureElectronBuilt`. */
  readonly builtDirectory: string;
  readonly dataDirectory: string;
  readonly serverUrl: string | null;
  /** Another program in Electron's place. */
  readonly executablePath?: string;
}

/** Above the sum of the shell's own limits (page, core, kill). */
const LONGEST_END_MS = 20_000;

/** Why Electron does not run on this machine, or null when it does. */
export function reasonForNoElectron(
  environment: NodeJS.ProcessEnv = process.env,
  find: () => string | null = installedElectron,
): string | null {
  if (find() === null) return 'its binary is not installed (node node_modules/electron/install.js fetches it)';
  if (!hasDisplay(environment)) return 'this machine has no display';
  return process.getuid?.() === 0 ? 'its sandbox does not run as root' : null;
}

/** Starts the built programs. What they need is told by the environment: a command line is where links from outside stand. */
export function openElectronWindow(options: ElectronWindowOptions): ElectronWindow {
  const executablePath = options.executablePath ?? installedElectron();
  if (executablePath === null) throw new Error('Electron is not installed');
  const program = spawn(executablePath, [join(options.builtDirectory, 'main', 'main.mjs')], {
    // The channel says nothing; it closes when this process is killed outright, and the program ends as on SIGTERM.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      PEYVAND_DATA: options.dataDirectory,
      PEYVAND_QUITS_WITH_WINDOW: '1',
      ...(options.serverUrl === null ? {} : { PEYVAND_SERVER: options.serverUrl }),
    },
  });
  const closed = new Promise<void>((resolve, reject) => {
    program.once('exit', () => resolve());
    program.once('error', reject);
  });
  closed.catch(() => undefined);
  return {
    closed,
    async close() {
      if (program.exitCode !== null || program.signalCode !== null || program.pid === undefined) return;
      program.kill('SIGTERM');
      const late = setTimeout(() => program.kill('SIGKILL'), LONGEST_END_MS);
      await closed.catch(() => undefined);
      clearTimeout(late);
    },
  };
}
