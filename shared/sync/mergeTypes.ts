/** What the merge takes and gives. `merge.ts` holds the function; the core runs it at save and over pending work, the server at push. */
import type { JsonValue } from '../base/leafPath.ts';
import type { KindDefinition, Violation } from '../domain/kind.ts';
import type { RecordBody } from '../domain/record.ts';
import type { RecordOperation } from './operation.ts';

/** One earlier change of the record that the author of the operation had not seen: later than `seen.version`, not by this device's own chain. */
export interface UnseenChange {
  readonly version: number;
  readonly author: string;
  readonly device: string;
  /** What it touched: `changedPaths` of its outcome. Empty for a mere move between scopes. */
  readonly paths: readonly string[];
  /** List elements it took out: `removed` of its outcome. An addition whose author had not seen the removal does not bring one back. */
  readonly removed?: RemovedElements;
}

/** Keyed by the element's path (`lines/<id>`): the element as it was, null when it was not there (a tombstone). */
export type RemovedElements = Readonly<Record<string, JsonValue>>;

export interface MergeInput {
  readonly definition: KindDefinition;
  /** The record's body now, null when no such record exists (or it was deleted: see `deleted`). */
  readonly current: RecordBody | null;
  readonly deleted: boolean;
  readonly operation: RecordOperation;
  /** History after `operation.seen` that this device's own earlier groups did not make. Order: oldest first. */
  readonly unseen: readonly UnseenChange[];
  /**
   * Paths on which an earlier group of the same chain lost, and that outcome was not yet in the author's base: leaves of this chain's
   * open reviews of the record, left by groups later than `operation.seen.group`. Work built on what lost is contested as well.
   */
  readonly contested?: readonly string[];
}

/**
 * One leaf that two sides changed to different values. A value absent on a side is `undefined`. The path of a list element
 * (`lines/<id>`) stands for the element as a whole, added or removed; the empty path (`WHOLE_RECORD`) for the record.
 */
export interface Clash {
  readonly path: string;
  readonly base: JsonValue | undefined;
  readonly mine: JsonValue | undefined;
  readonly theirs: JsonValue | undefined;
  readonly result: JsonValue | undefined;
  /** The merge group it moved with, null for a leaf by itself. */
  readonly group: string | null;
  readonly policy: string;
}

export type MergeOutcome =
  | {
      readonly type: 'merged';
      readonly body: RecordBody;
      readonly deleted: boolean;
      /** Empty = nothing changed (both sides alike): no new version is written. `['']` (`WHOLE_RECORD`) = created or deleted. */
      readonly changedPaths: readonly string[];
      readonly clashes: readonly Clash[];
      /** Kept with the history row, and given back in `UnseenChange.removed`. May name tombstones when nothing else changed. */
      readonly removed: RemovedElements;
    }
  /** Cannot be applied: the group is parked with this reason. */
  | {
      readonly type: 'refused';
      readonly reason: 'unknown_record' | 'locked_record' | 'invariant_broken' | 'invalid' | 'permission_denied';
      readonly path: string | null;
      readonly violations: readonly Violation[];
    };
