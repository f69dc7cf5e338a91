/** The stock that a delivery or a return moves, in the commit that writes the paper: so it is right without a line, and made once. */
import { createError } from '../../../../shared/base/errors.ts';
import type { Instant } from '../../../../shared/base/clock.ts';
import { elementsOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import { hasPermission } from '../../../../shared/domain/permissions.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { isMovementOf, movementsOfPaper } from '../../../../shared/domain/stock/paperMovements.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import { applyChanges } from '../../../../shared/sync/diff.ts';
import type { LocalOperation, ReadHandle } from '../../store/types.ts';
import type { Work } from '../procedures.ts';
import type { PersonAtWork } from '../rights.ts';
import { momentBehind } from './moment.ts';
import { holdsPlace } from './moves.ts';
import { placesQuery, type PlaceRow } from './queries.ts';

/**
 * The place that goods leave, or come back to: as it was said, else the person's van, else a warehouse of their branch, else one of the whole company.
 * @param said null: none; nothing is moved.
 * @throws PeyvandError `not_found`, `permission_denied` for a place that they do not hold.
 */
export function stockPlaceOf(work: Work, said: string | null | undefined): string | null {
  if (said === null) return null;
  const { id: me } = work.person();
  if (said !== undefined) {
    const place = work.store.read.record({ collection: 'organisation', id: said });
    if (!place || place.deleted || place.kind !== 'stockPlace')
      throw createError('not_found', { collection: 'organisation', id: said });
    if (!holdsPlace(work, place.body)) throw createError('permission_denied', { collection: 'stock', placeId: said });
    return said;
  }
  const person = work.store.read.record({ collection: 'organisation', id: me });
  const branchId = person && textOf(person.body, 'branchId');
  const places = work.store.read
    .all<PlaceRow>(placesQuery)
    .map(({ id, body }) => ({ id, body: JSON.parse(body) as RecordBody }));
  const isVan = (body: RecordBody): boolean => body['type'] === 'van';
  const found =
    places.find(({ body }) => isVan(body) && textOf(body, 'holderId') === me) ??
    (branchId === null
      ? undefined
      : places.find(({ body }) => !isVan(body) && textOf(body, 'branchId') === branchId)) ??
    places.find(({ body }) => !isVan(body) && textOf(body, 'branchId') === null);
  return found?.id ?? null;
}

/**
 * What goes with the step of a paper, behind its own operation.
 * @param paper As it will be.
 * @throws PeyvandError `permission_denied` for whoever would take back what lies at a place that they do not hold.
 */
export function stockOfPaper(work: Work, kind: string, id: string, paper: RecordBody): LocalOperation[] {
  const made = movementsOfPaper(kind, id, paper).filter(({ id: movementId, body }) => isNew(work, movementId, body));
  const placeId = textOf(paper, 'stockPlaceId');
  if (made.length === 0 || placeId === null) return [];
  const place = work.store.read.record({ collection: 'organisation', id: placeId });
  if (!place || !holdsPlace(work, place.body)) throw createError('permission_denied', { collection: 'stock', placeId });
  return made.map(({ id: movementId, body }) => ({
    act: 'create',
    collection: 'stock',
    kind: 'movement',
    id: movementId,
    body,
  }));
}

/** When a paper goes out, or comes in: behind what is known to have happened at its place. */
export function paperMoment(work: Work, now: Instant, paper: RecordBody): Instant {
  const placeId = textOf(paper, 'stockPlaceId');
  if (placeId === null) return now;
  const products = elementsOf(paper, 'lines').flatMap((line) => textOf(line, 'productId') ?? []);
  return momentBehind(work, now, placeId, products);
}

/** A service lies nowhere; and only what was moved is taken back. */
function isNew(work: Work, id: string, body: RecordBody): boolean {
  const read = (collection: 'stock' | 'products', of: string | null) =>
    of === null ? null : work.store.read.record({ collection, id: of });
  if (read('stock', id) !== null) return false;
  const takesBack = textOf(body, 'takesBack');
  if (takesBack !== null) return read('stock', takesBack) !== null;
  return read('products', textOf(body, 'productId'))?.kind !== 'service';
}

interface Reading {
  readonly store: { readonly read: Pick<ReadHandle, 'record'> };
}

/** Is this one of the movements that a paper in the same commit says? Then whoever may take the paper's step may write it. */
export function isOfPaperWith(
  asking: Reading & { person(): PersonAtWork },
  operation: LocalOperation,
  operations: readonly LocalOperation[],
): boolean {
  if (operation.act !== 'create' || operation.collection !== 'stock' || operation.kind !== 'movement') return false;
  const documentId = textOf(operation.body, 'documentId');
  const paper = operations.find(({ collection, id }) => collection === 'salesDocuments' && id === documentId);
  if (documentId === null || !paper || !hasPermission(asking.person().role, 'orders.confirm')) return false;
  const after = bodyAfter(asking, paper);
  return after !== null && isMovementOf(paper.kind, documentId, after, operation);
}

function bodyAfter({ store }: Reading, operation: LocalOperation): RecordBody | null {
  if (operation.act === 'create') return operation.body;
  const { collection, kind, id } = operation;
  const held = store.read.record({ collection, id });
  const definition = kindOf(collection, kind);
  return operation.act === 'patch' && held && !held.deleted && definition
    ? applyChanges(definition, held.body, operation.changes)
    : null;
}
