/** A person at a device, as the acts, the schedule and the checks see one. */
import type { RecordId } from '../shared/base/id.ts';
import type { SyncState } from '../shared/contract/sync.ts';
import type { CollectionName, RecordBody } from '../shared/domain/record.ts';
import type { OperationGroup } from '../shared/sync/operation.ts';
import type { HeldRecord, LocalCommit, RecordStore } from '../main/core/store/index.ts';
import type { TestDevice } from '../e2e/sync/device.ts';
import type { Choice } from './choice.ts';
import type { RoughNetwork, Roughness } from './roughNetwork.ts';

export interface JournalEntry {
  readonly hash: string;
  readonly group: OperationGroup;
  readonly number: string | null;
}

/** What somebody had before them when they began to edit, and went on having while the world changed. */
export interface OpenForm {
  readonly collection: CollectionName;
  readonly kind: string;
  readonly id: RecordId;
  readonly version: number;
  readonly body: RecordBody;
}

export interface Actor {
  readonly index: number;
  readonly login: string;
  readonly name: string;
  readonly person: RecordId;
  readonly choice: Choice;
  readonly network: RoughNetwork;
  readonly store: RecordStore;
  readonly device: TestDevice;
  readonly journal: ReadonlyMap<string, JournalEntry>;
  readonly forms: OpenForm[];
  /** True during a round with the server. */
  readonly isBusy: boolean;
  /** A text that nobody else ever types, one word for the search. */
  token(): string;
  newId(): RecordId;
  record(collection: CollectionName, id: RecordId): HeldRecord | null;
  /** A living record that is shown here, null when there is none. */
  pick(collection: CollectionName, condition?: string): HeldRecord | null;
  /** null when the store refused: a stale form, a locked order. */
  commit(operations: LocalCommit['operations'], number?: LocalCommit['number']): Promise<string | null>;
  sync(roughness?: Roughness, faults?: RoundFaults): Promise<SyncState>;
  restart(): Promise<void>;
  powerCut(): Promise<void>;
  close(): Promise<void>;
}

/** Planned for one round. */
export interface RoundFaults {
  /** The power goes before this message of the round (0 is the handshake). */
  readonly powerCutAtMessage?: number;
  /** The power goes at this pause of the application of the checkpoint. */
  readonly powerCutAtPause?: number;
  /** Somebody saves at a pause of the application with this probability. */
  readonly saves?: number;
}
