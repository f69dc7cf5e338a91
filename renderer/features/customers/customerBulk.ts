/** What is done with many customers at once, and the fields of them that are edited in the list. */
import { useCallback, useMemo } from 'react';
import { phoneProblem } from '../../../shared/base/phoneNumbers.ts';
import type { CustomerRow } from '../../../shared/contract/customers.ts';
import { elementsOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { CUSTOMER_CLASSES, LIFE_CYCLE_STAGES } from '../../../shared/domain/customers/customer.ts';
import { mayWrite } from '../../../shared/domain/permissions.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { fieldLabel, valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import type { CellEdit } from '../../ui/table/useCellEditing.ts';
import type { BulkAction } from '../records/BulkBar.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import { useCellSave, useFieldEdit } from '../records/useFieldEdit.ts';
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
  const saveCell = useCellSave('customers', core.customers.edit);
  const save = useCallback(
    async ({ id, phone }: CustomerRow, typed: string): Promise<string | null> => {
      const next = typed.trim();
      if (next === phone || phone === null) return null;
      // One that nobody knows may be right all the same, as in the form.
      const problem = next === '' ? 'none' : phoneProblem(next);
      if (problem !== null && problem !== 'unknown') return t(`customers.form.phone.${problem}`);
      return saveCell({ id, before: phone, next, pathIn: (body) => pathOfNumber(body, phone) });
    },
    [saveCell, t],
  );
  return useMemo(
    () => (mayEdit ? { isOffered: ({ phone }) => phone !== null, text: ({ phone }) => phone ?? '', save } : undefined),
    [mayEdit, save],
  );
}

function pathOfNumber(body: RecordBody, number: string): string | null {
  const element = elementsOf(body, 'phones').find((one) => textOf(one, 'number') === number);
  const id = element && textOf(element, 'id');
  return id ? `phones/${id}/number` : null;
}
