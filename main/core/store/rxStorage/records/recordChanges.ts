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
  /** Records to look at in a later turn. */
  let due = new Set<string>();
  /**
   * Records to tell of once more in a later turn: what was read before the commit may still be on its way into RxDB's cache, where it would
   * arrive after the event and stay.
   */
  let again = new Set<string>();
  let isRunning = false;
  let isClosed = false;
  let bulks = 0;

  const emit = (events: RecordEvent[], context: string): void => {
    if (isClosed) return;
    bulks += 1;
    subject.next({ id: `${name}-${bulks}`, events: overflowing(events), checkpoint: {}, context });
  };

  /** Emits the newest states of these that RxDB may hold in an older one; of those in `anyway` in any case. */
  const tell = (ids: readonly string[], anyway: ReadonlySet<string>): readonly RecordEvent[] => {
    const events = newerStates(options, ids, anyway);
    emit(events, 'record-store');
    return events;
  };

  const run = async (): Promise<void> => {
    await pacing.rest();
    while (!isClosed && (due.size > 0 || again.size > 0)) {
      const anyway = again;
      const ids = [...new Set([...again, ...due])];
      due = new Set();
      again = new Set();
      for (let index = 0; index < ids.length && !isClosed; index += IDS_PER_LOOKUP) {
        if (index > 0) await pacing.rest();
        if (!isClosed) tell(ids.slice(index, index + IDS_PER_LOOKUP), anyway);
      }
    }
  };

  const wake = (): void => {
    if (isRunning || (due.size === 0 && again.size === 0)) return;
    isRunning = true;
    run()
      // Whoever watches a query runs into the same error by running it again, and is told of it there.
      .catch(() => emit([], 'record-store'))
      .finally(() => {
        isRunning = false;
        if (!isClosed) wake();
      });
  };

  const unsubscribe = store.onChange(({ collections, references }) => {
    if (!collections.has(collection)) return;
    const ids =
      references === null
        ? inHand.ids()
        : references.filter((reference) => reference.collection === collection).map(({ id }) => id);
    const held = ids.filter((id) => inHand.known(id) !== null);
    // At once, as far as it is little: whoever asks next gets the new state.
    try {
      for (const { documentId } of tell(held.slice(0, IDS_PER_LOOKUP), new Set())) again.add(documentId);
    } finally {
      for (const id of held.slice(IDS_PER_LOOKUP)) due.add(id);
      wake();
    }
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

function newerStates(
  { reads, inHand }: RecordChangesOptions,
  ids: readonly string[],
  anyway: ReadonlySet<string>,
): RecordEvent[] {
  const held = ids.filter((id) => inHand.known(id) !== null);
  if (held.length === 0) return [];
  const revisions = new Map(reads.states(held).map(({ id, revision }) => [id, revision]));
  const isDue = (id: string, isNews: boolean): boolean => isNews || anyway.has(id);
  const present = held.filter(
    (id) => revisions.has(id) && isDue(id, (revisions.get(id) ?? 0) > (inHand.known(id)?.revision ?? 0)),
  );
  const gone = held.filter((id) => !revisions.has(id) && isDue(id, inHand.known(id)?.deleted === false));
  return [...(present.length === 0 ? [] : reads.documents(present)), ...gone.map((id) => goneState(inHand, id))].map(
    (document) => toEvent(document, inHand),
  );
}

/** Newer than what is known, once. */
function goneState(inHand: DocumentsInHand, id: string): RecordDocumentData {
  const known = inHand.known(id);
  return goneDocument(id, (known?.revision ?? 0) + (known?.deleted === false ? 1 : 0), 0);
}

/** What is made is told. */
export function toEvent(document: RecordDocumentData, inHand: DocumentsInHand): RecordEvent {
  const known = inHand.known(document.id);
  const previous = known?.document;
  inHand.tell(document);
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
