/** What taking a clash back means: the value that lost goes where the one that won stands, as an ordinary change that others can see. */
import { createError } from '../../../../shared/base/errors.ts';
import { splitPath, type JsonValue } from '../../../../shared/base/leafPath.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import { leafShapeOf } from '../../../../shared/domain/leafShape.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import type { Review } from '../../../../shared/domain/reviews/review.ts';
import { diffBodies } from '../../../../shared/sync/diff.ts';
import { sortElements } from '../../../../shared/sync/forceChange.ts';
import {
  copyJson,
  isJsonList,
  isJsonObject,
  isSameJson,
  type WorkingObject,
} from '../../../../shared/sync/jsonValues.ts';
import { WHOLE_RECORD } from '../../../../shared/sync/mergeRules.ts';
import { isReachable, placeOf, readAt, writeAt } from '../../../../shared/sync/place.ts';
import type { HeldRecord, LocalOperation } from '../../store/types.ts';

type ReviewLeaf = Review['leaves'][number];

/**
 * The operations on the record; none when it already is as the loser wanted it.
 * @throws PeyvandError `not_found` when the record is gone (nothing deleted rises again), `illegal_transition` when its place is.
 */
export function takeBackOperations(
  review: Pick<Review, 'leaves' | 'collection' | 'recordId'>,
  record: HeldRecord | null,
): LocalOperation[] {
  if (!record || record.deleted) throw createError('not_found', { collection: review.collection, id: review.recordId });
  const { collection, kind, id } = record;
  const definition = kindOf(collection, kind);
  if (!definition) throw createError('invalid_input', { reason: 'unknown_kind', collection, kind });
  const whole = review.leaves.find(({ path }) => path === WHOLE_RECORD);
  // The record stands, so the deletion lost.
  if (whole && loserOf(whole) === undefined) return [{ act: 'delete', collection, kind, id }];
  const wanted: WorkingObject = copyJson(record.body);
  for (const leaf of review.leaves)
    if (leaf.path !== WHOLE_RECORD) put(definition.schema, wanted, leaf.path, loserOf(leaf));
  if (whole) Object.assign(wanted, copyJson(loserOf(whole) as RecordBody));
  const changes = diffBodies(definition, record.body, wanted);
  return changes.length === 0 ? [] : [{ act: 'patch', collection, kind, id, changes }];
}

/** The side that is not what the record holds as the result of the clash. */
function loserOf({ mine, theirs, result }: ReviewLeaf): JsonValue | undefined {
  return isSameJson(mine, result) ? theirs : mine;
}

function put(
  schema: Parameters<typeof leafShapeOf>[0],
  body: WorkingObject,
  path: string,
  value: JsonValue | undefined,
): void {
  const segments = splitPath(path);
  const place = placeOf(leafShapeOf(schema), path, segments);
  if (place.type === 'element') putElement(body, segments, value);
  else if (isReachable(body, place)) writeAt(body, segments, value);
  // The line that the value stood in has been removed since.
  else throw createError('illegal_transition', { path });
}

function putElement(body: WorkingObject, segments: readonly string[], value: JsonValue | undefined): void {
  const list = segments.slice(0, -1);
  const held = readAt(body, list);
  const id = segments.at(-1);
  const others = (isJsonList(held) ? held : []).filter((element) => !isJsonObject(element) || element['id'] !== id);
  writeAt(body, list, sortElements(value === undefined ? others : [...others, value]));
}
