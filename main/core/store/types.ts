/**
 * The record store, the lower floor (DESIGN section 5): file, tables, the one commit road, outbox, read models,
 * search and change feed. It knows nothing of RxDB, of the network or of windows.
 *
 * Rights are types: who holds a `ReadHandle` cannot write.
 */
import type { Clock, Instant } from '../../../shared/base/clock.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import type { CollectionDefinition } from '../../../shared/domain/kind.ts';
import type {
  CollectionName,
  RecordBody,
  RecordImage,
  RecordReference,
  ScopeId,
} from '../../../shared/domain/record.ts';
import type { RecordOperation, SignedGroup } from '../../../shared/sync/operation.ts';
import type { Digest, FeedRow, GroupOutcome, HeadVector, NumberBlock } from '../../../shared/sync/protocol.ts';
import type { AttachmentFiles } from './attachmentFiles.ts';
import type { LeaseTerms } from './keptGroups.ts';
import type { Pacing } from './pacing.ts';
import type { SalvagedStore } from './salvage.ts';
import type { FetchedPage } from './takePages.ts';
import type { Upkeep, UpkeepOptions } from './upkeep.ts';

export type { FetchedPage } from './takePages.ts';

export type SqlValue = string | number | bigint | null | Uint8Array;

/** Reads committed data through a connection of its own: it sees the last commit, never a checkpoint half applied. */
export interface ReadHandle {
  record(reference: RecordReference): HeldRecord | null;
  /** Prepared once per text. Named queries of the features are written with these. */
  all<Row>(sql: string, parameters?: Readonly<Record<string, SqlValue>>): Row[];
  get<Row>(sql: string, parameters?: Readonly<Record<string, SqlValue>>): Row | undefined;
}

/** A window of what a search finds, in the order of names. */
export interface NameSearch {
  /** One whose records have names: its table has a column `name_sort`. */
  readonly collection: CollectionName;
  /** What `matchExpression` made of the words. */
  readonly match: string;
  readonly offset: number;
  readonly limit: number;
  readonly descending: boolean;
  /** SQL of the row numbers, with `:match` bound, that are found and neither shown nor counted; few. */
  readonly hidden?: string;
  /** SQL that reads the rows shown: `:places` is their row numbers in order, as a JSON list. */
  readonly rows: string;
  readonly parameters: Readonly<Record<string, SqlValue>>;
}

/** A record as held here: what is shown (server base with pending work on top) and what is known about it. */
export interface HeldRecord extends RecordImage {
  /** Counts up with every change of what is here (content, `pending`, `held`); never back while the store is open. */
  readonly revision: number;
  /** Outbox groups not yet confirmed that touch it. */
  readonly pending: boolean;
  readonly held: { readonly reason: string } | null;
}

/** What a person did, before it has a place in the outbox chain. All of it commits, or none. */
export interface LocalCommit {
  readonly author: RecordId;
  /** Creates, patches and deletes. What they were made on is the record as it is here, unless a patch says what its author had seen. */
  readonly operations: readonly LocalOperation[];
  /** A printed number to take from a leased block, written into `path` of the record; refuses with `number_block_exhausted`. */
  readonly number?: { readonly series: string; readonly reference: RecordReference; readonly path: string };
}

/** The record as it stood before the person when their edit began, which may be long before they save it. */
export interface SeenRecord {
  /** The server's version that was in it. */
  readonly version: number;
  readonly body: RecordBody;
}

type WithoutSeen<Operation> = Operation extends { act: 'patch' }
  ? Omit<Operation, 'seen'> & { readonly seen?: SeenRecord }
  : Operation extends { seen: unknown }
    ? Omit<Operation, 'seen'>
    : Operation;
export type LocalOperation = WithoutSeen<RecordOperation>;

export interface CommitReceipt {
  readonly n: number;
  readonly hash: string;
  readonly references: readonly RecordReference[];
  /** The printed number taken, when one was asked for. */
  readonly number: string | null;
}

/** Spoken once after each commit; coalescing is the listener's. */
export interface StoreChange {
  readonly origin: 'local' | 'sync' | 'purge' | 'bulk';
  readonly collections: ReadonlySet<CollectionName>;
  /** The records, when few; null when too many to name (a checkpoint): re-read what you show. */
  readonly references: readonly RecordReference[] | null;
  /** Outbox, reviews or sync state moved. */
  readonly syncMoved: boolean;
}

/** Runs after the main commit and before the person is told "saved": the sealed copy of unsent work sits here (a no-op until it exists). */
export interface SealedCopy {
  append(group: SignedGroup & { readonly n: number }): Promise<void>;
}

/** Signs the outbox chain. The private key lives in the store's meta table, so it is as safe as the data it signs. */
export interface GroupSigner {
  sign(hash: string): string;
}

