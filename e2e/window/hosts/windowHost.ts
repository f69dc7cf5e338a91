/** The way in which a spec's machines run the product and show its windows: a port with an implementation per host. */
import type { Page } from 'playwright-core';

import type { Language } from '../../../shared/locale/format.ts';
import type { DayClock } from '../dayClock.ts';

export interface WindowHost {
  /** A computer with the product on it, not yet started. */
  openMachine(parts: MachineParts): Promise<HostMachine>;
  close(): Promise<void>;
}

export interface MachineParts {
  /** Exists, is empty, and is this machine's alone. */
  readonly dataDirectory: string;
  /** What sign-in proposes. */
  readonly serverUrl: string;
  /** How the machine is called, on hosts that can be told; left out: as this one. */
  readonly deviceName?: string;
  readonly language: Language;
  readonly dark: boolean;
  readonly width: number;
  readonly height: number;
  /** By which program and windows tell the time, on hosts that can be told (`passTime`); left out: the machine's own. */
  readonly clock?: DayClock;
  /** Told of each window before its page is loaded, or as early as the host knows of it. */
  readonly onPage: (page: Page) => void;
}

export interface HostMachine {
  /** Starts the program if it does not run, and opens a window. */
  startProgram(): Promise<Page>;
  /** A further window of the running program. */
  openWindow(): Promise<Page>;
  /** The clock has gone on by this: what is due in the windows by then comes now, as after a sleep. Only where the host can be told the time. */
  passTime?(milliseconds: number): Promise<void>;
  /** Ends what holds the data under its open windows, which stay. */
  stopProgram(): Promise<void>;
  /** Ends everything; what was written stays. */
  switchOff(): Promise<void>;
}
