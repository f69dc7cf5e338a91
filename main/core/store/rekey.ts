/** A copy of a store's file under another key, in a thread of its own: what a rotation of keys is made of. */
import { Worker } from 'node:worker_threads';
import { createError, errorFromWire } from '../../../shared/base/errors.ts';
import type { RekeyMessage, RekeyTask } from './rekeyThread.ts';

export type RekeyStep = 'copied' | 'rekeyed' | 'verified';

export interface RekeyOptions {
  /** A file that nobody has open; its log is folded into it. */
  readonly source: string;
  readonly key: Uint8Array;
  /** Must not exist. When this fails, whatever lies there is of no use. */
  readonly target: string;
  readonly newKey: Uint8Array;
  /** Before the next step begins; the thread waits for nobody. */
  readonly onStep: (step: RekeyStep) => void;
}

/**
 * Resolves when the copy is on the disk, opens under the new key and under no other, is sound in every page, and holds exactly the rows of the source.
 * @throws PeyvandError `disk_full`, `store_damaged` (the source is damaged, or the copy differs: `reason: 'copy'`).
 */
export async function copyUnderNewKey({ source, key, target, newKey, onStep }: RekeyOptions): Promise<void> {
  const own: RekeyTask = { source, target, key: Uint8Array.from(key), newKey: Uint8Array.from(newKey) };
  // Moved, not copied: on this side nothing is left of them.
  const worker = new Worker(new URL('./rekeyThread.ts', import.meta.url), {
    workerData: own,
    transferList: [own.key.buffer, own.newKey.buffer],
  });
  await new Promise<void>((resolve, reject) => {
    let isDone = false;
    worker.on('message', (message: RekeyMessage) => {
      if ('step' in message) return onStep(message.step);
      if ('error' in message) return reject(errorFromWire(message.error));
      isDone = true;
    });
    worker.on('error', reject);
    // Its connections are closed by then: on Windows nothing can be renamed before.
    worker.on('exit', () => (isDone ? resolve() : reject(createError('cancelled'))));
  });
}
