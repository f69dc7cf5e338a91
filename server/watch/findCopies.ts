/**
 * Looks for copies of decoys: records of customers that carry a decoy's number or address, whoever brought them in, by hand or by an import.
 *
 * Follows the feed as a device does, like the sales credits: `decoy_cursors` says how far in each scope, and is moved in the transaction that writes what was
 * found. Never in a pusher's transaction: who pushes does not wait for it, and its time tells nothing.
 */
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { textOf } from '../../shared/domain/bodyReads.ts';
import type { RecordBody, ScopeId } from '../../shared/domain/record.ts';
import { contactKeysOf } from '../../shared/domain/watch/contactKeys.ts';
import type { Database, Transaction } from '../store/database.ts';
import { retried } from '../store/retried.ts';
import { loadDecoys, removeRetired } from './decoyRecords.ts';
import { addFindings, type NewFinding } from './findings.ts';

const BATCH_SIZE = 500;
const SCOPES_AT_ONCE = 20;

export interface FindCopiesOptions {
  readonly isStopped?: () => boolean;
}

export async function findCopies(
  database: Database,
  clock: Clock,
  { isStopped = () => false }: FindCopiesOptions = {},
): Promise<{ loaded: number; found: number }> {
  const loaded = await loadDecoys(database, clock);
  await removeRetired(database, clock);
  const [decoys] = await database.rows('SELECT 1 FROM decoys LIMIT 1');
  if (!decoys) {
    // Nothing to look for: what lies before the first decoy needs no look.
    await database.rows(
      `INSERT INTO decoy_cursors (scope, seq) SELECT scope, seq FROM scope_counters
       ON CONFLICT (scope) DO UPDATE SET seq = excluded.seq WHERE decoy_cursors.seq <> excluded.seq`,
    );
    return { loaded, found: 0 };
  }
  await database.rows(
    `INSERT INTO decoy_cursors (scope, seq) SELECT c.scope, 0 FROM scope_counters c
     WHERE NOT EXISTS (SELECT 1 FROM decoy_cursors k WHERE k.scope = c.scope) ORDER BY c.scope ON CONFLICT DO NOTHING`,
  );
  let found = 0;
  for (let isDone = false; !isDone && !isStopped();) {
    const batch = await retried(database, (transaction) => followFeeds(transaction, clock));
    found += batch.found;
    isDone = batch.isDone;
  }
  return { loaded, found };
}

async function followFeeds(transaction: Transaction, clock: Clock): Promise<{ found: number; isDone: boolean }> {
  // A restored server counts anew: a cursor beyond the head begins again.
  const cursors = await transaction.rows<{ scope: ScopeId; seq: number; head: number }>(
    `SELECT k.scope, CASE WHEN k.seq > c.seq THEN 0 ELSE k.seq END AS seq, c.seq AS head
     FROM decoy_cursors k JOIN scope_counters c USING (scope) WHERE c.seq <> k.seq
     ORDER BY k.scope LIMIT ${SCOPES_AT_ONCE} FOR UPDATE OF k SKIP LOCKED`,
  );
  if (cursors.length === 0) return { found: 0, isDone: true };
  const rows = await transaction.rows<{ scope: ScopeId; seq: number; id: RecordId; isCustomer: boolean }>(
    `SELECT f.scope, f.seq, f.id, (f.collection = 'customers' AND f.type = 'put' AND f.superseded_seq IS NULL) AS "isCustomer"
     FROM unnest($1::text[], $2::bigint[]) AS k(scope, seq) CROSS JOIN LATERAL (
       SELECT * FROM feed WHERE scope = k.scope AND seq > k.seq ORDER BY seq LIMIT $3
     ) f ORDER BY f.scope, f.seq LIMIT $3`,
    [cursors.map(({ scope }) => scope), cursors.map(({ seq }) => seq), BATCH_SIZE],
  );
  const customers = rows.filter(({ isCustomer }) => isCustomer).map(({ id }) => id);
  const findings = await lookAt(transaction, customers, clock);
  const reached = new Map(rows.map(({ scope, seq }) => [scope, seq]));
  // Up to a head that was read before them there is nothing else: what is missing was tidied away.
  if (rows.length < BATCH_SIZE)
    for (const { scope, head } of cursors) reached.set(scope, Math.max(head, reached.get(scope) ?? 0));
  await transaction.rows(
    'UPDATE decoy_cursors k SET seq = r.seq FROM unnest($1::text[], $2::bigint[]) AS r(scope, seq) WHERE k.scope = r.scope',
    [[...reached.keys()], [...reached.values()]],
  );
  return { found: await addFindings(transaction, findings), isDone: false };
}

interface CustomerVersion {
  readonly id: RecordId;
  readonly version: number;
  readonly body: RecordBody;
  readonly author: RecordId;
  readonly device: RecordId | null;
}

async function lookAt(transaction: Transaction, ids: readonly RecordId[], clock: Clock): Promise<NewFinding[]> {
  if (ids.length === 0) return [];
  const customers = await transaction.rows<CustomerVersion>(
    `SELECT r.id, r.version, r.body, h.author, h.device FROM records r
     JOIN history h ON h.collection = r.collection AND h.id = r.id AND h.version = r.version
     WHERE r.collection = 'customers' AND r.id = ANY($1::uuid[]) AND NOT r.deleted`,
    [ids],
  );
  const keys = [...new Set(customers.flatMap(({ body }) => contactKeysOf(body)))];
  const known = await transaction.rows<{ key: string; customer: RecordId; name: string }>(
    'SELECT k.key, k.customer, d.name FROM decoy_keys k JOIN decoys d USING (customer) WHERE k.key = ANY($1)',
    [keys],
  );
  const decoyByKey = new Map(known.map((row) => [row.key, row]));
  return customers.flatMap((customer) => {
    const own = contactKeysOf(customer.body).flatMap((key) => decoyByKey.get(key) ?? []);
    const copies = own.filter((decoy) => decoy.customer !== customer.id);
    return [...new Map(copies.map((decoy) => [decoy.customer, decoy])).values()].map((decoy): NewFinding => ({
      kind: 'decoyCopied',
      person: customer.author,
      device: customer.device,
      at: instantFromMilliseconds(clock.now()),
      facts: {
        customer: customer.id,
        name: textOf(customer.body, 'name') ?? '',
        imported: customer.body['source'] !== undefined,
        decoy: decoy.customer,
        decoyName: decoy.name,
      },
      cause: `${customer.id} ${decoy.customer}`,
    }));
  });
}
