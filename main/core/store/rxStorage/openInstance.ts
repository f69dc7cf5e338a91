/** Decides what stands behind a storage instance: the product's own record tables, or a document table of its own. */
import type { RxStorageInstance, RxStorageInstanceCreationParams } from 'rxdb/plugins/core';
import { openDocumentInstance } from './documents/openDocumentInstance.ts';
import { recordCollectionOf } from './records/recordCollection.ts';
import type { Rxdb } from './rxdb.ts';
import type { SharedFile } from './sharedFile.ts';

/** Nothing can be set per instance. */
export type InstanceOptions = Readonly<Record<string, never>>;

/** For code that looks behind an instance: nothing to see. */
export type InstanceInternals = Readonly<Record<string, never>>;

export interface OpeningInstance<Document> {
  readonly params: RxStorageInstanceCreationParams<Document, InstanceOptions>;
  readonly file: SharedFile;
  readonly rxdb: Rxdb;
  /** Called once, when the instance has closed or has been removed: the file may go with its last user. */
  readonly release: () => Promise<void>;
}

export async function openInstance<Document>(
  opening: OpeningInstance<Document>,
): Promise<RxStorageInstance<Document, InstanceInternals, InstanceOptions>> {
  const collection = recordCollectionOf(opening.params, opening.file);
  if (collection === null) return openDocumentInstance(opening);
  const { createRecordInstance } = await import('./records/recordInstance.ts');
  // The schema may be anybody's; what stands in a record table is a record.
  return createRecordInstance(opening as never, collection) as never;
}
