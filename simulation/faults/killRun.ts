/**
 * A company of real processes that are killed all day: cores of several people's machines, two nodes of the server, a PostgreSQL that is
 * restarted under them, a road that is cut in the middle of bodies. Then the faults stop, everybody syncs, and every write that a person was
 * told is saved must be found, once, at head office and on every machine that may hold it.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { idOf } from '../../e2e/sync/openCompany.ts';
import type { Finding } from './checkContention.ts';
import { checkKills } from './checkKills.ts';
import type { CoreProcessLine } from './coreProcess.ts';
import { isListening, openRun, type KillCounts, type Machine, type Run, type ServerNode } from './killCompany.ts';
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

export interface KillReport {
  readonly findings: readonly Finding[];
  readonly counts: KillCounts;
  readonly seconds: number;
}

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
    // On a quick machine all kills may fall on cores: both kinds must have been seen.
    const hasEnough = (): boolean => done() >= kills && run.counts.coresKilled > 0 && run.counts.nodesKilled > 0;
    const isOver = (): boolean =>
      hasEnough() || run.findings.length > 0 || performance.now() - began > minutes * 60_000;
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
