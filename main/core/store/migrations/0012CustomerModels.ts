/** Schema version 12: keys by which twins among customers are found, and the links between customers from the far end; of all customers that are there. */
import { rebuildCustomerModels } from '../customerModels.ts';
import type { Connection } from '../connection.ts';

export function customerModels(connection: Connection): void {
  connection.exec(TABLES);
  const endOfRange = connection.prepare(
    `SELECT id FROM customers WHERE id > ? ORDER BY id LIMIT 1 OFFSET ${CUSTOMERS_AT_ONCE - 1}`,
  );
  for (let after = ''; after !== LAST;) {
    const upTo = (endOfRange.get([after]) as { id: string } | undefined)?.id ?? LAST;
    rebuildCustomerModels(connection, after, upTo);
    after = upTo;
  }
}

const CUSTOMERS_AT_ONCE = 1_000;
/** Behind every id. */
const LAST = '\u{10FFFF}';

const TABLES = /* sql */ `
CREATE TABLE customer_match_keys (
  key TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  PRIMARY KEY (key, customer_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_match_keys_of ON customer_match_keys (customer_id);

CREATE TABLE customer_links (
  other_id TEXT NOT NULL,
  relation TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  PRIMARY KEY (other_id, relation, customer_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_links_of ON customer_links (customer_id);
`;
