/** What is done with many customers at once, and the fields of them that are edited in the list. */
import { useCallback, useMemo } from 'react';
import { phoneProblem } from '../../../shared/base/phoneNumbers.ts';
import type { CustomerRow } from '../../../shared/contract/customers.ts';
import { elementsOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { CUSTOMER_CLASSES, LIFE_CYCLE_STAGES } from '../../../shared/domain/customers/customer.ts';
import { mayWrite } from '../../../shared/domain/permissions.ts';
import { fieldLabel, valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { firstValue } from '../../data/firstValue.ts';
import { useMay } from '../../data/session.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import type { CellEdit } from '../../ui/table/useCellEditing.ts';
import type { BulkAction } from '../records/BulkBar.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import { useFieldEdit } from '../records/useFieldEdit.ts';
import { useRole } from '../records/useRights.ts';

/** Only what the role may write is offered; the core judges each record. */
export function useCustomerActs(): readonly BulkAction[] {
  const { t } = useLocale();
  const role = useRole();
  const mayPlan = useMay('activities.write');
  const { people, territories } = useDirectory();
  const may = (field: string): boolean => role !== null && mayWrite(role, 'customers', field);
  const acts: (BulkAction | false)[] = [
    may('ownerId') && {
      id: 'owner',
      label: t('lists.act.owner'),
      asks: 'choice',
      field: t('field.ownerId'),
      options: people,
      toAct: (ownerId) => ({ act: 'customers.owner', ownerId }),
    },
    may('territoryId') && {
      id: 'territory',
      label: t('lists.act.territory'),
      asks: 'choice',
      field: t('field.territoryId'),
      options: territories,
      toAct: (territoryId) => ({ act: 'customers.territory', territoryId }),
    },
    may('class') && {
      id: 'class',
      label: t('lists.act.class'),
      asks: 'choice',
      field: fieldLabel(t, 'customers', 'class'),
      options: CUSTOMER_CLASSES.map((value) => ({ value, label: valueLabel(t, 'customers', 'class', value) })),
      toAct: (value) => ({ act: 'customers.class', class: CUSTOMER_CLASSES.find((name) => name === value) ?? null }),
    },
    may('tags') && {
      id: 'add tag',
      label: t('lists.act.addTag'),
      asks: 'text',
      field: t('lists.field.tag'),
      toAct: (tag) => ({ act: 'customers.addTag', tag }),
    },
    may('tags') && {
      id: 'remove tag',
      label: t('lists.act.removeTag'),
      asks: 'text',
      field: t('lists.field.tag'),
      toAct: (tag) => ({ act: 'customers.removeTag', tag }),
    },
    mayPlan && {
      id: 'visit',
      label: t('lists.act.visit'),
      asks: 'day',
      field: t('lists.field.day'),
      toAct: (on) => ({ act: 'customers.visit', on, subject: t('kind.visit') }),
    },
  ];
  return acts.filter((act) => act !== false);
}

/** Where in its life a customer stands; undefined for those who may not say. */
export function useStageEdit(): CellEdit<CustomerRow> | undefined {
  const { t } = useLocale();
  const core = useCore();
  const options = useMemo(
    () => LIFE_CYCLE_STAGES.map((value) => ({ value, label: valueLabel(t, 'customers', 'stage', value) })),
    [t],
  );
  return useFieldEdit({
    collection: 'customers',
    field: 'stage',
    edit: core.customers.edit,
    valueOf: stageOf,
    options,
  });
}

export function useClassEdit(): CellEdit<CustomerRow> | undefined {
  const { t } = useLocale();
  const core = useCore();
  const options = useMemo(
    () => [
      { value: '', label: t('state.none') },
      ...CUSTOMER_CLASSES.map((value) => ({ value, label: valueLabel(t, 'customers', 'class', value) })),
    ],
    [t],
  );
  return useFieldEdit({
    collection: 'customers',
    field: 'class',
    edit: core.customers.edit,
    valueOf: classOf,
    options,
  });
}

const stageOf = ({ stage }: CustomerRow): string => stage;
const classOf = (row: CustomerRow): string | null => row.class;

export const nameOfCustomer = ({ name }: CustomerRow): string => name;

/** The number that stands in the list, changed where it stands; undefined for those who may not. */
export function usePhoneEdit(): CellEdit<CustomerRow> | undefined {
  const { t } = useLocale();
  const core = useCore();
  const mayEdit = useMay('customers.write');
  const save = useCallback(
    async ({ id, phone }: CustomerRow, typed: string): Promise<string | null> => {
      const number = typed.trim();
      if (number === phone || phone === null) return null;
      // One that nobody knows may be right all the same, as in the form.
      const problem = number === '' ? 'none' : phoneProblem(number);
      if (problem !== null && problem !== 'unknown') return t(`customers.form.phone.${problem}`);
      const read = await attempt(() => firstValue(core.records.observe, { collection: 'customers', id }), undefined);
      if (!read.ok) return errorToWords(t, read.error).title;
      const element = elementsOf(read.value?.body ?? {}, 'phones').find((one) => textOf(one, 'number') === phone);
      const elementId = element && textOf(element, 'id');
      // Another number has come to stand there since: what was seen is not what would be changed.
      if (!elementId) return t('error.stale_edit.title');
      const path = `phones/${elementId}/number`;
      const change = (value: string, seen: string) =>
        attempt(core.customers.edit, { id, changes: [{ do: 'set', path, value, seen }] });
      const saved = await change(number, phone);
      if (!saved.ok) return errorToWords(t, saved.error).title;
      notify(t('lists.saved'), {
        label: t('action.undo'),
        run: () =>
          void change(phone, number).then((undone) => {
            if (!undone.ok) notifyFailure(errorToWords(t, undone.error));
          }),
      });
      return null;
    },
    [core, t],
  );
  return useMemo(
    () => (mayEdit ? { isOffered: ({ phone }) => phone !== null, text: ({ phone }) => phone ?? '', save } : undefined),
    [mayEdit, save],
  );
}
