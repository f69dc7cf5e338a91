/** A person's profile with a filled store, as the core finds it on the disk. */
import { join } from 'node:path';
import { realRandomness } from '../../main/hosts/realPorts.ts';
import { createGroupSigner, createSigningSeed } from '../../main/core/security/deviceKey.ts';
import { noKeychain } from '../../main/core/ports/keychain.ts';
import { createKeyring } from '../../main/core/security/keyring.ts';
import { writeKeyring } from '../../main/core/security/keyringFile.ts';
import { writeDeviceValues, writeSigningSeed } from '../../main/core/session/deviceValues.ts';
import { createProfiles } from '../../main/core/session/profiles.ts';
import { createRecordStore } from '../../main/core/store/index.ts';
import type { SqliteDatabase } from '../../main/core/store/sqlite.ts';
import { elementsOf, textOf } from '../../shared/domain/bodyReads.ts';
import type { Role } from '../../shared/domain/organisation/organisation.ts';
import type { RecordImage } from '../../shared/domain/record.ts';
import { orderTotals } from '../../shared/domain/salesDocuments/orderTotals.ts';
import { createRecordSource, productId, SCOPE, START, type RecordSource } from '../shared/records.ts';
import { say } from '../shared/temporaryFolder.ts';
import { createRawWriter, openRaw, transact } from './rawStore.ts';

export const PASSPHRASE = 'یک رمز بلند و خوب';
/** Cheap: how long a passphrase takes to try is no question of the store. */
const ARGON2 = { memoryKibibytes: 64, iterations: 1, parallelism: 1 };
const BATCH = 10_000;
const PRODUCTS = 2_000;
const POPULARITY = 200;

export interface Dataset {
  /** What a host gives its core. */
  readonly directory: string;
  readonly profileId: string;
  readonly storeDirectory: string;
  readonly databasePath: string;
  readonly key: Uint8Array;
  readonly customers: number;
  readonly orders: number;
}

/** Whose store it is. */
interface Owner {
  readonly id: string;
  readonly role: Role;
}

/** An enrolled profile with an empty store. */
export async function createProfile(
  directory: string,
  customers: number,
  orders = 0,
  owned: Partial<Owner> = {},
): Promise<Dataset> {
  const { newId } = createRecordSource(7);
  const profileId = newId();
  const anybody = newId();
  const { id: person = anybody, role = 'administrator' } = owned;
  const key = realRandomness.bytes(32);
  const profiles = createProfiles(directory);
  const paths = profiles.beginEnrolment(profileId);
  const seed = createSigningSeed(realRandomness);
  const store = createRecordStore({
    directory: paths.store,
    key,
    clock: { now: () => START },
    signer: createGroupSigner(() => seed),
    identity: { device: newId(), person, deviceCode: 'BENCH', epoch: 'bench' },
  });
  writeSigningSeed(store, seed);
  writeDeviceValues(store, {
    token: 'none',
    serverUrl: 'http://127.0.0.1:1',
    serverKeys: { signing: '', sealing: '' },
    person: { id: person, name: 'bench', login: 'bench', role, company: 'bench' },
    sample: false,
  });
  await store.close();
  const owner = { profileId, name: 'bench', login: 'bench', enrolledAt: new Date(START).toISOString() };
  const keyring = await createKeyring({ ...owner, serverUrl: 'http://127.0.0.1:1' }, PASSPHRASE, key, {
    randomness: realRandomness,
    argon2: ARGON2,
    keychain: noKeychain,
  });
  writeKeyring(paths.keyring, keyring);
  profiles.finishEnrolment(profileId);
  const databasePath = join(paths.store, 'store.db');
  return { directory, profileId, storeDirectory: paths.store, databasePath, key, customers, orders };
}

/** Whoever reads a hundred thousand customers in seconds is made to pause, for good reason; here the company limits nobody. */
export function letReadOn({ databasePath, key }: Dataset): void {
  const database = openRaw(databasePath, key, 16);
  try {
    database
      .prepare(
        `INSERT OR REPLACE INTO organisation (id, kind, revision, version, deleted, written_at, home_scope, shares, created_by, created_at, updated_by, updated_at, pending, body)
         VALUES (:id, 'setting', 1, 1, 0, 0, 'company', '[]', :id, :at, :id, :at, 0, :body)`,
      )
      .run({
        id: '00000000-0000-7000-8000-000000000002',
        at: '2026-01-05T08:00:00.000Z',
        body: JSON.stringify({ key: 'readingPagesPerHour', value: 0 }),
      });
  } finally {
    database.close();
  }
}

