/** What is said of a store that does not open, and which ways out there are. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RepairState } from '../../../shared/contract/storage.ts';
import { Sqlite } from '../../core/store/sqlite.ts';
import { createTestCompany, failure, first, signIn } from './company.ts';
import { flip, repairOf, UNSENT, useHarmedMachine } from './harmedMachine.ts';

const machine = useHarmedMachine({ beforeAll, afterEach, afterAll });

/** What is done to the file, what is said, and by which road it can be built anew. */
const DAMAGE: readonly (readonly [
  name: string,
  from: 'closed' | 'killed',
  harm: (directory: string) => void,
  said: { code: string; reason?: string },
  rebuild: RepairState['rebuild'],
])[] = [
  [
    'a flipped byte in its first page',
    'closed',
    (at) => flip(machine.fileOf(at), 1_000),
    { code: 'store_damaged', reason: 'first_page' },
    'signIn',
  ],
  [
    'a file cut off',
    'closed',
    (at) => truncateSync(machine.fileOf(at), 40 * 4_096),
    { code: 'store_damaged' },
    'signIn',
  ],
  [
    'a file of no length',
    'closed',
    (at) => truncateSync(machine.fileOf(at), 0),
    { code: 'store_damaged', reason: 'file_too_short' },
    'signIn',
  ],
  [
    'a file that is gone',
    'closed',
    (at) => rmSync(machine.fileOf(at)),
    { code: 'store_damaged', reason: 'file_missing' },
    'signIn',
  ],
  [
    'a folder that is gone',
    'closed',
    (at) => rmSync(machine.storeOf(at), { recursive: true }),
    { code: 'store_damaged', reason: 'store_missing' },
    'signIn',
  ],
  [
    'a log that is gone',
    'killed',
    (at) => rmSync(`${machine.fileOf(at)}-wal`),
    { code: 'store_damaged', reason: 'log_missing' },
    'here',
  ],
  [
    'a damaged log',
    'killed',
    (at) => flip(`${machine.fileOf(at)}-wal`, 5_000),
    { code: 'store_damaged', reason: 'log' },
    'here',
  ],
  [
    'another store’s file',
    'closed',
    (at) => otherStore(at),
    { code: 'store_foreign', reason: 'other_store' },
    'signIn',
  ],
  [
    'another store with its marker',
    'closed',
    (at) => otherStore(at, true),
    { code: 'store_foreign', reason: 'other_key' },
    'signIn',
  ],
  ['another cipher', 'closed', (at) => otherCipher(at), { code: 'store_foreign', reason: 'other_store' }, 'signIn'],
  [
    'a database in the clear',
    'closed',
    (at) => plainDatabase(at),
    { code: 'store_foreign', reason: 'not_encrypted' },
    'signIn',
  ],
  [
    'another program’s file without a marker',
    'closed',
    (at) => noise(at),
    { code: 'store_foreign', reason: 'not_ours_or_other_key' },
    'signIn',
  ],
];

let other: string;
function otherStore(directory: string, withMarker = false): void {
  copyFileSync(join(other, 'store.db'), machine.fileOf(directory));
  if (withMarker) copyFileSync(join(other, 'store.marker.json'), join(machine.storeOf(directory), 'store.marker.json'));
}
beforeAll(async () => {
  const another = await createTestCompany();
  await signIn(another);
  await another.host.close();
  const [id = ''] = readdirSync(join(another.directory, 'profiles'));
  other = join(machine.newFolder(), 'store');
  execFileSync('cp', ['-r', join(another.directory, 'profiles', id, 'store'), other]);
  await another.close();
});
function otherCipher(directory: string): void {
  rmSync(machine.fileOf(directory));
  const database = new Sqlite(machine.fileOf(directory));
  database.pragma(`cipher = 'chacha20'`);
  database.key(randomBytes(32));
  database.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1)');
  database.close();
}
function plainDatabase(directory: string): void {
  rmSync(machine.fileOf(directory));
  const database = new Sqlite(machine.fileOf(directory));
  database.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1)');
  database.close();
}
function noise(directory: string): void {
  rmSync(join(machine.storeOf(directory), 'store.marker.json'));
  writeFileSync(machine.fileOf(directory), randomBytes(20 * 4_096));
}

describe('a store that does not open', () => {
  it.each(DAMAGE)(
    'SEC-20: %s is named, nothing is written over it, and there is a way out',
    async (_name, from, harm, said, rebuild) => {
      const directory = machine.copy(from);
      harm(directory);
      const before = existsSync(machine.storeOf(directory)) ? machine.fingerprint(directory) : {};
      const window = machine.open(directory);
      const { code, facts } = await failure(machine.unlock(window));
      expect({ code, ...(said.reason === undefined ? {} : { reason: facts['reason'] }) }).toEqual(said);
      const repair = await repairOf(window);
      expect(repair).toMatchObject({
        profileId: machine.profileId,
        login: 'ali',
        rebuild,
        step: 'ready',
        outcome: null,
        finding: { code },
      });
      expect(repair.found.unsent + repair.found.sealed).toBe(UNSENT.length);
      expect(repair.found.lost).toBe(0);
      expect((await failure(first(window.customers.list({ offset: 0, limit: 1 })))).code).toBe('locked');
      await window.session.lock();
      // Looking again finds the same, and none of it has made a file that would pass for an empty store.
      expect((await failure(machine.unlock(window))).code).toBe(code);
      expect(existsSync(machine.storeOf(directory)) ? machine.fingerprint(directory) : {}).toEqual(before);
    },
  );

  it('SEC-20: a newer version’s file, a folder in use and one that may not be written are named, and no repair is offered', async () => {
    const directory = machine.copy('closed');
    const window = machine.open(directory);
    await machine.unlock(window);
    const second = machine.open(directory);
    expect((await failure(machine.unlock(second))).code).toBe('store_in_use');
    expect((await first(second.session.state())).phase).toBe('locked');
    await machine.closeAll();
    // The lock file cannot be made where a folder stands.
    rmSync(join(machine.storeOf(directory), 'store.lock'), { force: true });
    mkdirSync(join(machine.storeOf(directory), 'store.lock'));
    const third = machine.open(directory);
    expect((await failure(machine.unlock(third))).code).toBe('store_unwritable');
    expect((await first(third.session.state())).phase).toBe('locked');
  });
});
