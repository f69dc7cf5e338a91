/**
 * Which documents RxDB may have in its hands. It keeps states of documents as long as somebody holds them, and believes them until it hears of
 * a newer one; so events are due for these, and only for these: a first sync of 100,000 records tells it of none that nobody looks at.
 *
 * A document counts from the moment it was read until the garbage collector has taken every object that was handed out for it.
 */
import { revisionHeight, type RecordDocumentData } from './recordDocument.ts';

export interface KnownState {
  /** The highest revision handed out. */
  readonly revision: number;
  readonly deleted: boolean;
  /** What was handed out last, if it is still alive. */
  readonly document: RecordDocumentData | undefined;
}

export interface DocumentsInHand {
  /** Notes the document and returns it. */
  handOut(document: RecordDocumentData): RecordDocumentData;
  known(id: string): KnownState | null;
  ids(): string[];
  readonly size: number;
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
  return {
    handOut(document) {
      const { id, _rev, _deleted: deleted } = document;
      const revision = revisionHeight(_rev);
      registry.register(document, id);
      const entry = entries.get(id);
      if (!entry) entries.set(id, { objects: 1, revision, deleted, document: new WeakRef(document) });
      else {
        entry.objects += 1;
        if (revision >= entry.revision) {
          entry.revision = revision;
          entry.deleted = deleted;
          entry.document = new WeakRef(document);
        }
      }
      return document;
    },
    known(id) {
      const entry = entries.get(id);
      return entry ? { revision: entry.revision, deleted: entry.deleted, document: entry.document.deref() } : null;
    },
    ids: () => [...entries.keys()],
    get size() {
      return entries.size;
    },
  };
}
