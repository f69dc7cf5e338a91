/**
 * A customer and all that were found to be the same, as the laptop walks them (`main/core/features/customers/family.ts`): by what a customer was merged into, and by
 * what it says to stand for, which leads farther only where two people merged one customer into two others apart.
 */
import type { RecordId } from '../../../shared/base/id.ts';
import type { Transaction } from '../../store/database.ts';

/** By customer, itself among them; of one that nobody merged, itself alone. As it was before the batch. */
export async function readFamilies(
  transaction: Transaction,
  customers: readonly RecordId[],
): Promise<ReadonlyMap<RecordId, readonly RecordId[]>> {
  if (customers.length === 0) return new Map();
  const rows = await transaction.rows<{ root: RecordId; id: RecordId }>(
    `WITH RECURSIVE family(root, id) AS (
       SELECT a.id, a.id FROM unnest($1::uuid[]) a(id)
       UNION
       SELECT f.root, l.id FROM family f CROSS JOIN LATERAL (
         SELECT i.id FROM records c
           CROSS JOIN LATERAL (SELECT i.id FROM records i WHERE i.collection = 'customers' AND i.id = (c.body ->> 'mergedIntoId')::uuid) i
           WHERE c.collection = 'customers' AND c.id = f.id AND NOT c.deleted AND c.body ? 'mergedIntoId'
         UNION ALL
         SELECT c.id FROM records c
           WHERE c.collection = 'customers' AND c.body ? 'mergedIntoId' AND c.body ->> 'mergedIntoId' = f.id::text AND NOT c.deleted
         UNION ALL
         SELECT m.id FROM records c CROSS JOIN LATERAL jsonb_array_elements_text(c.body -> 'standsForIds') s(id)
           JOIN records m ON m.collection = 'customers' AND m.id = s.id::uuid
           WHERE c.collection = 'customers' AND c.id = f.id AND NOT c.deleted AND c.body ? 'standsForIds' AND m.body ? 'mergedIntoId'
         UNION ALL
         SELECT c.id FROM records m
           JOIN records c ON c.collection = 'customers' AND c.body ? 'standsForIds' AND c.body -> 'standsForIds' @> to_jsonb(m.id::text) AND NOT c.deleted
           WHERE m.collection = 'customers' AND m.id = f.id AND m.body ? 'mergedIntoId'
       ) l
     ) SELECT root, id FROM family`,
    [[...new Set(customers)]],
  );
  const families = Map.groupBy(rows, ({ root }) => root);
  return new Map([...families].map(([root, members]) => [root, members.map(({ id }) => id)]));
}
