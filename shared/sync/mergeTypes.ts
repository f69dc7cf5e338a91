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
  /** Leaf paths it touched. */
  readonly paths: readonly string[];
}

export interface MergeInput {
  readonly definition: KindDefinition;
  /** The record's body now, null when no such record exists (or it was deleted: see `deleted`). */
  readonly current: RecordBody | null;
  readonly deleted: boolean;
  readonly operation: RecordOperation;
  /** History after `operation.seen` that this device's own earlier groups did not make. Order: oldest first. */
  readonly unseen: readonly UnseenChange[];
}

/** One leaf that two sides changed to different values. A value absent on a side is `undefined`. */
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
  /** `changedPaths` empty = nothing changed (both sides alike): no new version is written. */
  | { readonly type: 'merged'; readonly body: RecordBody; readonly deleted: boolean; readonly changedPaths: readonly string[]; readonly clashes: readonly Clash[] }
  /** Cannot be applied: the group is parked with this reason. */
  | { readonly type: 'refused'; readonly reason: 'unknown_record' | 'locked_record' | 'invariant_broken' | 'invalid' | 'permission_denied'; readonly path: string | null; readonly violations: readonly Violation[] };
