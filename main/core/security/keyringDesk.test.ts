import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock } from '../../../shared/base/clock.ts';
import { isPeyvandError, type PeyvandError } from '../../../shared/base/errors.ts';
import { createSeededRandomness } from '../../../shared/base/randomness.ts';
import { createMemoryKeychain, type MemoryKeychain } from '../ports/memoryKeychain.ts';
import { createKeyring, openByRecovery, withRecovery } from './keyring.ts';
import { createKeyringDesk, type KeyringDesk } from './keyringDesk.ts';
import { readKeyring, writeKeyring, type Keyring } from './keyringFile.ts';
import type { Argon2Parameters } from './passphrase.ts';

const QUICK: Argon2Parameters = { memoryKibibytes: 64, iterations: 1, parallelism: 1 };
const PROFILE = '01890000-0000-7000-8000-000000000001';
const SHARE = '01890000-0000-7000-8000-00000000005e';
const owner = {
  profileId: PROFILE,
  name: 'علی رضایی',
  login: 'ali',
  enrolledAt: '2026-01-01T00:00:00.000Z',
  serverUrl: 'https://crm.example',
};
/** As a version before 0.2 wrote it: passphrase `قدیمی و درست`, parameters {@link QUICK}. */
const FIRST_VERSION = readFileSync(new URL('./testing/keyring.version1.json', import.meta.url), 'utf8');
const FIRST_KEY = Array.from({ length: 32 }, (_, index) => (index * 7) % 256);

