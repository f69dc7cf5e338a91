/** What could not be entered: kept as the order itself is, all of it, until somebody took it up again or put it away. A scanned box is not forgotten over a crash. */
import { useCallback, useLayoutEffect, useRef } from 'react';
import { useCore } from '../../../data/CoreProvider.tsx';
import { attempt } from '../../../data/useCommand.ts';
import { useDraft } from '../../../data/useDraft.ts';
import { withMoreRefused, withoutRefused, type Refused } from './refusedList.ts';

export interface RefusedEntries {
  /** In the order in which they came; each text once, with how many there were of it. */
  readonly list: readonly Refused[];
  add(refused: Refused): void;
  /** @param quantity × 1,000; all of that text where none is given. */
  remove(text: string, quantity?: number): void;
  /** The order has another address from now on. */
  goAlong(key: string): Promise<void>;
  /** Wherever it went along to. */
  forget(): void;
}

export function useRefused(key: string): RefusedEntries {
  const core = useCore();
  const draft = useDraft<never>(key, [] as never);
  const list = (draft.value as readonly Refused[] | undefined) ?? NONE;
  const movedTo = useRef<string | null>(null);
  const latest = useRef({ list, draft });
  useLayoutEffect(() => {
    latest.current = { list, draft };
  });
  const change = useCallback((to: (before: readonly Refused[]) => readonly Refused[]) => {
    const { list: before, draft: current } = latest.current;
    const next = to(before);
    if (next === before) return;
    latest.current.list = next;
    if (next.length === 0) current.drop();
    else current.keepNow(next as never);
  }, []);
  return {
    list,
    add: useCallback((refused) => change((before) => withMoreRefused(before, refused)), [change]),
    remove: useCallback((text, quantity) => change((before) => withoutRefused(before, text, quantity)), [change]),
    async goAlong(other) {
      movedTo.current = other;
      const { list: kept, draft: current } = latest.current;
      if (kept.length > 0) await attempt(core.drafts.put, { key: other, value: kept as never });
      current.drop();
    },
    forget() {
      draft.drop();
      if (movedTo.current !== null) void attempt(core.drafts.drop, { key: movedTo.current });
    },
  };
}

const NONE: readonly Refused[] = [];
