/** Puts the record store together over an open file. Who opened it closes it. */
import { createError, errorToWire } from '../../../shared/base/errors.ts';
import { createAttachmentFiles } from './attachmentFiles.ts';
import { backUp } from './backup.ts';
import { createBaseRecords } from './baseRecords.ts';
import { createChangeStream } from './changes.ts';
import { writeCommit } from './commit.ts';
import { openConnection, type Connection } from './connection.ts';
import { checkStore } from './integrity.ts';
import {
  areKindsSettled,
  areWordsRenewed,
  RENEWED_AT_ONCE,
  RENEWED_AT_OPENING,
  renewSomeWords,
  settleKnownKinds,
} from './knownKinds.ts';
import { getLocal, listLocal, putLocal } from './localValues.ts';
import { createMemberships } from './memberships.ts';
import { createMeta } from './meta.ts';
import { createFile, openFile, type OpenFile } from './open.ts';
import { createOutboxTable } from './outboxTable.ts';
import { measuredPacing } from './pacing.ts';
import { createReadHandle } from './readHandle.ts';
import { createRecordRoad } from './recordRoad.ts';
import { defaultCatalogue } from './recordTables.ts';
import { settleSalvaged, writeSalvaged } from './restoreSalvage.ts';
import { shareFile } from './rxStorage/sharedFile.ts';
import { readSqliteError, withStoreErrors } from './sqliteErrors.ts';
import { createStaging } from './staging.ts';
import { createSyncStore } from './syncStore.ts';
import type {
  CommitReceipt,
  CreateStoreOptions,
  GroupSigner,
  LocalCommit,
  RecordStore,
  StoreChange,
  StoreOptions,
} from './types.ts';
import { createUpkeep } from './upkeep.ts';
import { createWriter } from './writer.ts';

/**
 * Makes a new store for a person on this machine.
 * @throws PeyvandError `invalid_input` (`reason: 'store_exists'`), `store_in_use`, `disk_full`.
 */
export function createRecordStore(options: CreateStoreOptions): RecordStore {
  const { directory, key, identity, salvaged, countsLater } = options;
  const fill = (writer: Connection): void => {
    createMeta(writer).set('identity', identity);
    if (salvaged) writeSalvaged(writer, salvaged);
  };
  const file = createFile(directory, key, fill, countsLater);
  return assembleOrClose(file, options);
}

/**
 * Opens the store of this folder.
 * @throws PeyvandError `not_found`, `wrong_passphrase`, `store_damaged`, `store_foreign`, `store_newer`, `store_in_use`.
 */
export function openRecordStore(options: StoreOptions): RecordStore {
  return assembleOrClose(openFile(options.directory, options.key, 'person', options.countsLater), options);
}

function assembleOrClose(file: OpenFile, options: StoreOptions): RecordStore {
  try {
    return assemble(file, options);
  } catch (error) {
    file.noteClosing();
    file.writer.close();
    file.lock.release();
    throw readSqliteError(error) ?? error;
  }
}

