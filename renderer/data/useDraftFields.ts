/** What is typed into a dialog, field by field, kept as a draft: Esc, a click beside it and a lock lose nothing; saving, or starting afresh, forgets it. */
import { useCallback, useLayoutEffect, useRef } from 'react';
import type { JsonValue } from '../../shared/base/leafPath.ts';
import { useDraft } from './useDraft.ts';

export interface DraftFields<Fields> {
  /** False until the core has said whether something was kept: what is typed before that would be overwritten. */
  readonly isReady: boolean;
  readonly fields: Fields;
  /** True when `fields` were typed earlier. */
  readonly isRestored: boolean;
  set(changed: Partial<Fields>): void;
  drop(): void;
}

/** @param key The dialog's address, e.g. `serviceRequests/<id>/confirm`. */
export function useDraftFields<Fields extends { readonly [name: string]: JsonValue }>(
  key: string,
  initial: Fields,
): DraftFields<Fields> {
  const draft = useDraft<Fields>(key, initial);
  const { set: keep, drop } = draft;
  const fields = draft.value ?? initial;
  const latest = useRef(fields);
  useLayoutEffect(() => {
    latest.current = fields;
  });
  const set = useCallback(
    (changed: Partial<Fields>) => {
      // Two changes in one event must build on each other.
      latest.current = { ...latest.current, ...changed };
      keep(latest.current);
    },
    [keep],
  );
  return { isReady: draft.value !== undefined, fields, isRestored: draft.isRestored, set, drop };
}
