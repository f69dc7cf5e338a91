/**
 * What is typed into a dialog: it is there again when the dialog is opened anew, whatever closed it (Esc, a click beside it, the lock, a crash), until it was
 * done or thrown away.
 */
import type { JsonValue } from '../../shared/base/leafPath.ts';
import { useDraft } from './useDraft.ts';

export interface Kept<Value> {
  /** False until the core has said whether something was kept: the dialog waits so long. */
  readonly ready: boolean;
  readonly value: Value;
  /** What stands there was typed earlier, perhaps on another day: it is told. */
  readonly isRestored: boolean;
  set(values: Partial<Value>): void;
  /** After it was done, or by the person's own wish. */
  forget(): void;
}

/** `key` is the address of the dialog, e.g. `documents/<id>/cancel`. */
export function useKept<Value extends { readonly [field: string]: JsonValue }>(
  key: string,
  initial: Value,
): Kept<Value> {
  const draft = useDraft<Value>(key, initial);
  // What an older version kept may lack a field.
  const value = { ...initial, ...draft.value };
  return {
    ready: draft.value !== undefined,
    value,
    isRestored: draft.isRestored,
    set: (values) => draft.set({ ...value, ...values }),
    forget: draft.drop,
  };
}