function assemble(file: OpenFile, options: StoreOptions): RecordStore {
  const { clock, sealedCopy, log = () => undefined, pacing = measuredPacing, catalogue = defaultCatalogue } = options;
  const connection = file.writer;
  const reader = openConnection(file.paths.database, {
    key: options.key,
    rights: 'read',
    cacheMegabytes: READER_CACHE,
  });
  const meta = createMeta(connection);
  const road = createRecordRoad(connection, catalogue, clock);
  const outbox = createOutboxTable(connection);
  const base = createBaseRecords(connection);
  const memberships = createMemberships(connection);
  const staging = createStaging(connection, meta);
  const parts = { connection, meta, road, outbox, base, memberships, staging, catalogue };
  const signer = signerOf(options, (area, key) => getLocal(connection, area, key));
  const changes = createChangeStream((error) => log('change_listener_failed', { error: String(error) }));
  const upkeep = (options.upkeep ?? createUpkeep)({ path: file.paths.database, key: options.key, log });
  changes.subscribe((change) => upkeep.noteChanged(change));
  const writer = createWriter({
    connection,
    pacing,
    onRollback() {
      road.forget();
      memberships.forget();
    },
    onCommit: () => upkeep.afterCommit(),
    syncLog: (isLast) => upkeep.syncLog(isLast),
  });
  const announce = (origin: StoreChange['origin'], syncMoved: boolean): void => {
    // What joined a long transaction is not visible yet: the job speaks for it at its end.
    if (!connection.inTransaction) changes.emit({ origin, syncMoved, ...road.takeTouched() });
  };

  if (!areKindsSettled(parts)) {
    writer.write(() => settleKnownKinds(parts));
    // All of a small store.
    writer.write(() => renewSomeWords(parts, RENEWED_AT_OPENING));
  }
  // Nobody listens yet.
  road.takeTouched();
  if (meta.get('unsettled') === true) writer.write(() => settleSalvaged(parts));

  let isClosing = false;
  /** Behind the person's work and never within a job; what is left over at the end is for the next opening. */
  const renewWords = async (): Promise<void> => {
    try {
      while (!areWordsRenewed(parts)) {
        await pacing.rest();
        if (writer.isJobRunning) await writer.jobsEnded();
        if (isClosing) return;
        if (!writer.isJobRunning) writer.write(() => renewSomeWords(parts, RENEWED_AT_ONCE));
      }
    } catch (error) {
      log('words_not_renewed', { error: String(error) });
    }
  };
  const renewing = renewWords();

  /** Copies are appended in the order of the commits. */
  let copied: Promise<void> = Promise.resolve();
  const appendCopy = async (signed: Parameters<NonNullable<typeof sealedCopy>['append']>[0]): Promise<void> => {
    if (!sealedCopy) return;
    const append = copied.then(() => sealedCopy.append(signed));
    copied = append.catch(() => undefined);
    try {
      await append;
    } catch (error) {
      // The work is in the main file, which wins; the copy is completed with the next save. The person must know, and must not save it twice.
      const { code: why, facts } = errorToWire(error);
      throw createError('saved_without_copy', { ...facts, why, n: signed.n, hash: signed.hash }, error);
    }
  };

  const store: RecordStore = {
    get identity() {
      return meta.identity();
    },
    read: createReadHandle(reader, catalogue),
    sync: createSyncStore({ parts, writer, pacing, upkeep, announce }),
    files: createAttachmentFiles({ connection, writer, clock }),
    async commit(commit: LocalCommit): Promise<CommitReceipt> {
      options.guard?.(commit.operations);
      const { committed, touched } = await writer.commit(() => ({
        committed: writeCommit({ ...parts, clock, signer }, commit),
        touched: road.takeTouched(),
      }));
      try {
        await appendCopy(committed.signed);
      } finally {
        changes.emit({ origin: 'local', syncMoved: true, ...touched });
      }
      return committed.receipt;
    },
    readInWorker: (sql, parameters, signal) => upkeep.read(sql, parameters, signal),
    searchByName: (search, signal) => upkeep.search(search, signal),
    getLocal: (area, key) => withStoreErrors(() => getLocal(connection, area, key)),
    listLocal: (area) => withStoreErrors(() => listLocal(connection, area)),
    putLocal: (area, key, value) => writer.write(() => putLocal(connection, area, key, value)),
    onChange: (listener) => changes.subscribe(listener),
    checkIntegrity: (signal) => checkStore({ catalogue, reader, upkeep, pacing, signal }),
    backUp: (path) => backUp(upkeep, path),
    async close() {
      isClosing = true;
      endSharing();
      await writer.finish();
      await renewing;
      await copied;
      await upkeep.stop();
      file.noteClosing();
      reader.close();
      connection.close();
      file.lock.release();
    },
  };
  const endSharing = shareFile(options.directory, options.key, { writer, reader, records: { store, parts } });
  return store;
}

const READER_CACHE = 32;

const signerOf = ({ signer }: StoreOptions, readLocal: (area: string, key: string) => unknown): GroupSigner =>
  typeof signer === 'function' ? signer(readLocal) : signer;
