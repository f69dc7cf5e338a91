/**
 * One company over some months, by one seed: people work, sync over bad lines, lose power, get other rights; then the faults stop, everybody
 * syncs until nothing moves any more, and every promise is checked.
 */
import { textIn } from '../server/sync/storedRecord.ts';
import type { Actor } from './actorTypes.ts';
import { actOnce } from './acts/index.ts';
import { checkAccounts, checkAccountsHere } from './checks/accounts.ts';
import { checkApprovals } from './checks/approvals.ts';
import { checkBooks } from './checks/books.ts';
import { checkDevice } from './checks/device.ts';
import { checkFamilies, countFamilies } from './checks/families.ts';
import { checkGroups } from './checks/groups.ts';
import { checkLinks } from './checks/links.ts';
import { checkMerges } from './checks/merges.ts';
import { checkServer } from './checks/server.ts';
import { checkSalesCredits } from './checks/salesCredits.ts';
import { checkStock } from './checks/stock.ts';
import { checkSearch } from './checks/search.ts';
import { checkPapers } from './checks/papers.ts';
import { checkReadModels } from './checks/readModels.ts';
import { checkRound } from './checks/round.ts';
import { checkShares } from './checks/shares.ts';
import { readOutbox } from './checks/deviceState.ts';
import { readServerState, type ServerState } from './checks/serverState.ts';
import { CALM } from './roughNetwork.ts';
import { takeStep } from './steps.ts';
import { hashOfState } from './trace.ts';
import type { VirtualMachine } from './virtualMachine.ts';
import { createWorld, type EmptyDatabase, type Violation, type World } from './world.ts';

export interface SimulationOptions {
  readonly seed: number;
  /** 2 to 6. */
  readonly devices?: number;
  readonly steps?: number;
  /** Also let everybody sync at the very same time. Such a run may not repeat itself. */
  readonly isContended?: boolean;
  /** Also restore the server from backups and devices from older or cloned disks; so by default. */
  readonly hasDisasters?: boolean;
  /** A database that nobody else uses. */
  readonly database: EmptyDatabase;
  /** Where time is the run's alone: then a seed repeats itself exactly. */
  readonly machine?: VirtualMachine;
}

export interface SimulationReport {
  readonly seed: number;
  /** Empty when every promise was kept. */
  readonly violations: readonly Violation[];
  readonly counts: Readonly<Record<string, number>>;
  readonly story: readonly string[];
  /** Of everything that happened, in order. */
  readonly traceHash: string;
  /** Of what there is at the end. */
  readonly stateHash: string;
}

const MOST_PASSES = 10;
const PASSES_BEFORE_RELEASE = 3;

export async function runSimulation({
  seed,
  devices,
  steps = 120,
  isContended = false,
  hasDisasters = true,
  database,
  machine,
}: SimulationOptions): Promise<SimulationReport> {
  const world = await createWorld({
    seed,
    devices: devices ?? 4 + (seed % 3),
    database,
    hasDisasters,
    ...(machine ? { machine } : {}),
  });
  let stateHash = '';
  try {
    for (const actor of world.actors) await begin(world, actor);
    for (; world.step < steps && world.violations.length === 0; world.step += 1)
      await takeStep(world, { isContended, hasDisasters });
    for (const { network } of world.actors) await network.deliverLate();
    if (world.violations.length === 0) await othersBecomeQuiet(world);
    if (world.violations.length === 0) await becomeQuiet(world);
    if (world.violations.length === 0) await checkEverything(world);
    stateHash = await hashOfState(world.database, world.actors);
  } catch (error) {
    world.report('SYNC-0', error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    // Whatever closing stumbles over came of what was reported before.
    await world
      .close()
      .catch((error: unknown) => world.report('SYNC-0', `the run could not be closed: ${String(error)}`));
  }
  const { violations, story, counts, trace } = world;
  return {
    seed,
    violations,
    story,
    traceHash: trace.hash(),
    stateHash,
    counts: Object.fromEntries([...counts].toSorted(([one], [other]) => (one < other ? -1 : 1))),
  };
}

/** The first sync, of which some is shown as it comes: by some after they have begun to work, over a bad line, with saves in between. */
async function begin(world: World, actor: Actor): Promise<void> {
  if (actor.choice.chance(0.5)) return checkRound(world, actor, () => actor.sync());
  for (let acts = actor.choice.integer(4); acts > 0; acts -= 1) await actOnce(actor);
  await checkRound(world, actor, () => actor.sync({ ...CALM, cut: 0.1, interlude: 0.2 }, { saves: 0.2 }));
}

/**
 * All queues drain, and then nothing moves any more. In some runs everybody goes on until a whole pass was for nothing; in the others who has
 * nothing to send, and has been there since anything last changed, stays away: that is most of what a quiet company costs.
 */
async function becomeQuiet(world: World): Promise<void> {
  const isEverybodyAsked = world.choice.chance(0.25);
  /** Where the server stood before everybody's last whole round: who brings others' work may do so when they have fetched already. */
  const seen = new Map<Actor, string>();
  const isUpToDate = async (actor: Actor): Promise<boolean> =>
    actor.disks === 0 && actor.store.sync.counts().pending === 0 && seen.get(actor) === (await serverPosition(world));
  const sync = (actor: Actor): Promise<void> =>
    checkRound(world, actor, async () => {
      const position = await serverPosition(world);
      const state = await actor.sync();
      if (state.connection === 'online') seen.set(actor, position);
      return state;
    });
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    await world.creditSales({ isCalm: true });
    await world.reckonStock({ isCalm: true });
    await world.post({ isCalm: true });
    const before = await feedPosition(world);
    for (const actor of world.actors) {
      if (!isEverybodyAsked && (await isUpToDate(actor))) continue;
      await sync(actor);
      for (; actor.disks > 0; await sync(actor)) await actor.changeDisk({ isLast: true });
    }
    if (pass >= PASSES_BEFORE_RELEASE) await releaseWaiting(world);
    const [waiting] = await world.database.rows('SELECT 1 FROM waiting_groups LIMIT 1');
    const isDrained = !waiting && world.actors.every(({ store }) => store.sync.counts().pending === 0);
    if (isDrained && before === (await feedPosition(world))) return;
  }
  world.report(
    'SYNC-189',
    `after ${MOST_PASSES} rounds of everybody the queues were not empty, or something still moved`,
  );
}

