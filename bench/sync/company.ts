/** The company that is synced: customers and orders of about 600 bytes, in twenty territories, on a real PostgreSQL. */
import { createAccount } from '../../server/auth/accounts.ts';
import { openDatabase, type Database } from '../../server/store/database.ts';
import { migrate } from '../../server/store/migrate.ts';
import { bulkLoad, type RecordDraft } from '../../server/sync/bulkLoad.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { textOf } from '../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { createRecordSource, productId, type ServerImage } from '../shared/records.ts';

export const PASSWORD = 'a password of the bench';
export const ADMINISTRATOR = 'administrator';
/** The person who sells in the territory of this number, 0 to 19; there may be several of one territory. */
export const repLogin = (number: number): string => `rep${number}`;

const CUSTOMERS_PART = 0.4;
const PRODUCTS = 200;
const CHUNK = 10_000;

/**
 * Loads people, territories and `records` customers and orders. Everybody signs in with {@link PASSWORD}. Of what is loaded only the ids of
 * the customers stay in memory: a million records would not fit.
 */
export async function loadCompany(databaseUrl: string, records: number): Promise<void> {
  const database = openDatabase({ url: databaseUrl, connections: 3 });
  try {
    await migrate(database);
    const source = createRecordSource(1);
    const administrator = source.newId();
    const toDraft = ({ collection, kind, id, body, createdAt }: ServerImage): RecordDraft => ({
      collection,
      kind,
      id,
      body,
      createdBy: administrator,
      at: createdAt,
    });
    const customers = Math.round(records * CUSTOMERS_PART);
    const customerIds: RecordId[] = [];
    for (let start = 0; start < customers; start += CHUNK) {
      const chunk = Array.from({ length: Math.min(CHUNK, customers - start) }, () => source.customer());
      // The first chunk names every territory and every owner.
      if (start === 0) await loadPeople(database, administrator, chunk);
      await bulkLoad(database, chunk.map(toDraft));
      for (const { id } of chunk) customerIds.push(id);
    }
    await requireTerritories(database);
    const products = Array.from({ length: PRODUCTS }, (_, number) => productId(number));
    for (let start = customers; start < records; start += CHUNK) {
      const orders = Array.from({ length: Math.min(CHUNK, records - start) }, () =>
        withoutSeller(source.order(source.randomness.pick(customerIds), products)),
      );
      await bulkLoad(database, orders.map(toDraft));
    }
  } finally {
    await database.close();
  }
}

/** Nobody's sale: others are credited by a job of the server, which would write a record for each while something is timed. */
function withoutSeller(order: ServerImage): ServerImage {
  const { ownerId: _, ...body } = order.body;
  return { ...order, body };
}

/** Territories and owners are those that the customers name. */
async function loadPeople(
  database: Database,
  administrator: RecordId,
  customers: readonly ServerImage[],
): Promise<void> {
  const at = customers[0]?.createdAt ?? new Date(0).toISOString();
  const draft = (kind: string, id: RecordId, body: RecordBody): RecordDraft => ({
    collection: 'organisation',
    kind,
    id,
    body,
    createdBy: administrator,
    at,
  });
  const named = (field: string): string[] =>
    [...new Set(customers.map(({ body }) => textOf(body, field) ?? ''))].toSorted();
  const territories = named('territoryId');
  const owners = named('ownerId');
  await bulkLoad(database, [
    draft('person', administrator, { name: 'Administrator', role: 'administrator', active: true }),
    ...territories.map((id, number) => draft('territory', id, { name: `Territory ${number + 1}` })),
    ...owners.map((id, number) =>
      draft('person', id, {
        name: `Rep ${number + 1}`,
        role: 'rep',
        active: true,
        territoryIds: [territories[number % territories.length] ?? ''],
      }),
    ),
  ]);
  await createAccount(database, { personId: administrator, login: ADMINISTRATOR, password: PASSWORD });
  for (const [number, personId] of owners.slice(0, territories.length).entries())
    await createAccount(database, { personId, login: repLogin(number), password: PASSWORD });
}

async function requireTerritories(database: Database): Promise<void> {
  const [row] = await database.rows<{ count: number }>(
    `SELECT count(*)::int AS count FROM records c WHERE collection = 'customers' AND NOT EXISTS (
       SELECT FROM records o WHERE o.collection = 'organisation' AND o.id = (c.body ->> 'territoryId')::uuid)`,
  );
  if (row?.count !== 0) throw new Error(`${row?.count} customers are in a territory that is not there`);
}