/** A profile whose store holds so many customers, and orders with lines of theirs. */
export async function createDataset(directory: string, customers: number, orders = 0): Promise<Dataset> {
  say(`filling a store with ${customers} customers${orders > 0 ? ` and ${orders} orders` : ''}`);
  const dataset = await createProfile(directory, customers, orders);
  const database = openRaw(dataset.databasePath, dataset.key, 400);
  // Nobody waits for it and nobody would miss it: neither log nor syncs.
  database.pragma('journal_mode = MEMORY');
  database.pragma('synchronous = OFF');
  const source = createRecordSource(1);
  const ids = fillCustomers(database, source, customers);
  if (orders > 0) fillOrders(database, source, ids, orders);
  database.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run('firstCheckpointDone', 'true');
  database.prepare('INSERT INTO cursors (scope, sequence) VALUES (?, ?)').run(SCOPE, customers + orders);
  database.pragma('journal_mode = WAL');
  database.close();
  return dataset;
}

function fillCustomers(database: SqliteDatabase, source: RecordSource, count: number): string[] {
  const writer = createRawWriter(database);
  const ids: string[] = [];
  while (ids.length < count) {
    transact(database, () => {
      const end = Math.min(ids.length + BATCH, count);
      while (ids.length < end) {
        const record = source.customer();
        writer.insert(record);
        ids.push(record.id);
      }
    });
  }
  return ids;
}

/** The read models are made at the end, by the same rules as the store's, of which a sample is checked by the bench. */
function fillOrders(database: SqliteDatabase, source: RecordSource, customers: readonly string[], count: number): void {
  const writer = createRawWriter(database);
  const insertLine = database.prepare(
    `INSERT INTO order_lines (order_id, line_id, customer_id, product_id, ordered_on, state, quantity, net_amount, currency)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  // A few are bought by nearly everybody, most by few.
  const products = Array.from({ length: PRODUCTS }, (_, index) => index).flatMap((index) =>
    Array.from({ length: Math.ceil(POPULARITY / (index + 1)) }, () => productId(index)),
  );
  for (let done = 0; done < count; done += BATCH) {
    transact(database, () => {
      for (let index = done; index < Math.min(done + BATCH, count); index += 1) {
        const record = source.order(source.randomness.pick(customers), products);
        writer.insert(record);
        for (const values of lineValues(record)) insertLine.run(...values);
      }
    });
  }
  transact(database, () => database.exec(READ_MODELS));
}

function lineValues({ id, body }: RecordImage): unknown[][] {
  const totals = orderTotals(body).lines;
  return elementsOf(body, 'lines').map((line, index) => [
    id,
    textOf(line, 'id'),
    textOf(body, 'customerId'),
    textOf(line, 'productId'),
    textOf(body, 'orderedOn'),
    textOf(body, 'state'),
    line['quantity'],
    totals[index]?.taxable.amount,
    'IRR',
  ]);
}

const READ_MODELS = `
  INSERT INTO purchases (customer_id, product_id, first_on, last_on, order_count, quantity)
  SELECT customer_id, product_id, min(ordered_on), max(ordered_on), count(DISTINCT order_id), sum(quantity)
  FROM order_lines WHERE state = 'confirmed' GROUP BY customer_id, product_id;
  INSERT INTO customer_summary (customer_id, last_contact_at, last_order_on, order_count, open_orders, open_opportunities, revenue_amount, revenue_currency, revenue)
  SELECT customer_id, NULL, max(ordered_on) FILTER (WHERE state = 'confirmed'), count(*) FILTER (WHERE state = 'confirmed'),
    count(*) FILTER (WHERE state = 'draft'), 0, coalesce(sum(total) FILTER (WHERE state = 'confirmed'), 0), 'IRR',
    json_array(json_object('amount', coalesce(sum(total) FILTER (WHERE state = 'confirmed'), 0), 'currency', 'IRR'))
  FROM sales_documents WHERE deleted = 0 GROUP BY customer_id;`;
