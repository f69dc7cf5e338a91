import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../../../shared/base/clock.ts';
import { keychainContract } from '../../../core/ports/keychain.contract.ts';
import { createManualTimers } from '../../../core/ports/manualTimers.ts';
import { SafeStorageDouble } from '../testing/safeStorageDouble.ts';
import { fromCoreSchema, toCoreSchema, type FromCore } from './coreMessages.ts';
import { createShellKeychain, KEYCHAIN_PATIENCE_MILLISECONDS } from './shellKeychain.ts';
import { answerKeychain, createSystemKeychain } from './systemKeychain.ts';

const SECRET = new Uint8Array(32).fill(9);

function overChannel(platform: NodeJS.Platform) {
  const safeStorage = new SafeStorageDouble();
  const system = createSystemKeychain({ safeStorage: safeStorage as never }, platform);
  const timers = createManualTimers(createManualClock(0));
  const said: FromCore[] = [];
  const shell = createShellKeychain((message) => {
    said.push(message);
    const read = fromCoreSchema.parse(structuredClone(message));
    if (read.type !== 'keychain') throw new Error(read.type);
    void answerKeychain(system, read.question).then((answer) => {
      const back = toCoreSchema.parse(structuredClone({ type: 'keychain', id: read.id, answer }));
      if (back.type === 'keychain') shell.hear(back.id, back.answer);
    });
  }, timers);
  return { safeStorage, keychain: shell.keychain, timers, said };
}

for (const platform of ['win32', 'darwin', 'linux'] as const)
  keychainContract(`of the system, over the channel (${platform})`, () => {
    const { safeStorage, keychain } = overChannel(platform);
    return {
      keychain,
      reset: () => void (safeStorage.keys = [Buffer.alloc(32, 1)]),
      setAvailable: (isAvailable) => void (safeStorage.isAvailable = isAvailable),
      renew: () => void safeStorage.keys.unshift(Buffer.alloc(32, 2)),
    };
  });

describe('the keychain of the system', () => {
  it('SEC-2: plain text is refused on Linux: by the name of the backend, and by what comes out', async () => {
    const { safeStorage, keychain } = overChannel('linux');
    safeStorage.backend = 'basic_text';
    expect(await keychain.standing()).toBe('plainText');
    expect(await keychain.seal(SECRET)).toBeNull();
    safeStorage.backend = 'unknown';
    expect(await keychain.standing()).toBe('unavailable');
    safeStorage.backend = 'kwallet6';
    expect(await keychain.seal(SECRET)).not.toBeNull();
    safeStorage.usesHardCodedKey = true;
    expect(await keychain.seal(SECRET)).toBeNull();
    // Elsewhere the mark says nothing of the kind.
    const mac = overChannel('darwin');
    mac.safeStorage.usesHardCodedKey = true;
    expect(await mac.keychain.seal(SECRET)).not.toBeNull();
  });

  it('SEC-3: a main process that does not answer is a keychain that does not answer', async () => {
    const timers = createManualTimers(createManualClock(0));
    const { keychain, hear } = createShellKeychain(() => undefined, timers);
    const [standing, sealed, opened] = [keychain.standing(), keychain.seal(SECRET), keychain.open(SECRET)];
    timers.advance(KEYCHAIN_PATIENCE_MILLISECONDS);
    expect([await standing, await sealed, await opened]).toEqual(['unavailable', null, { state: 'unavailable' }]);
    // Too late, unknown, or an answer to something else.
    const asked = keychain.seal(SECRET);
    hear(99, { ask: 'standing', standing: 'there' });
    hear(4, { ask: 'standing', standing: 'there' });
    expect(await asked).toBeNull();
    expect(timers.size).toBe(0);
  });
});
