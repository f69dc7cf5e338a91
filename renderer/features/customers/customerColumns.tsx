/** The columns of the list of customers; what matters least goes first, before the others would have to scroll sideways. */
import { useMemo } from 'react';
import { isIsoDate } from '../../../shared/base/clock.ts';
import { phoneInGroups } from '../../../shared/base/phoneNumbers.ts';
import type { CustomerRow } from '../../../shared/contract/customers.ts';
import type { OwnField } from '../../../shared/domain/customers/customFields.ts';
import { fieldLabel, valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { BadgedName } from '../../ui/state/RecordBadges.tsx';
import type { Column } from '../../ui/table/DataTable.tsx';
import { DateText, MoneyListText, NameText, PhoneText, RelativeTime } from '../../ui/text/Text.tsx';
import { useMayRead } from '../records/useRights.ts';
import { useClassEdit, usePhoneEdit, useStageEdit } from './customerBulk.ts';
import { ownFieldName } from './OwnFields.tsx';
import { StageBadge } from './StageBadge.tsx';

export function useCustomerColumns(): readonly Column<CustomerRow>[] {
  const { t, language } = useLocale();
  const core = useCore();
  const { data: setup } = useLive(core.customers.setup, undefined);
  const fields = setup?.fields;
  const fieldsShown = useMemo(() => (fields ?? []).filter(({ retired }) => !retired), [fields]);
  const seesOrders = useMayRead('salesDocuments');
  const [stageEdit, phoneEdit, classEdit] = [useStageEdit(), usePhoneEdit(), useClassEdit()];
  return useMemo(() => {
    const columns: readonly Column<CustomerRow>[] = [
      {
        id: 'name',
        header: t('customers.column.name'),
        width: 180,
        grow: 3,
        sortable: true,
        cell: (row) => (
          <BadgedName pending={row.pending} held={row.held} needsYou={row.needsYou}>
            <NameText>{row.name}</NameText>
          </BadgedName>
        ),
      },
      {
        id: 'city',
        header: t('customers.column.city'),
        width: 90,
        sortable: true,
        cell: (row) => row.city !== null && <NameText>{row.city}</NameText>,
      },
      {
        id: 'stage',
        header: t('customers.column.stage'),
        width: 120,
        grow: 0,
        sortable: true,
        ...(stageEdit ? { edit: stageEdit } : {}),
        cell: (row) => <StageBadge stage={row.stage} />,
      },
      {
        id: 'phone',
        header: t('customers.column.phone'),
        width: 130,
        grow: 0,
        hideBelow: 620,
        ...(phoneEdit ? { edit: phoneEdit } : {}),
        cell: (row) => row.phone !== null && <PhoneText>{phoneInGroups(row.phone)}</PhoneText>,
      },
      {
        id: 'owner',
        header: t('customers.column.owner'),
        width: 110,
        hideBelow: 948,
        cell: (row) => row.ownerName !== null && <NameText>{row.ownerName}</NameText>,
      },
      {
        id: 'territory',
        header: t('customers.column.territory'),
        width: 128,
        hideBelow: 1228,
        cell: (row) => row.territoryName !== null && <NameText>{row.territoryName}</NameText>,
      },
      {
        id: 'lastContactAt',
        header: t('customers.column.lastContact'),
        width: 124,
        grow: 0,
        hideBelow: 720,
        sortable: true,
        cell: (row) => row.lastContactAt !== null && <RelativeTime instant={row.lastContactAt} />,
      },
      {
        id: 'lastOrderOn',
        header: t('customers.column.lastOrder'),
        width: 152,
        grow: 0,
        hideBelow: 1100,
        sortable: true,
        cell: (row) => row.lastOrderOn !== null && <DateText value={row.lastOrderOn} />,
      },
      {
        id: 'revenue',
        header: t('customers.column.revenue'),
        width: 170,
        grow: 0,
        hideBelow: 838,
        align: 'end',
        sortable: true,
        cell: (row) => <MoneyListText amounts={row.revenue} />,
      },
    ];
    const further: Column<CustomerRow>[] = [
      {
        id: 'kind',
        header: t('customers.filter.kind'),
        width: 100,
        isExtra: true,
        cell: (row) => t.maybe(`kind.${row.kind}`) ?? row.kind,
      },
      {
        id: 'class',
        header: fieldLabel(t, 'customers', 'class'),
        width: 90,
        isExtra: true,
        ...(classEdit ? { edit: classEdit } : {}),
        cell: (row) => row.class !== null && valueLabel(t, 'customers', 'class', row.class),
      },
      {
        id: 'channelRole',
        header: fieldLabel(t, 'customers', 'channelRole'),
        width: 130,
        isExtra: true,
        cell: (row) => row.channelRole !== null && valueLabel(t, 'customers', 'channelRole', row.channelRole),
      },
      ...fieldsShown.map((field) => ({
        id: `${OWN}${field.key}`,
        header: ownFieldName(field, language),
        width: 140,
        isExtra: true,
        ...(field.type === 'number' ? ({ align: 'end' } as const) : {}),
        cell: ({ own }: CustomerRow) => <OwnValue field={field} value={own?.[field.key]} />,
      })),
    ];
    return [...(seesOrders ? columns : columns.filter(({ id }) => !OF_ORDERS.has(id))), ...further];
  }, [t, language, seesOrders, stageEdit, phoneEdit, classEdit, fieldsShown]);
}

/** Columns of the company's own fields, behind the list's. */
const OWN = 'own:';
export const hasOwnColumns = (columns: readonly { readonly id: string }[]): boolean =>
  columns.some(({ id }) => id.startsWith(OWN));

function OwnValue({ field, value }: { field: OwnField; value: string | number | boolean | undefined }) {
  const { t, formats, language } = useLocale();
  if (value === undefined) return null;
  if (typeof value === 'boolean') return t(value ? 'value.yes' : 'value.no');
  if (typeof value === 'number') return formats.number(value);
  const choice = field.choices.find(({ id }) => field.type === 'choice' && id === value);
  if (choice) return <NameText>{ownFieldName(choice, language)}</NameText>;
  return field.type === 'date' && isIsoDate(value) ? <DateText value={value} /> : <NameText>{value}</NameText>;
}

/** Columns that only tell the truth to those whom orders reach. */
const OF_ORDERS = new Set(['lastOrderOn', 'revenue']);
