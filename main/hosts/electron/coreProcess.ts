/** Entry of the core process: Electron's `utilityProcess` runs this file. */
import type { ParentPort } from 'electron';
import { runCoreProcess, type ParentPortLike } from './core/runCoreProcess.ts';

const { parentPort } = process as unknown as { readonly parentPort?: ParentPort };
if (!parentPort) throw new Error('This file is run by the main process, not by itself.');

runCoreProcess({
  // Electron's MessagePortMain speaks `on`, as a wire expects; its types say so in another way.
  parentPort: parentPort as unknown as ParentPortLike,
  exit: (code) => process.exit(code),
  onSignal: (signal, listener) => void process.on(signal, listener),
});
