/** Decides what stands behind a storage instance: the product's own record tables, or a document table of its own. */
import type { RxStorageInstance, RxStorageInstanceCreationParams } from 'rxdb/plugins/core';
import { openDocumentInstance } from './documents/openDocumentInstance.ts';
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

export function openInstance<Document>(
  opening: OpeningInstance<Document>,
): Promise<RxStorageInstance<Document, InstanceInternals, InstanceOptions>> {
  return openDocumentInstance(opening);
}
