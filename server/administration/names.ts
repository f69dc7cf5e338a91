/** Names of people, devices and records of the organisation, for whoever reads ids. */
import type { RecordId } from '../../shared/base/id.ts';
import type { Queryable } from '../store/database.ts';
import type { Organisation } from '../sync/organisation.ts';

export interface Names {
  /** '' for what has none here. */
  of(id: string): string;
  /** Of a device; '' for anything else. */
  codeOf(id: string): string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export async function readNames(
  database: Queryable,
  organisation: Organisation,
  ids: readonly string[],
): Promise<Names> {
  const wanted: RecordId[] = [...new Set(ids)].filter((id) => UUID.test(id) && !organisation.member(id));
  if (wanted.length === 0) return namesOf(organisation, new Map());
  const rows = await database.rows<{ id: RecordId; name: string | null; code: string }>(
    `SELECT id, name, code FROM devices WHERE id = ANY($1::uuid[])
     UNION ALL
     SELECT id, coalesce(body ->> 'name', body ->> 'key'), '' FROM records WHERE collection = 'organisation' AND id = ANY($1::uuid[])`,
    [wanted],
  );
  return namesOf(organisation, new Map(rows.map((row) => [row.id, row])));
}

const namesOf = (
  organisation: Organisation,
  rows: ReadonlyMap<string, { readonly name: string | null; readonly code: string }>,
): Names => ({
  of: (id) => (UUID.test(id) ? organisation.member(id)?.name : undefined) ?? rows.get(id)?.name ?? '',
  codeOf: (id) => rows.get(id)?.code ?? '',
});
