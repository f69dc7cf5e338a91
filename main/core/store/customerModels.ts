/** Read models of customers: the keys by which twins are found, and the links between customers, from the far end. Recomputed per customer, from the record. */
import { customerLinksOf } from '../../../shared/domain/customers/customerLinks.ts';
import { matchKeysOf } from '../../../shared/domain/customers/matchKeys.ts';
import type { RecordBody, RecordImage } from '../../../shared/domain/record.ts';
import type { Connection } from './connection.ts';

/** Fields of a customer that nothing here is made from, and that change often. A change of nothing else is no work. */
const WITHOUT_NOTICE: ReadonlySet<string> = new Set([
  'note',
  'stage',
  'consent',
  'addresses',
  'customerSince',
  'class',
]);

/** May the change of this customer change its keys or links? */
export function touchesCustomerModels(before: RecordImage | null, after: RecordImage | null): boolean {
  if (!before || !after || before.deleted !== after.deleted) return true;
  const fields = new Set([...Object.keys(before.body), ...Object.keys(after.body)]);
  return [...fields].some(
    (field) => !WITHOUT_NOTICE.has(field) && JSON.stringify(before.body[field]) !== JSON.stringify(after.body[field]),
  );
}

export function createCustomerModels(connection: Connection) {
  const read = connection.prepare('SELECT body FROM customers WHERE id = ? AND deleted = 0');
  const write = createWriting(connection);
  return {
    recompute(customerId: string): void {
      const row = read.get([customerId]) as { body: string } | undefined;
      write.remove(customerId);
      if (row) write.insert(customerId, row.body);
    },
  };
}

/** Everything of the customers whose ids lie in that range. */
export function rebuildCustomerModels(connection: Connection, after: string, upTo: string): void {
  connection.run('DELETE FROM customer_match_keys WHERE customer_id > ? AND customer_id <= ?', [after, upTo]);
  connection.run('DELETE FROM customer_links WHERE customer_id > ? AND customer_id <= ?', [after, upTo]);
  const write = createWriting(connection);
  const rows = connection.all<{ id: string; body: string }>(
    'SELECT id, body FROM customers WHERE id > ? AND id <= ? AND deleted = 0',
    [after, upTo],
  );
  for (const { id, body } of rows) write.insert(id, body);
}

function createWriting(connection: Connection) {
  const removeKeys = connection.prepare('DELETE FROM customer_match_keys WHERE customer_id = ?');
  const removeLinks = connection.prepare('DELETE FROM customer_links WHERE customer_id = ?');
  // What is no well-formed text becomes one in the file, and two keys may become one.
  const insertKey = connection.prepare('INSERT OR IGNORE INTO customer_match_keys (key, customer_id) VALUES (?, ?)');
  const insertLink = connection.prepare(
    'INSERT OR IGNORE INTO customer_links (customer_id, relation, other_id) VALUES (?, ?, ?)',
  );
  return {
    remove(customerId: string): void {
      removeKeys.run([customerId]);
      removeLinks.run([customerId]);
    },
    insert(customerId: string, text: string): void {
      const body = readBody(text);
      for (const key of matchKeysOf(body)) insertKey.run([key, customerId]);
      for (const { relation, otherId } of customerLinksOf(customerId, body))
        insertLink.run([customerId, relation, otherId]);
    },
  };
}

/** A damaged body has no keys; that it is damaged is for others to find. */
function readBody(text: string): RecordBody {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as RecordBody) : {};
  } catch {
    return {};
  }
}
