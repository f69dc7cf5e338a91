/**
 * What every record is made of, whatever its kind.
 *
 * A record is an envelope that the server owns (version, scopes, authors) around a body that people edit.
 * Only the body is described by a kind's schema, and only the body is patched by operations.
 */
import type { Instant } from '../base/clock.ts';
import type { RecordId } from '../base/id.ts';
import type { JsonValue } from '../base/leafPath.ts';

/** The collections of DESIGN section 4, and three that are synced and never RxDB collections: `reviews` and `salesCredits`, which only the server makes, and `attachments`. */
export const COLLECTION_NAMES = [
  'customers',
  'products',
  'stock',
  'opportunities',
  'salesDocuments',
  'assets',
  'contracts',
  'serviceRequests',
  'activities',
  'marketing',
  'knowledge',
  'organisation',
  'reviews',
  'salesCredits',
  'attachments',
] as const;

export type CollectionName = (typeof COLLECTION_NAMES)[number];

/**
 * Who may hold a record: `company`, `territory/<id>`, `branch/<id>`, `person/<id>` or `stock/<placeId>`.
 * Computed by the server, never taken from a client (SYNC.md, "Scopes and the feed").
 */
export type ScopeId = string;

export const COMPANY_SCOPE: ScopeId = 'company';
export const territoryScope = (territoryId: RecordId): ScopeId => `territory/${territoryId}`;
export const branchScope = (branchId: RecordId): ScopeId => `branch/${branchId}`;
export const personScope = (personId: RecordId): ScopeId => `person/${personId}`;
export const stockScope = (placeId: RecordId): ScopeId => `stock/${placeId}`;

/** A body before its kind is known: JSON, unknown fields kept verbatim. */
export type RecordBody = { readonly [field: string]: JsonValue };

export interface RecordReference {
  readonly collection: CollectionName;
  readonly id: RecordId;
}

/** A record as it is stored and as it travels in a pull page. */
export interface RecordImage<Body = RecordBody> extends RecordReference {
  readonly kind: string;
  /** Given by the server, counts up by one for each change of this record; 0 = never yet seen by the server. */
  readonly version: number;
  /** null until the server has placed the record. */
  readonly homeScope: ScopeId | null;
  readonly shares: readonly ScopeId[];
  readonly createdBy: RecordId;
  readonly createdAt: Instant;
  readonly updatedBy: RecordId;
  readonly updatedAt: Instant;
  readonly deleted: boolean;
  readonly body: Body;
}
