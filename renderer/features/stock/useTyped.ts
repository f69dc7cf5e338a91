/** What is typed into a dialog of stock, kept through a crash, a lock and a closed window until it is saved or thrown away. */
import { useCallback, useRef } from 'react';
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import { useDraft } from '../../data/useDraft.ts';

export interface TypedDraft<Typed> {
  /** The core has said whether there is something. */
  readonly isReady: boolean;
  /** What was typed before, in another life of the dialog. */
  readonly restored: Typed | null;
  /** null: nothing worth keeping. */
  keep(typed: Typed | null): void;
  latest(): Typed | null;
  drop(): void;
}

export function useTyped<Typed extends object>(key: string): TypedDraft<Typed> {
  const draft = useDraft<JsonValue>(key, null);
  const latest = useRef<Typed | null>(null);
  const { set, drop } = draft;
  const keep = useCallback(
    (typed: Typed | null) => {
      if (typed === null && latest.current === null) return;
      latest.current = typed;
      set(typed as unknown as JsonValue);
    },
    [set],
  );
  return {
    isReady: draft.value !== undefined,
    restored: draft.isRestored ? (draft.value as Typed | null) : null,
    keep,
    latest: () => latest.current,
    drop,
  };
}
