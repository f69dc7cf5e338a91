/** The columns of the list of customers; what matters least goes first, before the others would have to scroll sideways. */
import { useMemo } from 'react';
import { phoneInGroups } from '../../../shared/base/phoneNumbers.ts';
import type { CustomerRow } from '../../../shared/contract/customers.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { BadgedName } from '../../ui/state/RecordBadges.tsx';
import type { Column } from '../../ui/table/DataTable.tsx';
import { DateText, MoneyListText, NameText, PhoneText, RelativeTime } from '../../ui/text/Text.tsx';
import { useMayRead } from '../records/useRights.ts';
import { usePhoneEdit } from './customerBulk.ts';
import { StageBadge } from './StageBadge.tsx';

export function useCustomerColumns(): readonly Column<CustomerRow>[] {
  const { t } = useLocale();
  const seesOrders = useMayRead('salesDocuments');
  const phoneEdit = usePhoneEdit();
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
    return seesOrders ? columns : columns.filter(({ id }) => !OF_ORDERS.has(id));
  }, [t, seesOrders, phoneEdit]);
}

/** Columns that only tell the truth to those whom orders reach. */
const OF_ORDERS = new Set(['lastOrderOn', 'revenue']);
