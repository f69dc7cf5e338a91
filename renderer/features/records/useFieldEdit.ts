/** A field of a record that is edited where it stands in a list. */
import { useMemo } from 'react';
import type { z } from 'zod';
import type { editInputSchema } from '../../../shared/contract/records.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { mayWrite } from '../../../shared/domain/permissions.ts';
import type { CollectionName } from '../../../shared/domain/record.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { firstValue } from '../../data/firstValue.ts';
import { attempt } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import type { CellEdit, CellOption } from '../../ui/table/useCellEditing.ts';
import { useRole } from './useRights.ts';

interface FieldEdit<Row> {
  readonly collection: CollectionName;
  /** A text, or one of the options. */
  readonly field: string;
  readonly edit: (input: z.input<typeof editInputSchema>) => Promise<unknown>;
  /** As the row has it. */
  readonly valueOf: (row: Row) => string | null;
  /** Absent: any text. An empty value among them takes the field away. */
  readonly options?: readonly CellOption[];
}

/** All of it must stay the same from one drawing to the next. undefined for those who may not. */
export function useFieldEdit<Row extends { readonly id: string }>({
  collection,
  field,
  edit,
  valueOf,
  options,
}: FieldEdit<Row>): CellEdit<Row> | undefined {
  const { t } = useLocale();
  const core = useCore();
  const role = useRole();
  const may = role !== null && mayWrite(role, collection, field);
  return useMemo(() => {
    if (!may) return undefined;
    const put = (id: string, value: string | null, before: string | null) => {
      const seen = before === null ? {} : { seen: before };
      const change =
        value === null
          ? ({ do: 'unset', path: field, ...seen } as const)
          : ({ do: 'set', path: field, value, ...seen } as const);
      return attempt(edit, { id, changes: [change] });
    };
    const save = async (row: Row, typed: string): Promise<string | null> => {
      const { id } = row;
      const before = valueOf(row);
      const next = typed.trim() === '' ? null : typed.trim();
      if (next === before) return null;
      const read = await attempt(() => firstValue(core.records.observe, { collection, id }), undefined);
      if (!read.ok) return errorToWords(t, read.error).title;
      // Another one has come to stand there since: what was seen is not what would be changed.
      if (textOf(read.value?.body ?? {}, field) !== before) return t('error.stale_edit.title');
      const saved = await put(id, next, before);
      if (!saved.ok) return errorToWords(t, saved.error).title;
      notify(t('lists.saved'), {
        label: t('action.undo'),
        run: () =>
          void put(id, before, next).then((undone) => {
            if (!undone.ok) notifyFailure(errorToWords(t, undone.error));
          }),
      });
      return null;
    };
    return { text: (row) => valueOf(row) ?? '', save, ...(options ? { options } : {}) };
  }, [may, collection, field, edit, valueOf, options, core, t]);
}
