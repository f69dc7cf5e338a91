/** A backup that makes a person of a machine: of another one, or of its own where the data of before opens no more. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { beginErasure, completeErasure } from '../../core/lease/erasure.ts';
import { createMemoryKeychain } from '../../core/ports/memoryKeychain.ts';
import { createProfiles } from '../../core/session/profiles.ts';
import { realRandomness } from '../realPorts.ts';
import { failure, first, PASSPHRASE } from './company.ts';
import { backUp, namesOf, rewriteHead, UNSENT, useHarmedMachine } from './harmedMachine.ts';

const machine = useHarmedMachine({ beforeAll, afterEach, afterAll });

/** Milliseconds: stores are made, copied and checked several times. */
const PATIENCE = 120_000;

describe('a backup on a new machine', () => {
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
