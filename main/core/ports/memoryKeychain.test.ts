import { expect, it } from 'vitest';
import { createSeededRandomness } from '../../../shared/base/randomness.ts';
import { keychainContract } from './keychain.contract.ts';
import { noKeychain } from './keychain.ts';
import { createMemoryKeychain } from './memoryKeychain.ts';

keychainContract('in memory', () => {
  const keychain = createMemoryKeychain(createSeededRandomness(3));
  return {
    keychain,
    reset: () => keychain.reset(),
    setAvailable: (isAvailable) => keychain.become(isAvailable ? 'there' : 'unavailable'),
    renew: () => keychain.renew(),
  };
});

it('SEC-2: a host without a keychain says so, seals nothing and opens nothing', async () => {
  expect(await noKeychain.standing()).toBe('none');
  expect(await noKeychain.seal(new Uint8Array(32))).toBeNull();
  expect(await noKeychain.open(new Uint8Array(60))).toEqual({ state: 'unavailable' });
});
