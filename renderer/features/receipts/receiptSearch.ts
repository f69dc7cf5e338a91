/** What the addresses of receipts carry. */
import { isIsoDate } from '../../../shared/base/clock.ts';
import { RECEIPT_SORTS } from '../../../shared/contract/receipts.ts';

/** What a list shows: everything, what somebody has to see to, the register of cheques. */
export const RECEIPT_VIEWS = ['all', 'unverified', 'cheques', 'week', 'overdue', 'bounced'] as const;
export type ReceiptListView = (typeof RECEIPT_VIEWS)[number];
type ReceiptSort = (typeof RECEIPT_SORTS)[number];

export interface ReceiptSearch {
  /** `all` when left out. */
  readonly view?: ReceiptListView | undefined;
  readonly q?: string | undefined;
  readonly sort?: ReceiptSort | undefined;
  readonly ascending?: boolean | undefined;
}

export interface NewReceiptSearch {
  readonly customer?: string | undefined;
  /** The order or invoice that is paid. */
  readonly document?: string | undefined;
  readonly method?: 'cheque' | undefined;
}

export interface StatementSearch {
  readonly currency?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

export function readReceiptSearch(search: Record<string, unknown>): ReceiptSearch {
  const view = RECEIPT_VIEWS.find((candidate) => candidate === search['view']);
  const sort = RECEIPT_SORTS.find((candidate) => candidate === search['sort']);
  return {
    ...(view && view !== 'all' ? { view } : {}),
    ...(typeof search['q'] === 'string' && search['q'] !== '' ? { q: search['q'] } : {}),
    ...(sort ? { sort } : {}),
    ...(typeof search['ascending'] === 'boolean' ? { ascending: search['ascending'] } : {}),
  };
}

export const readNewReceiptSearch = (search: Record<string, unknown>): NewReceiptSearch => ({
  ...(typeof search['customer'] === 'string' ? { customer: search['customer'] } : {}),
  ...(typeof search['document'] === 'string' ? { document: search['document'] } : {}),
  ...(search['method'] === 'cheque' ? { method: 'cheque' as const } : {}),
});

export const readStatementSearch = (search: Record<string, unknown>): StatementSearch => ({
  ...(typeof search['currency'] === 'string' ? { currency: search['currency'] } : {}),
  ...(isIsoDate(search['from']) ? { from: search['from'] } : {}),
  ...(isIsoDate(search['until']) ? { until: search['until'] } : {}),
});

/** Of cheques the first that is due comes first, of everything else the newest. */
export function sortOfSearch({ view, sort, ascending }: ReceiptSearch): { by: ReceiptSort; descending: boolean } {
  const isByDue = view !== undefined && view !== 'all' && view !== 'unverified';
  const by = sort ?? (isByDue ? 'dueOn' : 'day');
  return { by, descending: ascending === undefined ? by === 'day' || by === 'amount' : !ascending };
}

/** The same column again turns the order round. */
export function nextReceiptSort(search: ReceiptSearch, by: string): Pick<ReceiptSearch, 'sort' | 'ascending'> {
  const now = sortOfSearch(search);
  const sort = RECEIPT_SORTS.find((candidate) => candidate === by) ?? 'day';
  return now.by === sort ? { sort, ascending: now.descending } : { sort, ascending: undefined };
}
