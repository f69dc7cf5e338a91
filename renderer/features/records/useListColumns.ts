/** The columns of a list as the person at work has them. What `DataTable` and `ListViews` take. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ColumnLayout } from '../../../shared/contract/savedViews.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notifyFailure } from '../../ui/state/notify.tsx';
import {
  arrangeColumns,
  chooseColumn,
  isSameLayout,
  moveColumn,
  type ColumnLayout as Layout,
} from '../../ui/table/columnLayout.ts';
import type { ListedColumn } from '../../ui/table/ColumnsMenu.tsx';
import type { Column } from '../../ui/table/DataTable.tsx';

/** What views keep, and the menu of columns changes. */
export interface ColumnsOfList {
  readonly list: string;
  readonly listed: readonly ListedColumn[];
  readonly layout: ColumnLayout;
  /** As the list has them by itself. */
  readonly isUsual: boolean;
  isSame(layout: ColumnLayout): boolean;
  show(id: string, shown: boolean): void;
  move(id: string, by: -1 | 1): void;
  widen(id: string, width: number | null): void;
  /** The person's own instead of those of a view; else as the list has them by itself. */
  reset(): void;
  /** Those of the view that is open. What is changed then is changed of these, and not of the person's own. */
  readonly worn: WornLayout | null;
  wear(worn: WornLayout | null): void;
}

export interface WornLayout {
  readonly layout: Layout;
  /** What the view asks for, in one form; `{}` for nothing. */
  readonly asked: string;
}

export interface ListColumns<Row> {
  readonly columns: ColumnsOfList;
  /** For the table. */
  readonly table: {
    readonly columns: readonly Column<Row>[];
    readonly widths: ReadonlyMap<string, number>;
    readonly onWiden: (id: string, width: number | null) => void;
  };
}

const USUAL: ColumnLayout = [];

/** @param list As its views are kept. @param columns All that the list has for this person; the first one names the row. */
export function useListColumns<Row>(list: string, columns: readonly Column<Row>[]): ListColumns<Row> {
  const own = useOwnLayout(list, columns);
  const [worn, wear, readWorn] = useWornLayout(list);
  const layout = worn?.layout ?? own.layout;
  return useMemo(() => {
    const arranged = arrangeColumns(columns, layout);
    // From what is wanted by now, which several quick choices have not shown yet.
    const change = (make: (latest: Layout) => Layout): void => {
      const wornNow = readWorn();
      if (wornNow) wear({ ...wornNow, layout: make(wornNow.layout) });
      else own.change(make);
    };
    const widen = (id: string, width: number | null): void =>
      change((latest) => chooseColumn(columns, latest, id, { width: width ?? undefined }));
    return {
      columns: {
        list,
        layout: layout.map((choice) => ({ ...choice })),
        listed: arranged.map(({ column, shown, isFixed, width }) => ({
          id: column.id,
          header: column.header,
          shown,
          isFixed,
          width: width ?? column.width,
        })),
        isUsual: isSameLayout(columns, layout, USUAL),
        isSame: (other) => isSameLayout(columns, layout, other),
        show: (id, shown) => change((latest) => chooseColumn(columns, latest, id, { shown })),
        move: (id, by) => change((latest) => moveColumn(columns, latest, id, by)),
        widen,
        reset: () => (readWorn() ? wear(null) : own.change(() => USUAL)),
        worn,
        wear,
      },
      table: {
        columns: arranged.flatMap(({ column, shown }) => (shown ? [column] : [])),
        widths: new Map(arranged.flatMap(({ column, width }) => (width === undefined ? [] : [[column.id, width]]))),
        onWiden: widen,
      },
    };
  }, [columns, layout, list, own, worn, wear, readWorn]);
}

interface OwnLayout {
  readonly layout: Layout;
  /** From the latest that is wanted; nothing before it is known what the person has. */
  change(make: (latest: Layout) => Layout): void;
}

/** What the person has whatever view is open: kept by the core, and shown before the core has said so. */
function useOwnLayout<Row>(list: string, columns: readonly Column<Row>[]): OwnLayout {
  const core = useCore();
  const { t } = useLocale();
  const { data, isPrevious } = useLive(core.savedViews.columns, { list });
  const told = isPrevious ? undefined : data;
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const latest = useRef<Wanted | null>(null);
  const want = useCallback((next: Wanted | null): void => {
    latest.current = next;
    setWanted(next);
  }, []);
  useEffect(() => {
    const { current } = latest;
    if (told && current && (current.list !== list || isSameLayout(columns, told, current.layout))) want(null);
  }, [told, columns, list, want]);
  return useMemo(() => {
    const change = (make: (latest: Layout) => Layout): void => {
      if (told === undefined) return;
      const next = make(latest.current?.list === list ? latest.current.layout : told);
      const kept = isSameLayout(columns, next, USUAL) ? USUAL : next.map((choice) => ({ ...choice }));
      const mine = { list, layout: kept };
      want(mine);
      void attempt(core.savedViews.arrange, { list, columns: kept }).then((done) => {
        if (done.ok) return;
        if (latest.current === mine) want(null);
        notifyFailure(errorToWords(t, done.error));
      });
    };
    return { layout: (wanted?.list === list ? wanted.layout : told) ?? USUAL, change };
  }, [told, wanted, want, list, columns, core, t]);
}

interface Wanted {
  readonly list: string;
  readonly layout: ColumnLayout;
}

/** The layout of the view that is open, apart from the person's own; there again when they come back to the list. */
function useWornLayout(list: string): [WornLayout | null, (next: WornLayout | null) => void, () => WornLayout | null] {
  const client = useQueryClient();
  const key = useMemo(() => ['wornLayout', list], [list]);
  const { data } = useQuery<WornLayout | null>({
    queryKey: key,
    queryFn: skipToken,
    initialData: null,
    staleTime: Infinity,
    gcTime: Infinity,
  });
  const read = useCallback(() => client.getQueryData<WornLayout | null>(key) ?? null, [client, key]);
  const wear = useCallback(
    (next: WornLayout | null): void => void client.setQueryData<WornLayout | null>(key, next),
    [client, key],
  );
  return [data ?? null, wear, read];
}
