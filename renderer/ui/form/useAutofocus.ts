import { useEffect, type RefObject } from 'react';

/** Puts the cursor in the field marked `data-autofocus` as soon as `parent` is drawn. Dialogs do that by themselves; pages do not. */
export function useAutofocus(parent: RefObject<HTMLElement | null>): void {
  useEffect(() => parent.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus(), [parent]);
}
