/** The host of tests: a core in this process, and windows over in-memory wires. Stores are real encrypted files. */
import { createContractClient, type CoreClient } from '../../../shared/rpc/client.ts';
import { createMemoryWirePair } from '../../../shared/rpc/memoryWire.ts';
import { createCore, type Core } from '../../core/core.ts';
import type { CoreOptions } from '../../core/coreOptions.ts';
import { createSyncEngine } from '../../core/sync/index.ts';
import { realClock, realRandomness, realTimers } from '../realPorts.ts';
import { readPaperFonts } from '../paperFonts.ts';

export interface MemoryHost {
  readonly core: Core;
  /** Opens another window. */
  connect(): CoreClient;
  close(): Promise<void>;
}

export type MemoryHostOptions = Pick<CoreOptions, 'directory' | 'openTransport'> & Partial<CoreOptions>;

/** Passphrases are cheap here; the rest is as in the product unless given otherwise. */
export function createMemoryHost(options: MemoryHostOptions): MemoryHost {
  const core = createCore({
    clock: realClock,
    randomness: realRandomness,
    timers: realTimers,
    defaultServerUrl: 'http://127.0.0.1:1',
    argon2: { memoryKibibytes: 64, iterations: 1, parallelism: 1 },
    timeZone: 'Asia/Tehran',
    deviceName: 'test',
    log: () => {},
    createSyncEngine,
    readPaperFonts,
    ...options,
  });
  return {
    core,
    connect() {
      const [window, coreEnd] = createMemoryWirePair();
      core.serve(coreEnd);
      return createContractClient(window);
    },
    close: () => core.close(),
  };
}