/** Who does not come keeps nobody from anything. */
async function othersBecomeQuiet({ slow, actors, counts, report, count }: World): Promise<void> {
  // Work that was made on what only they can bring back does wait for them.
  if (slow === null || counts.has('servers restored')) return;
  count('slow devices');
  const others = actors.filter((actor) => actor !== slow && !actor.isCloned);
  for (let pass = 0; pass < 2; pass += 1) for (const actor of others) await actor.sync();
  for (const { name, store } of others) {
    const { pending } = store.sync.counts();
    if (pending > 0) report('SYNC-191', `${name} has ${pending} groups unsent although only ${slow.name} is slow`);
  }
}

/** After a restore some work may have been made on what will never be again: an administrator lets it go on (or the lease ends its wait). */
async function releaseWaiting({ database, count, actors }: World): Promise<void> {
  const released = await database.rows(
    'UPDATE waiting_groups SET released = true WHERE waits_for IS NULL AND NOT released RETURNING 1',
  );
  if (released.length === 0) return;
  count('groups released');
  // With whatever comes next, though it be something long known.
  for (const { store, network } of actors) {
    const [row] = readOutbox(store);
    if (!row) continue;
    const { bytes, hash, signature } = row;
    if (await network.handIn([{ bytes, hash, signature }])) return;
  }
}

async function feedPosition(world: World): Promise<string> {
  return `${await serverPosition(world)} ${JSON.stringify(world.actors.map(({ store }) => store.sync.cursor()))}`;
}

async function serverPosition({ database }: World): Promise<string> {
  const [row] = await database.rows<{ position: string }>(
    "SELECT coalesce(sum(seq), 0)::text || ' ' || (SELECT count(*) FROM ledger) AS position FROM scope_counters",
  );
  return row?.position ?? '';
}

async function checkEverything(world: World): Promise<void> {
  const state = await readServerState(world.database);
  for (const { collection, deleted, body, version } of state.records.values()) {
    world.count(`records: ${collection}${deleted ? ', deleted' : ''}`);
    if (collection === 'reviews')
      world.count(`reviews: ${textIn(body, 'status')}, ${version > 1 ? 'moved on' : 'as made'}`);
  }
  countChanges(world, state);
  countFamilies(world, state);
  await checkServer(world, state);
  checkShares(world, state);
  checkSalesCredits(world, state);
  checkStock(world, state);
  checkApprovals(world, state);
  checkPapers(world, state);
  checkAccounts(world, state);
  await checkBooks(world, state);
  checkGroups(world, state);
  checkMerges(world, state);
  checkLinks(world, state);
  for (const actor of world.actors) {
    await checkDevice(world, actor, state);
    checkReadModels(world, actor);
    checkAccountsHere(world, actor, state);
    checkFamilies(world, actor);
    checkSearch(world, actor, state);
  }
}

/** What moved, and whose rights changed: a run in which nothing of the kind happened says nothing about it. */
function countChanges({ count }: World, state: ServerState): void {
  for (const versions of state.history.values())
    for (const [index, { collection, kind, homeScope, body }] of versions.entries()) {
      const before = versions[index - 1];
      if (!before) continue;
      if (before.homeScope !== homeScope) count(collection === 'customers' ? 'customers moved' : 'dependents moved');
      if (kind !== 'person' || collection !== 'organisation') continue;
      if (before.body['role'] !== body['role']) count('roles changed');
      if (JSON.stringify(before.body['territoryIds']) !== JSON.stringify(body['territoryIds'])) count('grants changed');
    }
}
