/**
 * A company over months, seed after seed, until one finds something: records come, move and are deleted, the server tidies its feed, and
 * people stay away for days or for longer than any lease. Whoever comes back must hold what is there and nothing else.
 * `node simulation/mutants/absence.ts --seeds 20 --from 1`; says a line of JSON per seed.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { createTestDevice, type TestDevice } from '../../e2e/sync/device.ts';
import { idOf, openCompany, type TestCompany } from '../../e2e/sync/openCompany.ts';
import { collectFeed } from '../../server/jobs/feedUpkeep.ts';
import { startEmbeddedPostgres } from '../../server/store/embeddedPostgres.ts';
import { createManualClock } from '../../shared/base/clock.ts';
import { createChoice, type Choice } from '../choice.ts';
import { COMPANY } from '../company.ts';
import { keyOf, readBases } from '../checks/deviceState.ts';
import { readServerState } from '../checks/serverState.ts';
import { ticketOf } from '../world.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '5' }, from: { type: 'string', default: '1' } },
});
const PEOPLE = ['reza', 'ali', 'omid'] as const;
const WEEKS = 16;
const DAY = 86_400_000;

interface Person extends TestDevice {
  readonly login: string;
  /** Away until this week. */
  backIn: number;
}

const postgres = await startEmbeddedPostgres({
  directory: await mkdtemp(join(tmpdir(), 'peyvand-absence-')),
  throwaway: true,
});
try {
  for (let seed = Number(values.from); seed < Number(values.from) + Number(values.seeds); seed += 1) {
    const findings = await runMonths(seed);
    console.log(JSON.stringify({ seed, findings }));
    if (findings.length > 0) break;
  }
} finally {
  await postgres.stop();
}

async function runMonths(seed: number): Promise<{ rule: string; message: string }[]> {
  const choice = createChoice(seed);
  const clock = createManualClock(Date.parse('2026-03-01T08:00:00.000Z'));
  const name = `months_${seed}`;
  await execute(`CREATE DATABASE ${name}`);
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  const drop = (): Promise<void> => execute(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  const company = await openCompany({ url: url.href, drop, drafts: COMPANY, logins: [], clock });
  const people: Person[] = [];
  const noticed: { rule: string; message: string }[] = [];
  // What the checksums put right at last was wrong all the same.
  const log = (event: string, facts: object): void => {
    if (event === 'sync.scope_reopened')
      noticed.push({ rule: 'SYNC-130', message: `${event} ${JSON.stringify(facts)}` });
    if (event === 'sync.round_failed') noticed.push({ rule: 'SYNC-189', message: `${event} ${JSON.stringify(facts)}` });
  };
  try {
    for (const [index, login] of PEOPLE.entries()) {
      const transport = { ...company.transport(), signIn: () => Promise.resolve(ticketOf(company, clock, login)) };
      const device = await createTestDevice({ login, transport, clock, seed: seed * 10 + index, log });
      people.push(Object.assign(device, { login, backIn: 0 }));
      await device.sync();
    }
    for (let week = 0; week < WEEKS; week += 1) await liveAWeek(company, people, week, choice, clock);
    // Everybody is back; what the first round sends, the second brings to the others.
    for (const person of [...people, ...people]) await person.sync();
    return [...noticed, ...(await findDifferences(company, people))];
  } finally {
    for (const person of people) await person.close();
    await company.close();
  }
}

async function liveAWeek(
  company: TestCompany,
  people: readonly Person[],
  week: number,
  choice: Choice,
  clock: ReturnType<typeof createManualClock>,
): Promise<void> {
  for (const person of people) {
    if (person.backIn > week) continue;
    await person.sync();
    for (let works = choice.integer(3); works > 0; works -= 1) await work(person, choice);
    await person.sync();
    // Two weeks, or more than two months: a lease lasts a month.
    if (person.login !== 'reza' && choice.chance(0.3)) person.backIn = week + choice.pick([2, 3, 9]);
  }
  for (let days = 0; days < 7; days += 1) {
    clock.advance(DAY);
    await collectFeed(company.database, clock);
  }
}

async function work(person: Person, choice: Choice): Promise<void> {
  const shown = person.store.read.all<{ id: string }>('SELECT id FROM customers WHERE deleted = 0 ORDER BY id');
  const id = shown.length === 0 ? null : choice.pick(shown).id;
  const [north, south] = [idOf('north'), idOf('south')];
  const deed = choice.integer(4);
  if (id === null || deed === 0)
    await person.create('customers', 'company', { name: 'نو', stage: 'lead', territoryId: north });
  else if (person.login !== 'reza') await person.edit('customers', id, { note: person.newId() });
  else if (deed === 1) {
    const isNorth = person.record('customers', id)?.body['territoryId'] === north;
    await person.edit('customers', id, { territoryId: isNorth ? south : north });
  } else await person.remove('customers', id);
}

/** What lives and may be held is here in its version; nothing that is gone or was moved away is. */
async function findDifferences(company: TestCompany, people: readonly Person[]) {
  const findings: { rule: string; message: string }[] = [];
  const state = await readServerState(company.database);
  for (const { login, person, store } of people) {
    const held = new Set(state.heldScopes.get(person));
    const bases = readBases(store);
    for (const [key, record] of state.records) {
      const base = bases.get(key);
      const isMine = !record.deleted && record.scopes.some((scope) => held.has(scope));
      const isHere = base !== undefined && !base.deleted;
      if (isHere && !isMine && record.deleted)
        findings.push({ rule: 'SYNC-188', message: `${login} holds ${key}, which was deleted` });
      else if (isHere && !isMine) findings.push({ rule: 'SYNC-185', message: `${login} holds ${key}, which has left` });
      if (isMine && record.collection === 'customers' && base?.version !== record.version)
        findings.push({ rule: 'SYNC-184', message: `${login} has ${key} in version ${base?.version}` });
    }
    for (const base of bases.values())
      if (!state.records.has(keyOf(base)))
        findings.push({ rule: 'SYNC-184', message: `${login} holds ${keyOf(base)}` });
  }
  return findings;
}

async function execute(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
