/**
 * Runs `coreProcess.ts` in a plain Node process as Electron's utility process would: with a `process.parentPort` whose messages carry ports.
 * Node's own channel between processes carries none, so each is a number here and its messages go through that channel too.
 */
import { EventEmitter } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import type { MessagePort as NodePort } from 'node:worker_threads';
import { createPort } from './messagePorts.ts';

/** Both ways. */
export type Carried =
  | { readonly carries: 'message'; readonly data: unknown; readonly ports: readonly number[] }
  | { readonly carries: 'port'; readonly port: number; readonly data: unknown }
  | { readonly carries: 'close'; readonly port: number };

const parentPort = Object.assign(new EventEmitter(), {
  postMessage: (data: unknown) => send({ carries: 'message', data, ports: [] }),
});
const outerEnds = new Map<number, NodePort>();

process.on('message', (carried: Carried) => {
  if (carried.carries === 'message')
    parentPort.emit('message', { data: carried.data, ports: carried.ports.map(openPort) });
  else if (carried.carries === 'port') outerEnds.get(carried.port)?.postMessage(carried.data);
  else outerEnds.get(carried.port)?.close();
});
// Electron ends its utility processes with the main process.
process.on('disconnect', () => process.exit(0));

function openPort(number: number): ReturnType<typeof createPort> {
  const { port1, port2 } = new MessageChannel();
  outerEnds.set(number, port1);
  port1.on('message', (data: unknown) => send({ carries: 'port', port: number, data }));
  port1.on('close', () => {
    outerEnds.delete(number);
    send({ carries: 'close', port: number });
  });
  return createPort(port2);
}

function send(carried: Carried): void {
  if (process.connected) process.send?.(carried);
}

Object.assign(process, { parentPort });
await import('../coreProcess.ts');
