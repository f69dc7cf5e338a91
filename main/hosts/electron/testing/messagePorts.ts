/** Electron's MessageChannelMain over Node's own channel: events by `on`, data inside an event, a close that the other end hears. */
import { EventEmitter } from 'node:events';
import { MessageChannel as NodeChannel, type MessagePort as NodePort } from 'node:worker_threads';
import type { MessagePortMain } from 'electron';

export class MessageChannelDouble {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;

  constructor() {
    const { port1, port2 } = new NodeChannel();
    this.port1 = createPort(port1);
    this.port2 = createPort(port2);
  }
}

/** A port that hears nothing before it is started, as Electron's. */
export function createPort(port: NodePort): MessagePortMain {
  const events = new EventEmitter();
  let started = false;
  const shape = {
    on(event: string, listener: (...facts: unknown[]) => void) {
      events.on(event, listener);
      return shape;
    },
    postMessage: (message: unknown) => port.postMessage(message),
    start() {
      if (started) return;
      started = true;
      port.on('message', (data: unknown) => events.emit('message', { data, ports: [] }));
    },
    close: () => port.close(),
  };
  port.on('close', () => events.emit('close'));
  return shape as unknown as MessagePortMain;
}
