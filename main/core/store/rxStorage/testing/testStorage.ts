/** A storage over a real encrypted file in a temporary folder, and instances without RxDB above them. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  fillWithDefaultSettings,
  normalizeMangoQuery,
  now,
  prepareQuery,
  type FilledMangoQuery,
  type MangoQuery,
  type PreparedQuery,
  type RxDocumentData,
  type RxJsonSchema,
  type RxStorageInstance,
} from 'rxdb/plugins/core';
import { getRxStorageEncryptedSqlite, type RxStorageEncryptedSqlite } from '../../index.ts';

export interface TestStorage {
  readonly directory: string;
  readonly key: Uint8Array;
  readonly storage: RxStorageEncryptedSqlite;
  /** Over a collection that nobody has used yet. */
  openNew(schema: AnySchema): Promise<AnyInstance>;
  remove(): void;
}

export function createTestStorage(): TestStorage {
  const parent = mkdtempSync(join(tmpdir(), 'peyvand-rxstorage-'));
  const directory = join(parent, 'profile');
  const key = randomBytes(32);
  const storage = getRxStorageEncryptedSqlite({ directory, key });
  let count = 0;
  return {
    directory,
    key,
    storage,
    openNew(schema) {
      count += 1;
      return openTestInstance(storage, schema, { collectionName: `c${count}` });
    },
    remove: () => rmSync(parent, { recursive: true, force: true }),
  };
}

/** Any document: what a schema would allow decides nothing in a storage. */
export type AnyDocument = Record<string, unknown>;
export type AnyData = RxDocumentData<AnyDocument>;
export type AnyInstance = RxStorageInstance<AnyDocument, unknown, unknown>;
export type AnySchema = RxJsonSchema<AnyData>;

export interface InstanceNames {
  readonly databaseName?: string;
  readonly collectionName?: string;
  readonly multiInstance?: boolean;
}

export function openTestInstance(
  storage: RxStorageEncryptedSqlite,
  schema: AnySchema,
  { databaseName = 'database', collectionName = 'things', multiInstance = false }: InstanceNames = {},
): Promise<AnyInstance> {
  return storage.createStorageInstance<AnyDocument>({
    databaseInstanceToken: 'token',
    databaseName,
    collectionName,
    schema,
    options: {},
    multiInstance,
    devMode: false,
  });
}

export const write = (instance: AnyInstance, ...rows: { previous?: AnyData; document: AnyData }[]) =>
  instance.bulkWrite(rows, 'test');

/** A schema with the given indexes, as RxDB hands it to a storage. */
export function schemaWith(
  indexes: readonly (string | readonly string[])[] = [],
  more: Partial<RxJsonSchema<AnyDocument>> = {},
): AnySchema {
  const text = { type: 'string', maxLength: 100 } as const;
  return fillWithDefaultSettings<AnyDocument>({
    version: 0,
    type: 'object',
    primaryKey: 'id',
    properties: { id: text, text, number: { type: 'number' } },
    required: ['id'],
    indexes: indexes.map((index) => (typeof index === 'string' ? index : [...index])),
    ...more,
  });
}

/** As RxDB's collections write it. */
export const dataOf = (document: AnyDocument, more: Partial<AnyData> = {}): AnyData => ({
  _deleted: false,
  _attachments: {},
  _meta: { lwt: now() },
  _rev: '1-a',
  ...document,
  ...more,
});

/** The next revision of a document. */
export function nextOf(previous: AnyData, changes: AnyDocument = {}): AnyData {
  const height = Number.parseInt(previous._rev, 10) + 1;
  return { ...previous, _meta: { lwt: now() }, _rev: `${height}-a`, ...changes };
}

export const preparedQuery = (schema: AnySchema, query: MangoQuery<AnyDocument>): PreparedQuery<AnyDocument> =>
  prepareQuery(schema, normalizeMangoQuery(schema, query) as FilledMangoQuery<AnyData>);

export async function queryIds(instance: AnyInstance, query: MangoQuery<AnyDocument>): Promise<string[]> {
  const prepared = preparedQuery(instance.schema, query);
  const { documents } = await instance.query(prepared);
  return documents.map(({ id }) => String(id));
}
