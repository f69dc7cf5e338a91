/** PDFs, written in a thread of their own. */
import { Worker } from 'node:worker_threads';
import { createError } from '../../../shared/base/errors.ts';
import type { PdfTask } from './pdfThread.ts';

/** @throws PeyvandError `cancelled` when the signal aborts; whatever went wrong in the thread. */
export function writePdfBeside(task: PdfTask, signal: AbortSignal): Promise<Uint8Array> {
  if (signal.aborted) return Promise.reject(createError('cancelled'));
  const worker = new Worker(new URL('./pdfThread.ts', import.meta.url), { workerData: task });
  const stop = (): void => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  return new Promise<Uint8Array>((resolve, reject) => {
    worker.on('message', resolve);
    worker.on('error', reject);
    // After its answer nothing is lost by this.
    worker.on('exit', () => reject(createError('cancelled')));
  }).finally(() => signal.removeEventListener('abort', stop));
}
