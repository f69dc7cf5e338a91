/** A customer and all that were merged into it, also by way of others: what happened with any of them happened with it. */
import type { RecordId } from '../../../../shared/base/id.ts';
import type { Work } from '../procedures.ts';

/** The customer itself first. */
export function familyOf({ store }: Work, customerId: RecordId): RecordId[] {
  return store.read.all<{ id: string }>(familyQuery, { customerId }).map(({ id }) => id);
}

/** Only an older one stands for another (see the schema): there is no circle to walk in. */
const familyQuery = `
  WITH RECURSIVE family(id) AS (
    SELECT :customerId
    UNION SELECT l.customer_id FROM family f JOIN customer_links l ON l.other_id = f.id AND l.relation = 'mergedInto'
  ) SELECT id FROM family`;

/** Customers by id, with the one that each was merged into. */
export const mergedQuery = `
  SELECT c.id, coalesce(c.name, '') AS name, c.merged_into_id AS intoId
  FROM json_each(:ids) asked CROSS JOIN customers c ON c.id = asked.value WHERE c.deleted = 0 ORDER BY c.name_sort, c.id`;
