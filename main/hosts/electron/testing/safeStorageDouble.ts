/** Electron's `safeStorage`: seals for real, with a key of its own, and can be reset, locked and taken away as the system's can. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type * as Electron from 'electron';

type Members =
  | 'decryptStringAsync'
  | 'encryptStringAsync'
  | 'getSelectedStorageBackend'
  | 'isAsyncEncryptionAvailable'
  | 'setUsePlainTextEncryption';

export class SafeStorageDouble implements Pick<Electron.SafeStorage, Members> {
  backend: ReturnType<Electron.SafeStorage['getSelectedStorageBackend']> = 'gnome_libsecret';
  isAvailable = true;
  /** As Chromium does where it found no keychain and nobody says so. */
  usesHardCodedKey = false;
  keys = [randomBytes(32)];

  isAsyncEncryptionAvailable(): Promise<boolean> {
    return Promise.resolve(this.isAvailable);
  }
  getSelectedStorageBackend(): typeof this.backend {
    return this.backend;
  }
  setUsePlainTextEncryption(): void {
    throw new Error('Nobody asks for plain text');
  }
  encryptStringAsync(plainText: string): Promise<Buffer> {
    const [key] = this.keys;
    if (!this.isAvailable || !key) return Promise.reject(new Error('Encryption is not available.'));
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const sealed = Buffer.concat([cipher.update(plainText, 'utf8'), cipher.final()]);
    const mark = Buffer.from(this.usesHardCodedKey ? 'v10' : 'v11');
    return Promise.resolve(Buffer.concat([mark, nonce, cipher.getAuthTag(), sealed]));
  }
  decryptStringAsync(encrypted: Buffer): Promise<Electron.DecryptStringAsyncReturnValue> {
    for (const [index, key] of this.keys.entries()) {
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, encrypted.subarray(3, 15)).setAuthTag(
          encrypted.subarray(15, 31),
        );
        const result = Buffer.concat([decipher.update(encrypted.subarray(31)), decipher.final()]).toString('utf8');
        return Promise.resolve({ result, shouldReEncrypt: index > 0 });
      } catch {
        // Perhaps an older key.
      }
    }
    return Promise.reject(
      new Error('Error while decrypting the ciphertext provided to safeStorage.decryptStringAsync.'),
    );
  }
}
