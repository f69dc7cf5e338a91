/** What the shell is given beside Electron itself. Built by `main.ts`; tests build another. */
import type { Clock } from '../../../shared/base/clock.ts';
import type { Timers } from '../../core/ports/timers.ts';
import type { Mood } from './desktop/summary.ts';
import type { UpdateSource } from './updates/compiledIn.ts';
import type { Updater } from './updates/updates.ts';

export interface Surroundings {
  readonly places: Places;
  /**
   * `PEYVAND_DATA`: folder for everything that is kept. `PEYVAND_SERVER`: the server that sign-in proposes. `PEYVAND_QUITS_WITH_WINDOW`: no
   * life in the tray. Never from the command line, where a link from outside may stand.
   */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly commandLine: readonly string[];
  /** What relative paths on the command line start at. */
  readonly workingDirectory: string;
  readonly platform: NodeJS.Platform;
  readonly architecture: string;
  readonly executablePath: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onSignal: (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void) => void;
  readonly updateSource: UpdateSource | null;
  readonly openUpdater: () => Promise<Updater>;
}

/** Absolute paths of what was built beside the main process. */
export interface Places {
  readonly coreProcess: string;
  readonly preload: string;
  readonly renderer: string;
  readonly windowIcon: string;
  readonly trayIcon: (mood: Mood, isOnDark: boolean) => string;
}
