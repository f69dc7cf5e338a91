/** The record store: see types.ts for what it promises, createStore.ts for how it is put together. */
export { createRecordStore, openRecordStore } from './createStore.ts';
export { extractBackup, isUnderKey, readBackupHead, type BackupHead, type TellBackup } from './backupFile.ts';
export { createBackupShelf, type BackupShelf } from './backupShelf.ts';
export { damageOf } from './damage.ts';
export { listSetAside, quarantineStore, remainsOf, removeSetAside } from './quarantine.ts';
export {
  beginReplacement,
  filesOfReplacement,
  finishReplacement,
  placeStore,
  settleReplacement,
} from './replacement.ts';
export { salvageStore, type SalvagedStore } from './salvage.ts';
export { createLiveQuery, type LiveQueryOptions, type Timers } from './liveQuery.ts';
export { hitsOf, matchExpression, searchCondition, searchRows, wholeWordsExpression } from './search.ts';
export {
  getRxStorageEncryptedSqlite,
  type EncryptedSqliteOptions,
  type RxStorageEncryptedSqlite,
} from './rxStorage/getRxStorageEncryptedSqlite.ts';
export type { Pacing } from './pacing.ts';
export { createRecordStorage } from './rxStorage/records/recordStorage.ts';
export { CONTACT_KINDS } from './readModels.ts';
export type * from './types.ts';
