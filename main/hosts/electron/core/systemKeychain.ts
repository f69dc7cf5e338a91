/**
 * The keychain of the system, by Electron's asynchronous `safeStorage`: DPAPI on Windows, the login keychain on macOS, the secret service or portal on Linux. It exists in
 * the main process alone; the core asks over its channel (shellKeychain.ts).
 *
 * On Linux there may be none. Then Electron still "encrypts", with a key that is the same on every machine: it is refused by the name of the backend, and by the mark `v10`
 * that Chromium puts before whatever it sealed with that key (components/os_crypt/async, FallbackLinuxKeyProvider).
 */
import { base64urlToBytes, bytesToBase64url } from '../../../../shared/base/bytes.ts';
import type { Keychain, OpenedSecret } from '../../../core/ports/keychain.ts';
import type { Parts } from '../electronParts.ts';
import type { KeychainAnswer, KeychainQuestion } from './coreMessages.ts';

/** Of what Chromium sealed with the key that everybody has. */
const HARD_CODED_MARK = 'v10';

/** @param electron Its app is ready by then. */
export function createSystemKeychain(electron: Parts<'safeStorage'>, platform: NodeJS.Platform): Keychain {
  const { safeStorage } = electron;
  const isLinux = platform === 'linux';

  const isAvailable = (): Promise<boolean> =>
    safeStorage.isAsyncEncryptionAvailable().then(
      (available) => available,
      () => false,
    );

  const keychain: Keychain = {
    async standing() {
      const backend = isLinux ? safeStorage.getSelectedStorageBackend() : null;
      if (backend === 'basic_text') return 'plainText';
      return backend !== 'unknown' && (await isAvailable()) ? 'there' : 'unavailable';
    },
    async seal(secret) {
      if ((await keychain.standing()) !== 'there') return null;
      try {
        const sealed = await safeStorage.encryptStringAsync(bytesToBase64url(secret));
        const isWorthless =
          isLinux && sealed.subarray(0, HARD_CODED_MARK.length).toString('latin1') === HARD_CODED_MARK;
        return isWorthless ? null : new Uint8Array(sealed);
      } catch {
        return null;
      }
    },
    async open(sealed) {
      if ((await keychain.standing()) !== 'there') return { state: 'unavailable' };
      try {
        const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(sealed));
        return { state: 'opened', secret: base64urlToBytes(result), isStale: shouldReEncrypt };
      } catch {
        // It may have gone just now; while it is there, it does not know what it was shown.
        return (await isAvailable()) ? { state: 'lost' } : { state: 'unavailable' };
      }
    },
  };
  return keychain;
}

/** What the core asked, answered for the channel. */
export async function answerKeychain(keychain: Keychain, question: KeychainQuestion): Promise<KeychainAnswer> {
  switch (question.ask) {
    case 'standing':
      return { ask: 'standing', standing: await keychain.standing() };
    case 'seal': {
      const secret = base64urlToBytes(question.secret);
      const sealed = await keychain.seal(secret);
      secret.fill(0);
      return { ask: 'seal', sealed: sealed && bytesToBase64url(sealed) };
    }
    case 'open':
      return { ask: 'open', opened: told(await keychain.open(base64urlToBytes(question.sealed))) };
  }
}

function told(opened: OpenedSecret): Extract<KeychainAnswer, { ask: 'open' }>['opened'] {
  if (opened.state !== 'opened') return { state: opened.state };
  const secret = bytesToBase64url(opened.secret);
  opened.secret.fill(0);
  return { state: 'opened', secret, isStale: opened.isStale };
}
