/** What the addresses of orders carry. */
import { ORDER_STATES } from '../../../shared/domain/salesDocuments/order.ts';

type OrderState = (typeof ORDER_STATES)[number];
export const ORDER_SORTS = ['orderedOn', 'customerName', 'total', 'number'] as const;
type OrderSort = (typeof ORDER_SORTS)[number];

export interface OrderSearch {
  readonly q?: string | undefined;
  readonly state?: OrderState | undefined;
  readonly sort?: OrderSort | undefined;
  readonly ascending?: boolean | undefined;
}

export interface NewOrderSearch {
  readonly customer?: string | undefined;
}

export function readOrderSearch(search: Record<string, unknown>): OrderSearch {
  const state = ORDER_STATES.find((candidate) => candidate === search['state']);
  const sort = ORDER_SORTS.find((candidate) => candidate === search['sort']);
  return {
    ...(typeof search['q'] === 'string' && search['q'] !== '' ? { q: search['q'] } : {}),
    ...(state ? { state } : {}),
    ...(sort ? { sort } : {}),
    ...(search['ascending'] === true ? { ascending: true } : {}),
  };
}

export const readNewOrderSearch = (search: Record<string, unknown>): NewOrderSearch =>
  typeof search['customer'] === 'string' ? { customer: search['customer'] } : {};

/** The newest and the largest come first; names begin with the first letter. */
export function nextOrderSort(search: OrderSearch, by: string): Pick<OrderSearch, 'sort' | 'ascending'> {
  const sort = ORDER_SORTS.find((candidate) => candidate === by) ?? 'orderedOn';
  const isNew = (search.sort ?? 'orderedOn') !== sort;
  const ascending = isNew ? sort === 'customerName' || sort === 'number' : search.ascending !== true;
  return { sort: sort === 'orderedOn' ? undefined : sort, ascending: ascending || undefined };
}
