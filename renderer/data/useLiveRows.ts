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

/** While one scrolls fast the window follows at most so often. */
const SETTLE_MILLISECONDS = 50;

/** `input` is everything but the slice: search, filter, sort. */
export function useLiveRows<Input extends LiveWindow, Row>(
  method: LiveMethod<Input, RowsOf<Row>>,
  input: Omit<Input, keyof LiveWindow>,
  options: { enabled?: boolean } = {},
): LiveRows<Row> {
  const [held, setHeld] = useState(FIRST_WINDOW);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const onRange = useCallback((first: number, last: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setHeld((before) => windowFor(before, first, last)), SETTLE_MILLISECONDS);
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
