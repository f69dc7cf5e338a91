import { randomBytes } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { beginErasure, completeErasure } from '../../core/lease/erasure.ts';
import { createMemoryKeychain } from '../../core/ports/memoryKeychain.ts';
import { createProfiles } from '../../core/session/profiles.ts';
import { realRandomness } from '../realPorts.ts';
import { failure, first, PASSPHRASE } from './company.ts';
import { flip, namesOf, repairOf, UNSENT, useHarmedMachine } from './harmedMachine.ts';

const machine = useHarmedMachine({ beforeAll, afterEach, afterAll });

/** Milliseconds: stores are made, copied and checked several times. */
const PATIENCE = 120_000;

async function backUp(
  window: CoreClient,
  folder?: string,
  passphrase?: string,
): Promise<{ file: string; path: string }> {
  const wanted = { ...(folder === undefined ? {} : { folder }), ...(passphrase === undefined ? {} : { passphrase }) };
  for await (const event of await window.storage.backUp(wanted)) if (event.type === 'done') return event.report;
  throw new Error('the stream ended without a backup');
}

describe('a backup', () => {
  it(
    'SEC-26 SEC-27: comes back in place of a damaged store; what was not sent since then is delivered, and the server meets another device',
    async () => {
      const directory = machine.copy('closed');
      const window = machine.open(directory);
      await machine.unlock(window);
      await backUp(window);
      await window.customers.create({ kind: 'company', body: { name: 'پس از پشتیبان', stage: 'lead' } });
      await window.drafts.put({ key: 'later', value: { name: 'تازه' } });
      await window.session.lock();
      flip(machine.fileOf(directory), 1_000);
      await failure(machine.unlock(window));
      const { backups, found } = await repairOf(window);
      expect(backups).toMatchObject([{ made: 'asked', verifiedAt: expect.any(String) }]);
      expect(found).toMatchObject({ unsent: 0, sealed: 4, lost: 0 });
      await window.storage.restore({ file: backups[0]?.file ?? '' });
      expect((await repairOf(window)).outcome).toMatchObject({
        way: 'restored',
        newIdentity: true,
        found: { lost: 0 },
      });
      await window.storage.open({});
      expect(await namesOf(window)).toEqual(expect.arrayContaining([...UNSENT, 'بهار شیمی']));
      expect(await namesOf(window)).not.toContain('پس از پشتیبان');
      machine.company.server.reachable = true;
      await window.customers.create({ kind: 'company', body: { name: 'پس از بازگشت', stage: 'lead' } });
      await window.sync.now();
      await expect
        .poll(() => machine.namesAtServer())
        .toEqual(expect.arrayContaining(['پس از پشتیبان', 'پس از بازگشت']));
      expect(machine.deviceOf('پس از بازگشت')).not.toBe(machine.deviceOf('پس از پشتیبان'));
      await window.sync.now();
      await expect.poll(() => namesOf(window)).toContain('پس از پشتیبان');
    },
    PATIENCE,
  );

  it(
    'SEC-27: of an earlier key comes back under the key and the passphrase of today, by itself or by the passphrase of its day',
    async () => {
      const directory = machine.copy('closed');
      const window = machine.open(directory);
      await machine.unlock(window);
      const { file, path } = await backUp(window);
      await window.security.rotateKey({ passphrase: PASSPHRASE });
      await expect.poll(async () => (await first(window.session.state())).phase, { timeout: 20_000 }).toBe('open');
      const CHANGED = 'گذرواژهٔ تازه‌تر';
      await window.session.changePassphrase({ current: PASSPHRASE, next: CHANGED });
      await window.storage.verify({ file });
      await window.storage.openRepair({});
      await window.storage.restore({ file });
      await window.storage.open({});
      expect(await namesOf(window)).toEqual(expect.arrayContaining(UNSENT));
      // The key of that day is known to the store that was brought back, too.
      await window.storage.verify({ file });
      await window.session.lock();
      const { profileId } = machine;
      await window.session.unlock({ profileId, passphrase: CHANGED });

      // Of what knew the former key nothing is left.
      await window.session.lock();
      rmSync(machine.storeOf(directory), { recursive: true });
      await failure(window.session.unlock({ profileId, passphrase: CHANGED }));
      const other = join(machine.newFolder(), 'x.peyvand-backup');
      copyFileSync(path, other);
      expect((await failure(window.storage.restore({ path: other }))).facts).toMatchObject({ reason: 'of_backup' });
      await window.storage.restore({ path: other, passphrase: PASSPHRASE });
      await window.storage.open({});
      await window.session.lock();
      expect((await failure(window.session.unlock({ profileId, passphrase: PASSPHRASE }))).code).toBe(
        'wrong_passphrase',
      );
      await window.session.unlock({ profileId, passphrase: CHANGED });
    },
    PATIENCE,
  );

  it(
    'SEC-28: is refused damaged, cut off, of another person or no backup, and what is here stays',
    async () => {
      const directory = machine.copy('closed');
      const folder = machine.newFolder();
      const window = machine.open(directory);
      await machine.unlock(window);
      const { path } = await backUp(window, folder);
      await window.storage.openRepair({});
      const before = machine.fingerprint(directory);
      const refusal = async (harm: (file: string) => void): Promise<string> => {
        const file = join(machine.newFolder(), 'x.peyvand-backup');
        copyFileSync(path, file);
        harm(file);
        const { code } = await failure(window.storage.restore({ path: file }));
        return code;
      };
      const { size } = statSync(path);
      expect(await refusal((file) => flip(file, size - 10_000))).toBe('backup_damaged');
      expect(await refusal((file) => flip(file, 200))).toBe('backup_damaged');
      expect(await refusal((file) => truncateSync(file, size - 1))).toBe('backup_damaged');
      expect(await refusal((file) => truncateSync(file, 19))).toBe('backup_damaged');
      expect(await refusal((file) => truncateSync(file, 0))).toBe('backup_unrecognised');
      expect(await refusal((file) => writeFileSync(file, randomBytes(9_000)))).toBe('backup_unrecognised');
      expect(
        await refusal((file) =>
          rewriteHead(file, (head) => ({ ...head, profileId: '01890000-0000-7000-8000-00000000beef' })),
        ),
      ).toBe('backup_unrecognised');
      expect(
        await refusal((file) => rewriteHead(file, (head) => ({ ...head, createdAt: '2020-01-01T00:00:00.000Z' }))),
      ).toBe('backup_damaged');
      expect(await refusal((file) => rmSync(file))).toBe('file_unreadable');
      expect(machine.fingerprint(directory)).toEqual(before);
      expect((await repairOf(window)).step).toBe('ready');
      await window.storage.open({});
      expect(await namesOf(window)).toEqual(expect.arrayContaining(UNSENT));
    },
    PATIENCE,
  );

  it(
    'SEC-29: makes a person of a new machine, by the passphrase of its day alone',
    async () => {
      const window = machine.open(machine.copy('closed'));
      await machine.unlock(window);
      const { path } = await backUp(window, machine.newFolder());
      const other = join(machine.newFolder(), 'client');
      mkdirSync(other);
      const fresh = machine.open(other);
      expect((await failure(fresh.storage.restoreHere({ path, passphrase: 'wrong' }))).facts).toMatchObject({
        reason: 'of_backup',
      });
      expect((await first(fresh.session.state())).phase).toBe('signedOut');
      expect(existsSync(join(other, 'profiles', machine.profileId))).toBe(false);
      expect(await fresh.storage.restoreHere({ path, passphrase: PASSPHRASE })).toEqual({
        profileId: machine.profileId,
      });
      expect((await first(fresh.session.state())).phase).toBe('locked');
      await machine.unlock(fresh);
      expect(await namesOf(fresh)).toEqual(expect.arrayContaining([...UNSENT, 'بهار شیمی']));
      await fresh.session.lock();
      expect((await failure(fresh.storage.restoreHere({ path, passphrase: PASSPHRASE }))).facts).toMatchObject({
        reason: 'profile_exists',
      });
      const escaping = join(machine.newFolder(), 'x.peyvand-backup');
      copyFileSync(path, escaping);
      rewriteHead(escaping, (head) => ({ ...head, profileId: '../../escaped' }));
      expect((await failure(fresh.storage.restoreHere({ path: escaping, passphrase: PASSPHRASE }))).code).toBe(
        'backup_unrecognised',
      );
    },
    PATIENCE,
  );
});