export interface DeviceIdentity {
  readonly device: RecordId;
  readonly person: RecordId;
  /** In printed numbers. '' while a new identity is not enrolled: until then none is printed. */
  readonly deviceCode: string;
  readonly epoch: string | null;
}

export interface OutboxEntry extends SignedGroup {
  readonly n: number;
  /** pending → sent and waiting for its cover (`acknowledged`) → `covered`; or `parked`, or `waiting`. */
  readonly state: 'pending' | 'acknowledged' | 'covered' | 'parked' | 'waiting';
}

/** What sync needs of the store beyond reading. */
export interface SyncStore {
  lastGroup(): { n: number; hash: string } | null;
  /**
   * The oldest entries that must be sent (`pending` or `waiting`) but for the first `skip`, at most `limit` and as many as `bytes` (of UTF-8)
   * hold; at least one, for a single large group must not block the road.
   */
  outbox(limit: number, skip?: number, bytes?: number): OutboxEntry[];
  /**
   * `pending`: groups that the server has not answered; `refused`: those among the `parked` that it did not even store; `reviews`: open
   * ones that wait for this person.
   */
  counts(): { pending: number; parked: number; refused: number; reviews: number };
  /** Groups of which the server said that it holds them back, oldest first. (What it refused to store it does not know.) */
  heldGroups(limit: number): { hash: string; reason: string }[];
  /** Every group of the chain up to this number has its answer on the disk; 0 while the first has none. */
  confirmedThrough(): number;
  /** Writes the server's answers; `applied` groups wait for the cursor to pass `covers`. */
  recordOutcomes(outcomes: readonly GroupOutcome[]): void;
  cursor(): HeadVector;
  /** Durable staging of one page; replaying the same page changes nothing. Until the first checkpoint is complete its records show at once. */
  stagePage(token: string, scope: ScopeId, rows: readonly FeedRow[], next: number): void;
  /** As {@link stagePage} for several pages at once, in slices of at most 10 ms; a person's save goes before it. */
  takePages(token: string, pages: readonly FetchedPage[]): Promise<void>;
  /** Where staging stands; after `beginCheckpoint` `positions` names every scope of `heads` (the cursor's, or 0 for a re-opened or new scope). Survives a restart. */
  staging(): { token: string | null; positions: HeadVector; heads: HeadVector | null };
  /** Begins or re-heads a checkpoint. Staged rows of scopes that stay are kept. */
  beginCheckpoint(token: string, heads: HeadVector, reopen: readonly ScopeId[]): void;
  dropStaging(): void;
  /**
   * Makes everything staged visible at once: slices of at most 10 ms inside one transaction, re-applies pending work over the new
   * base, sweeps re-opened scopes, drops covered groups, moves the cursor. A local commit pre-empts it (rolled back, restarted).
   */
  applyCheckpoint(options: {
    readonly onProgress?: (done: number, expected: number) => void;
    readonly signal?: AbortSignal;
  }): Promise<void>;
  /** Count and checksum over the server base, per scope and collection, to compare with the server's. */
  digests(scopes: readonly ScopeId[]): Record<ScopeId, Record<string, Digest>>;
  /**
   * Removes a withdrawn scope: tables, search, read models, free pages; in slices, as a checkpoint is applied.
   * Refuses with `illegal_transition` (`reason: 'unsent_work'`) while it holds unsent work.
   */
  purgeScope(scope: ScopeId, signal?: AbortSignal): Promise<void>;
  /** Goes on with what a purge that was cut leaves in freed pages; mostly there is nothing. Fails with `cancelled`. */
  eraseTraces(signal?: AbortSignal): Promise<void>;
  /** Resets one scope's cursor to zero after a failed verification; the next checkpoint sweeps what is not listed. */
  reopenScope(scope: ScopeId): void;
  view(): string | null;
  setView(view: string): void;
  /**
   * A new epoch (after the first) re-opens every scope and sends acknowledged groups again: what they were acknowledged into is gone.
   * `requeueAfter` goes before it, for what the restored server lacks: a cut in between is then met with the old epoch again.
   */
  setEpoch(epoch: string): void;
  /** False until the first checkpoint is complete; until then records show as they come. */
  firstSyncDone(): boolean;
  /**
   * After the server was restored: every group kept here with a greater `n` becomes `pending` again (parked ones too), for the server
   * lacks it. Returns how many. Sending what it has after all is harmless: a group applies once, by hash.
   * With `hash`, the server's last group: all go again when group `n` here is another (a disk was cloned or restored as well).
   */
  requeueAfter(n: number, hash?: string): number;
  /** Every group that the server refused to store becomes `pending` again. Returns how many. */
  requeueRefused(): number;
  /**
   * Covered groups up to `n` are in a verified backup of the server: their bytes may go. Later ones, and those of earlier identities, are kept
   * as long as a lease, counted from when they were first found covered.
   */
  setDurableThrough(n: number, lease?: LeaseTerms | null): void;
  /** Is what the server knows of this device beyond what is here, or of another branch? Then this disk was restored or cloned (SYNC-23). */
  differsFrom(last: { readonly n: number; readonly hash: string }): boolean;
  /**
   * From now on commits are of this device, and numbers are printed with its code alone. Another device's chain goes on where the present one
   * stands; groups keep their bytes. All of it, the local values (its key) and the blocks of numbers are written in one transaction.
   */
  takeIdentity(
    identity: Pick<DeviceIdentity, 'device' | 'deviceCode'>,
    localValues: readonly { readonly area: string; readonly key: string; readonly value: unknown }[],
    blocks?: readonly NumberBlock[],
  ): void;
  addNumberBlocks(blocks: readonly NumberBlock[]): void;
  numbersUsed(): { series: string; code: string; last: number }[];
  setClockOffset(milliseconds: number): void;
  lastContactAt(): Instant | null;
  setLastContactAt(at: Instant): void;
}

