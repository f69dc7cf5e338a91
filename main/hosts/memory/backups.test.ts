import { randomBytes } from 'node:crypto';
import { copyFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { failure, first, PASSPHRASE } from './company.ts';
import { backUp, flip, namesOf, repairOf, rewriteHead, UNSENT, useHarmedMachine } from './harmedMachine.ts';

const machine = useHarmedMachine({ beforeAll, afterEach, afterAll });

/** Milliseconds: stores are made, copied and checked several times. */
const PATIENCE = 120_000;

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
});

describe('what was noted on this machine since a backup', () => {
  it(
    'SEC-27 SEC-54: is still to be told when the backup is brought back, and what was read or has run still counts',
    async () => {
      const directory = machine.copy('closed');
      const window = machine.open(directory);
      await machine.unlock(window);
      const { file } = await backUp(window);
      await machine.closeAll();
      const NOTED = [
        'exports.used',
        'reading',
        'reading.hours',
        'reading.events',
        'savedViews',
        'listColumns',
        'dayReceipts',
        'lease',
      ];
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
