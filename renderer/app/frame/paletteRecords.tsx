/** Records that the palette finds as one types, all of them by one question; before anything is typed, those that were opened lately. */
import type { ReactNode } from 'react';
import {
  IconDeviceDesktopAnalytics,
  IconMapPinCheck,
  IconPackage,
  IconPhone,
  IconShoppingCart,
  IconUsers,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { PaletteCollection, PaletteRow } from '../../../shared/contract/palette.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import type { MessageKey } from '../../../shared/locale/translator.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive, type Live } from '../../data/useLive.ts';
import { kindIcon } from '../../features/records/kindLooks.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import type { PaletteCommand } from '../commands.tsx';
import { recordAddress } from '../recordAddress.ts';

export interface PaletteGroup {
  readonly group: string;
  readonly commands: readonly PaletteCommand[];
}

const SHORTEST_QUERY = 2;
const RECENT_SHOWN = 7;

/** What these words find; until it is there, what the words before had found (`isStale`). */
export function usePaletteRecords(query: string): { groups: readonly PaletteGroup[]; isStale: boolean } {
  const { t } = useLocale();
  const core = useCore();
  const words = query.trim();
  const isSearch = words.length >= SHORTEST_QUERY;
  const found = useLive(core.palette.find, { words }, { enabled: isSearch });
  const recent = useLive(core.palette.recent, { limit: RECENT_SHOWN }, { enabled: words === '' });
  const toCommand = useRecordCommand();
  const actionsWith = useActionsWith();
  if (!isSearch)
    return {
      groups: words === '' ? [{ group: t('palette.recent'), commands: (recent.data?.rows ?? []).map(toCommand) }] : [],
      isStale: false,
    };

  const rows = found.data?.rows ?? [];
  const first = rows.find(({ collection }) => collection === 'customers');
  const byGroup = Map.groupBy(rows, groupOf);
  const groups = GROUPS.map((group) => ({
    group: t(group),
    commands: (byGroup.get(group) ?? []).map(toCommand),
  }));
  const withFirst = first ? [{ group: t('palette.with'), commands: actionsWith(first) }] : [];
  return { groups: [...groups.slice(0, 1), ...withFirst, ...groups.slice(1)], isStale: isAwaited(found) };
}

const isAwaited = ({ data, error, isPrevious }: Live<unknown>): boolean =>
  isPrevious || (data === undefined && error === null);

/** In the order in which they stand: whom one deals with, what was agreed, what there is to do, what things are. */
const GROUPS = [
  'nav.customers',
  'nav.orders',
  'documents.title',
  'nav.receipts',
  'nav.opportunities',
  'nav.service',
  'nav.equipment',
  'nav.contracts',
  'nav.activities',
  'nav.products',
] as const satisfies readonly MessageKey[];
type Group = (typeof GROUPS)[number];

function groupOf({ collection, kind }: PaletteRow): Group {
  if (collection === 'salesDocuments')
    return kind === 'order' ? 'nav.orders' : kind === 'receipt' ? 'nav.receipts' : 'documents.title';
  return GROUP_OF[collection];
}

const GROUP_OF: Readonly<Record<Exclude<PaletteCollection, 'salesDocuments'>, Group>> = {
  customers: 'nav.customers',
  products: 'nav.products',
  opportunities: 'nav.opportunities',
  activities: 'nav.activities',
  serviceRequests: 'nav.service',
  assets: 'nav.equipment',
  contracts: 'nav.contracts',
};

/** A record as something to go to: what it is called first, then whose it is; at the end what tells it from others of that name. */
function useRecordCommand(): (row: PaletteRow) => PaletteCommand {
  const { t, formats } = useLocale();
  const navigate = useNavigate();
  return (row) => {
    const { collection, kind, id } = row;
    const number = row.number === null ? null : formats.code(row.number);
    const isPaper = collection === 'salesDocuments';
    const label = isPaper
      ? [kind === 'order' || kind === 'receipt' ? null : (t.maybe(`kind.${kind}`) ?? null), number, row.customerName]
      : [row.title, row.customerName];
    const hint = [
      isPaper ? null : number,
      row.detail === null ? null : formats.digits(row.detail),
      row.state === null ? null : valueLabel(t, collection, collection === 'customers' ? 'stage' : 'state', row.state),
      row.day === null ? null : formats.date(row.day),
    ];
    const address = recordAddress(collection, id);
    return {
      id: `${collection} ${id}`,
      label: joined(label),
      hint: joined(hint),
      icon: iconOf(row),
      run: () => void (address && navigate(address)),
    };
  };
}

const joined = (parts: readonly (string | null)[]): string =>
  parts.filter((part) => part !== null && part !== '').join(' · ');

const ICONS: Partial<Record<PaletteCollection, ReactNode>> = {
  customers: <IconUsers size={18} stroke={1.6} />,
  products: <IconPackage size={18} stroke={1.6} />,
  assets: <IconDeviceDesktopAnalytics size={18} stroke={1.6} />,
};

function iconOf({ collection, kind }: PaletteRow): ReactNode {
  const KindIcon = kindIcon(kind);
  return ICONS[collection] ?? <KindIcon size={18} stroke={1.6} />;
}

/** What one would do with the customer who was found first, without opening them before. */
function useActionsWith(): (customer: PaletteRow) => PaletteCommand[] {
  const { t } = useLocale();
  const navigate = useNavigate();
  const mayOrder = useMay('orders.write');
  const mayLog = useMay('activities.write');
  return ({ id: customer, title }) => {
    const hint = title ?? '';
    const icon = { size: 18, stroke: 1.6 } as const;
    const log = (kind: string): void =>
      void navigate({ to: '/activities/new/$kind', params: { kind }, search: { customer } });
    return [
      ...(mayOrder
        ? [
            {
              id: `order for ${customer}`,
              label: t('customers.action.order'),
              hint,
              icon: <IconShoppingCart {...icon} />,
              run: () => void navigate({ to: '/orders/new', search: { customer } }),
            },
          ]
        : []),
      ...(mayLog
        ? [
            {
              id: `call with ${customer}`,
              label: t('customers.action.call'),
              hint,
              icon: <IconPhone {...icon} />,
              run: () => log('call'),
            },
            {
              id: `visit to ${customer}`,
              label: t('customers.action.visit'),
              hint,
              icon: <IconMapPinCheck {...icon} />,
              run: () => log('visit'),
            },
          ]
        : []),
    ];
  };
}
