import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPeyvandError } from '../../../shared/base/errors.ts';
import { createSeededRandomness } from '../../../shared/base/randomness.ts';
import { noKeychain } from '../ports/keychain.ts';
import { openRecordStore, type RecordStore } from '../store/index.ts';
import { createCompany, createTestStore, testSigner } from '../store/testing/testStore.ts';
import { noteFormerKey, readFormerKeys } from './formerKeys.ts';
import { createKeyring } from './keyring.ts';
import { createKeyringDesk } from './keyringDesk.ts';
import { destroyKeyrings, readKeyring, writeKeyring } from './keyringFile.ts';
import { rotateDataKey, type RotationStep } from './rotation.ts';
import { finishRotation, settleRotation, undoRotation } from './rotationFiles.ts';
import { PASSPHRASE, pathsOf, QUICK } from './testing/rotationProfile.ts';

const clock = { now: () => Date.parse('2026-11-22T08:00:00.000Z') };
const tools = { randomness: createSeededRandomness(9), argon2: QUICK, keychain: noKeychain };
const newKey = randomBytes(32);
const RECORDS = 40;

let template: string;
let dataKey: Uint8Array;
let person: string;
const folders: string[] = [];
beforeAll(async () => {
  const test = createTestStore();
  dataKey = test.options.key;
  person = test.person;
  for (let count = 0; count < RECORDS; count += 1)
    await test.store.commit({
      author: person,
      operations: [createCompany(test.newId(), `شرکت ${count}`, { note: 'x'.repeat(900) })],
    });
  noteFormerKey(test.store, dataKey, '2026-11-22T08:00:00.000Z');
  await test.store.close();
  template = mkdtempSync(join(tmpdir(), 'peyvand-rotation-template-'));
  folders.push(template);
  cpSync(test.directory, pathsOf(template).store, { recursive: true });
  rmSync(join(test.directory, '..'), { recursive: true, force: true });
  const owner = {
    profileId: '01890000-0000-7000-8000-000000000001',
    name: 'علی رضایی',
    login: 'ali',
    enrolledAt: '2026-01-01T00:00:00.000Z',
    serverUrl: 'https://crm.example',
  };
  writeKeyring(pathsOf(template).keyring, await createKeyring(owner, PASSPHRASE, dataKey, tools));
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function freshProfile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'peyvand-rotation-'));
  folders.push(folder);
  cpSync(template, folder, { recursive: true });
  return folder;
}

/** What an unlock does: the passphrase gives a key, what was under way is settled, the store opens. */
async function unlock(folder: string): Promise<{ readonly store: RecordStore; readonly isNew: boolean }> {
  const paths = pathsOf(folder);
  const desk = createKeyringDesk({ tools, clock, log: () => undefined, pathsOf: () => paths });
  const key = await desk.open('any', PASSPHRASE);
  settleRotation(paths, key);
  const store = openRecordStore({ directory: paths.store, key, clock, signer: testSigner });
  finishRotation(paths);
  return { store, isNew: Buffer.from(key).equals(newKey) };
}

const companies = (store: RecordStore): number =>
  store.read.get<{ count: number }>(
    `SELECT count(*) AS count FROM customers WHERE deleted = 0 AND json_extract(body, '$.name') LIKE 'شرکت %'`,
  )?.count ?? 0;
const chain = (store: RecordStore): number => store.read.get<{ n: number }>('SELECT count(*) AS n FROM outbox')?.n ?? 0;

/** Everything is there, work goes on, and nothing of the rotation is left. */
async function expectWhole(
  folder: string,
  { expectNew, checksIntegrity = false }: { readonly expectNew: boolean; readonly checksIntegrity?: boolean },
): Promise<void> {
  const { store, isNew } = await unlock(folder);
  try {
    expect(isNew).toBe(expectNew);
    expect([companies(store), chain(store)]).toEqual([RECORDS, RECORDS]);
    const findings = checksIntegrity ? (await store.checkIntegrity()).findings : [];
    expect(findings).toEqual([]);
    await store.commit({ author: person, operations: [createCompany(crypto.randomUUID(), 'شرکت تازه')] });
  } finally {
    await store.close();
  }
  const left = [...readdirSync(folder), ...readdirSync(join(folder, 'store'))].toSorted();
  expect(left).toEqual(['keyring.json', 'store', 'store.db', 'store.lock', 'store.marker.json']);
}

