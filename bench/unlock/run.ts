/**
 * How long a person waits from their passphrase to the first page of their customers, at N records, beyond the key derivation
 * itself. Aim: 1 s at 100,000 records. Everything is real: PostgreSQL, server, HTTP, encrypted store; only the window is missing.
 *
 *   node bench/unlock/run.ts [--customers 13700] [--rounds 7]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createMemoryHost } from '../../main/hosts/memory/index.ts';
import { createHttpTransport } from '../../main/core/sync/index.ts';
import { ARGON2_PARAMETERS, passphraseToKey } from '../../main/core/security/passphrase.ts';
import { startServer } from '../../server/main.ts';
import { startEmbeddedPostgres } from '../../server/store/embeddedPostgres.ts';
import { prepareSampleCompany } from '../../server/sample/sampleCompany.ts';
import type { CoreClient } from '../../shared/rpc/client.ts';

const { values } = parseArgs({
  options: { customers: { type: 'string', default: '13700' }, rounds: { type: 'string', default: '7' } },
});
const customers = Number(values.customers);
const rounds = Number(values.rounds);
const PASSPHRASE = 'یک رمز بلند و خوب';

const folder = await mkdtemp(join(tmpdir(), 'peyvand-bench-'));
const postgres = await startEmbeddedPostgres({ directory: join(folder, 'server', 'postgres') });
await prepareSampleCompany({ databaseUrl: postgres.url, customers, seed: 1 });
const server = await startServer({
  databaseUrl: postgres.url,
  port: 0,
  dataDirectory: join(folder, 'server'),
  logLevel: 'silent',
});
const directory = join(folder, 'client');
const options = {
  directory,
  openTransport: createHttpTransport,
  defaultServerUrl: server.url,
  argon2: ARGON2_PARAMETERS,
};

let host = createMemoryHost(options);
const firstSync = await timed(async () => {
  const client = host.connect();
  const users = await client.session.sampleUsers();
  const administrator = users.find(({ role }) => role === 'administrator');
  if (!administrator) throw new Error('no administrator');
  await client.session.signIn({ login: administrator.login, password: administrator.password });
  await client.session.enrol({ passphrase: PASSPHRASE });
  const state = await client.sync.now();
  if (state.problem) throw new Error(state.problem.code);
});
await host.close();

const samples = {
  keyDerivation: [] as number[],
  unlock: [] as number[],
  firstPage: [] as number[],
  search: [] as number[],
};
let total = 0;
for (let round = 0; round < rounds; round += 1) {
  samples.keyDerivation.push(
    (await timed(() => passphraseToKey(PASSPHRASE, new Uint8Array(16), ARGON2_PARAMETERS))).milliseconds,
  );
  // A new process's caches cannot be had inside one; a new core with new connections is the nearest.
  host = createMemoryHost(options);
  const client = host.connect();
  const profileId = await firstProfile(client);
  const unlock = await timed(() => client.session.unlock({ profileId, passphrase: PASSPHRASE }));
  const page = await timed(() =>
    first(client.customers.list({ offset: 0, limit: 50, sort: { by: 'name', descending: false } })),
  );
  const search = await timed(() => first(client.customers.list({ offset: 0, limit: 50, search: 'آزمایشگاه' })));
  // Checked outside the timed parts: whole pages, in order, of everything.
  if (page.value.rows.length !== 50 || page.value.total < customers || search.value.total === 0)
    throw new Error('wrong page');
  total = page.value.total;
  samples.unlock.push(unlock.milliseconds);
  samples.firstPage.push(page.milliseconds);
  samples.search.push(search.milliseconds);
  await host.close();
}
const [count] = await countRecords();
await server.close();
await postgres.stop();
await rm(folder, { recursive: true, force: true });

const beyond = median(
  samples.unlock.map(
    (milliseconds, round) => milliseconds + (samples.firstPage[round] ?? 0) - (samples.keyDerivation[round] ?? 0),
  ),
);
console.log(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
);
console.log(`${count} records, ${total} customers, ${rounds} rounds, medians in ms (minimum–maximum)\n`);
console.log('| what | ms |\n|---|---|');
for (const [name, milliseconds] of Object.entries(samples))
  console.log(
    `| ${name} | ${median(milliseconds).toFixed(0)} (${Math.min(...milliseconds).toFixed(0)}–${Math.max(...milliseconds).toFixed(0)}) |`,
  );
console.log(`| unlock + first page − key derivation | **${beyond.toFixed(0)}** (aim 1,000) |`);
console.log(`| sign-in, enrolment and first sync of everything | ${firstSync.milliseconds.toFixed(0)} |`);

async function countRecords(): Promise<[number]> {
  const { openDatabase } = await import('../../server/store/database.ts');
  const database = openDatabase({ url: postgres.url, connections: 1 });
  const [row] = await database.rows<{ count: string }>('SELECT count(*) AS count FROM records');
  await database.close();
  return [Number(row?.count)];
}

async function timed<Value>(work: () => Promise<Value>): Promise<{ value: Value; milliseconds: number }> {
  const start = performance.now();
  const value = await work();
  return { value, milliseconds: performance.now() - start };
}

async function first<Value>(stream: Promise<AsyncIterable<Value>>): Promise<Value> {
  for await (const value of await stream) return value;
  throw new Error('the stream ended without a value');
}

async function firstProfile(client: CoreClient): Promise<string> {
  const state = await first(client.session.state());
  if (state.phase !== 'locked' && state.phase !== 'signedOut') throw new Error(`phase ${state.phase}`);
  const [profile] = state.profiles;
  if (!profile) throw new Error('no profile');
  return profile.profileId;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
