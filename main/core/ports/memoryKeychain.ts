/** The twin of a real keychain for tests: seals with a key of its own, and can be reset, locked or taken away as real ones are. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Randomness } from '../../../shared/base/randomness.ts';
import type { Keychain, KeychainStanding } from './keychain.ts';

export interface MemoryKeychain extends Keychain {
  /** What it says of itself from now on; only `there` seals and opens. */
  become(standing: KeychainStanding): void;
  /** As when an administrator sets a new password for the account: whatever it sealed is lost. */
  reset(): void;
  /** It takes a new key and still knows the old: what it sealed before is stale. */
  renew(): void;
  /** The very buffers that it has handed out, for tests of what becomes of them. */
  readonly handedOut: readonly Uint8Array[];
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function createMemoryKeychain(randomness: Randomness): MemoryKeychain {
  let standing: KeychainStanding = 'there';
  let keys = [randomness.bytes(32)];
  const handedOut: Uint8Array[] = [];

  function openWith(key: Uint8Array, sealed: Uint8Array): Uint8Array | null {
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES)).setAuthTag(
        sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES),
      );
      const opened = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
      decipher.final();
      return new Uint8Array(opened);
    } catch {
      return null;
    }
  }

  return {
    handedOut,
    become(next) {
      standing = next;
    },
    reset() {
      keys = [randomness.bytes(32)];
    },
    renew() {
      keys = [randomness.bytes(32), ...keys];
    },
    standing: () => Promise.resolve(standing),
    seal(secret) {
      const [key] = keys;
      if (standing !== 'there' || !key) return Promise.resolve(null);
      const nonce = randomness.bytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
      return Promise.resolve(new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), sealed])));
    },
    open(sealed) {
      if (standing !== 'there') return Promise.resolve({ state: 'unavailable' });
      for (const [index, key] of keys.entries()) {
        const secret = openWith(key, sealed);
        if (!secret) continue;
        handedOut.push(secret);
        return Promise.resolve({ state: 'opened', secret, isStale: index > 0 });
      }
      return Promise.resolve({ state: 'lost' });
    },
  };
}
