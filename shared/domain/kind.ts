/**
 * How a kind of record is declared: once, in one file, with everything that is derived from it elsewhere
 * (validation, tables, search text, merge, scopes, forms, import maps).
 */
import type { z } from 'zod';
import type { RecordId } from '../base/id.ts';
import type { LeafChange } from '../sync/operation.ts';
import type { CollectionName, RecordBody, RecordReference, ScopeId } from './record.ts';

/**
 * What happens to a leaf that two sides changed to different values (SYNC.md, "Merge").
 * - `serverOrder`: the change that reaches the server last wins, a review is left
 * - `ask`: the server's value stays until a person decides, a review is left
 * - `union`: both are kept (sets and element lists)
 * - `serverOnly`: only the server writes it; a device's change is refused
 * - `locked`: no device changes it once it has a value
 */
export type MergePolicy = 'serverOrder' | 'ask' | 'union' | 'serverOnly' | 'locked';

export interface MergeRules {
  readonly default: MergePolicy;
  /** Keyed by path prefix, a star standing for any element id: `phones`, `creditLimit`, 'lines', '*', 'quantity' joined by slashes. Longest match wins. */
  readonly policies?: Readonly<Record<string, MergePolicy>>;
  /** Path prefixes that move together: a clash on one leaf is a clash of the whole group (an order's state, lines, prices, terms). */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** Number leaves that count; changes to them travel as `increment` intents and always apply. */
  readonly counters?: readonly string[];
}

export interface ScopeRule {
  /** The record whose home this one follows, when the body names one. Contacts, orders, contracts and activities follow their customer. */
  readonly parent?: (body: RecordBody) => RecordReference | null;
  /** The home scope. `parentHome` is the parent's home, null when there is no parent. */
  readonly home: (body: RecordBody, parentHome: ScopeId | null, id: RecordId) => ScopeId;
  readonly shares?: (body: RecordBody) => readonly ScopeId[];
}

export interface Violation {
  readonly path: string;
  /** A message key of `shared/locale`, e.g. `order.linesMissing`. */
  readonly reason: string;
}

/** A real column before the JSON body, for filters, sorts and aggregates. `null` where a kind has no such value. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: 'text' | 'integer';
  /** Where the body has the same value, with dots, whenever the column has any. Absent for what is computed. */
  readonly path?: string;
  readonly value: (body: RecordBody, kind: string) => string | number | null;
}

export interface IndexDefinition {
  readonly name: string;
  /** Column names, in order. Indexes are partial (`WHERE deleted = 0`). */
  readonly columns: readonly string[];
}

export interface KindDefinition<Schema extends z.ZodObject = z.ZodObject> {
  readonly collection: CollectionName;
  readonly kind: string;
  /** The body. Use `z.looseObject`: a field that this version does not know is kept verbatim. */
  readonly schema: Schema;
  readonly merge: MergeRules;
  readonly scope: ScopeRule;
  /** Texts that a person may type to find the record; folded by the store. */
  readonly searchText: (body: RecordBody) => readonly string[];
  /** Rules that span fields; checked on every command and on every merged record. */
  readonly invariants?: (body: RecordBody) => readonly Violation[];
  /** True when the record's merge groups may no longer be edited, nor the record be deleted, e.g. a confirmed order. */
  readonly isLocked?: (body: RecordBody) => boolean;
  /** Asked for a change that touches merge groups of a locked record: is it a legal step of its life (confirmed → cancelled) and nothing else? */
  readonly isTransitionAllowed?: (before: RecordBody, after: RecordBody) => boolean;
  /** Every record that the body points to, for held chains and references. */
  readonly references?: (body: RecordBody) => readonly RecordReference[];
}

/** Which record is lifted. */
export interface LiftedRecord {
  readonly kind: string;
  readonly id: RecordId;
}

/**
 * How what an older version wrote is read (`shared/sync/lift.ts`). Pure, the same everywhere; ids of list elements that it makes come from
 * `liftedElementId`. A shipped lift is never edited.
 */
export interface SchemaLift {
  /** The schema version that it leads to. */
  readonly to: number;
  /** A whole body. One that is of the newer form already is given back as it is. */
  readonly body: (body: RecordBody, record: LiftedRecord) => RecordBody;
  /** One change of a patch: as it is, as others, or as none. */
  readonly change: (change: LeafChange, record: LiftedRecord) => readonly LeafChange[];
  /** The path under which that leaf is found now. One of the newer form is given back as it is. */
  readonly path: (path: string, recordId: RecordId) => string;
}

export interface CollectionDefinition {
  readonly collection: CollectionName;
  /** Counts up with each incompatible change of any kind's body inside; travels with every group. */
  readonly schemaVersion: number;
  /** From older versions, in order. None while there is only one version. */
  readonly lifts?: readonly SchemaLift[];
  readonly kinds: Readonly<Record<string, KindDefinition>>;
  readonly columns: readonly ColumnDefinition[];
  readonly indexes: readonly IndexDefinition[];
}

/** Keeps the schema's own type while checking the shape of the declaration. */
export function defineKind<Schema extends z.ZodObject>(definition: KindDefinition<Schema>): KindDefinition<Schema> {
  return definition;
}