describe('the keyrings of a machine', () => {
  const randomness = createSeededRandomness(4);
  const dataKey = randomness.bytes(32);
  const clock = createManualClock(Date.parse('2026-11-22T08:00:00.000Z'));
  let folder: string;
  let path: string;
  let keychain: MemoryKeychain;
  let logged: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'peyvand-desk-'));
    path = join(folder, 'keyring.json');
    keychain = createMemoryKeychain(randomness);
    logged = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const desk = (argon2 = QUICK): KeyringDesk =>
    createKeyringDesk({
      tools: { randomness, argon2, keychain },
      clock,
      log: (event) => void logged.push(event),
      pathsOf: () => ({ keyring: path, attempts: join(folder, 'attempts.json') }),
    });
  const now = (): Keyring => {
    const keyring = readKeyring(path);
    if (keyring.version !== 2) throw new Error('not renewed');
    return keyring;
  };
  const enrol = async (passphrase: string) =>
    writeKeyring(path, await createKeyring(owner, passphrase, dataKey, desk().tools));
  const opens = async (passphrase: string) => [...(await desk().open(PROFILE, passphrase))];

  it('SEC-1: a keyring of the first version opens, and is written anew at its first unlock', async () => {
    writeFileSync(path, FIRST_VERSION);
    expect((await failure(desk().open(PROFILE, 'wrong'))).code).toBe('wrong_passphrase');
    expect(readFileSync(path, 'utf8')).toBe(FIRST_VERSION);
    expect(await opens('قدیمی و درست')).toEqual(FIRST_KEY);
    expect(now()).toMatchObject({ version: 2, login: 'ali', keySince: owner.enrolledAt, recovery: null });
    expect(now().keychain.sealed).not.toBeNull();
    expect(await opens('قدیمی و درست')).toEqual(FIRST_KEY);
  });

  it('SEC-63: wrong tries before a right one are told until somebody has noted them, also in the next run of the program, and once', async () => {
    await enrol('right passphrase');
    let keyrings = desk();
    const told: number[] = [];
    const tell = (isNoted: boolean) =>
      keyrings.tellFailures(PROFILE, (failures) => {
        told.push(failures);
        return isNoted;
      });
    await keyrings.open(PROFILE, 'right passphrase');
    tell(true);
    for (let count = 0; count < 2; count += 1) await failure(keyrings.open(PROFILE, 'wrong'));
    await keyrings.open(PROFILE, 'right passphrase');
    tell(false);
    keyrings = desk();
    await failure(keyrings.open(PROFILE, 'wrong'));
    await keyrings.open(PROFILE, 'right passphrase');
    tell(true);
    tell(true);
    expect(told).toEqual([2, 3]);
  });

  it('SEC-1: parameters grow with the program’s own at the next unlock, and never shrink', async () => {
    await enrol('right passphrase');
    const dearer = { memoryKibibytes: 128, iterations: 2, parallelism: 1 };
    await desk(dearer).open(PROFILE, 'right passphrase');
    expect(now().passphrase.argon2).toEqual(dearer);
    const before = readFileSync(path, 'utf8');
    await desk(QUICK).open(PROFILE, 'right passphrase');
    expect(readFileSync(path, 'utf8')).toBe(before);
    await desk(QUICK).changePassphrase(PROFILE, { current: 'right passphrase', next: 'another passphrase' });
    expect(now().passphrase.argon2).toEqual(dearer);
  });

  it('SEC-2: a keychain that comes later is bound at the next unlock; one whose key has changed, anew', async () => {
    keychain.become('none');
    await enrol('right passphrase');
    expect(now().keychain.sealed).toBeNull();
    keychain.become('there');
    await desk().open(PROFILE, 'right passphrase');
    const bound = now().keychain.sealed;
    expect(bound).not.toBeNull();
    keychain.renew();
    await desk().open(PROFILE, 'right passphrase');
    expect(now().keychain.sealed).not.toBe(bound);
    expect(await opens('right passphrase')).toEqual([...dataKey]);
  });

  it('SEC-2: whoever does not want it is not bound to it, and may change their mind', async () => {
    await enrol('right passphrase');
    await desk().bindKeychain(PROFILE, 'right passphrase', false);
    expect(now().keychain).toEqual({ isWanted: false, sealed: null });
    keychain.reset();
    expect(await opens('right passphrase')).toEqual([...dataKey]);
    expect(now().keychain.sealed).toBeNull();
    await desk().bindKeychain(PROFILE, 'right passphrase', true);
    expect(now().keychain.sealed).not.toBeNull();
    keychain.become('plainText');
    const before = readFileSync(path, 'utf8');
    expect((await failure(desk().bindKeychain(PROFILE, 'right passphrase', true))).code).toBe('keychain_unavailable');
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('SEC-3: whatever fails leaves the file as it was, and a keychain that does not answer is no failed try', async () => {
    await enrol('right passphrase');
    const before = readFileSync(path, 'utf8');
    keychain.become('unavailable');
    for (let count = 0; count < 10; count += 1)
      expect((await failure(desk().open(PROFILE, 'right passphrase'))).code).toBe('keychain_unavailable');
    keychain.become('there');
    expect((await failure(desk().open(PROFILE, 'wrong passphrase'))).code).toBe('wrong_passphrase');
    expect(
      (await failure(desk().changePassphrase(PROFILE, { current: 'wrong', next: 'another passphrase' }))).code,
    ).toBe('wrong_passphrase');
    expect((await failure(desk().bindKeychain(PROFILE, 'wrong', false))).code).toBe('wrong_passphrase');
    expect(readFileSync(path, 'utf8')).toBe(before);
    keychain.reset();
    expect((await failure(desk().open(PROFILE, 'right passphrase'))).code).toBe('keychain_lost');
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('SEC-4: a new passphrase, also of somebody who came by recovery, keeps the recovery wrap and the data key', async () => {
    await enrol('right passphrase');
    const secret = randomness.bytes(32);
    writeKeyring(path, withRecovery(now(), dataKey, { share: SHARE, secret }, randomness));
    await desk().changePassphrase(PROFILE, { current: 'right passphrase', next: 'another passphrase' });
    expect([...openByRecovery(now(), secret)]).toEqual([...dataKey]);
    keychain.reset();
    const recovered = openByRecovery(readKeyring(path), secret);
    await desk().setPassphrase(PROFILE, recovered, 'third passphrase');
    expect(await opens('third passphrase')).toEqual([...dataKey]);
    expect([...openByRecovery(now(), secret)]).toEqual([...dataKey]);
    expect((await failure(desk().open(PROFILE, 'another passphrase'))).code).toBe('wrong_passphrase');
  });

  it('SEC-5: wrong passphrases wait, whoever asks and for whatever, also in the next run of the program', async () => {
    await enrol('right passphrase');
    for (let count = 0; count < 5; count += 1)
      await failure(
        count % 2 === 0
          ? desk().open(PROFILE, `wrong ${count}`)
          : desk().bindKeychain(PROFILE, `wrong ${count}`, false),
      );
    const tries = [
      desk().open(PROFILE, 'right passphrase'),
      desk().changePassphrase(PROFILE, { current: 'right passphrase', next: 'another passphrase' }),
      desk().bindKeychain(PROFILE, 'right passphrase', false),
    ];
    for (const tried of tries) expect((await failure(tried)).code).toBe('throttled');
    clock.advance(5_000);
    expect(await opens('right passphrase')).toEqual([...dataKey]);
  });

  it('SEC-3: an unlock whose renewal cannot be written is an unlock all the same', async () => {
    writeFileSync(path, FIRST_VERSION);
    const broken = createKeyringDesk({
      tools: { randomness, argon2: QUICK, keychain: { ...keychain, standing: () => Promise.reject(new Error('bus')) } },
      clock,
      log: (event) => void logged.push(event),
      pathsOf: () => ({ keyring: path, attempts: join(folder, 'attempts.json') }),
    });
    expect([...(await broken.open(PROFILE, 'قدیمی و درست'))]).toEqual(FIRST_KEY);
    expect(logged).toEqual(['keyring.not_renewed']);
    expect(readFileSync(path, 'utf8')).toBe(FIRST_VERSION);
  });
});

async function failure(promise: Promise<unknown>): Promise<PeyvandError> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!isPeyvandError(error)) throw new Error('expected a PeyvandError', { cause: error });
  return error;
}
