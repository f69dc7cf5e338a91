/** The keychain as the core process has it: each question goes to the main process and comes back as its answer. */
import { base64urlToBytes, bytesToBase64url } from '../../../../shared/base/bytes.ts';
import type { Keychain } from '../../../core/ports/keychain.ts';
import type { Timers } from '../../../core/ports/timers.ts';
import type { FromCore, KeychainAnswer, KeychainQuestion } from './coreMessages.ts';

export interface ShellKeychain {
  readonly keychain: Keychain;
  /** What the main process said to the question of that number. */
  hear(id: number, answer: KeychainAnswer): void;
}

/** The system may ask the person for the keychain's password first. Behind that, nobody is waited for. */
export const KEYCHAIN_PATIENCE_MILLISECONDS = 120_000;

export function createShellKeychain(post: (message: FromCore) => void, timers: Timers): ShellKeychain {
  const waiting = new Map<number, (answer: KeychainAnswer | null) => void>();
  let last = 0;

  /** null: it was not answered, or with something else. */
  function ask<Ask extends KeychainQuestion['ask']>(
    question: Extract<KeychainQuestion, { ask: Ask }>,
  ): Promise<Extract<KeychainAnswer, { ask: Ask }> | null> {
    last += 1;
    const id = last;
    return new Promise((resolve) => {
      const cancel = timers.after(KEYCHAIN_PATIENCE_MILLISECONDS, () => settle(null));
      const settle = (answer: KeychainAnswer | null): void => {
        cancel();
        waiting.delete(id);
        const isIts = answer?.ask === question.ask;
        resolve(isIts ? (answer as Extract<KeychainAnswer, { ask: Ask }>) : null);
      };
      waiting.set(id, settle);
      post({ type: 'keychain', id, question });
    });
  }

  return {
    hear: (id, answer) => waiting.get(id)?.(answer),
    keychain: {
      standing: async () => (await ask<'standing'>({ ask: 'standing' }))?.standing ?? 'unavailable',
      async seal(secret) {
        const sealed = (await ask<'seal'>({ ask: 'seal', secret: bytesToBase64url(secret) }))?.sealed ?? null;
        return sealed === null ? null : base64urlToBytes(sealed);
      },
      async open(sealed) {
        const opened = (await ask<'open'>({ ask: 'open', sealed: bytesToBase64url(sealed) }))?.opened;
        if (!opened) return { state: 'unavailable' };
        return opened.state === 'opened' ? { ...opened, secret: base64urlToBytes(opened.secret) } : opened;
      },
    },
  };
}
