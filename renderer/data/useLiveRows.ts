/** A list of any length, of which the slice on the screen is live. Feeds a `DataTable`. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { PeyvandError } from '../../shared/base/errors.ts';
import { FIRST_WINDOW, windowFor, type LiveWindow } from './liveWindow.ts';
import type { LiveMethod } from './methods.ts';
import { useLiveAs } from './useLive.ts';

export interface LiveRows<Row> {
  readonly total: number | undefined;
  rowAt(index: number): Row | undefined;
  onRange(first: number, last: number): void;
  readonly error: PeyvandError | null;
  retry(): void;
}

interface RowsOf<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
}

/** The window follows when the list has rested so long: rows that fly past are not asked for. */
const SETTLE_MILLISECONDS = 50;
/** And so often at least while it does not rest: who scrolls steadily reads. */
const FOLLOW_MILLISECONDS = 150;

/** `input` is everything but the slice: search, filter, sort. */
export function useLiveRows<Input extends LiveWindow, Row>(
  method: LiveMethod<Input, RowsOf<Row>>,
  input: Omit<Input, keyof LiveWindow>,
  options: { enabled?: boolean } = {},
): LiveRows<Row> {
  const [held, setHeld] = useState(FIRST_WINDOW);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const movingSince = useRef<number | null>(null);
  useEffect(() => () => clearTimeout(timer.current), []);

  const onRange = useCallback((first: number, last: number) => {
    clearTimeout(timer.current);
    movingSince.current ??= performance.now();
    const untilFollow = movingSince.current + FOLLOW_MILLISECONDS - performance.now();
    timer.current = setTimeout(
      () => {
        movingSince.current = null;
        setHeld((before) => windowFor(before, first, last));
      },
      Math.min(SETTLE_MILLISECONDS, Math.max(0, untilFollow)),
    );
  }, []);
  const live = useLiveAs(
    method,
    { ...input, ...held } as unknown as Input,
    ({ total, rows }, { offset }) => ({ total, rows, offset }),
    options,
  );
  const { data, error, retry } = live;

  return useMemo(
    () => ({ total: data?.total, rowAt: (index) => data?.rows[index - data.offset], onRange, error, retry }),
    [data, onRange, error, retry],
  );
}
