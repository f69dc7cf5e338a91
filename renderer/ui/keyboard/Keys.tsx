/**
 * The keys of the page. Who offers keys also names them: `?` shows the list. Letters are matched by their place on the keyboard, so that
 * they work with the Persian layout too.
 */
import {
  createContext,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import {
  createKeyRegistry,
  goesOn,
  matchesKeys,
  type DialogOfKeys,
  type KeyBinding,
  type KeyRegistry,
} from './keyRegistry.ts';
import { createPressGuard } from './pressGuard.ts';

/** How long the first of two keys is remembered. */
const PREFIX_MILLISECONDS = 1_200;
const SECOND_STEP_MILLISECONDS = 600;
const BUTTON = 'button, [role="button"], [role="menuitem"], a[href]';
const MODAL_OPEN = '[role="dialog"][aria-modal="true"]';
const FLOATING_OPEN = `[aria-haspopup][aria-expanded="true"], ${MODAL_OPEN}`;

/** Where letters are text. Check marks and choices take none. */
const TYPED_INTO =
  'input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable="true"], [role="spinbutton"]';

const KeysContext = createContext<KeyRegistry | null>(null);
const DialogContext = createContext<DialogOfKeys | null>(null);

export function KeysProvider({ children }: { children: ReactNode }) {
  const registry = useMemo(() => createKeyRegistry(), []);
  useEffect(() => {
    let escapeIsTaken = false;
    // Before anyone handles it: whoever has a list, a panel or a dialog open closes that with Esc, and nothing behind it. Dialogs close
    // themselves on their way down from the window, and are gone before the event reaches the document.
    const lookFirst = (event: KeyboardEvent): void => {
      escapeIsTaken = event.key === 'Escape' && document.querySelector(FLOATING_OPEN) !== null;
      // Choices open with Enter and ask for no other key with it: with Mod it is the page's.
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      onKeyDown(event);
      if (event.defaultPrevented) event.stopPropagation();
    };
    const guard = createPressGuard();
    // What a program presses stands for a wish that was looked at already.
    const onClick = (event: MouseEvent): void => {
      if (!event.isTrusted || !(event.target instanceof Element)) return;
      const button = event.target.closest<HTMLElement>(BUTTON);
      const target = button ?? event.target;
      const words = button?.textContent ?? '';
      const press = { target, words, isButton: button !== null, count: event.detail, at: event.timeStamp };
      if (guard.allows(press)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    /** The step that Mod+Enter took last: a second press right after it does not take the next one. */
    let step: { label: string; at: number } | null = null;
    const isSecondPress = ({ keys, label }: KeyBinding, at: number): boolean => {
      if (keys.at(-1) !== 'Enter') return false;
      const isSecond = step !== null && step.label !== label && at - step.at <= SECOND_STEP_MILLISECONDS;
      if (!isSecond) step = { label, at };
      return isSecond;
    };
    let prefix: { key: string; at: number } | null = null;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || escapeIsTaken) return;
      // What lies over the page and offers no keys of its own (a dialog on its way out) leaves none to the page.
      if (registry.innermost() === null && document.querySelector(MODAL_OPEN)) return;
      const before = prefix !== null && event.timeStamp - prefix.at < PREFIX_MILLISECONDS ? prefix.key : undefined;
      prefix = null;
      const fits = (candidate: KeyBinding): boolean =>
        candidate.run !== undefined && matchesKeys(candidate, event) && isAllowed(candidate, event);
      const binding = registry.find((candidate) => candidate.after === before && fits(candidate));
      if (!binding) {
        const started = registry.find(
          ({ after }) => after !== undefined && fits({ keys: [after], label: '', run: () => {} }),
        );
        if (started?.after !== undefined) prefix = { key: started.after, at: event.timeStamp };
        return;
      }
      event.preventDefault();
      if (event.repeat && !goesOn(binding)) return;
      if (!isSecondPress(binding, event.timeStamp)) binding.run?.();
    };
    window.addEventListener('click', onClick, { capture: true });
    window.addEventListener('keydown', lookFirst, { capture: true });
    document.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('click', onClick, { capture: true });
      window.removeEventListener('keydown', lookFirst, { capture: true });
      document.removeEventListener('keydown', onKeyDown);
    };
  }, [registry]);
  return <KeysContext value={registry}>{children}</KeysContext>;
}

/** Offers keys while the component is on the screen; the one that came last wins. A binding without `run` is only listed. */
export function useKeys(bindings: readonly KeyBinding[]): void {
  const registry = useContext(KeysContext);
  const dialog = useContext(DialogContext);
  const latest = useRef(bindings);
  useLayoutEffect(() => {
    latest.current = bindings;
  });
  const shape = bindings.map(({ after = '', keys, label }) => `${after}${keys.join('+')}=${label}`).join('\n');
  useEffect(() => {
    if (!registry) return undefined;
    const stable = latest.current.map((binding, index) =>
      binding.run ? { ...binding, run: () => latest.current[index]?.run?.() } : binding,
    );
    return registry.add(stable, dialog);
  }, [registry, dialog, shape]);
}

/** Around a dialog: while it is open, the keys that are offered inside of it are the only ones; those of the page beneath rest. */
export function DialogKeys({ opened, children }: { opened: boolean; children: ReactNode }) {
  const registry = useContext(KeysContext);
  const [dialog] = useState<DialogOfKeys>(() => ({ name: 'dialog' }));
  useLayoutEffect(() => (opened ? registry?.openDialog(dialog) : undefined), [registry, dialog, opened]);
  return <DialogContext value={dialog}>{children}</DialogContext>;
}

/** What Esc does here: closes the detail, leaves the form. */
export function useBack(label: string, back: () => void): void {
  useKeys([{ keys: ['Escape'], label, run: back, inFields: true }]);
}

export function useRegisteredKeys(): readonly KeyBinding[] {
  const registry = useContext(KeysContext);
  if (!registry) throw new Error('useRegisteredKeys outside of KeysProvider');
  return useSyncExternalStore(registry.subscribe, registry.all);
}

/** Plain letters belong to the field that has the cursor. */
function isAllowed(binding: KeyBinding, event: KeyboardEvent): boolean {
  if (binding.inFields === true || binding.keys.includes('Mod')) return true;
  return !(event.target instanceof Element && event.target.closest(TYPED_INTO));
}