/** Names an event and its facts; never content of records. */
export type StoreLog = (event: string, facts: Readonly<Record<string, string | number | boolean | null>>) => void;

export interface StoreOptions {
  /** Holds `store.db` with its -wal and -shm, the marker and the lock, and nothing else of the store. */
  readonly directory: string;
  /** The data key, 32 random bytes. */
  readonly key: Uint8Array;
  readonly clock: Clock;
  /** A function reads the private key with what it is given: the store's own local values. */
  readonly signer: GroupSigner | ((readLocal: (area: string, key: string) => unknown) => GroupSigner);
  readonly sealedCopy?: SealedCopy;
  /** In a repair: it is made, or opened, while it does not count yet, and counts only from `finishReplacement` on. */
  readonly countsLater?: boolean;
  /** Asked before every commit of a person's work, whichever road it comes by: what it throws refuses the commit. What is pulled is not asked about. */
  readonly guard?: (operations: readonly LocalOperation[]) => void;
  readonly log?: StoreLog;
  /** What kinds there are; the product's own by default. */
  readonly catalogue?: readonly CollectionDefinition[];
  /** How long jobs are cut into slices; by the clock of the machine by default. */
  readonly pacing?: Pacing;
  /** Who does the work that holds up a thread; threads of their own by default. The simulation has one thread alone. */
  readonly upkeep?: (options: UpkeepOptions) => Upkeep;
}

export interface CreateStoreOptions extends StoreOptions {
  readonly identity: DeviceIdentity;
  /** What could be read of a damaged store: its groups and local values go on in this one, for the same device. */
  readonly salvaged?: SalvagedStore;
}

export interface RecordStore {
  readonly identity: DeviceIdentity;
  readonly read: ReadHandle;
  readonly sync: SyncStore;
  /** The bytes of attachments that are on this machine. */
  readonly files: AttachmentFiles;
  /**
   * The one road of a person's work: merges against what is held, checks invariants, writes records, outbox entry, read models and
   * search text in one FULL-durable transaction, then the sealed copy, then the change stream. Resolves when it is safe to say "saved".
   * Refuses with PeyvandError `invalid_input`, `not_found`, `stale_edit` (what is held has changed since, and by the kind's policy the
   * person's value would give way), `locked` (`reason: 'record'`), `permission_denied`, `number_block_exhausted`, `disk_full`…
   * `saved_without_copy` (`why`) says that the work is safe in this file and only the sealed copy could not be written.
   */
  commit(commit: LocalCommit): Promise<CommitReceipt>;
  /** Runs a long read on a worker's connection, cancellable. Same SQL rules as `read`. */
  readInWorker<Row>(sql: string, parameters: Readonly<Record<string, SqlValue>>, signal?: AbortSignal): Promise<Row[]>;
  /** One window of a search and how many records it finds, read beside the core's thread, in a few milliseconds however many there are. */
  searchByName<Row>(search: NameSearch, signal?: AbortSignal): Promise<{ total: number; rows: Row[] }>;
  /** Small local things that never sync: drafts, saved views, settings of this device. `null` removes. */
  getLocal(area: string, key: string): unknown;
  listLocal(area: string): { key: string; value: unknown }[];
  putLocal(area: string, key: string, value: unknown): void;
  onChange(listener: (change: StoreChange) => void): () => void;
  /** SQLite's integrity check and the store's own (search, read models, checksums), sliced; for idle time. Rejects with `cancelled` when the signal speaks. */
  checkIntegrity(signal?: AbortSignal): Promise<{ ok: boolean; findings: string[] }>;
  /** Writes a whole, encrypted copy under the same key to a new file; work goes on meanwhile. */
  backUp(path: string): Promise<void>;
  close(): Promise<void>;
}
