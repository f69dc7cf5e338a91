/** What could not be entered: kept as the order itself is, all of it, until somebody took it up again or put it away. A scanned box is not forgotten over a crash. */
import { useCallback, useLayoutEffect, useRef } from 'react';
import { useCore } from '../../../data/CoreProvider.tsx';
import { attempt } from '../../../data/useCommand.ts';
import { useDraft } from '../../../data/useDraft.ts';
import type { Outcome } from './useOrderEntry.ts';

export type Refused = Extract<Outcome, { is: 'refused' }>;

export interface RefusedEntries {
  /** In the order in which they came; of each text the last. */
  readonly list: readonly Refused[];
  add(refused: Refused): void;
  remove(text: string): void;
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
    if (next.length === before.length && next.length === 0) return;
    latest.current.list = next;
    if (next.length === 0) current.drop();
    else current.keepNow(next as never);
  }, []);
  return {
    list,
    add: useCallback((refused) => change((before) => [...without(before, refused.text), refused]), [change]),
    remove: useCallback((text) => change((before) => without(before, text)), [change]),
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

const without = (list: readonly Refused[], text: string): readonly Refused[] => list.filter((one) => one.text !== text);
