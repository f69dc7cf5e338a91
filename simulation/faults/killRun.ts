/**
 * A company of real processes that are killed all day: cores of several people's machines, two nodes of the server, a PostgreSQL that is
 * restarted under them, a road that is cut in the middle of bodies. Then the faults stop, everybody syncs, and every write that a person was
 * told is saved must be found, once, at head office and on every machine that may hold it.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createAccount } from '../../server/auth/accounts.ts';
import { openDatabase, type Database } from '../../server/store/database.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../server/store/embeddedPostgres.ts';
import { migrate } from '../../server/store/migrate.ts';
import { bulkLoad } from '../../server/sync/bulkLoad.ts';
import { draft, idOf } from '../../e2e/sync/openCompany.ts';
import { createChoice, type Choice } from '../choice.ts';
import { checkKills } from './checkKills.ts';
import type { Finding } from './checkContention.ts';
import type { CoreProcessLine, SavedWrite } from './coreProcess.ts';
import { createCuttingProxy, type CuttingProxy } from './cuttingProxy.ts';
import { startCore, startNode, type Program } from './processes.ts';

export interface KillRunOptions {
  readonly seed: number;
  /** How many processes are killed, cores and nodes together. */
  readonly kills: number;
  /** Ends the faults earlier when so much time has passed. */
  readonly minutes?: number;
  /** An empty folder of this run alone; removed at the end. */
  readonly directory: string;
  readonly onProgress?: (counts: KillCounts) => void;
}

export interface KillCounts {
  coresKilled: number;
  /** Of these, before the core had opened its store. */
  coresKilledStarting: number;
  nodesKilled: number;
  nodesKilledStarting: number;
  databaseRestarts: number;
  connectionsCut: number;
  /** Writes that a person was told are saved. */
  saved: number;
}

export interface KillReport {
  readonly findings: readonly Finding[];
  readonly counts: KillCounts;
  readonly seconds: number;
}

/** Who works, on a machine each: Ali has two. */
const PEOPLE = ['ali', 'sara', 'ali'] as const;
const NODES = 2;
/** A process lives so long at the most before it is killed, in milliseconds; many do not get beyond their start. */
const LONGEST_CORE_LIFE = 3_000;
const LONGEST_NODE_LIFE = 12_000;
const KILLS_PER_DATABASE_RESTART = 25;
/** What a node says that is started while there is no database. */
const NO_DATABASE = /The database is not available|the database system is|terminating connection/;
const CUT_CHANCE = 0.6;

export async function runKills({
  seed,
  kills,
  minutes = Infinity,
  directory,
  onProgress = () => {},
}: KillRunOptions): Promise<KillReport> {
  const began = performance.now();
  const run = await openRun(seed, directory);
  try {
    const done = (): number => run.counts.coresKilled + run.counts.nodesKilled;
    const isOver = (): boolean =>
      done() >= kills || run.findings.length > 0 || performance.now() - began > minutes * 60_000;
    run.proxy.cutChance = CUT_CHANCE;
    await Promise.all([
      ...run.machines.map((machine) => killCore(run, machine, isOver, () => onProgress(run.counts))),
      ...run.nodes.map((node) => killNode(run, node, isOver)),
      restartDatabase(run, kills, done, isOver),
    ]);
    run.counts.connectionsCut = run.proxy.cuts;
    // What had gone wrong before is the story; what it led to is not.
    if (run.findings.length === 0) await becomeQuiet(run);
    if (run.findings.length === 0)
      await checkKills(run.database, run.saved, (rule, message) => run.findings.push({ rule, message }));
    run.counts.saved = run.saved.length;
    return { findings: run.findings, counts: run.counts, seconds: Math.round((performance.now() - began) / 1_000) };
  } finally {
    await run.close();
  }
}

// ---- what runs -----------------------------------------------------------------------------------------------

interface Machine {
  readonly name: string;
  readonly login: string;
  readonly directory: string;
  readonly choice: Choice;
}

interface ServerNode {
  readonly port: number;
  readonly choice: Choice;
  program: Program;
}

