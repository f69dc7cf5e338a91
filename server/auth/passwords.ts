/**
 * Passwords of accounts: Argon2id in one worker thread, one at a time. A burst of sign-ins waits in a queue (`passwordQueue.ts`) instead of taking 64 MiB
 * and a core each.
 */
import { Worker } from 'node:worker_threads';
import type { Randomness } from '../../shared/base/randomness.ts';
import { createPasswordQueue } from './passwordQueue.ts';

export interface Passwords {
  /** Encoded with its salt and cost. */
  hash(password: string): Promise<string>;
  /**
   * With `hash` null (no such account) it takes as long as with one, and says no.
   * @param sender Who tries (`senderOf`); left out: the company itself.
   * @throws PeyvandError `throttled` when they, or all, have enough in the queue.
   */
  matches(password: string, hash: string | null, sender?: string | null): Promise<boolean>;
  close(): Promise<void>;
}

export type PasswordTask =
  | { readonly type: 'hash'; readonly password: string; readonly salt: Uint8Array }
  | { readonly type: 'verify'; readonly password: string; readonly hash: string };
export type PasswordAnswer =
  | { readonly ok: true; readonly value: string | boolean }
  | { readonly ok: false; readonly message: string };

const SALT_BYTES = 16;

/** Starts its thread at the first use; the thread alone keeps no process alive. */
export function createPasswords(randomness: Randomness): Passwords {
  let worker: Worker | null = null;
  const queue = createPasswordQueue();
  const running = new Set<Promise<unknown>>();

  async function run(task: PasswordTask, sender: string | null): Promise<string | boolean> {
    const answer = queue.run(sender, () => ask(task));
    running.add(answer);
    try {
      return await answer;
    } finally {
      running.delete(answer);
    }
  }

  async function ask(task: PasswordTask): Promise<string | boolean> {
    const thread = (worker ??= startWorker());
    thread.ref();
    try {
      const answer = await new Promise<PasswordAnswer>((resolve, reject) => {
        const settle = (act: () => void): void => {
          thread.off('message', onMessage).off('error', onError).off('exit', onExit);
          act();
        };
        const onMessage = (message: PasswordAnswer): void => settle(() => resolve(message));
        const onError = (error: unknown): void =>
          settle(() => reject(new Error('The password thread failed', { cause: error })));
        const onExit = (): void => settle(() => reject(new Error('The password thread ended')));
        thread.on('message', onMessage).on('error', onError).on('exit', onExit);
        thread.postMessage(task);
      });
      if (!answer.ok) throw new Error(answer.message);
      return answer.value;
    } catch (error) {
      worker = null;
      void thread.terminate();
      throw error;
    } finally {
      thread.unref();
    }
  }

  return {
    hash: async (password) =>
      String(await run({ type: 'hash', password: normalise(password), salt: randomness.bytes(SALT_BYTES) }, null)),
    async matches(password, known, sender = null) {
      const task: PasswordTask =
        known === null
          ? { type: 'hash', password: normalise(password), salt: randomness.bytes(SALT_BYTES) }
          : { type: 'verify', password: normalise(password), hash: known };
      const isRight = (await run(task, sender)) === true;
      if (isRight && sender !== null) queue.know(sender);
      return isRight;
    },
    async close() {
      await Promise.allSettled(running);
      await worker?.terminate();
      worker = null;
    },
  };
}

function startWorker(): Worker {
  const worker = new Worker(new URL('./passwordWorker.ts', import.meta.url));
  worker.unref();
  return worker;
}

/** One form per text: what looks alike on two keyboards is the same password (RFC 8265 normalises likewise). */
const normalise = (password: string): string => password.normalize('NFC');
