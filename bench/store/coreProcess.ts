/**
 * The core in a process of its own, as the hosts run it, serving its window over a WebSocket. Says its port to its parent, and answers the
 * parent's questions that no window has.
 */
import { WebSocketServer } from 'ws';
import { createHttpTransport, createSyncEngine } from '../../main/core/sync/index.ts';
import type { CoreOptions } from '../../main/core/coreOptions.ts';
import { createPreferences } from '../../main/core/features/preferences/preferencesFile.ts';
import type { CoreContext } from '../../main/core/features/procedures.ts';
import { coreRouter } from '../../main/core/router.ts';
import { createSession } from '../../main/core/session/session.ts';
import { realClock, realRandomness, realTimers } from '../../main/hosts/realPorts.ts';
import { readPaperFonts } from '../../main/hosts/paperFonts.ts';
import { createIdSource } from '../../shared/base/id.ts';
import { serveContract } from '../../shared/rpc/server.ts';
import { createWebSocketWire, type WebSocketLike } from '../../shared/rpc/webSocketWire.ts';
import { readMemory, type Memory } from './memoryOfProcess.ts';
import { changedCustomers, stageRecords } from './applyChanges.ts';

/** `stage`: a checkpoint that brings so many customers of the data set in this version. */
export type Question =
  | { readonly ask: 'memory' | 'processorTime' | 'apply' | 'stop' }
  | { readonly ask: 'stage'; readonly rows: number; readonly version: number };
export type Answer = { readonly port: number } | { readonly memory: Memory } | { readonly milliseconds: number } | null;

const [directory = ''] = process.argv.slice(2);
const options: CoreOptions = {
  directory,
  clock: realClock,
  randomness: realRandomness,
  timers: realTimers,
  openTransport: createHttpTransport,
  // Nobody listens there: the person is offline.
  defaultServerUrl: 'http://127.0.0.1:1',
  timeZone: 'Asia/Tehran',
  deviceName: 'bench',
  log: () => {},
  createSyncEngine,
  readPaperFonts,
};
const session = createSession(options);
const context: CoreContext = {
  core: options,
  session,
  preferences: createPreferences(directory),
  nextId: createIdSource(options.clock, options.randomness),
};
const windows = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
windows.on('connection', (socket) => {
  serveContract(createWebSocketWire(socket as unknown as WebSocketLike), coreRouter, context, {
    onDefect: (defect) => console.error(defect),
  });
});
windows.on('listening', () => {
  const address = windows.address();
  if (typeof address === 'object' && address !== null) answer({ port: address.port });
});

process.on('message', (question: Question) => {
  respond(question).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});

// A bench that was ended leaves no core behind.
process.once('disconnect', () => process.exit());

async function respond(question: Question): Promise<void> {
  switch (question.ask) {
    case 'memory':
      return answer({ memory: readMemory() });
    case 'processorTime': {
      const { user, system } = process.cpuUsage();
      return answer({ milliseconds: (user + system) / 1_000 });
    }
    case 'stage':
      stageRecords(
        session.require().store,
        changedCustomers(question.rows, question.version),
        `version ${question.version}`,
      );
      return answer(null);
    case 'apply': {
      const start = performance.now();
      await session.require().store.sync.applyCheckpoint({});
      return answer({ milliseconds: performance.now() - start });
    }
    case 'stop':
      await session.close();
      windows.close();
      process.exit();
  }
}

function answer(value: Answer): void {
  process.send?.(value);
}
