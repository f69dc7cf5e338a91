/** Rows chosen in a list. What is chosen belongs to what the list shows: with another search, filter or sort nothing is chosen any more. */
import { useCallback, useMemo, useState } from 'react';
import { BULK_MAXIMUM } from '../../../shared/contract/bulk.ts';
import { firstValue } from '../../data/firstValue.ts';
import { toPeyvandError } from '../../data/follow.ts';
import type { LiveMethod } from '../../data/methods.ts';
import type { LiveWindow } from '../../data/liveWindow.ts';
import type { LiveRows } from '../../data/useLiveRows.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import type { RowSelection } from '../../ui/table/selection.ts';

/** As many rows as one question brings. */
const PAGE = 500;

interface Chosen {
  readonly key: string;
  readonly ids: ReadonlySet<string>;
  readonly anchor: number | null;
}

const NOTHING: ReadonlySet<string> = new Set();

export function useSelection<Input extends LiveWindow, Row extends { readonly id: string }>(
  method: LiveMethod<Input, { readonly total: number; readonly rows: readonly Row[] }>,
  /** What the list shows, but for the slice. */
  input: Omit<Input, keyof LiveWindow>,
  rows: LiveRows<Row>,
  nameOf: (row: Row) => string,
): RowSelection<Row> {
  const { t } = useLocale();
  const key = JSON.stringify(input);
  const [held, setHeld] = useState<Chosen>({ key, ids: NOTHING, anchor: null });
  const ids = held.key === key ? held.ids : NOTHING;
  const anchor = held.key === key ? held.anchor : null;
  const choose = useCallback(
    (next: ReadonlySet<string>, at: number | null) => setHeld({ key, ids: next, anchor: at }),
    [key],
  );

  return useMemo(() => {
    /** The ids of the rows from `first` on, `count` of them at most. */
    async function idsFrom(first: number, count: number): Promise<string[]> {
      const found: string[] = [];
      while (found.length < count) {
        const slice = { offset: first + found.length, limit: Math.min(PAGE, count - found.length) };
        const page = await firstValue(method, { ...(JSON.parse(key) as typeof input), ...slice } as unknown as Input);
        found.push(...(page?.rows ?? []).map(({ id }) => id));
        if (page === undefined || page.rows.length < slice.limit) break;
      }
      return found;
    }
    function chooseMany(first: number, count: number, besides: ReadonlySet<string>, at: number | null): void {
      const most = Math.max(0, BULK_MAXIMUM - besides.size);
      idsFrom(first, Math.min(count, most)).then(
        (found) => {
          choose(new Set([...besides, ...found]), at);
          if (count > most) notify(t('lists.limit', { most: BULK_MAXIMUM }));
        },
        (error: unknown) => notifyFailure(errorToWords(t, toPeyvandError(error))),
      );
    }
    return {
      ids,
      nameOf,
      toggle(index) {
        const row = rows.rowAt(index);
        if (!row) return;
        const next = new Set(ids);
        if (!next.delete(row.id)) next.add(row.id);
        if (next.size > BULK_MAXIMUM) notify(t('lists.limit', { most: BULK_MAXIMUM }));
        else choose(next, index);
      },
      extendTo(index, from) {
        const start = anchor ?? from ?? index;
        const [first, last] = [Math.min(start, index), Math.max(start, index)];
        const between = Array.from({ length: Math.min(last - first + 1, BULK_MAXIMUM) }, (_, step) =>
          rows.rowAt(first + step),
        );
        // What is on the screen is there at once; what lies between and is not loaded is asked for.
        if (between.every((row) => row !== undefined) && last - first < BULK_MAXIMUM)
          choose(new Set(between.map((row) => row?.id ?? '')), start);
        else chooseMany(first, last - first + 1, NOTHING, start);
      },
      all: () => chooseMany(0, rows.total ?? 0, NOTHING, null),
      clear: () => choose(NOTHING, null),
    };
  }, [ids, anchor, rows, method, key, choose, nameOf, t]);
}
