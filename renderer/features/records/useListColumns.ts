/** The columns of a list as the person at work has them. What `DataTable` and `ListViews` take. */
import { useMemo } from 'react';
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
  arrange(layout: ColumnLayout): void;
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
  const core = useCore();
  const { t } = useLocale();
  const { data: layout = USUAL } = useLive(core.savedViews.columns, { list });
  return useMemo(() => {
    const arranged = arrangeColumns(columns, layout);
    const arrange = (next: Layout): void => {
      const wanted = isSameLayout(columns, next, USUAL) ? USUAL : next.map((choice) => ({ ...choice }));
      void attempt(core.savedViews.arrange, { list, columns: wanted }).then((done) => {
        if (!done.ok) notifyFailure(errorToWords(t, done.error));
      });
    };
    const widen = (id: string, width: number | null): void =>
      arrange(chooseColumn(columns, layout, id, { width: width ?? undefined }));
    return {
      columns: {
        list,
        layout,
        listed: arranged.map(({ column, shown, isFixed, width }) => ({
          id: column.id,
          header: column.header,
          shown,
          isFixed,
          width: width ?? column.width,
        })),
        isUsual: isSameLayout(columns, layout, USUAL),
        isSame: (other) => isSameLayout(columns, layout, other),
        show: (id, shown) => arrange(chooseColumn(columns, layout, id, { shown })),
        move: (id, by) => arrange(moveColumn(columns, layout, id, by)),
        widen,
        arrange,
      },
      table: {
        columns: arranged.flatMap(({ column, shown }) => (shown ? [column] : [])),
        widths: new Map(arranged.flatMap(({ column, width }) => (width === undefined ? [] : [[column.id, width]]))),
        onWiden: widen,
      },
    };
  }, [columns, layout, list, core, t]);
}
