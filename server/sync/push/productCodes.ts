/** Of what is sold, each code and barcode stands for one product: whoever comes second is held, for an administrator to change it or to let it stand. */
import type { RecordId } from '../../../shared/base/id.ts';
import { PRODUCT_KINDS } from '../../../shared/domain/products/product.ts';
import { claimedCodes, codesOf, isSold, type ProductCode } from '../../../shared/domain/products/productCodes.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { RecordOperation } from '../../../shared/sync/operation.ts';
import type { Transaction } from '../../store/database.ts';
import { keyOf, type StoredRecord } from '../storedRecord.ts';
import { recordIn, type GroupWork } from './groupWork.ts';
import type { ReceivedGroup } from './receive.ts';
import type { Workspace } from './workspace.ts';

/** Who may bear a code. What the batch claims is noted along with what stood before it, so that no group is compared with every other. */
export interface CodeBearers {
  /** Ids by the code's key; of more products than bear it, where a group was held or a code given up since. */
  readonly idsByKey: Map<string, Set<RecordId>>;
  /** Those that were read: what the batch does not touch of them bears what it bore. */
  readonly stored: ReadonlySet<RecordId>;
}

/** Any number that nothing else of this database takes. */
const LOCK_KEY = 7_402_118;

/**
 * Reads the codes of the catalogue, when the batch gives a product one. Two pushes that both do so come one after the other: nothing else would
 * keep both from finding the code free. The lock is taken behind those of the records and before those of the feed, always.
 */
export async function readCodeBearers(
  transaction: Transaction,
  groups: readonly ReceivedGroup[],
): Promise<CodeBearers> {
  const operations = groups.flatMap(({ group }) => group.operations).filter(isOfProduct);
  const bearers = { idsByKey: new Map<string, Set<RecordId>>(), stored: new Set<RecordId>() };
  if (!operations.some(mayClaim)) return bearers;
  await transaction.rows('SELECT pg_advisory_xact_lock($1)', [LOCK_KEY]);
  const rows = await transaction.rows<{ id: RecordId; body: RecordBody }>(
    `SELECT id, jsonb_build_object('code', body -> 'code', 'barcodes', body -> 'barcodes', 'units', body -> 'units') AS body
     FROM records
     WHERE collection = 'products' AND kind = ANY($1) AND NOT deleted AND body -> 'discontinued' IS DISTINCT FROM 'true'::jsonb
       AND (body ? 'code' OR body ? 'barcodes' OR body ? 'units')`,
    [[...PRODUCT_KINDS]],
  );
  for (const { id, body } of rows) {
    bearers.stored.add(id);
    for (const { key } of codesOf(body)) note(bearers, key, id);
  }
  return bearers;
}

/** The first code that the change claims and another product bears; null where there is none. What it claims is noted, whatever becomes of it. */
export function takenCode(
  bearers: CodeBearers,
  workspace: Workspace,
  work: GroupWork,
  { id, before, after }: { readonly id: RecordId; readonly before: StoredRecord | null; readonly after: RecordBody },
): ProductCode | null {
  const claimed = claimedCodes(before && !before.deleted ? before.body : null, after);
  for (const { key } of claimed) note(bearers, key, id);
  return (
    claimed.find(({ key }) =>
      [...(bearers.idsByKey.get(key) ?? [])].some((other) => other !== id && bears(other, key)),
    ) ?? null
  );

  function bears(other: RecordId, key: string): boolean {
    const record = recordIn(workspace, work, keyOf({ collection: 'products', id: other }));
    // Of a group that was held nothing is there.
    if (!record) return bearers.stored.has(other);
    return !record.deleted && isSold(record.body) && codesOf(record.body).some((code) => code.key === key);
  }
}

const note = ({ idsByKey }: CodeBearers, key: string, id: RecordId): void => {
  const ids = idsByKey.get(key);
  if (ids) ids.add(id);
  else idsByKey.set(key, new Set([id]));
};

export const isProductKind = (kind: string): boolean => PRODUCT_KINDS.some((known) => known === kind);

const isOfProduct = ({ collection, kind }: RecordOperation): boolean =>
  collection === 'products' && isProductKind(kind);

/** Whether it brings a code, or brings a product back to be sold. */
function mayClaim(operation: RecordOperation): boolean {
  if (operation.act === 'delete') return false;
  if (operation.act === 'create') return codesOf(operation.body).length > 0;
  return operation.changes.some(({ path }) => /^(?:code|barcodes|units|discontinued)(?:\/|$)/u.test(path));
}
