/** What the core is given by its host. Nothing here is made by the core itself. */
import type { Clock } from '../../shared/base/clock.ts';
import type { Randomness } from '../../shared/base/randomness.ts';
import type { Keychain } from './ports/keychain.ts';
import type { Timers } from './ports/timers.ts';
import type { OpenTransport } from './ports/transport.ts';
import type { PaperFonts } from './papers/faces.ts';
import type { Argon2Parameters } from './security/passphrase.ts';
import type { SyncEngine, SyncEngineOptions } from './sync/index.ts';

/** Names an event and its facts, never content of records. */
export type CoreLog = (event: string, facts: Readonly<Record<string, unknown>>) => void;

export interface CoreOptions {
  /** Profiles, their encrypted stores, and the preferences of the window. */
  readonly directory: string;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly timers: Timers;
  readonly openTransport: OpenTransport;
  /** The server that sign-in proposes, null when the host knows none. */
  readonly defaultServerUrl: string | null;
  /** How dear a passphrase is to try. The product's own by default; tests ask for less. */
  readonly argon2?: Argon2Parameters;
  /** The system's; none by default. */
  readonly keychain?: Keychain;
  /** An IANA name: the zone in which "today" is, unless the company has set one. */
  readonly timeZone: string;
  /** `major.minor.patch` of this program; left out: the company's least version is not asked for. */
  readonly programVersion?: string;
  /** Proposed to the server as the name of this machine. */
  readonly deviceName: string;
  readonly log: CoreLog;
  /** The typeface of PDFs; asked for when one is written. */
  readonly readPaperFonts: () => Promise<PaperFonts>;
  readonly createSyncEngine: (options: SyncEngineOptions) => SyncEngine;
}
