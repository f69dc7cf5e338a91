/**
 * What a person has typed and not yet saved, kept by the core through a crash, a lock and a closed window. While there is no core to keep
 * it, this window does: what is typed beside "lost touch" is there when the core is back and unlocked.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { JsonValue } from '../../shared/base/leafPath.ts';
import { useCore } from './CoreProvider.tsx';
import { useSession } from './session.tsx';
import { attempt } from './useCommand.ts';

const PAUSE_MILLISECONDS = 300;

/** What the core has not confirmed yet, by person and form. */
const unkept = new Map<string, JsonValue>();

export interface Draft<Value> {
  /** undefined until the core has said whether there is one. */
  readonly value: Value | undefined;
  /** True when `value` was typed earlier: offer to start afresh. */
  readonly isRestored: boolean;
  set(value: Value): void;
  /** As `set`, and sends it to the core at once, before anything that is sent after it. */
  keepNow(value: Value): void;
  /** After saving, or to start afresh: forgets what was kept and goes back to `initial`. */
  drop(): void;
}

/** `key` is the form's address, e.g. `customers/new` or `customers/<id>/edit`. */
export function useDraft<Value extends JsonValue>(key: string, initial: Value): Draft<Value> {
  const core = useCore();
  const { person } = useSession();
  const own = `${person.id} ${key}`;
  const [state, setState] = useState<{ value: Value | undefined; isRestored: boolean }>({
    value: undefined,
    isRestored: false,
  });
  const unsent = useRef<{ value: Value } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const first = useRef(initial);
  /** Something was typed before the core had said what it kept: what it says then is older. */
  const isTyped = useRef(false);

  const send = useCallback(() => {
    clearTimeout(timer.current);
    const pending = unsent.current;
    unsent.current = null;
    if (!pending) return;
    unkept.set(own, pending.value);
    void attempt(core.drafts.put, { key, value: pending.value as never }).then((put) => {
      if (put.ok && unkept.get(own) === pending.value) unkept.delete(own);
    });
  }, [core, key, own]);

  useEffect(() => {
    let isCurrent = true;
    isTyped.current = false;
    void attempt(core.drafts.get, { key }).then((kept) => {
      if (!isCurrent || isTyped.current) return;
      const here = unkept.get(own) as Value | undefined;
      const value = here ?? (kept.ok ? (kept.value.value as Value | null) : null);
      setState({ value: value ?? first.current, isRestored: value !== null });
      if (here === undefined) return;
      unsent.current = { value: here };
      send();
    });
    window.addEventListener('pagehide', send);
    return () => {
      isCurrent = false;
      window.removeEventListener('pagehide', send);
      send();
    };
  }, [core, key, own, send]);

  const set = useCallback(
    (value: Value) => {
      isTyped.current = true;
      setState((before) => ({ ...before, value }));
      unsent.current = { value };
      clearTimeout(timer.current);
      timer.current = setTimeout(send, PAUSE_MILLISECONDS);
    },
    [send],
  );
  const keepNow = useCallback(
    (value: Value) => {
      set(value);
      send();
    },
    [set, send],
  );
  const drop = useCallback(() => {
    clearTimeout(timer.current);
    unsent.current = null;
    unkept.delete(own);
    isTyped.current = true;
    setState({ value: first.current, isRestored: false });
    void attempt(core.drafts.drop, { key });
  }, [core, key, own]);
  return { ...state, set, keepNow, drop };
}