describe('a backup of data that is bound to a keychain', () => {
  it('SEC-29: opens elsewhere only when it was made with the passphrase', async () => {
    const keychain = createMemoryKeychain(realRandomness);
    const window = machine.open(machine.copy('closed'), { keychain });
    // The first unlock binds it.
    await machine.unlock(window);
    expect((await first(window.storage.overview())).bound).toBe(true);
    const bound = await backUp(window, machine.newFolder());
    expect((await failure(first(window.storage.backUp({ passphrase: 'wrong' })))).code).toBe('wrong_passphrase');
    const portable = await backUp(window, machine.newFolder(), PASSPHRASE);
    const elsewhere = machine.open(join(machine.newFolder(), 'client'));
    const restore = (path: string) => elsewhere.storage.restoreHere({ path, passphrase: PASSPHRASE });
    expect((await failure(restore(bound.path))).facts).toEqual({ reason: 'backup_bound' });
    await restore(portable.path);
    await machine.unlock(elsewhere);
    expect(await namesOf(elsewhere)).toEqual(expect.arrayContaining(UNSENT));

    // It was made to be carried, not to be unbound: a machine with a keychain binds it again.
    const there = machine.open(join(machine.newFolder(), 'client'), { keychain: createMemoryKeychain(realRandomness) });
    await there.storage.restoreHere({ path: portable.path, passphrase: PASSPHRASE });
    await machine.unlock(there);
    expect((await first(there.storage.overview())).bound).toBe(true);
  });

  it('SEC-29: comes back beside the data of before where the keychain has lost its half', async () => {
    const directory = machine.copy('closed');
    const before = machine.open(directory, { keychain: createMemoryKeychain(realRandomness) });
    await machine.unlock(before);
    const { path } = await backUp(before, machine.newFolder(), PASSPHRASE);
    await machine.closeAll();
    const window = machine.open(directory, { keychain: createMemoryKeychain(realRandomness) });
    expect((await failure(machine.unlock(window))).code).toBe('keychain_lost');
    const files = machine.fingerprint(directory);
    const { profileId } = await window.storage.restoreHere({ path, passphrase: PASSPHRASE });
    expect(profileId).not.toBe(machine.profileId);
    for (let unlocks = 0; unlocks < 2; unlocks += 1) {
      await window.session.unlock({ profileId, passphrase: PASSPHRASE });
      expect(await namesOf(window)).toEqual(expect.arrayContaining(UNSENT));
      expect((await first(window.storage.overview())).bound).toBe(true);
      await window.session.lock();
    }
    expect(machine.fingerprint(directory)).toEqual(files);
  });
});

