/** The company of one run: a PostgreSQL database, two nodes of the server over it, people at their devices, one clock, one list of findings. */
import { createDirectTransport } from '../server/api/directTransport.ts';
import { writeTicket } from '../server/auth/tickets.ts';
import { creditSales } from '../server/jobs/creditSales.ts';
import { reckonBalances } from '../server/jobs/stockBalances.ts';
import type { Log } from '../server/log.ts';
import type { Database } from '../server/store/database.ts';
import type { ConnectionFault } from '../server/testing/memoryPostgres.ts';
import type { ServerTransport } from '../main/core/ports/transport.ts';
import { idOf, openCompany, type TestCompany } from '../e2e/sync/openCompany.ts';
import { createManualClock, type Clock, type ManualClock } from '../shared/base/clock.ts';
import type { DecideInput } from '../shared/contract/parking.ts';
import type { SignInReply } from '../shared/sync/protocol.ts';
import { createActor } from './actor.ts';
import { createBooks, type Books } from './books.ts';
import type { Actor } from './actorTypes.ts';
import { actOnce } from './acts/index.ts';
import { createChoice, type Choice } from './choice.ts';
import { COMPANY, ROSTER } from './company.ts';
import { moneyOf } from './companyMoney.ts';
import { contentOfServer, makeServerOlder } from './migrations/olderServer.ts';
import { changedTables } from './migrations/olderStore.ts';
import { createRoughNetwork } from './roughNetwork.ts';
import { createSeededKeys } from './seededKeys.ts';
import { backUpServer, restoreServer } from './serverBackup.ts';
import { createTrace, type Trace } from './trace.ts';
import type { VirtualMachine } from './virtualMachine.ts';

export interface EmptyDatabase {
  readonly url: string;
  readonly drop: () => Promise<void>;
  /** Opens it for a node, with a line that may break; by its URL, and with none that does, when left out. */
  readonly open?: (options?: { readonly fault?: ConnectionFault }) => Database;
}

/** A stick with a bundle on it. */
export interface Stick {
  readonly kind: 'work' | 'changes';
  /** Who wrote the work; who may open the changes. */
  readonly from: Actor;
  readonly bytes: Uint8Array;
}

/** A promise that was not kept. */
export interface Violation {
  readonly rule: string;
  readonly step: number;
  readonly message: string;
}

export interface World {
  readonly choice: Choice;
  readonly clock: ManualClock;
  readonly database: Database;
  readonly actors: readonly Actor[];
  readonly violations: Violation[];
  readonly counts: Map<string, number>;
  /** Counts the things that happened in the middle of other people's rounds. */
  readonly interludes: number;
  step: number;
  backUpServer(): Promise<void>;
  /** From the last backup; nothing when there is none. */
  restoreServer(): Promise<void>;
  /** The server falls over in the middle of what it does next; it is up again before the message behind that. @returns what calls it off. */
  crashServer(): () => void;
  /** An older program was at work until now: a newer one starts on its database, and may fall over in the middle of the migration. */
  upgradeServer(): Promise<void>;
  /** The job that credits sales comes round; the server may fall over in the middle of it. */
  creditSales(options?: { readonly isCalm?: boolean }): Promise<void>;
  /** The job that reckons how much lies where; the same may happen to it. */
  reckonStock(options?: { readonly isCalm?: boolean }): Promise<void>;
  /** Posting comes round, and is opened where it is not; the same may happen to it. */
  post(options?: { readonly isCalm?: boolean }): Promise<void>;
  /** An administrator looks at what is held, and lets some of it through. */
  letThrough(): Promise<void>;
  readonly books: Books;
  readonly trace: Trace;
  /** Works and does not sync before the end; in some runs. */
  readonly slow: Actor | null;
  report(rule: string, message: string): void;
  count(what: string, times?: number): void;
  /** Bundles that are under way. */
  readonly sticks: Stick[];
  /** What happened, in order, for whoever reads a broken run. */
  readonly story: string[];
  tell(line: string): void;
  close(): Promise<void>;
}

const START = Date.parse('2026-11-01T06:00:00.000Z');
const DAY = 86_400_000;
/** Nobody's clock is right. */
const CLOCK_OFFSETS = [0, -3 * DAY, 40 * 60_000, 2 * DAY, -400 * DAY, 5_000];
const SERVER_CHOICES = 900;
/** To within which of them the line to the database holds. */
const MESSAGES_OF_A_PUSH = 30;
const MESSAGES_OF_A_MIGRATION = 24;
/** A run that goes wrong goes wrong everywhere: the first findings tell the story. */
const MOST_VIOLATIONS = 50;

