/**
 * What was entered and is not in the order yet: kept by the core before the line is free again, and gone from there once it stands in the order or among what
 * was refused. A page that dies, is left or gives way to the order's own address leaves it to the next one.
 */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useCore } from '../../../data/CoreProvider.tsx';
import { attempt } from '../../../data/useCommand.ts';
import { useDraft } from '../../../data/useDraft.ts';
import type { Waiting } from './waitingList.ts';

export interface WaitingEntries {
  /** What an earlier page left, in its order: known once the core has said. */
  opened(): Promise<readonly Waiting[]>;
  /** In the order in which they came. */
  all(): readonly Waiting[];
  add(waiting: Waiting): void;
  remove(id: string): void;
  /** The order has another address from now on: whoever is there takes them in. */
  goAlong(key: string): Promise<void>;
  /** None of them will be taken in, wherever they went along to. */
  forget(): void;
}

export function useWaiting(key: string): WaitingEntries {
  const core = useCore();
  const draft = useDraft<never>(key, [] as never);
  const kept = draft.value as readonly Waiting[] | undefined;
  const list = useRef<readonly Waiting[]>([]);
  const isOpen = useRef(false);
  const movedTo = useRef<string | null>(null);
  const [opening] = useState(() => Promise.withResolvers<readonly Waiting[]>());
  const latest = useRef(draft);
  useLayoutEffect(() => {
    latest.current = draft;
  });

  const keep = useCallback(
    async (next: readonly Waiting[]): Promise<void> => {
      list.current = next;
      const other = movedTo.current;
      // Before it is known what an earlier page left, nothing may be written over it.
      if (other === null && !isOpen.current) return;
      if (other === null) {
        if (next.length === 0) latest.current.drop();
        else latest.current.keepNow(next as never);
      } else if (next.length === 0) await attempt(core.drafts.drop, { key: other });
      else await attempt(core.drafts.put, { key: other, value: next as never });
    },
    [core],
  );

  useEffect(() => {
    if (kept === undefined || isOpen.current) return;
    isOpen.current = true;
    const early = list.current;
    list.current = [...kept, ...early];
    if (early.length > 0) void keep(list.current);
    opening.resolve(kept);
  }, [kept, keep, opening]);

  return useMemo(
    () => ({
      opened: () => opening.promise,
      all: () => list.current,
      add: (waiting) => void keep([...list.current, waiting]),
      remove(id) {
        const left = list.current.filter((one) => one.id !== id);
        if (left.length < list.current.length) void keep(left);
      },
      async goAlong(other) {
        movedTo.current = other;
        if (list.current.length > 0) await keep(list.current);
        latest.current.drop();
      },
      forget: () => void keep([]),
    }),
    [keep, opening],
  );
}
