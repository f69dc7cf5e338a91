/** A person at a device, as the acts, the schedule and the checks see one. */
import type { RecordId } from '../shared/base/id.ts';
import type { SyncState } from '../shared/contract/sync.ts';
import type { CollectionName, RecordBody } from '../shared/domain/record.ts';
import type { OperationGroup } from '../shared/sync/operation.ts';
import type { HeldRecord, LocalCommit, RecordStore } from '../main/core/store/index.ts';
import type { TestDevice } from '../e2e/sync/device.ts';
import type { Carrier, Mate } from './carrier.ts';
import type { Choice } from './choice.ts';
import type { KillPlan } from './disk.ts';
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
  /** What was saved on the disk that is in use. */
  readonly journal: ReadonlyMap<string, JournalEntry>;
  /** What was ever saved, on any disk. */
  readonly everSaved: ReadonlyMap<string, JournalEntry>;
  /** Disks that were set aside. */
  readonly disks: number;
  /** Whether this device ever ran on more than one disk. */
  readonly isCloned: boolean;
  /** What the server once decided, on any disk. */
  readonly decided: Set<string>;
  readonly forms: OpenForm[];
  /** True during a round with the server, and when nobody is there. */
  readonly isBusy: boolean;
  /** Who has the same works on the same machine. */
  readonly machine: number;
  readonly carrier: Carrier;
  /** What is done now is done on files that are no more. */
  readonly hasLostPower: boolean;
  /** Goes home; what is unsent lies in the sealed copy, for colleagues. */
  leave(): Promise<void>;
  comeBack(): Promise<void>;
  /** The store is gone, and an older copy of it is put back; the sealed copy beside it is as it was. */
  loseStore(): Promise<void>;
  /** Between rounds, over such a line. */
  withBundle(roughness: Roughness, faults: RoundFaults, work: () => Promise<void>): Promise<void>;
  /** A text that nobody else ever types, one word for the search. */
  token(): string;
  newId(): RecordId;
  /** By this machine's clock. */
  now(): number;
  record(collection: CollectionName, id: RecordId): HeldRecord | null;
  /** A living record that is shown here, null when there is none. */
  pick(collection: CollectionName, condition?: string): HeldRecord | null;
  /** null when the store refused: a stale form, a locked order. */
  commit(operations: LocalCommit['operations'], number?: LocalCommit['number']): Promise<string | null>;
  sync(roughness?: Roughness, faults?: RoundFaults): Promise<SyncState>;
  restart(): Promise<void>;
  powerCut(): Promise<void>;
  /** Saves something; the power goes while it is written, and it goes on from what is on the disk. */
  killedSave(): Promise<void>;
  /** While that is done nothing more fits on the disk. */
  whileFull(work: () => Promise<void>): Promise<void>;
  /** The machine's clock is set to something else. */
  jumpClock(): void;
  /** What this version of the program knows, by collection. */
  knownVersions(): Readonly<Record<string, number>>;
  /** A program that knew less is replaced by one that knows everything. */
  upgrade(): Promise<void>;
  /** Copies the disk as it is now; the copy is set aside. */
  cloneDisk(): void;
  /** Goes on from a disk that was set aside, the oldest first, and sets aside (or, for good, drops) the one in use. */
  changeDisk(options?: { readonly isLast?: boolean }): Promise<void>;
  close(): Promise<void>;
}

/** Planned for one round. */
export interface RoundFaults {
  /** The power goes before this message of the round (0 is the handshake). */
  readonly powerCutAtMessage?: number;
  /** The power goes at this pause of the application of the checkpoint. */
  readonly powerCutAtPause?: number;
  /** The power goes at a commit of the store, or while its log is folded. */
  readonly kill?: NonNullable<KillPlan>;
  /** Somebody saves at a pause of the application with this probability. */
  readonly saves?: number;
}

/** What a person and their machine are made of. */
export interface ActorOptions {
  readonly index: number;
  readonly login: string;
  readonly choice: Choice;
  readonly network: RoughNetwork;
  readonly clock: { now(): number };
  readonly clockOffset: number;
  /** Runs a version that knows fewer collections, until it is upgraded. */
  readonly isOld: boolean;
  readonly report: (rule: string, message: string) => void;
  readonly count: (what: string, times?: number) => void;
  readonly tell: (line: string) => void;
  /** Those that have gone home from the same machine. */
  readonly mates: () => readonly Mate[];
  readonly machine: number;
  /** Legal numbers that are shown here may be printed at any moment. */
  readonly lookAtPapers: (store: RecordStore) => void;
  /** Saves something, now; during a checkpoint. */
  readonly saveSomething: (actor: Actor) => Promise<void>;
}
