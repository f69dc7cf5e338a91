/** Work that is done one after the other, in the order in which it was asked for. */
import { useCallback, useRef, useState, type RefObject } from 'react';

export interface Turns {
  /** True while any of it is not done. */
  readonly busy: boolean;
  /** How many are not done, the one under way too. */
  readonly waiting: RefObject<number>;
  inTurn<Value>(work: () => Promise<Value>): Promise<Value>;
}

export function useTurns(): Turns {
  const [busy, setBusy] = useState(false);
  const queue = useRef(Promise.resolve());
  const waiting = useRef(0);
  const inTurn = useCallback(<Value>(work: () => Promise<Value>): Promise<Value> => {
    waiting.current += 1;
    setBusy(true);
    const done = queue.current.then(work);
    queue.current = done.then(
      () => {},
      () => {},
    );
    return done.finally(() => {
      waiting.current -= 1;
      if (waiting.current === 0) setBusy(false);
    });
  }, []);
  return { busy, waiting, inTurn };
}
