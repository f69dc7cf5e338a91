/**
 * RxDB is loaded when the first instance is asked for: importing it takes a fifth of a second, and whoever uses the record store alone
 * shall not pay for it.
 */
import type * as rxdb from 'rxdb/plugins/core';

export type Rxdb = typeof rxdb;

/** The release this storage is written against; RxDB refuses a storage of another one. A test compares it with what is installed. */
export const RXDB_VERSION = '17.6.0';

export const loadRxdb = (): Promise<Rxdb> => import('rxdb/plugins/core');
