/** A device: the core's own encrypted store and sync engine over HTTP, in a process of its own. Offline until it is told otherwise. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createGroupSigner, createSigningSeed, publicSigningKey } from '../../main/core/security/deviceKey.ts';
import { createRecordStore, type RecordStore } from '../../main/core/store/index.ts';
import { createHttpTransport, createSyncEngine, type SyncEngine } from '../../main/core/sync/index.ts';
import { realClock, realRandomness, realTimers } from '../../main/hosts/realPorts.ts';
import { createError } from '../../shared/base/errors.ts';
import { createIdSource } from '../../shared/base/id.ts';
import { schemaVersions } from '../../shared/domain/catalogue.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { timed } from '../shared/rounds.ts';
import { serveCommands } from './commands.ts';
import { PASSWORD } from './company.ts';
import { createContentSum, type ContentSum } from './contentSum.ts';

interface Open {
  readonly store: RecordStore;
  readonly engine: SyncEngine;
  readonly directory: string;
  readonly person: string;
}

let open: Open | null = null;
let isOnline = false;
let worstStall = 0;
/** Milliseconds from the last push to its answer: the server and the line. */
let answeredIn = 0;

async function enrol(serverUrl: string, login: string, directory: string): Promise<void> {
  const transport = createHttpTransport(serverUrl);
  const { ticket, person } = await transport.signIn({ login, password: PASSWORD });
  const seed = createSigningSeed(realRandomness);
  const device = createIdSource(realClock, realRandomness)();
  const { token, deviceCode, numberBlocks } = await transport.enrol({
    ticket,
    device,
    deviceName: 'bench',
    signingKey: publicSigningKey(seed),
    protocol: PROTOCOL_VERSION,
  });
  const folder = join(directory, device);
  const store = createRecordStore({
    directory: folder,
    key: realRandomness.bytes(32),
    clock: realClock,
    signer: createGroupSigner(() => seed),
    identity: { device, person: person.id, deviceCode, epoch: null },
  });
  store.sync.addNumberBlocks(numberBlocks);
  const engine = createSyncEngine({
    store,
    transport: {
      ...transport,
      async push(...call) {
        const { value, milliseconds } = await timed(() => transport.push(...call));
        answeredIn = milliseconds;
        return value;
      },
      handshake: (...call) =>
        isOnline ? transport.handshake(...call) : Promise.reject(createError('server_unreachable')),
    },
    token,
    clock: realClock,
    timers: realTimers,
    randomness: realRandomness,
    schemaVersions: schemaVersions(),
    log: (event, facts) => console.error(event, facts),
  });
  open = { store, engine, directory: folder, person: person.id };
}

function requireOpen(): Open {
  if (!open) throw new Error('nobody is enrolled');
  return open;
}

/** One round; fails when it met any problem. */
async function sync(): Promise<void> {
  const state = await requireOpen().engine.now();
  if (state.connection !== 'online' || state.problem) throw new Error(`sync: ${JSON.stringify(state)}`);
}

/** How long the thread, which answers the window meanwhile, was held at a time, at the most (milliseconds). */
async function watchStalls<Result>(work: () => Promise<Result>): Promise<Result> {
  worstStall = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    worstStall = Math.max(worstStall, now - last);
    last = now;
  }, 1);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

async function close(): Promise<void> {
  await open?.engine.stop();
  await open?.store.close();
  if (open) await rm(open.directory, { recursive: true, force: true });
  open = null;
  isOnline = false;
}

const TABLES = ['customers', 'sales_documents', 'organisation'];

serveCommands(
  {
    enrol: ({ serverUrl, login, directory }: { serverUrl: string; login: string; directory: string }) =>
      enrol(serverUrl, login, directory),
    /** One round with the server, from the handshake to the comparison of checksums. */
    async sync(): Promise<{ milliseconds: number; worstStall: number; processorTime: number }> {
      isOnline = true;
      const before = process.cpuUsage();
      const { milliseconds } = await watchStalls(() => timed(sync));
      const { user, system } = process.cpuUsage(before);
      isOnline = false;
      return { milliseconds, worstStall, processorTime: (user + system) / 1_000 };
    },
    contentSum(): ContentSum {
      const sum = createContentSum();
      for (const table of TABLES)
        for (const row of requireOpen().store.read.all<{ id: string; version: number; body: string }>(
          `SELECT id, version, body FROM ${table} WHERE deleted = 0`,
        ))
          sum.add(row.id, row.version, row.body);
      return sum.end();
    },
    /** Every edit is a commit of its own, as a person makes them. */
    async edit({ ids, note }: { ids: readonly string[]; note: string }): Promise<void> {
      const { store, person } = requireOpen();
      for (const id of ids) {
        const seen = store.read.record({ collection: 'customers', id })?.body['note'] ?? '';
        await store.commit({
          author: person,
          operations: [
            {
              act: 'patch',
              collection: 'customers',
              kind: 'company',
              id,
              changes: [{ do: 'set', path: 'note', value: note, seen }],
            },
          ],
        });
      }
    },
    /** From going online until the server has answered for all that was made offline, and the whole round. */
    async push(): Promise<{ acknowledged: number; round: number; answeredIn: number }> {
      const { store } = requireOpen();
      const started = performance.now();
      const { promise, resolve } = Promise.withResolvers<number>();
      const stop = store.onChange(() => {
        if (store.sync.counts().pending === 0) resolve(performance.now() - started);
      });
      isOnline = true;
      await sync();
      const round = performance.now() - started;
      stop();
      isOnline = false;
      return { acknowledged: await promise, round, answeredIn };
    },
    counts: () => requireOpen().store.sync.counts(),
    close,
  },
  close,
);
