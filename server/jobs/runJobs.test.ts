import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../build/testing/testDatabase.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { runIfDue, startJobs, type Job } from './runJobs.ts';

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ url: testDatabase.url });
  await migrate(database);
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const stateOf = async (name: string) =>
  (
    await database.rows<{ taken_by: string | null; report: object; error: string | null }>(
      'SELECT taken_by, report, error FROM jobs WHERE name = $1',
      [name],
    )
  )[0];
const job = (name: string, run: Job['run'], everyMilliseconds = 3_600_000): Job => ({ name, run, everyMilliseconds });

test('of nodes that look at the same moment one takes the turn, and nobody before it is due again', async () => {
  const began = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  let runs = 0;
  const slow = job('slow', async () => {
    runs += 1;
    began.resolve();
    await go.promise;
    return { done: 1 };
  });
  const all = Array.from({ length: 6 }, (_, node) => runIfDue(database, slow, `node ${node}`));
  await began.promise;
  expect(await runIfDue(database, slow, 'late')).toBeNull();
  go.resolve();
  expect((await Promise.all(all)).filter((report) => report !== null)).toEqual([{ done: 1 }]);
  expect(await runIfDue(database, slow, 'later')).toBeNull();
  expect(runs).toBe(1);
  expect(await stateOf('slow')).toEqual({ taken_by: null, report: { done: 1 }, error: null });
});

test('the turn of a node that died ends by itself', async () => {
  const often = job('often', async () => ({ done: 1 }), 0);
  await database.rows(
    "INSERT INTO jobs (name, taken_by, taken_until) VALUES ('often', 'dead', clock_timestamp() + interval '1 hour')",
  );
  expect(await runIfDue(database, often, 'alive')).toBeNull();
  await database.rows("UPDATE jobs SET taken_until = clock_timestamp() - interval '1 second' WHERE name = 'often'");
  expect(await runIfDue(database, often, 'alive')).toEqual({ done: 1 });
});

test('a job that fails says so, keeps no turn, stops no other job, and is tried again', async () => {
  const events: [string, unknown][] = [];
  let tries = 0;
  const finished = Promise.withResolvers<void>();
  const failing = job(
    'failing',
    async () => {
      tries += 1;
      if (tries === 1) throw new TypeError('secret');
      return { done: tries };
    },
    0,
  );
  const after = job(
    'after',
    async () => {
      if (tries > 1) finished.resolve();
      return { done: 0 };
    },
    0,
  );
  const runner = startJobs({
    database,
    jobs: [failing, after],
    node: 'one',
    log: (event, facts) => events.push([event, facts]),
    lookEveryMilliseconds: 1,
  });
  await finished.promise;
  await runner.close();
  await runner.close();
  expect(events.slice(0, 2)).toEqual([
    ['job.failed', { job: 'failing', error: 'TypeError' }],
    ['job.done', { job: 'failing', done: 2 }],
  ]);
  expect(await stateOf('failing')).toMatchObject({ taken_by: null, error: null });
});

test('closing asks the running job to stop and waits for it', async () => {
  const began = Promise.withResolvers<void>();
  let ended = false;
  const patient = job('patient', async (isStopped) => {
    began.resolve();
    while (!isStopped()) await new Promise((resolve) => void setImmediate(resolve));
    ended = true;
    return {};
  });
  const runner = startJobs({ database, jobs: [patient], node: 'one', log: () => {} });
  await began.promise;
  await runner.close();
  expect(ended).toBe(true);
});
