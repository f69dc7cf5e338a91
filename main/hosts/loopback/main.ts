/** The loopback host: the core in a plain Node process, its windows in a browser on this machine. */
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../shared/base/clock.ts';
import { createCore } from '../../core/core.ts';
import type { CoreLog, CoreOptions } from '../../core/coreOptions.ts';
import type { Timers } from '../../core/ports/timers.ts';
import { createSyncEngine } from '../../core/sync/index.ts';
import { realClock, realRandomness, realTimers } from '../realPorts.ts';
import { readPaperFonts } from '../paperFonts.ts';
import { openTransportWith } from '../serverTransport.ts';
import { startWindowServer } from './windowServer.ts';

export interface LoopbackHostOptions {
  /** 0 = any free one. */
  readonly port: number;
  /** Holds `client/`, and nothing of it in plain text. */
  readonly dataDirectory: string;
  readonly rendererDirectory: string;
  /** The server that sign-in proposes; null = the person names one. */
  readonly serverUrl: string | null;
  /** How head office lists this machine; left out: as its system calls itself. */
  readonly deviceName?: string;
  /** Of this program; left out: the company's least version is not asked for. */
  readonly programVersion?: string;
  readonly log?: CoreLog;
  /** Left out: this machine's own. In a test hours pass when it says so. */
  readonly time?: { readonly clock: Clock; readonly timers: Timers };
  /** Tests make passphrases cheap. */
  readonly argon2?: CoreOptions['argon2'];
}

export interface LoopbackHost {
  /** Lets one window in. */
  readonly url: string;
  /** Another such address, for another browser. */
  issueUrl(): string;
  close(): Promise<void>;
}

/** Fails as `listen` does when the port is taken. */
export async function startLoopbackHost(options: LoopbackHostOptions): Promise<LoopbackHost> {
  const directory = join(options.dataDirectory, 'client');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const core = createCore({
    directory,
    clock: options.time?.clock ?? realClock,
    randomness: realRandomness,
    timers: options.time?.timers ?? realTimers,
    openTransport: openTransportWith(process.env),
    defaultServerUrl: options.serverUrl,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    deviceName: options.deviceName ?? hostname(),
    log: options.log ?? (() => {}),
    createSyncEngine,
    readPaperFonts,
    ...(options.programVersion === undefined ? {} : { programVersion: options.programVersion }),
    ...(options.argon2 ? { argon2: options.argon2 } : {}),
  });
  try {
    const windows = await startWindowServer({
      port: options.port,
      rendererDirectory: options.rendererDirectory,
      randomness: realRandomness,
      onWire: (wire) => core.serve(wire),
    });
    return {
      url: windows.issueUrl(),
      issueUrl: () => windows.issueUrl(),
      async close() {
        await windows.close();
        await core.close();
      },
    };
  } catch (error) {
    await core.close();
    throw error;
  }
}