export async function createWorld(options: {
  readonly seed: number;
  readonly devices: number;
  readonly database: EmptyDatabase;
  readonly hasDisasters: boolean;
  /** Where time is the run's alone. */
  readonly machine?: VirtualMachine;
}): Promise<World> {
  const choice = createChoice(options.seed);
  options.machine?.begin(options.seed, START);
  const clock = options.machine?.clock ?? createManualClock(START);
  const trace = createTrace();
  const violations: Violation[] = [];
  const counts = new Map<string, number>();
  const actors: Actor[] = [];
  let interludes = 0;
  let depth = 0;

  const report = (rule: string, message: string): void => {
    const isKnown = violations.some((violation) => violation.rule === rule && violation.message === message);
    if (!isKnown && violations.length < MOST_VIOLATIONS) violations.push({ rule, step: world.step, message });
  };
  const story: string[] = [];
  const tell = (line: string): void => {
    trace.note(line);
    story.push(`step ${world.step}: ${line}`);
  };
  const count = (what: string, times = 1): void => void counts.set(what, (counts.get(what) ?? 0) + times);

  /** What the database is still told before its line breaks; null: nothing is planned. */
  let messagesLeft: number | null = null;
  let hasCrashed = false;
  const fault: ConnectionFault = () => {
    if (messagesLeft === null) return null;
    messagesLeft -= 1;
    if (messagesLeft > 0) return null;
    messagesLeft = null;
    hasCrashed = true;
    count('server crashes');
    return choice.pick(['before', 'after']);
  };
  const { open, url, drop } = options.database;
  const company = await openCompany({
    url,
    drop,
    ...(open ? { open: () => open({ fault }) } : {}),
    drafts: [...COMPANY, ...moneyOf(options.seed)],
    logins: [],
    clock,
    randomness: choice.derive(SERVER_CHOICES),
    keys: createSeededKeys(options.seed),
    log: createFindingLog((...finding) => void (hasCrashed || report(...finding))),
  });
  // The checks look at it over a line that does not break.
  const database = open?.() ?? company.database;
  // What the database draws by itself when its tables are made.
  await database.rows('UPDATE epochs SET epoch = $1, began_at = now()', [`epoch of seed ${options.seed}`]);
  await database.rows('UPDATE installation SET company_id = $1', [idOf('company')]);
  const books = createBooks({ keys: company.keys, clock });
  const nodes: ServerTransport[] = [];
  const startNodes = async (): Promise<void> => {
    const apps = [await company.startNode(), await company.startNode()];
    nodes.splice(0, nodes.length, ...apps.map((app) => createDirectTransport(app)));
  };
  await startNodes();
  const ready = async (): Promise<void> => {
    if (!hasCrashed) return;
    await startNodes();
    hasCrashed = false;
    tell('the server fell over and got up again');
  };

  /** In the middle of somebody's round: they save something, or another person saves, or syncs. */
  async function interlude(of: number): Promise<void> {
    if (depth > 0) return;
    depth += 1;
    interludes += 1;
    try {
      const own = actors[of];
      const other = choice.pick(actors);
      if (options.hasDisasters && choice.chance(0.06)) await restore();
      else if (own && choice.chance(0.4)) await actOnce(own);
      else if (!other.isBusy) {
        await actOnce(other);
        if (choice.chance(0.6)) await other.sync();
      }
      count('interludes');
    } finally {
      depth -= 1;
    }
  }

  const slow = choice.chance(0.25) ? choice.integer(options.devices) : null;
  let hasBackup = false;
  let lives = 1;
  let restoredAt = -1;
  async function restore(): Promise<void> {
    // Once a step: a round begins anew five times at most, and no company goes back more often than that in one.
    // What only a store that was lost could send again is lost with it.
    if (!hasBackup || restoredAt === world.step || counts.has('stores lost')) return;
    restoredAt = world.step;
    lives += 1;
    await restoreServer(database, `epoch ${lives} of seed ${options.seed}`);
    tell('the server was restored from its backup');
    count('servers restored');
  }

  /** @returns null when the server fell over in the middle of it. */
  async function doJob<Made>(
    job: (batchSize: number) => Promise<Made>,
    { isCalm = false }: { readonly isCalm?: boolean } = {},
  ): Promise<Made | null> {
    if (!isCalm && choice.chance(0.3)) messagesLeft = 1 + choice.integer(MESSAGES_OF_A_PUSH);
    const made = await job(1 + choice.integer(60)).catch((error: unknown) => {
      if (!hasCrashed) throw error;
      count('server crashes in a job');
      return null;
    });
    messagesLeft = null;
    await ready();
    return made;
  }

  const world: World = {
    choice,
    clock,
    database,
    trace,
    get slow() {
      return slow === null ? null : (actors[slow] ?? null);
    },
    actors,
    violations,
    counts,
    get interludes() {
      return interludes;
    },
    step: 0,
    async backUpServer() {
      await backUpServer(database);
      hasBackup = true;
      tell('the server was backed up');
      count('servers backed up');
    },
    restoreServer: restore,
    crashServer() {
      messagesLeft = 1 + choice.integer(MESSAGES_OF_A_PUSH);
      return () => void (messagesLeft = null);
    },
    async upgradeServer() {
      const before = await contentOfServer(database);
      const version = await makeServerOlder(database, choice);
      if (version === null) return;
      tell(`the server starts on a database of version ${version}`);
      count(`servers migrated: ${version}`);
      if (choice.chance(0.5)) messagesLeft = 1 + choice.integer(MESSAGES_OF_A_MIGRATION);
      await startNodes().catch((error: unknown) => {
        if (!hasCrashed) throw error;
        count('server crashes in a migration');
      });
      messagesLeft = null;
      await ready();
      for (const table of changedTables(before, await contentOfServer(database)))
        report('SYNC-182', `from version ${version} a migration of the server changed ${table}`);
    },
    async creditSales(how) {
      const made = await doJob((batchSize) => creditSales(company.database, { batchSize }), how);
      if (made && made.credited > 0) count('sales credited');
      if (made && made.changed > 0) count('sales credits withdrawn');
    },
    async reckonStock(how) {
      const made = await doJob(
        (batchSize) =>
          reckonBalances(company.database, {
            batchSize,
            log: (event, facts) => report('SYNC-54', `${event} ${JSON.stringify(facts)}`),
          }),
        how,
      );
      if (made && made.reckoned > 0) count('balances reckoned');
    },
    async post(how) {
      const isOpen = await books.open(company.database, how?.isCalm === true || choice.chance(0.5));
      if (!isOpen) return count('posting kept closed');
      const made = await doJob((batchSize) => books.post(company.database, batchSize), how);
      if (made !== null && made > 0) count('papers posted', made);
    },
    async letThrough() {
      const administrator = actors.find(({ login }) => login === 'administrator');
      const held = await database.rows<{ hash: string }>(
        "SELECT hash FROM ledger WHERE outcome = 'parked' AND reason = 'permission_denied' ORDER BY hash",
      );
      if (!administrator || administrator.isBusy || held.length === 0) return;
      const { hash } = choice.pick(held);
      const id = administrator.newId();
      const decision: DecideInput = { id, hash, decision: 'apply', note: '', edits: [] };
      const reply = await administrator.network.ask('decideHeldWork', decision);
      tell(`an administrator let ${hash.slice(0, 6)} through: ${JSON.stringify(reply)}`);
      if (reply) count(`held work let through: ${reply.type}`);
    },
    books,
    report,
    count,
    sticks: [],
    story,
    tell,
    async close() {
      messagesLeft = null;
      for (const actor of actors) await actor.close();
      if (database !== company.database) await database.close();
      await company.close();
    },
  };

  // Where there are fewer than people, some share one.
  const machines = choice.pick([2, 3, options.devices]);
  for (const [index, login] of ROSTER.slice(0, options.devices).entries()) {
    const own = choice.derive(index + 1);
    const isOld = own.chance(0.2);
    if (isOld) count('old programs');
    actors.push(
      await createActor({
        index,
        login,
        choice: own,
        clock,
        clockOffset: CLOCK_OFFSETS[index] ?? 0,
        isOld,
        network: createRoughNetwork({
          nodes: () => nodes,
          choice: own.derive(1),
          count,
          trace,
          ready,
          isDown: () => hasCrashed,
          signIn: () => ticketOf(company, clock, login),
          interlude: () => interlude(index),
          onHandedIn: () => void (interludes += 1),
          delay: () => clock.advance(DAY + 60_000),
        }),
        report,
        count,
        tell,
        lookAtPapers: (store) => {
          for (const wrong of books.look(store)) report('SYNC-157', wrong);
        },
        machine: index % machines,
        mates: () =>
          actors
            .filter((mate) => mate.machine === index % machines && mate.index !== index && mate.isBusy)
            .map(({ name, device }) => ({ name, directory: device.directory })),
        saveSomething: actOnce,
      }),
    );
  }
  return world;
}

/** What signing in gives, without the slow hash of a password. */
export const ticketOf = (company: TestCompany, clock: Clock, login: string): SignInReply => ({
  ticket: writeTicket(company.keys, clock, idOf(login)),
  person: { id: idOf(login), name: login, role: '' },
  company: { id: idOf('company'), name: '', sample: false },
});

/** Nothing that people do here should make the server complain. */
function createFindingLog(report: World['report']): Log {
  const complain = (facts: object, event: string): void => {
    // What an administrator should hear of: a disk was copied or put back (SYNC-23), a bundle was taken in.
    if (event !== 'device.new_identity' && event !== 'bundle.received')
      report('SYNC-52', `the server: ${event} ${JSON.stringify(facts)}`);
  };
  return { info: () => {}, warn: complain, error: complain };
}
