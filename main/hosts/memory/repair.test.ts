import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { failure, first } from './company.ts';
import { DRAFT, flip, namesOf, repairOf, UNSENT, useHarmedMachine } from './harmedMachine.ts';

const machine = useHarmedMachine({ beforeAll, afterEach, afterAll });

/** Milliseconds: stores are made, copied and checked several times. */
const PATIENCE = 120_000;

const sentNames = (after: number): unknown[] =>
  machine.company.server.groups
    .slice(after)
    .flatMap(({ operations }) => operations)
    .map((operation) => (operation.act === 'create' ? operation.body['name'] : operation.act));

/** Flips pages from the end until a check of the whole file, and nothing before it, finds one. */
async function damageFoundByCheck(): Promise<{ directory: string; window: CoreClient }> {
  const { size } = statSync(machine.fileOf(machine.copy('closed')));
  for (let page = Math.floor(size / 4_096) - 2; page > 1; page -= 1) {
    const directory = machine.copy('closed');
    flip(machine.fileOf(directory), page * 4_096 + 2_000);
    const window = machine.open(directory);
    if (
      await machine.unlock(window).then(
        () => true,
        () => false,
      )
    ) {
      await window.storage.check({});
      const { check } = await first(window.storage.overview());
      await window.storage.openRepair({});
      if (
        check?.ok === false &&
        (await repairOf(window)).rebuild === 'here' &&
        (await repairOf(window)).found.unsent === 3
      )
        return { directory, window };
    }
    await machine.closeAll();
  }
  throw new Error('no page is damaged by that');
}

describe('a rebuild', () => {
  it(
    'SEC-21 SEC-25: what the check found leads to it; unsent work and drafts go on without a line, the damaged file is set aside, and all is sent later, once',
    async () => {
      const { directory, window } = await damageFoundByCheck();
      const { found, finding } = await repairOf(window);
      expect(finding).toMatchObject({ code: 'store_damaged', facts: { reason: 'check' } });
      expect(found).toEqual({ unsent: 3, sealed: 0, lost: 0, drafts: 1 });
      await window.storage.rebuild({});
      const { outcome } = await repairOf(window);
      expect(outcome).toMatchObject({ way: 'rebuilt', found, newIdentity: false, backupAt: null });
      expect(existsSync(join(machine.storeOf(directory), outcome?.setAside ?? '', 'store.db'))).toBe(true);
      expect((await failure(window.storage.rebuild({}))).code).toBe('illegal_transition');
      await window.storage.open({});
      expect((await namesOf(window)).toSorted()).toEqual(UNSENT.toSorted());
      expect((await window.drafts.get({ key: 'form' })).value).toEqual(DRAFT);

      const before = machine.company.server.groups.length;
      machine.company.server.reachable = true;
      await window.sync.now();
      expect(sentNames(before)).toEqual(UNSENT);
      expect(await namesOf(window)).toEqual(expect.arrayContaining([...UNSENT, 'بهار شیمی']));
      const { setAside } = await first(window.storage.overview());
      expect(setAside).toHaveLength(1);
      expect((await failure(window.storage.removeSetAside({ name: '../../..' }))).code).toBe('not_found');
      await window.storage.removeSetAside({ name: setAside[0]?.name ?? '' });
      expect(existsSync(join(machine.storeOf(directory), outcome?.setAside ?? ''))).toBe(false);
    },
    PATIENCE,
  );

  it('SEC-22: of a store that may be older than what was done makes another device of the same person, before anything is written', async () => {
    const directory = machine.copy('killed');
    rmSync(`${machine.fileOf(directory)}-wal`);
    const window = machine.open(directory);
    await failure(machine.unlock(window));
    const { found } = await repairOf(window);
    expect(found.unsent).toBeLessThan(3);
    expect(found.unsent + found.sealed).toBe(3);
    await window.storage.rebuild({});
    expect((await repairOf(window)).outcome).toMatchObject({ newIdentity: true, found });
    await window.storage.open({});
    const before = machine.company.server.groups.length;
    machine.company.server.reachable = true;
    await window.customers.create({ kind: 'company', body: { name: 'پس از تعمیر', stage: 'lead' } });
    await window.sync.now();
    await expect.poll(() => machine.company.server.groups.length - before).toBeGreaterThan(0);
    await expect.poll(() => machine.namesAtServer()).toEqual(expect.arrayContaining([...UNSENT, 'پس از تعمیر']));
    expect(machine.deviceOf('پس از تعمیر')).not.toBe(machine.deviceOf(UNSENT[0] ?? ''));
  });

  it('SEC-21: of a file that is gone asks for the account’s password, changes nothing when it is wrong, and delivers the sealed copy', async () => {
    const directory = machine.copy('closed');
    rmSync(machine.fileOf(directory));
    const window = machine.open(directory);
    await failure(machine.unlock(window));
    expect((await failure(window.storage.rebuild({ password: 'ali-password' }))).code).toBe('server_unreachable');
    machine.company.server.reachable = true;
    expect((await failure(window.storage.rebuild({ password: 'wrong' }))).code).toBe('wrong_credentials');
    expect(await repairOf(window)).toMatchObject({
      step: 'ready',
      failure: { code: 'wrong_credentials' },
      outcome: null,
    });
    await window.storage.rebuild({ password: 'ali-password' });
    expect((await repairOf(window)).outcome).toMatchObject({
      found: { unsent: 0, sealed: 3, lost: 0 },
      newIdentity: true,
    });
    await window.storage.open({});
    await window.sync.now();
    await expect.poll(() => machine.namesAtServer()).toEqual(expect.arrayContaining(UNSENT));
    // The same passphrase opens what is new.
    await window.session.lock();
    await machine.unlock(window);
  });

  it('SEC-23: that was cut short behind the setting aside goes on with what was set aside', async () => {
    const directory = machine.copy('closed');
    const aside = join(machine.storeOf(directory), 'quarantine-2026-11-21T07-00-00-000Z');
    mkdirSync(aside);
    for (const name of ['store.db', 'store.marker.json'])
      renameSync(join(machine.storeOf(directory), name), join(aside, name));
    const window = machine.open(directory);
    expect((await failure(machine.unlock(window))).facts).toMatchObject({ reason: 'store_missing' });
    expect(await repairOf(window)).toMatchObject({ rebuild: 'here', found: { unsent: 3, drafts: 1, lost: 0 } });
    await window.storage.rebuild({});
    await window.storage.open({});
    expect(await namesOf(window)).toEqual(expect.arrayContaining(UNSENT));
  });

  it('SEC-22: out of what was set aside on an earlier day, for the file itself is gone, makes another device', async () => {
    const directory = machine.copy('closed');
    const earlier = join(machine.storeOf(directory), 'quarantine-2026-01-01T07-00-00-000Z');
    mkdirSync(earlier);
    renameSync(machine.fileOf(directory), join(earlier, 'store.db'));
    const window = machine.open(directory);
    await failure(machine.unlock(window));
    expect(await repairOf(window)).toMatchObject({ rebuild: 'here', found: { unsent: 3 } });
    await window.storage.rebuild({});
    expect((await repairOf(window)).outcome).toMatchObject({ newIdentity: true });
  });

  it('says how much is lost when the sealed copy is gone too, and when nobody can tell', async () => {
    const directory = machine.copy('killed');
    rmSync(`${machine.fileOf(directory)}-wal`);
    rmSync(join(directory, 'profiles', machine.profileId, 'unsent.sealed'));
    const window = machine.open(directory);
    await failure(machine.unlock(window));
    expect((await repairOf(window)).found).toMatchObject({ sealed: 0, lost: null });
  });
});
