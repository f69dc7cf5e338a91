/** A field of a record that is edited where it stands in a list. */
import { useCallback, useMemo } from 'react';
import type { z } from 'zod';
import type { editInputSchema } from '../../../shared/contract/records.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { mayWrite } from '../../../shared/domain/permissions.ts';
import type { CollectionName, RecordBody } from '../../../shared/domain/record.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { firstValue } from '../../data/firstValue.ts';
import { attempt } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import type { CellEdit, CellOption } from '../../ui/table/useCellEditing.ts';
import { useRole } from './useRights.ts';

type Edit = (input: z.input<typeof editInputSchema>) => Promise<unknown>;

interface FieldEdit<Row> {
  readonly collection: CollectionName;
  /** A text, or one of the options. */
  readonly field: string;
  readonly edit: Edit;
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
  const role = useRole();
  const save = useCellSave(collection, edit);
  const may = role !== null && mayWrite(role, collection, field);
  return useMemo(() => {
    if (!may) return undefined;
    return {
      text: (row) => valueOf(row) ?? '',
      ...(options ? { options } : {}),
      save: async (row, typed) => {
        const before = valueOf(row);
        const next = typed.trim() === '' ? null : typed.trim();
        if (next === before) return null;
        return save({ id: row.id, before, next, pathIn: (body) => (textOf(body, field) === before ? field : null) });
      },
    };
  }, [may, field, valueOf, options, save]);
}

/** What is saved of one record where it stands in a list. null: nothing stands there, or will. */
interface CellSave {
  readonly id: string;
  readonly before: string | null;
  readonly next: string | null;
  /** Where it stands in the record as it is now; null where something else has come to stand there: what was seen is not what would be changed. */
  readonly pathIn: (body: RecordBody) => string | null;
}

/** Saves over what was seen, with a way back. Answers what is wrong with it, or null. */
export function useCellSave(collection: CollectionName, edit: Edit): (save: CellSave) => Promise<string | null> {
  const { t } = useLocale();
  const core = useCore();
  return useCallback(
    async ({ id, before, next, pathIn }) => {
      const read = await attempt(() => firstValue(core.records.observe, { collection, id }), undefined);
      if (!read.ok) return errorToWords(t, read.error).title;
      const path = pathIn(read.value?.body ?? {});
      if (path === null) return t('error.stale_edit.title');
      const put = (value: string | null, stood: string | null) => {
        const seen = stood === null ? {} : { seen: stood };
        const change =
          value === null ? ({ do: 'unset', path, ...seen } as const) : ({ do: 'set', path, value, ...seen } as const);
        return attempt(edit, { id, changes: [change] });
      };
      const saved = await put(next, before);
      if (!saved.ok) return errorToWords(t, saved.error).title;
      notify(t('lists.saved'), {
        label: t('action.undo'),
        run: () =>
          void put(before, next).then((undone) => {
            if (!undone.ok) notifyFailure(errorToWords(t, undone.error));
          }),
      });
      return null;
    },
    [collection, edit, core, t],
  );
}
