/**
 * Which documents RxDB may have in its hands. It keeps states of documents as long as somebody holds them, and believes the first one until an
 * event tells it of a newer; so events are due for these, and only for these: a first sync of 100,000 records tells it of none that nobody
 * looks at.
 *
 * A document counts from the moment it was read until the garbage collector has taken every object that was handed out for it. What was
 * merely read later does not count as told: RxDB shows it to whoever asked and goes on believing the older one.
 */
import { revisionHeight, type RecordDocumentData } from './recordDocument.ts';

export interface KnownState {
  /** Of the state that RxDB believes, or a newer one. */
  readonly revision: number;
  readonly deleted: boolean;
  /** What was handed out last, if it is still alive. */
  readonly document: RecordDocumentData | undefined;
}

export interface DocumentsInHand {
  /** For whoever asked. Returns the document. */
  handOut(document: RecordDocumentData): RecordDocumentData;
  /** By an event. */
  tell(document: RecordDocumentData): void;
  known(id: string): KnownState | null;
  ids(): string[];
}

interface Entry {
  objects: number;
  revision: number;
  deleted: boolean;
  document: WeakRef<RecordDocumentData>;
}

export function createDocumentsInHand(): DocumentsInHand {
  const entries = new Map<string, Entry>();
  const registry = new FinalizationRegistry<string>((id) => {
    const entry = entries.get(id);
    if (!entry) return;
    entry.objects -= 1;
    if (entry.objects === 0) entries.delete(id);
  });

  const add = (document: RecordDocumentData): Entry => {
    const { id, _rev, _deleted: deleted } = document;
    registry.register(document, id);
    const known = entries.get(id);
    const entry = known ?? { objects: 0, revision: revisionHeight(_rev), deleted, document: new WeakRef(document) };
    if (!known) entries.set(id, entry);
    entry.objects += 1;
    entry.document = new WeakRef(document);
    return entry;
  };

  return {
    handOut(document) {
      add(document);
      return document;
    },
    tell(document) {
      const entry = add(document);
      entry.revision = revisionHeight(document._rev);
      entry.deleted = document._deleted;
    },
    known(id) {
      const entry = entries.get(id);
      return entry ? { revision: entry.revision, deleted: entry.deleted, document: entry.document.deref() } : null;
    },
    ids: () => [...entries.keys()],
  };
}
