/**
 * An empty store that is made once in a process and copied for each device: making one (its tables, its indexes for the search) costs ten
 * times as much as opening one. All devices have its key, which no promise rests on; whose a copy is, is written into it.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMeta } from '../main/core/store/meta.ts';
import {
  createRecordStore,
  openRecordStore,
  type DeviceIdentity,
  type StoreOptions,
} from '../main/core/store/index.ts';
import { sharedFileOf } from '../main/core/store/rxStorage/sharedFile.ts';
import type { StoreMaker } from '../e2e/sync/device.ts';
import { createInlineUpkeep } from './inlineUpkeep.ts';

const KEY = new Uint8Array(32).fill(7);
const FILES = ['store.db', 'store.marker.json'];

/** @param parentDirectory where the one that is copied lies; who made that folder removes it. */
async function prepareStore(parentDirectory: string): Promise<StoreMaker> {
  const prepared = mkdtempSync(join(parentDirectory, 'peyvand-prepared-'));
  const nobody: DeviceIdentity = { device: 'nobody', person: 'nobody', deviceCode: 'nobody', epoch: null };
  const options: StoreOptions = {
    directory: prepared,
    key: KEY,
    clock: { now: () => 0 },
    signer: { sign: () => '' },
    upkeep: createInlineUpkeep(),
  };
  await createRecordStore({ ...options, identity: nobody }).close();
  return {
    key: KEY,
    make({ identity, ...own }) {
      for (const name of FILES) copyFileSync(join(prepared, name), join(own.directory, name));
      const store = openRecordStore(own);
      const { writer } = sharedFileOf(store);
      writer.write(() => createMeta(writer.connection).set('identity', identity));
      return store;
    },
  };
}

/** In memory where there is such a folder: what a disk forgets is decided here, not by the machine. */
export const STORES_FOLDER = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'peyvand-simulation-'));
process.once('exit', () => rmSync(STORES_FOLDER, { recursive: true, force: true }));
let stores: Promise<StoreMaker> | null = null;
/** Once in a process. Before the first seed, where seeds repeat themselves: it takes chance of the machine that no later one would find taken. */
export const prepareStores = (): Promise<StoreMaker> => (stores ??= prepareStore(STORES_FOLDER));
