/** Entry of the core process: Electron's `utilityProcess` runs this file. */
import type { ParentPort } from 'electron';
import { runCoreProcess } from './core/runCoreProcess.ts';

const { parentPort } = process as unknown as { readonly parentPort?: ParentPort };
if (!parentPort) throw new Error('This file is run by the main process, not by itself.');

runCoreProcess({
  parentPort,
  exit: (code) => process.exit(code),
  onSignal: (signal, listener) => void process.on(signal, listener),
});
