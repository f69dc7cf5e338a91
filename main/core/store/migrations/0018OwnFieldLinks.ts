/** Schema version 18: what the company's own fields and tags say of customers stands among their links, so that lists can be asked for it; of all customers that are there. */
import { customerLinksOf } from '../../../../shared/domain/customers/customerLinks.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import type { Connection } from '../connection.ts';

export function ownFieldLinks(connection: Connection): void {
  const page = connection.prepare(
    `SELECT id, body FROM customers WHERE id > ? AND deleted = 0 AND json_valid(body)
       AND (json_type(body, '$.custom') = 'object' OR json_type(body, '$.tags') = 'array')
     ORDER BY id LIMIT ${CUSTOMERS_AT_ONCE}`,
  );
  const insert = connection.prepare(
    'INSERT OR IGNORE INTO customer_links (customer_id, relation, other_id) VALUES (?, ?, ?)',
  );
  for (let after: string | null = ''; after !== null;) {
    const rows = page.all([after]) as { id: string; body: string }[];
    for (const { id, body } of rows)
      for (const { relation, otherId } of customerLinksOf(id, JSON.parse(body) as RecordBody))
        if (relation === 'own' || relation === 'tag') insert.run([id, relation, otherId]);
    after = rows.at(-1)?.id ?? null;
  }
}

const CUSTOMERS_AT_ONCE = 1_000;