const listed = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();

/** Was it cut short? */
function attempt(work: () => void): boolean {
  try {
    work();
    return false;
  } catch (error) {
    if (!String(error).includes('power')) throw error;
    return true;
  }
}

const rotate = async (folder: string, onStep: (step: RotationStep) => void = () => undefined): Promise<void> => {
  const paths = pathsOf(folder);
  const keyring = await createKeyring(readKeyring(paths.keyring), PASSPHRASE, newKey, tools);
  await rotateDataKey({ paths, dataKey, newKey, keyring, onStep });
};

describe('rotation of the data key', () => {
  it('SEC-7: the store opens under the new key with all that it held; the old key opens nothing, and the salt is new', async () => {
    const folder = freshProfile();
    const salt = readFileSync(join(folder, 'store', 'store.db')).subarray(0, 16);
    const steps: RotationStep[] = [];
    await rotate(folder, (step) => steps.push(step));
    expect(steps).toEqual([
      ...(['copied', 'rekeyed', 'verified', 'prepared', 'keyringWritten', 'committed'] as const),
      ...(['moved', 'moved', 'moved', 'moved', 'swapped'] as const),
    ]);
    expect(
      readFileSync(join(folder, 'store', 'store.db'))
        .subarray(0, 16)
        .equals(salt),
    ).toBe(false);
    await expectWhole(folder, { expectNew: true, checksIntegrity: true });
    const old = () => openRecordStore({ directory: join(folder, 'store'), key: dataKey, clock, signer: testSigner });
    expect(old).toThrow('wrong_passphrase');
  });

  it('SEC-8: killed at any step, exactly one store opens with the keyring that is there, and nothing is lost', async () => {
    const kills: [RotationStep, number, boolean][] = [
      ['copied', 1, false],
      ['rekeyed', 1, false],
      ['keyringWritten', 1, false],
      ['committed', 1, true],
      ['moved', 2, true],
    ];
    for (const [step, times, expectNew] of kills) {
      const folder = freshProfile();
      const killed = spawnSync(
        process.execPath,
        [
          new URL('./testing/rotateAndDie.ts', import.meta.url).pathname,
          folder,
          Buffer.from(dataKey).toString('hex'),
          newKey.toString('hex'),
          step,
          String(times),
        ],
        { encoding: 'utf8' },
      );
      expect([step, times, killed.signal, killed.stderr]).toEqual([step, times, 'SIGKILL', '']);
      // The steps of the thread come as messages: the kill may fall a little later than the step, never earlier, and always before the commit.
      await expectWhole(folder, { expectNew });
    }
  }, 120_000);

  it('SEC-8: cut short at any other step, too', async () => {
    const stops: [RotationStep, number, boolean][] = [
      ['prepared', 1, false],
      ['moved', 1, true],
      ['moved', 3, true],
      ['moved', 4, true],
      ['swapped', 1, true],
    ];
    for (const [at, times, expectNew] of stops) {
      const folder = freshProfile();
      let left = times;
      const rotating = rotate(folder, (step) => {
        if (step === at && --left === 0) throw new Error('power');
      });
      await expect(rotating).rejects.toThrow('power');
      await expectWhole(folder, { expectNew });
    }
  }, 60_000);

  it('SEC-8: what carries it through can be cut short at each rename as well, again and again', async () => {
    for (let stopAt = 1; stopAt <= 4; stopAt += 1) {
      const folder = freshProfile();
      await expect(
        rotate(folder, (step) => {
          if (step === 'committed') throw new Error('power');
        }),
      ).rejects.toThrow('power');
      let stopped = 0;
      for (let round = 0; round < 4; round += 1) {
        let moved = 0;
        const settle = () =>
          settleRotation(pathsOf(folder), newKey, () => {
            moved += 1;
            if (moved === stopAt) throw new Error('power');
          });
        // Fewer are left to rename with each round.
        stopped += attempt(settle) ? 1 : 0;
      }
      expect(stopped).toBeGreaterThan(0);
      await expectWhole(folder, { expectNew: true });
    }
  });

  it('SEC-8: a rotation that was cut short is no obstacle to the next one', async () => {
    for (const at of ['prepared', 'keyringWritten', 'committed'] as const) {
      const folder = freshProfile();
      await expect(
        rotate(folder, (step) => {
          if (step === at) throw new Error('power');
        }),
      ).rejects.toThrow('power');
      const { store, isNew } = await unlock(folder);
      await store.close();
      expect(isNew).toBe(at === 'committed');
      if (!isNew) await rotate(folder);
      await expectWhole(folder, { expectNew: true });
    }
  });

  it('SEC-8: what was there before stays until the new store has opened, and comes back when it does not', async () => {
    const folder = freshProfile();
    await rotate(folder);
    const database = join(folder, 'store', 'store.db');
    const bytes = readFileSync(database);
    bytes.fill(7, 4_096, 8_192);
    writeFileSync(database, bytes);
    expect(existsSync(join(folder, 'store', 'store.before.db'))).toBe(true);
    undoRotation(pathsOf(folder));
    const { store, isNew } = await unlock(folder);
    expect([isNew, companies(store)]).toEqual([false, RECORDS]);
    await store.close();
    expect(readFileSync(join(folder, 'store', 'store.failed.db')).equals(bytes)).toBe(true);
  });

  it('SEC-8: where what was there before is no longer whole, nothing is undone: the new key is the only way to what is there', async () => {
    for (const gone of ['store.before.db', 'store.before.json']) {
      const folder = freshProfile();
      await rotate(folder);
      rmSync(join(folder, 'store', gone));
      const keyring = readFileSync(join(folder, 'keyring.json'));
      expect(undoRotation(pathsOf(folder))).toBe(false);
      expect(readFileSync(join(folder, 'keyring.json')).equals(keyring)).toBe(true);
      await expectWhole(folder, { expectNew: true });
    }
  });

  it('SEC-8: once the new store has opened, no cut leaves the former keyring beside less than the whole former store', async () => {
    const folder = freshProfile();
    await rotate(folder);
    const database = join(folder, 'store', 'store.before.db');
    const removed: string[] = [];
    expect(() =>
      finishRotation(pathsOf(folder), (path) => {
        removed.push(path);
        if (path === database) throw new Error('power');
      }),
    ).toThrow('power');
    expect(removed[0]).toBe(join(folder, 'keyring.before.json'));
    expect(undoRotation(pathsOf(folder))).toBe(false);
    await expectWhole(folder, { expectNew: true });
  });

  it('SEC-8: the keyring of a new store that did not open is kept beside it, and goes with the other keyrings', async () => {
    const folder = freshProfile();
    await rotate(folder);
    const keyring = readFileSync(join(folder, 'keyring.json'));
    undoRotation(pathsOf(folder));
    const { store } = await unlock(folder);
    await store.close();
    expect(readFileSync(join(folder, 'keyring.failed.json')).equals(keyring)).toBe(true);
    destroyKeyrings(pathsOf(folder).keyring);
    expect(readdirSync(folder)).toEqual(['store']);
  });

  it('SEC-7: a damaged store is not rotated, and stays as it is', async () => {
    const folder = freshProfile();
    const database = join(folder, 'store', 'store.db');
    const bytes = readFileSync(database);
    bytes.fill(7, 5 * 4_096);
    writeFileSync(database, bytes);
    const keyring = readFileSync(join(folder, 'keyring.json'));
    const error: unknown = await rotate(folder).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(isPeyvandError(error) && error.code).toBe('store_damaged');
    expect(readFileSync(database).equals(bytes)).toBe(true);
    expect(readFileSync(join(folder, 'keyring.json')).equals(keyring)).toBe(true);
  });

  it('SEC-7: with a key that fits nothing, nothing is touched', async () => {
    const folder = freshProfile();
    await rotate(folder);
    const before = listed(folder);
    settleRotation(pathsOf(folder), randomBytes(32));
    expect(listed(folder)).toEqual(before);
  });

  it('SEC-9: former keys are in the new store, for backups made before', async () => {
    const folder = freshProfile();
    await rotate(folder);
    const { store } = await unlock(folder);
    expect(readFormerKeys(store).map((key) => Buffer.from(key).toString('hex'))).toEqual([
      Buffer.from(dataKey).toString('hex'),
    ]);
    await store.close();
  });
});
