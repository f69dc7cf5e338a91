/**
 * Runs the core process as it was built, in a thread that has what Electron's `utilityProcess` has and Node has not: `process.parentPort`,
 * and ports that speak as Electron's do. `workerData` names the program.
 */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { pathToFileURL } from 'node:url';
import { createPort } from '../../main/hosts/electron/testing/messagePorts.ts';

interface FromTest {
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
}

if (!parentPort) throw new Error('This file is run as a thread.');
const test = parentPort;

Object.defineProperty(process, 'parentPort', {
  value: {
    on(_event: 'message', listener: (event: { data: unknown; ports: readonly object[] }) => void) {
      test.on('message', ({ data, ports }: FromTest) => listener({ data, ports: ports.map(createPort) }));
    },
    postMessage: (message: unknown) => test.postMessage(message),
  },
});

await import(pathToFileURL((workerData as { program: string }).program).href);
test.postMessage({ type: 'loaded' });
