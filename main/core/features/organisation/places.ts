/** Branches, territories and places of stock: the list of them, and how they are made and changed. */
import { createError } from '../../../../shared/base/errors.ts';
import { PLACE_KINDS, type PlaceRow } from '../../../../shared/contract/organisation.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { createRecord, editRecord, requireHeld, type Edit, type NewRecord } from '../commands.ts';
import type { Work } from '../procedures.ts';
import { requirePermission } from '../rights.ts';
import { placesQuery, type PlaceQueryRow } from './queries.ts';

const COLLECTION = 'organisation';

type PlaceKind = (typeof PLACE_KINDS)[number];

const isPlaceKind = (kind: string): kind is PlaceKind => PLACE_KINDS.some((known) => known === kind);

export function readPlaces({ store: { read } }: Pick<Work, 'store'>): PlaceRow[] {
  return read.all<PlaceQueryRow>(placesQuery).flatMap(({ id, branchName, managerName, people }): PlaceRow[] => {
    const record = read.record({ collection: COLLECTION, id });
    if (!record || !isPlaceKind(record.kind)) return [];
    const { kind, body, pending, held } = record;
    const name = textOf(body, 'name') ?? '';
    const region = textOf(body, 'region');
    return [{ id, kind, name, branchName, region, managerName, people, pending, held: held?.reason ?? null }];
  });
}

export async function createPlace(work: Work, newId: string, place: NewRecord): Promise<{ id: string }> {
  requirePermission(work, 'organisation.write');
  requireRelations(work, {}, place.body);
  return createRecord(work, COLLECTION, newId, place);
}

/** People and settings have commands of their own. */
export async function editPlace(work: Work, edit: Edit): Promise<{ id: string }> {
  requirePermission(work, 'organisation.write');
  const { kind } = requireHeld(work, { collection: COLLECTION, id: edit.id });
  if (!isPlaceKind(kind)) throw createError('not_found', { collection: COLLECTION, id: edit.id });
  return editRecord(work, COLLECTION, edit, (before, after) => requireRelations(work, before, after));
}

/** What is newly named must be there, and be what it is taken for. */
function requireRelations(work: Work, before: RecordBody, after: RecordBody): void {
  for (const [field, kind] of [
    ['branchId', 'branch'],
    ['managerId', 'person'],
    ['holderId', 'person'],
  ] as const) {
    const id = textOf(after, field);
    if (id === null || id === textOf(before, field)) continue;
    if (requireHeld(work, { collection: COLLECTION, id }).kind !== kind)
      throw createError('not_found', { collection: COLLECTION, id });
  }
}
