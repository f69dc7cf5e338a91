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

/** Ids of products that may bear a code, by its key: as they stood before the batch, and all that the batch itself writes. */
export interface CodeBearers {
  readonly idsByKey: ReadonlyMap<string, ReadonlySet<RecordId>>;
  readonly written: ReadonlySet<RecordId>;
  /** As they were read, for those that the batch does not touch. */
  readonly bodies: ReadonlyMap<RecordId, RecordBody>;
}

const NOBODY: CodeBearers = { idsByKey: new Map(), written: new Set(), bodies: new Map() };
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
  if (!operations.some(mayClaim)) return NOBODY;
  await transaction.rows('SELECT pg_advisory_xact_lock($1)', [LOCK_KEY]);
  const rows = await transaction.rows<{ id: string; body: RecordBody }>(
    `SELECT id, jsonb_build_object('code', body -> 'code', 'barcodes', body -> 'barcodes', 'units', body -> 'units') AS body
     FROM records
     WHERE collection = 'products' AND kind = ANY($1) AND NOT deleted AND body -> 'discontinued' IS DISTINCT FROM 'true'::jsonb
       AND (body ? 'code' OR body ? 'barcodes' OR body ? 'units')`,
    [[...PRODUCT_KINDS]],
  );
  const idsByKey = new Map<string, Set<RecordId>>();
  for (const { id, body } of rows)
    for (const { key } of codesOf(body)) idsByKey.set(key, (idsByKey.get(key) ?? new Set()).add(id));
  return {
    idsByKey,
    written: new Set(operations.map(({ id }) => id)),
    bodies: new Map(rows.map(({ id, body }) => [id, body])),
  };
}

/** The first code that the change claims and another product bears; null where there is none. */
export function takenCode(
  bearers: CodeBearers,
  workspace: Workspace,
  work: GroupWork,
  { id, before, after }: { readonly id: RecordId; readonly before: StoredRecord | null; readonly after: RecordBody },
): ProductCode | null {
  const claimed = claimedCodes(before && !before.deleted ? before.body : null, after);
  return claimed.find(({ key }) => candidates(key).some((other) => bears(other, key))) ?? null;

  function candidates(key: string): RecordId[] {
    return [...new Set([...(bearers.idsByKey.get(key) ?? []), ...bearers.written])].filter((other) => other !== id);
  }
  function bears(other: RecordId, key: string): boolean {
    const record = recordIn(workspace, work, keyOf({ collection: 'products', id: other }));
    if (record?.deleted) return false;
    const body = record?.body ?? bearers.bodies.get(other);
    return body !== undefined && isSold(body) && codesOf(body).some((code) => code.key === key);
  }
}

export const isProductKind = (kind: string): boolean => PRODUCT_KINDS.some((known) => known === kind);

const isOfProduct = ({ collection, kind }: RecordOperation): boolean =>
  collection === 'products' && isProductKind(kind);

/** Whether it brings a code, or brings a product back to be sold. */
function mayClaim(operation: RecordOperation): boolean {
  if (operation.act === 'delete') return false;
  if (operation.act === 'create') return codesOf(operation.body).length > 0;
  return operation.changes.some(({ path }) => /^(?:code|barcodes|units|discontinued)(?:\/|$)/u.test(path));
}
