/** Fills an empty server with the sample company, through the same entry as any other bulk load. */
import { randomBytes } from 'node:crypto';
import { type Clock, instantFromMilliseconds, isoDateFromInstant, type IsoDate } from '../../shared/base/clock.ts';
import { createAccount, readCompany, setCompany, setSampleUsers } from '../auth/accounts.ts';
import { createPasswords } from '../auth/passwords.ts';
import { creditSales } from '../jobs/creditSales.ts';
import { reckonBalances } from '../jobs/stockBalances.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { bulkLoad, type RecordDraft } from '../sync/bulkLoad.ts';
import { instantAt } from './calendar.ts';
import { personId, SAMPLE_COMPANY_NAME, SAMPLE_TIME_ZONE, sampleId } from './company.ts';
import { generateCompany, type SampleOptions } from './generate.ts';
import { SAMPLE_USERS } from './users.ts';

export interface PrepareSampleOptions {
  readonly databaseUrl: string;
  readonly customers: number;
  readonly seed: number;
  /** Says on which day the sample's story ends: today, where the company is. */
  readonly clock?: Clock;
  readonly onProgress?: (recordsLoaded: number) => void;
}

/** Records handed over at once: the rest of the company does not exist in memory yet. */
const CHUNK_SIZE = 10_000;
const MARKER_ID = sampleId('setting', 'sampleCompany');

/**
 * Loads people, products, customers and their stories, makes an account for each sample user, and only then declares the company a
 * sample (which is what the sign-in page asks). A call that was interrupted is completed by the next, with the options of the first.
 * `created` is false, and nothing is touched, when the sample is there already or the database holds another company.
 * @throws whatever the database throws; what was committed until then stays and is not written again.
 */
export async function prepareSampleCompany({
  databaseUrl,
  clock = { now: () => Date.now() },
  onProgress,
  ...wanted
}: PrepareSampleOptions): Promise<{ created: boolean }> {
  const database = openDatabase({ url: databaseUrl, connections: 3 });
  try {
    await migrate(database);
    const today = isoDateFromInstant(instantFromMilliseconds(clock.now()), SAMPLE_TIME_ZONE);
    const options = await optionsToFollow(database, { seed: wanted.seed, customers: wanted.customers, today });
    if (options === null) return { created: false };
    await allDone([loadRecords(database, options, onProgress), createAccounts(database)]);
    // What the server's job would make of it in its first minutes: the company is whole from the beginning.
    await creditSales(database);
    await reckonBalances(database);
    await setSampleUsers(database, SAMPLE_USERS);
    await setCompany(database, { id: sampleId('company', 'company'), name: SAMPLE_COMPANY_NAME, sample: true });
    return { created: true };
  } finally {
    await database.close();
  }
}

/** null when there is nothing to do. A half-loaded sample goes on as it began: on another day it would come out differently. */
async function optionsToFollow(database: Database, wanted: SampleOptions): Promise<SampleOptions | null> {
  const company = await readCompany(database);
  if (company.sample || company.name !== '') return null;
  const [begun] = await database.rows<{ value: SampleOptions }>(
    "SELECT body -> 'value' AS value FROM records WHERE collection = 'organisation' AND id = $1",
    [MARKER_ID],
  );
  if (begun) return begun.value;
  const [record] = await database.rows('SELECT 1 FROM records LIMIT 1');
  return record ? null : wanted;
}

async function loadRecords(
  database: Database,
  options: SampleOptions,
  onProgress: (recordsLoaded: number) => void = () => {},
): Promise<void> {
  let chunk: RecordDraft[] = [markerOf(options)];
  let loaded = 0;
  const load = async (): Promise<void> => {
    await bulkLoad(database, chunk, (done) => onProgress(loaded + done));
    loaded += chunk.length;
    chunk = [];
  };
  for (const draft of generateCompany(options)) {
    chunk.push(draft);
    if (chunk.length >= CHUNK_SIZE) await load();
  }
  await load();
}

/** The first record of all: it says that a sample was begun, and how. */
function markerOf(options: SampleOptions): RecordDraft {
  const { seed, customers, today } = options;
  return {
    collection: 'organisation',
    kind: 'setting',
    id: MARKER_ID,
    body: { key: 'sampleCompany', value: { seed, customers, today } satisfies Record<string, number | IsoDate> },
    createdBy: personId('admin'),
    at: instantAt(today, 0),
  };
}

/** One thread for all of them: a password costs a third of a second of Argon2id. */
async function createAccounts(database: Database): Promise<void> {
  const passwords = createPasswords({ bytes: (length) => randomBytes(length) });
  try {
    for (const { login, password } of SAMPLE_USERS)
      await createAccount(database, { personId: personId(login), login, password }, passwords);
  } finally {
    await passwords.close();
  }
}

/** Like `Promise.all`, but nothing still runs when it throws: what all of them use may then be closed. */
async function allDone(works: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
