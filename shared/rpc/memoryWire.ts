import type { Wire } from './wire.ts';
import { createWireEnd, type WireEnd } from './wireEnd.ts';

/** Two ends of one wire in one process. Messages arrive in a microtask, never inside `send`; bytes are copied as any real medium would. */
export function createMemoryWirePair(): [Wire, Wire] {
  const left: WireEnd = createMemoryEnd(() => right);
  const right: WireEnd = createMemoryEnd(() => left);
  return [left.wire, right.wire];
}

function createMemoryEnd(other: () => WireEnd): WireEnd {
  return createWireEnd({
    transmit(message) {
      const copy = typeof message === 'string' ? message : message.slice();
      queueMicrotask(() => other().deliver(copy));
    },
    shut() {
      queueMicrotask(() => other().ended());
    },
  });
}
