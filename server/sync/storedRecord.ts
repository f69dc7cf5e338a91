/** A record as the server keeps it, and where it belongs. */
import type { Instant } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { kindOf } from '../../shared/domain/catalogue.ts';
import type { KindDefinition } from '../../shared/domain/kind.ts';
import { liftBody } from '../../shared/sync/lift.ts';
import type { CollectionName, RecordBody, RecordReference, ScopeId } from '../../shared/domain/record.ts';

export interface StoredRecord extends RecordReference {
  readonly kind: string;
  readonly version: number;
  readonly homeScope: ScopeId;
  readonly shares: readonly ScopeId[];
  /** The record whose home it follows. */
  readonly parent: RecordReference | null;
  readonly createdBy: RecordId;
  readonly createdAt: Instant;
  readonly updatedBy: RecordId;
  readonly updatedAt: Instant;
  readonly deleted: boolean;
  readonly body: RecordBody;
}

/** `collection/id`: one text per record, for maps. */
export const keyOf = ({ collection, id }: RecordReference): string => `${collection}/${id}`;

export function referenceOf(key: string): RecordReference {
  const slash = key.indexOf('/');
  return { collection: key.slice(0, slash) as CollectionName, id: key.slice(slash + 1) };
}

/** Home and shares, each once, the home first. */
export const membershipsOf = ({ homeScope, shares }: Pick<StoredRecord, 'homeScope' | 'shares'>): ScopeId[] => [
  ...new Set([homeScope, ...shares]),
];

export const definitionOf = ({
  collection,
  kind,
}: {
  collection: CollectionName;
  kind: string;
}): KindDefinition | null => kindOf(collection, kind);

export type Placement = Pick<StoredRecord, 'homeScope' | 'shares'>;

export const isSamePlacement = (one: Placement, other: Placement): boolean =>
  one.homeScope === other.homeScope &&
  one.shares.length === other.shares.length &&
  one.shares.every((share) => other.shares.includes(share));

/** A text field of a body, empty when it is none. */
export const textIn = (body: RecordBody, field: string): string => (typeof body[field] === 'string' ? body[field] : '');

// ---- rows ----------------------------------------------------------------------------------------------------

export interface RecordRow {
  collection: CollectionName;
  id: string;
  kind: string;
  version: number;
  home_scope: string;
  shares: string[];
  parent_collection: CollectionName | null;
  parent_id: string | null;
  created_by: string;
  created_at: string;
  updated_by: string;
  updated_at: string;
  deleted: boolean;
  body: RecordBody;
}

export function rowToRecord(row: RecordRow): StoredRecord {
  const { parent_collection, parent_id } = row;
  return {
    collection: row.collection,
    id: row.id,
    kind: row.kind,
    version: row.version,
    homeScope: row.home_scope,
    shares: row.shares,
    parent: parent_collection !== null && parent_id !== null ? { collection: parent_collection, id: parent_id } : null,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedBy: row.updated_by,
    updatedAt: row.updated_at,
    deleted: row.deleted,
    body: liftBody(row, row.body),
  };
}

/** Two parallel arrays, for `unnest($1::text[], $2::uuid[])`. */
export const keyColumns = (keys: Iterable<string>): [string[], string[]] => {
  const references = [...keys].map(referenceOf);
  return [references.map(({ collection }) => collection), references.map(({ id }) => id)];
};