interface Run {
  readonly counts: KillCounts;
  readonly findings: Finding[];
  readonly saved: SavedWrite[];
  readonly machines: readonly Machine[];
  readonly nodes: readonly ServerNode[];
  readonly proxy: CuttingProxy;
  readonly database: Database;
  readonly databaseUrl: string;
  readonly directory: string;
  readonly choice: Choice;
  restartDatabase(): Promise<void>;
  close(): Promise<void>;
}

async function openRun(seed: number, directory: string): Promise<Run> {
  const choice = createChoice(seed);
  const findings: Finding[] = [];
  const port = await freePort();
  const databaseDirectory = join(directory, 'postgres');
  let postgres: EmbeddedPostgres = await startEmbeddedPostgres({ directory: databaseDirectory, port });
  const database = openDatabase({ url: postgres.url, connections: 3 });
  await fillCompany(database);
  const dataDirectory = join(directory, 'server');
  await mkdir(dataDirectory, { recursive: true });
  const nodes: ServerNode[] = [];
  for (let index = 0; index < NODES; index += 1) {
    const nodePort = await freePort();
    const program = startNode(postgres.url, dataDirectory, nodePort);
    // One after the other: the first makes the keys that they share.
    await program.ready;
    nodes.push({ port: nodePort, choice: choice.derive(10 + index), program });
  }
  const proxy = await createCuttingProxy(() => nodes.map((node) => node.port), choice.derive(20));
  return {
    counts: {
      coresKilled: 0,
      coresKilledStarting: 0,
      nodesKilled: 0,
      nodesKilledStarting: 0,
      databaseRestarts: 0,
      connectionsCut: 0,
      saved: 0,
    },
    findings,
    saved: [],
    machines: PEOPLE.map((login, index) => ({
      name: `${login}-${index}`,
      login,
      directory: join(directory, `${login}-${index}`),
      choice: choice.derive(30 + index),
    })),
    nodes,
    proxy,
    database,
    databaseUrl: postgres.url,
    directory,
    choice,
    async restartDatabase() {
      await postgres.stop();
      postgres = await startEmbeddedPostgres({ directory: databaseDirectory, port });
    },
    async close() {
      for (const { program } of nodes) await program.kill();
      await proxy.close();
      await database.close();
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function fillCompany(database: Database): Promise<void> {
  await migrate(database);
  const organisation = { branchId: idOf('tehran'), territoryIds: [idOf('north')] };
  await bulkLoad(database, [
    draft('organisation', 'branch', 'tehran', { name: 'تهران' }),
    draft('organisation', 'territory', 'north', { name: 'شمال', branchId: idOf('tehran') }),
    ...['ali', 'sara'].map((name) =>
      draft('organisation', 'person', name, { name, role: 'rep', active: true, ...organisation }),
    ),
    draft('customers', 'company', 'pars', { name: 'پارس', stage: 'active', territoryId: idOf('north') }),
  ]);
  for (const login of ['ali', 'sara'])
    await createAccount(database, { personId: idOf(login), login, password: `password-of-${login}` });
}

// ---- faults --------------------------------------------------------------------------------------------------

/** A core works, is killed and comes back, until the run is over. */
async function killCore(run: Run, machine: Machine, isOver: () => boolean, onKill: () => void): Promise<void> {
  while (!isOver()) {
    let isOpen = false;
    const core = startMachine(run, machine, null, (line) => {
      if (line.say === 'open') isOpen = true;
    });
    const isGone = core.ended.then(() => 'gone' as const);
    // Often in the middle of its start; else somewhere in its work.
    if (machine.choice.chance(0.8)) await Promise.race([core.ready, isGone]);
    await Promise.race([wait(machine.choice.integer(isOpen ? LONGEST_CORE_LIFE : 700)), isGone]);
    const wasOpen = isOpen;
    await core.kill();
    const { wasKilled, lastWords } = await core.ended;
    if (!wasKilled) run.findings.push({ rule: 'SYNC-181', message: `${machine.name} ended by itself: ${lastWords}` });
    run.counts.coresKilled += 1;
    if (!wasOpen) run.counts.coresKilledStarting += 1;
    onKill();
  }
}

function startMachine(
  run: Run,
  { name, login, directory, choice }: Machine,
  drain: string | null,
  onLine: (line: CoreProcessLine) => void,
): Program {
  return startCore(
    {
      directory,
      login,
      serverUrl: run.proxy.url,
      seed: choice.integer(1_000_000_000),
      territoryId: idOf('north'),
      ...(drain === null ? {} : { drain }),
    },
    (line) => {
      if (line.say === 'saved') run.saved.push(line.write);
      if (line.say === 'failed') run.findings.push({ rule: 'SYNC-181', message: `${name}: ${line.what}` });
      onLine(line);
    },
  );
}

async function killNode(run: Run, node: ServerNode, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const isStarting = node.choice.chance(0.2);
    if (!isStarting) await node.program.ready;
    await Promise.race([
      wait(node.choice.integer(isStarting ? 800 : LONGEST_NODE_LIFE)),
      node.program.ended,
      until(isOver),
    ]);
    if (isOver()) return;
    await node.program.kill();
    const { wasKilled, lastWords } = await node.program.ended;
    // A node that is started while there is no database says so and ends: whoever runs it starts it again.
    const foundNoDatabase = !wasKilled && NO_DATABASE.test(lastWords);
    if (!wasKilled && !foundNoDatabase)
      run.findings.push({ rule: 'SYNC-189', message: `a node ended by itself: ${lastWords}` });
    if (wasKilled) run.counts.nodesKilled += 1;
    if (wasKilled && isStarting) run.counts.nodesKilledStarting += 1;
    node.program = startNode(run.databaseUrl, join(run.directory, 'server'), node.port);
  }
}

/** In the middle of everything: sessions are cut, and for a moment there is no database at all. */
async function restartDatabase(run: Run, kills: number, done: () => number, isOver: () => boolean): Promise<void> {
  const restarts = Math.max(1, Math.floor(kills / KILLS_PER_DATABASE_RESTART));
  for (let restart = 0; restart < restarts; restart += 1) {
    const at = ((restart + 0.5) * kills) / restarts;
    await until(() => done() >= at || isOver());
    if (run.findings.length > 0) return;
    await run.restartDatabase();
    run.counts.databaseRestarts += 1;
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await wait(50);
}

// ---- afterwards ----------------------------------------------------------------------------------------------

const DRAIN_PASSES = 2;

/** The faults stop. Twice round: what the first one sends, the others must get. */
async function becomeQuiet(run: Run): Promise<void> {
  run.proxy.cutChance = 0;
  for (const node of run.nodes) {
    await node.program.ready;
    // Started, it may be, while there was no database.
    if (!(await isListening(node.port))) {
      node.program = startNode(run.databaseUrl, join(run.directory, 'server'), node.port);
      await node.program.ready;
    }
  }
  const expected = join(run.directory, 'expected.json');
  await writeFile(expected, JSON.stringify(run.saved));
  for (let pass = 1; pass <= DRAIN_PASSES && run.findings.length === 0; pass += 1)
    for (const machine of run.machines) {
      let told: Extract<CoreProcessLine, { say: 'drained' }> | null = null;
      const core = startMachine(run, machine, expected, (line) => {
        if (line.say === 'drained') told = line;
      });
      const { lastWords } = await core.ended;
      judgeDrain(run, machine, told, lastWords, pass === DRAIN_PASSES);
    }
}

function judgeDrain(
  { findings }: Run,
  { name }: Machine,
  told: Extract<CoreProcessLine, { say: 'drained' }> | null,
  lastWords: string,
  isLast: boolean,
): void {
  if (!told) return void findings.push({ rule: 'SYNC-189', message: `${name} did not come to rest: ${lastWords}` });
  if (told.pending > 0) findings.push({ rule: 'SYNC-189', message: `${name} still has ${told.pending} to send` });
  if (told.held > 0) findings.push({ rule: 'SYNC-40', message: `${name} has ${told.held} that are held` });
  if (!isLast) return;
  for (const { collection, id, token } of told.missing)
    findings.push({ rule: 'SYNC-184', message: `${name} does not hold ${token} of ${collection}/${id}` });
}

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
  });

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
