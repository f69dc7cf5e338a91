/**
 * What RxDB hears of the record store. Two things only, and they suffice:
 * - of every document that it may hold, the newest state, so that nothing it remembers stays old;
 * - of every change of the collection, at least one event, so that queries that are watched run again, over committed rows.
 *
 * Records that nobody looks at cost nothing, however many a checkpoint brings; and there is no position in a feed that could pass over one.
 *
 * RxDB works results out from events where it has all of them (event-reduce, counts). It never has here: nobody knows what 50,000 rows of a
 * checkpoint were before. So every bulk is longer than RxDB's buffer of events, which makes it ask the storage again. That costs tens of
 * microseconds per watched query, and RxDB gathers changes before it does so.
 */
import type { EventBulk, RxStorageChangeEvent } from 'rxdb/plugins/core';
import { Subject, type Observable } from 'rxjs';
import type { CollectionName } from '../../../../../shared/domain/record.ts';
import type { Pacing } from '../../pacing.ts';
import type { RecordStore } from '../../types.ts';
import type { DocumentsInHand } from './documentsInHand.ts';
import { goneDocument, type RecordDocument, type RecordDocumentData } from './recordDocument.ts';
import type { RecordReads } from './recordReads.ts';

export type RecordEvent = RxStorageChangeEvent<RecordDocument>;

/** Record instances cannot be followed from a position: see `recordInstance.ts`. */
export type NoCheckpoint = Readonly<Record<string, never>>;

export interface RecordChanges {
  readonly stream: Observable<EventBulk<RecordEvent, NoCheckpoint>>;
  /** Tells of these at once. */
  emit(events: RecordEvent[], context: string): void;
  /** Tells of nothing any more. */
  close(): void;
}

export interface RecordChangesOptions {
  readonly store: Pick<RecordStore, 'onChange'>;
  readonly collection: CollectionName;
  readonly reads: RecordReads;
  readonly inHand: DocumentsInHand;
  readonly pacing: Pacing;
  /** Tells bulks of this instance from all others of the process. */
  readonly name: string;
}

/** Looked up between two rests; each is a few microseconds. */
const IDS_PER_LOOKUP = 200;

export function createRecordChanges(options: RecordChangesOptions): RecordChanges {
  const { store, collection, inHand, pacing, name } = options;
  const subject = new Subject<EventBulk<RecordEvent, NoCheckpoint>>();
  /** Records to look at; null: whatever is in hand. */
  let due: Set<string> | null = new Set();
  let isRunning = false;
  let isClosed = false;
  let bulks = 0;

  const emit = (events: RecordEvent[], context: string): void => {
    if (isClosed) return;
    bulks += 1;
    subject.next({ id: `${name}-${bulks}`, events: overflowing(events), checkpoint: {}, context });
  };

  const run = async (): Promise<void> => {
    // Not in the same turn: whoever read before the commit has put away by then what they read, and hears that it is old.
    await pacing.rest();
    while (!isClosed && (due === null || due.size > 0)) {
      const ids: readonly string[] = due === null ? inHand.ids() : [...due];
      due = new Set();
      let told = 0;
      for (let index = 0; index < ids.length && !isClosed; index += IDS_PER_LOOKUP) {
        if (index > 0) await pacing.rest();
        if (isClosed) return;
        const events = newerStates(options, ids.slice(index, index + IDS_PER_LOOKUP));
        if (events.length > 0) emit(events, 'record-store');
        told += events.length;
      }
      if (told === 0) emit([], 'record-store');
    }
  };

  const wake = (): void => {
    if (isRunning) return;
    isRunning = true;
    run()
      // Whoever watches a query runs into the same error by running it again, and is told of it there.
      .catch(() => emit([], 'record-store'))
      .finally(() => {
        isRunning = false;
        if (!isClosed && (due === null || due.size > 0)) wake();
      });
  };

  const unsubscribe = store.onChange((change) => {
    if (!change.collections.has(collection)) return;
    if (change.references === null) due = null;
    else if (due !== null)
      for (const reference of change.references) if (reference.collection === collection) due.add(reference.id);
    wake();
  });

  return {
    stream: subject.asObservable(),
    emit,
    close() {
      isClosed = true;
      unsubscribe();
      subject.complete();
    },
  };
}

/** The newest states of those among them that RxDB may hold in an older one. */
function newerStates({ reads, inHand }: RecordChangesOptions, ids: readonly string[]): RecordEvent[] {
  const held = ids.filter((id) => inHand.known(id) !== null);
  if (held.length === 0) return [];
  const revisions = new Map(reads.states(held).map(({ id, revision }) => [id, revision]));
  const newer = held.filter((id) => (revisions.get(id) ?? 0) > (inHand.known(id)?.revision ?? 0));
  const gone = held.filter((id) => !revisions.has(id) && inHand.known(id)?.deleted === false);
  return [
    ...(newer.length === 0 ? [] : reads.documents(newer)),
    ...gone.map((id) => goneDocument(id, (inHand.known(id)?.revision ?? 0) + 1, 0)),
  ].map((document) => toEvent(document, inHand));
}

/** Hands the document out. */
export function toEvent(document: RecordDocumentData, inHand: DocumentsInHand): RecordEvent {
  const known = inHand.known(document.id);
  const previous = known?.document;
  inHand.handOut(document);
  const { id: documentId, _deleted: isDeleted } = document;
  if (isDeleted)
    return { operation: 'DELETE', documentId, documentData: document, previousDocumentData: previous ?? document };
  return previous && !previous._deleted
    ? { operation: 'UPDATE', documentId, documentData: document, previousDocumentData: previous }
    : { operation: 'INSERT', documentId, documentData: document, previousDocumentData: undefined };
}

/** Names no record. */
const nothing = goneDocument('', 1, 0);
const somethingElse: RecordEvent = {
  operation: 'DELETE',
  documentId: nothing.id,
  documentData: nothing,
  previousDocumentData: nothing,
};

/** What RxDB's buffer holds (`change-event-buffer.ts`, `limit`). A longer bulk takes its place whole. */
const EVENTS_BUFFERED = 100;

/**
 * The first event of the buffer says how far back it reaches. Here that is the last one as well, so it reaches back to nothing: whoever has
 * not heard of this bulk is out of its bounds.
 */
function overflowing(events: readonly RecordEvent[]): RecordEvent[] {
  const padding = Math.max(1, EVENTS_BUFFERED - events.length);
  return [somethingElse, ...events, ...Array.from({ length: padding }, () => somethingElse)];
}
