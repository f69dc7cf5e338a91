/**
 * Takes what a scanner types wherever the cursor is on this page, and puts the field that had the cursor back to what it held: half a name in the entry line and a
 * quantity in a cell stay as they were. Digits that nobody's field takes go to the entry line.
 */
import { useEffect, useLayoutEffect, useRef } from 'react';
import { createScanDetector } from './scanDetector.ts';

const MODAL_OPEN = '[role="dialog"][aria-modal="true"]';
const TYPED_INTO =
  'input:not([type="radio"], [type="checkbox"]), textarea, [contenteditable="true"], [role="spinbutton"]';

export interface Scanning {
  onScan: (code: string) => void;
  /** Gives the entry line the cursor. */
  focusEntry: () => void;
  /** What only the page knows how to bring back, e.g. a date of which a digit was typed over; taken when a run of keys begins. */
  remember: () => () => void;
}

export function useScanner(scanning: Scanning): void {
  const latest = useRef(scanning);
  useLayoutEffect(() => {
    latest.current = scanning;
  });
  useEffect(() => {
    const detector = createScanDetector();
    let bringBack = (): void => {};
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
      if (document.querySelector(MODAL_OPEN)) return;
      const pressed = detector.press({
        key: event.key,
        code: event.code,
        shiftKey: event.shiftKey,
        at: event.timeStamp,
      });
      const target = event.target instanceof HTMLElement ? event.target : null;
      const isField = target !== null && target.closest(TYPED_INTO) !== null;
      if (pressed.step === 'begins') {
        bringBack = target && isField ? remembered(target, latest.current.remember) : () => {};
        if (!isField && /^[\d۰-۹*]$/u.test(event.key)) {
          latest.current.focusEntry();
          bringBack = remembered(document.activeElement, latest.current.remember);
        }
      }
      // A run of keys outside of any field is no run of the page's own keys.
      if (pressed.step === 'goesOn' && !isField) swallow(event);
      if (pressed.step !== 'ends') return;
      swallow(event);
      bringBack();
      latest.current.onScan(pressed.code);
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);
}

function swallow(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

/** What a text field held is written back as if it had been typed, so that whoever reads it reads it again. */
function remembered(target: Element | null, remember: () => () => void): () => void {
  if (!(target instanceof HTMLInputElement) && !(target instanceof HTMLTextAreaElement)) return remember();
  const { value } = target;
  const prototype = target instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype;
  return () => {
    if (target.value === value) return;
    Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(target, value);
    target.dispatchEvent(new Event('input', { bubbles: true }));
  };
}
