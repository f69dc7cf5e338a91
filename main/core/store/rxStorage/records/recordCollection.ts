/** Which storage instances stand on record tables. Apart from the instance itself, which is loaded when there is one. */
import type { RxStorageInstanceCreationParams } from 'rxdb/plugins/core';
import { collectionOf } from '../../../../../shared/domain/catalogue.ts';
import type { CollectionDefinition } from '../../../../../shared/domain/kind.ts';
import { COLLECTION_NAMES } from '../../../../../shared/domain/record.ts';
import type { SharedFile } from '../sharedFile.ts';

/** The name of the one database whose collections are the record tables. */
export const RECORD_DATABASE = 'peyvand';

/** The collection whose record table stands behind an instance; null where a document table does. */
export function recordCollectionOf(
  {
    databaseName,
    collectionName,
  }: Pick<RxStorageInstanceCreationParams<never, never>, 'databaseName' | 'collectionName'>,
  file: Pick<SharedFile, 'records'>,
): CollectionDefinition | null {
  if (file.records === null || databaseName !== RECORD_DATABASE) return null;
  const name = COLLECTION_NAMES.find((known) => known === collectionName);
  return name === undefined ? null : collectionOf(name);
}
