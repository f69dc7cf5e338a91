/**
 * Server → device. A server that is broken, mixed up or in the wrong hands answers a real core with anything: the core lives, its store stays
 * whole, what was saved stays saved, and the first honest rounds put everything right.
 */
import fc from 'fast-check';
import { createTestCompany, first, signIn } from '../../../main/hosts/memory/company.ts';
import { idOf, type MemoryServer } from '../../../main/hosts/memory/memoryServer.ts';
import { createManualTimers } from '../../../main/core/ports/manualTimers.ts';
import { createSyncEngine } from '../../../main/core/sync/index.ts';
import type { RecordStore } from '../../../main/core/store/types.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import {
  createLogGuard,
  isKnownCode,
  withoutGround,
  type Boundary,
  type LogGuard,
  type Outcome,
  type Target,
} from '../boundary.ts';
import { bendFor, bendLine, MESSAGES_MAXIMUM, type Bend, type BentLine } from './bentLine.ts';

interface RepliesInput {
  readonly bends: readonly Bend[];
  readonly saves: number;
}

export const replies: Boundary<RepliesInput> = { name: 'replies', inputsPerWorld: 300, open: withoutGround(begin) };

interface World {
  readonly window: CoreClient;
  readonly store: () => RecordStore;
  readonly line: BentLine;
  readonly logs: LogGuard;
  /** Names of customers that were said to be saved, and are not known to have arrived. */
  readonly saved: Map<string, string>;
  /** The last that arrived. */
  readonly arrived: { id: string; name: string };
  readonly server: MemoryServer;
}

async function begin(): Promise<Target<RepliesInput>> {
  const logs = createLogGuard((line) =>
    /defect|listener_failed|sealed_copy_failed|"error":"(Type|Range|Reference|Sqlite)/.test(line),
  );
  let store: RecordStore | null = null;
  const company = await createTestCompany();
  const line = bendLine(company.server.transport);
  await company.restart({
    log: (event, facts) => logs.note({ event, ...facts }),
    timers: createManualTimers(company.clock),
    openTransport: () => line.transport,
    createSyncEngine: (options) => {
      store = options.store;
      return createSyncEngine(options);
    },
  });
  const window = await signIn(company);
  const world: World = {
    window,
    line,
    logs,
    saved: new Map(),
    arrived: { id: idOf('bahar'), name: 'بهار شیمی' },
    server: company.server,
    store: () => {
      if (!store) throw new Error('No store was opened');
      return store;
    },
  };
  return {
    inputs: fc.record({ bends: fc.array(bendFor(), { minLength: 1, maxLength: 3 }), saves: fc.nat(2) }),
    receive: (input) => receive(world, input),
    finish: () => finish(world),
    close: () => company.close(),
  };
}

async function receive(world: World, { bends, saves }: RepliesInput): Promise<Outcome> {
  const { window, line } = world;
  for (let count = 0; count < saves; count += 1) await save(world);
  const own = ownGroups(world.store());
  line.bend(bends);
  const state = await window.sync.now();
  const { asked, told } = line.straighten();
  const broken = world.logs.take();
  const code = state.problem?.code ?? 'ok';
  if (asked > MESSAGES_MAXIMUM) broken.push('a round asks in circles');
  if (!isKnownCode(code) && code !== 'ok') broken.push(`an unknown code: ${code}`);
  // Sums that never fit are told as what they are; a code that nobody knows is no other.
  const isOwnWord = bends.some(({ refusal }) => refusal !== null);
  if (code === 'internal' && !isOwnWord && state.problem?.facts['reason'] !== 'checksum_mismatch')
    broken.push(`the round ended with internal: ${JSON.stringify(state.problem?.facts)}`);
  broken.push(...lostGroups(own, world.store(), told));
  broken.push(...(await heal(world, code, told)));
  return { answer: code, broken };
}

async function save({ window, saved }: World): Promise<void> {
  const name = `ذخیره ${saved.size + 1}`;
  const { id } = await window.customers.create({
    kind: 'company',
    body: { name, stage: 'lead', ownerId: idOf('ali') },
  });
  saved.set(id, name);
}

/**
 * An honest server puts right whatever another one has told: the next rounds bring back what it has, and hand in what waits. But for what stands in a record: who has
 * the server says what that is, version by version, and sums are of ids and versions.
 * @param told By the other one.
 */
async function heal(world: World, after: string, told: string): Promise<string[]> {
  const { window, line, saved, server, logs } = world;
  let state = await window.sync.now();
  for (let rounds = 0; rounds < 3 && (state.problem !== null || state.pending > 0); rounds += 1)
    state = await window.sync.now();
  line.straighten();
  const broken = logs.take();
  if (state.problem)
    broken.push(
      `after ${after} an honest server is met with ${state.problem.code} ${JSON.stringify(state.problem.facts)}`,
    );
  if (state.pending > 0) broken.push(`after ${after} work is not handed in`);
  for (const [id, name] of saved) {
    if (server.record('customers', id)?.body['name'] !== name) broken.push(`after ${after} saved work has not arrived`);
    saved.delete(id);
    const isToldOtherwise = told.includes(id) && !told.includes(`"name":${JSON.stringify(name)}`);
    // As the window reads it: what it shows is followed at the end of the world.
    if (!isToldOtherwise && world.store().read.record({ collection: 'customers', id })?.body['name'] !== name)
      broken.push(`after ${after} saved work is not here any more`);
    if (!isToldOtherwise) Object.assign(world.arrived, { id, name });
  }
  return [...new Set(broken)];
}

interface OwnGroup {
  readonly hash: string;
  readonly bytes: string;
}

const ownGroups = (store: RecordStore): OwnGroup[] =>
  store.read.all<OwnGroup>("SELECT hash, bytes FROM outbox WHERE state IN ('pending', 'waiting', 'parked')");

/** Only what the server says that it has, or has no use for, may go. */
function lostGroups(before: readonly OwnGroup[], store: RecordStore, told: string): string[] {
  const after = new Map(
    store.read.all<OwnGroup>('SELECT hash, bytes FROM outbox').map(({ hash, bytes }) => [hash, bytes]),
  );
  return before.some(({ hash, bytes }) => after.get(hash) !== bytes && !told.includes(hash))
    ? ['unsent work is gone']
    : [];
}

async function finish({ window, store, logs, server, arrived }: World): Promise<string[]> {
  const broken = logs.take();
  const shown = await first(window.records.observe({ collection: 'customers', id: arrived.id }));
  if (shown?.body['name'] !== arrived.name) broken.push('saved work is not shown any more');
  const { ok, findings } = await store().checkIntegrity();
  if (!ok) broken.push(`the store is damaged: ${findings.join(', ')}`);
  // A name that only the server knows arrives.
  server.put('customers', 'company', idOf('honest'), { name: 'راستین', stage: 'active', ownerId: idOf('ali') });
  await window.sync.now();
  const here = await first(window.records.observe({ collection: 'customers', id: idOf('honest') }));
  if (here?.body['name'] !== 'راستین') broken.push('an honest change does not arrive');
  return broken;
}
