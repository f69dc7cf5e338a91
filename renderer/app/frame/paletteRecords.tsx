/** Records that the palette finds as one types. A feature whose records should be found adds its query here. */
import { IconFiles, IconPackage, IconShoppingCart, IconUsers } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { isoDateFromInstant } from '../../../shared/base/clock.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive, type Live } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { useNow } from '../../ui/text/Text.tsx';
import type { PaletteCommand } from '../commands.tsx';

export interface PaletteGroup {
  readonly group: string;
  readonly commands: readonly PaletteCommand[];
}

const SHORTEST_QUERY = 2;
const CUSTOMERS_SHOWN = 6;
const OTHERS_SHOWN = 3;

/** What these words find; until it is there, what the words before had found (`isStale`). */
export function usePaletteRecords(query: string): { groups: readonly PaletteGroup[]; isStale: boolean } {
  const { t, formats, timeZone } = useLocale();
  const core = useCore();
  const navigate = useNavigate();
  const search = query.trim();
  const options = { enabled: search.length >= SHORTEST_QUERY };
  const on = isoDateFromInstant(useNow(60_000), timeZone);
  const customers = useLive(core.customers.list, { search, offset: 0, limit: CUSTOMERS_SHOWN }, options);
  const orders = useLive(core.orders.list, { search, offset: 0, limit: OTHERS_SHOWN }, options);
  const documents = useLive(core.salesDocuments.list, { search, offset: 0, limit: OTHERS_SHOWN }, options);
  const products = useLive(core.products.search, { text: search, on, offset: 0, limit: OTHERS_SHOWN }, options);
  if (!options.enabled) return NOTHING;

  const groups = [
    {
      group: t('nav.customers'),
      commands: (customers.data?.rows ?? []).map(({ id, name, city }) => ({
        id: `customer ${id}`,
        label: name,
        ...(city === null ? {} : { hint: city }),
        icon: <IconUsers size={18} stroke={1.6} />,
        run: () => void navigate({ to: '/customers/$id', params: { id } }),
      })),
    },
    {
      group: t('nav.orders'),
      commands: (orders.data?.rows ?? []).map(({ id, number, customerName, state, orderedOn }) => ({
        id: `order ${id}`,
        label: number === null ? customerName : `${formats.code(number)} · ${customerName}`,
        hint: `${valueLabel(t, 'salesDocuments', 'state', state)} · ${formats.date(orderedOn)}`,
        icon: <IconShoppingCart size={18} stroke={1.6} />,
        run: () => void navigate({ to: '/orders/$id', params: { id } }),
      })),
    },
    {
      group: t('documents.title'),
      commands: (documents.data?.rows ?? []).map(({ id, kind, number, customerName, state, day }) => ({
        id: `document ${id}`,
        label: `${t(`kind.${kind}`)} ${number === null ? customerName : `${formats.code(number)} · ${customerName}`}`,
        hint: `${valueLabel(t, 'salesDocuments', 'state', state)} · ${formats.date(day)}`,
        icon: <IconFiles size={18} stroke={1.6} />,
        run: () => void navigate({ to: '/orders/$id', params: { id } }),
      })),
    },
    {
      group: t('nav.products'),
      commands: (products.data?.rows ?? []).map(({ id, name, code }) => ({
        id: `product ${id}`,
        label: name,
        ...(code === null ? {} : { hint: formats.code(code) }),
        icon: <IconPackage size={18} stroke={1.6} />,
        run: () => void navigate({ to: '/products/$id', params: { id } }),
      })),
    },
  ];
  return { groups, isStale: [customers, orders, documents, products].some(isAwaited) };
}

const isAwaited = ({ data, error, isPrevious }: Live<unknown>): boolean =>
  isPrevious || (data === undefined && error === null);

const NOTHING = { groups: [], isStale: false };
