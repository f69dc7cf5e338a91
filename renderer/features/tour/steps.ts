/** What the tour shows, in the order of a day. A step of a page that this person does not have is left out. */
import type { MessageKey } from '../../../shared/locale/translator.ts';

export interface TourStep {
  readonly id: string;
  /** The page that it is about; absent for what stands on every page. */
  readonly page?: '/today' | '/customers' | '/orders' | '/opportunities' | '/service' | '/stock';
  /** What is ringed. Nothing is, where the page has no such thing at the moment. */
  readonly at: string;
  readonly title: MessageKey;
  readonly text: MessageKey;
}

const ROWS = 'main [role="grid"]';

export const TOUR_STEPS = [
  { id: 'today', page: '/today', at: 'nav a[href$="#/today"]', title: 'tour.today.title', text: 'tour.today.text' },
  { id: 'customers', page: '/customers', at: ROWS, title: 'tour.customers.title', text: 'tour.customers.text' },
  {
    id: 'open',
    page: '/customers',
    at: `${ROWS} [role="row"][aria-rowindex="2"]`,
    title: 'tour.open.title',
    text: 'tour.open.text',
  },
  {
    id: 'many',
    page: '/customers',
    at: `${ROWS} [role="columnheader"]:has(input)`,
    title: 'tour.many.title',
    text: 'tour.many.text',
  },
  { id: 'palette', at: '[data-tour="palette"]', title: 'tour.palette.title', text: 'tour.palette.text' },
  {
    id: 'orders',
    page: '/orders',
    at: 'main a[href*="/orders/new"], header a[href*="/orders/new"]',
    title: 'tour.orders.title',
    text: 'tour.orders.text',
  },
  { id: 'deals', page: '/opportunities', at: ROWS, title: 'tour.deals.title', text: 'tour.deals.text' },
  { id: 'service', page: '/service', at: ROWS, title: 'tour.service.title', text: 'tour.service.text' },
  { id: 'stock', page: '/stock', at: ROWS, title: 'tour.stock.title', text: 'tour.stock.text' },
  { id: 'sync', at: '[data-tour="sync"]', title: 'tour.sync.title', text: 'tour.sync.text' },
  { id: 'keys', at: 'nav a[href$="#/settings"]', title: 'tour.keys.title', text: 'tour.keys.text' },
] as const satisfies readonly TourStep[];

export const stepsFor = (offered: readonly string[]): readonly TourStep[] =>
  TOUR_STEPS.filter((step: TourStep) => step.page === undefined || offered.includes(step.page));
