/** The thread in which a boundary is tried: it may hang, and is ended then. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadBoundary } from './boundaries/index.ts';
import { runInputs } from './runInputs.ts';

export interface WorkerTask {
  readonly boundary: string;
  readonly seed: number;
  readonly from: number;
  readonly inputs: number;
  /** The number of the input that is being tried. */
  readonly current: Int32Array<SharedArrayBuffer>;
}

if (parentPort) {
  const { boundary, seed, from, inputs, current } = workerData as WorkerTask;
  const report = await runInputs(await loadBoundary(boundary), {
    seed,
    from,
    inputs,
    onInput: (index) => void Atomics.store(current, 0, index),
  });
  parentPort.postMessage(report);
}