describe('a backup of data whose keyring is torn', () => {
  it('SEC-29: comes back beside it, and what was not sent is handed in from there', async () => {
    const directory = machine.copy('closed');
    const before = machine.open(directory);
    await machine.unlock(before);
    const { path } = await backUp(before, machine.newFolder());
    const late = 'پیش از پارگی';
    await before.customers.create({ kind: 'company', body: { name: late, stage: 'lead' } });
    await machine.closeAll();
    writeFileSync(join(directory, 'profiles', machine.profileId, 'keyring.json'), '{"format":');
    const window = machine.open(directory);
    expect((await failure(machine.unlock(window))).facts).toMatchObject({ what: 'keyring' });
    const { profileId } = await window.storage.restoreHere({ path, passphrase: PASSPHRASE });
    await window.session.unlock({ profileId, passphrase: PASSPHRASE });
    machine.company.server.reachable = true;
    await window.sync.now();
    await expect.poll(() => machine.namesAtServer()).toEqual(expect.arrayContaining([...UNSENT, late]));
  });
});

describe('a backup of a copy that was erased', () => {
  it('SEC-29: is not put into its folder: what was not sent and its note stay as they are', async () => {
    const directory = machine.copy('closed');
    const window = machine.open(directory);
    await machine.unlock(window);
    const { path } = await backUp(window, machine.newFolder());
    await machine.closeAll();
    const { paths } = createProfiles(directory);
    const erased = paths(machine.profileId);
    const note = { name: 'علی', login: 'ali', serverUrl: '', device: '', proof: null };
    beginErasure(erased, { why: 'ordered', at: '2026-11-21T08:00:00.000Z', ...note });
    completeErasure(erased);
    const left = readdirSync(erased.folder);
    expect(left).toContain('unsent.sealed');
    const again = machine.open(directory);
    expect((await failure(again.storage.restoreHere({ path, passphrase: PASSPHRASE }))).facts).toEqual({
      reason: 'profile_erased',
    });
    expect(readdirSync(erased.folder)).toEqual(left);
  });
});

describe('what was noted on this machine since a backup', () => {
  it(
    'SEC-27: is still to be told when the backup is brought back, and what was read still counts',
    async () => {
      const directory = machine.copy('closed');
      const window = machine.open(directory);
      await machine.unlock(window);
      const { file } = await backUp(window);
      await machine.closeAll();
      const NOTED = ['exports.used', 'reading', 'reading.hours', 'reading.events', 'savedViews', 'dayReceipts'];
      const entries = await machine.inFile(directory, (connection) => {
        for (const area of NOTED)
          connection.run('INSERT INTO local_values (area, key, value) VALUES (?, ?, ?)', [area, 'since', '"noted"']);
        // That a backup was made was noted behind it.
        return connection.all<{ key: string }>(`SELECT key FROM local_values WHERE area = 'audit' ORDER BY key`);
      });
      expect(entries.length).toBeGreaterThan(0);
      const again = machine.open(directory);
      await machine.unlock(again);
      await again.storage.openRepair({});
      await again.storage.restore({ file });
      await machine.closeAll();
      await machine.inFile(directory, (connection) => {
        const areas = connection.all<{ area: string }>(`SELECT area FROM local_values WHERE key = 'since'`);
        expect(areas.map(({ area }) => area).toSorted()).toEqual(NOTED.toSorted());
        const kept = connection.all<{ key: string }>(`SELECT key FROM local_values WHERE area = 'audit'`);
        expect(kept).toEqual(expect.arrayContaining(entries));
      });
    },
    PATIENCE,
  );
});

/** With another head, and the length that belongs to it. */
function rewriteHead(file: string, change: (head: Record<string, unknown>) => unknown): void {
  const bytes = readFileSync(file);
  const length = bytes.readUInt32BE(17);
  const head = JSON.parse(bytes.subarray(21, 21 + length).toString('utf8')) as Record<string, unknown>;
  const text = Buffer.from(JSON.stringify(change(head)));
  const size = Buffer.alloc(4);
  size.writeUInt32BE(text.length);
  writeFileSync(file, Buffer.concat([bytes.subarray(0, 17), size, text, bytes.subarray(21 + length)]));
}
