/**
 * What the window asks the core for on its lists and pages, one question each, as the window asks it. `key`: a key, a click or a scroll waits
 * for the answer. `page`: a page that adds something up is opened.
 */
import { addDays } from '../../shared/base/clock.ts';
import type { CoreClient } from '../../shared/rpc/client.ts';
import { branchId, personId, SAMPLE_CURRENCY, territoryId } from '../../server/sample/company.ts';
import type { CompanyFacts } from './company.ts';

export type Waiting = 'key' | 'page';

/** Milliseconds. */
export const LIMITS: Readonly<Record<Waiting, number>> = { key: 100, page: 1_000 };

export interface Question {
  readonly page: string;
  readonly what: string;
  readonly waiting: Waiting;
  ask(signal: AbortSignal): Promise<unknown>;
  /** How long the whole list must be, counted when the company was made; absent: the answer must hold something. */
  readonly total?: number;
  /** Right also when nothing is in it. */
  readonly mayBeEmpty?: boolean;
}

const ROWS = 100;

export function questionsOf(window: CoreClient, facts: CompanyFacts): Question[] {
  const first = { offset: 0, limit: ROWS };
  const { today, counts, customerId } = facts;
  const yearAgo = addDays(today, -365);
  const ofKinds = (...names: readonly string[]): number => names.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
  const customers = ofKinds('customers/company', 'customers/person', 'customers/dealer');
  const documents = ofKinds(...['quote', 'delivery', 'invoice', 'return'].map((kind) => `salesDocuments/${kind}`));
  const listed = facts.customerName.split(/[\s‌]+/u)[0] ?? '';
  const family = facts.customerName.split(/\s+/u).at(-1) ?? '';

  const on = (page: string, waiting: Waiting) => {
    const question =
      (shape: Partial<Question>) =>
      (what: string, stream: (signal: AbortSignal) => Promise<unknown>): Question => ({
        page,
        what,
        waiting,
        ask: stream,
        ...shape,
      });
    return { some: question({}), maybe: question({ mayBeEmpty: true }), whole: (total: number) => question({ total }) };
  };
  const live =
    <Input>(
      method: (input: Input, options: { signal: AbortSignal }) => Promise<AsyncIterable<unknown>>,
      input: Input,
    ) =>
    async (signal: AbortSignal): Promise<unknown> => {
      for await (const value of await method(input, { signal })) return value;
      throw new Error('the stream ended without a value');
    };
  const once =
    <Input>(method: (input: Input, options: { signal: AbortSignal }) => Promise<unknown>, input: Input) =>
    (signal: AbortSignal): Promise<unknown> =>
      method(input, { signal });
  const nothing = undefined as never;

  const list = window.customers.list;
  const listKey = on('customers', 'key');
  const customerQuestions = [
    listKey.whole(customers)('the list', live(list, first)),
    listKey.whole(customers)('from its middle', live(list, { offset: Math.floor(customers / 2), limit: ROWS })),
    listKey.whole(customers)('by place', live(list, { ...first, sort: { by: 'city', descending: false } })),
    listKey.whole(customers)('by stage', live(list, { ...first, sort: { by: 'stage', descending: false } })),
    listKey.whole(customers)(
      'by last contact',
      live(list, { ...first, sort: { by: 'lastContactAt', descending: true } }),
    ),
    listKey.whole(customers)('by last order', live(list, { ...first, sort: { by: 'lastOrderOn', descending: true } })),
    listKey.whole(customers)('by revenue', live(list, { ...first, sort: { by: 'revenue', descending: true } })),
    listKey.whole(customers)('by change', live(list, { ...first, sort: { by: 'updatedAt', descending: true } })),
    listKey.some(`“${listed}”`, live(list, { ...first, search: listed })),
    listKey.some(`“${family}”`, live(list, { ...first, search: family })),
    listKey.some('“021”', live(list, { ...first, search: '021' })),
    listKey.maybe('“هیچکس”, nobody', live(list, { ...first, search: 'هیچکس' })),
    listKey.some(
      `“${listed}”, by revenue`,
      live(list, { ...first, search: listed, sort: { by: 'revenue', descending: true } }),
    ),
    listKey.some('of a territory', live(list, { ...first, filter: { territoryIds: [territoryId('tehran-north')] } })),
    listKey.some('of a class', live(list, { ...first, filter: { classes: ['A'] } })),
    listKey.some(
      `of a territory and a class, “${listed}”`,
      live(list, { ...first, search: listed, filter: { territoryIds: [territoryId('tehran-north')], classes: ['A'] } }),
    ),
    listKey.some('of a tag', live(list, { ...first, filter: { tags: ['VIP'] } })),
    on('customers', 'page').some('the counts in its filters', live(window.customers.facets, nothing)),
    on('customers', 'page').some('groups and own fields', live(window.customers.setup, nothing)),
    on('customers', 'page').maybe('likely pairs', live(window.customers.twinPairs, nothing)),
    listKey.some('twins of a name that is typed', live(window.customers.twins, { name: facts.customerName })),
    on('channel', 'page').some(
      'where trees begin',
      live(window.customers.networkRoots, { relations: ['parent', 'supplier', 'referrer'] }),
    ),
    on('a customer', 'key').some('story', live(window.customers.story, { customerId, ...first })),
    on('a customer', 'key').some('figures', live(window.customers.summary, { customerId })),
    on('a customer', 'key').some('account', live(window.receipts.account, { customerId })),
    on('a customer', 'key').maybe(
      'statement of a year',
      live(window.receipts.statement, {
        customerId,
        currency: SAMPLE_CURRENCY,
        from: yearAgo,
        until: today,
      }),
    ),
    on('a customer', 'key').maybe(
      'what an order may begin with',
      live(window.orders.suggestions, {
        customerId,
        on: today,
        currency: SAMPLE_CURRENCY,
      }),
    ),
  ];

  const find = (words: string) => live(window.palette.find, { words });
  const palette = on('palette', 'key');
  const paletteQuestions = [
    palette.maybe('what was opened lately', live(window.palette.recent, { limit: 7 })),
    palette.some(`“${listed.slice(0, 2)}”`, find(listed.slice(0, 2))),
    palette.some(`“${listed}”`, find(listed)),
    palette.some(`“${facts.customerName}”`, find(facts.customerName)),
    palette.some(`“${facts.orderNumber}”`, find(facts.orderNumber)),
    palette.some('“0912”', find('0912')),
    palette.maybe('“هیچکس”, nobody', find('هیچکس')),
  ];

  const orders = on('orders', 'key');
  const papers = on('documents', 'key');
  const receipts = on('receipts', 'key');
  const receiptsSum = on('receipts', 'page');
  const orderQuestions = [
    orders.whole(ofKinds('salesDocuments/order'))('the list', live(window.orders.list, first)),
    orders.some('from its 100,000th', live(window.orders.list, { offset: 100_000, limit: ROWS })),
    orders.some('by customer', live(window.orders.list, { ...first, sort: { by: 'customerName', descending: false } })),
    orders.some('by total', live(window.orders.list, { ...first, sort: { by: 'total', descending: true } })),
    orders.some('drafts', live(window.orders.list, { ...first, states: ['draft'] })),
    orders.some(`“${listed}”`, live(window.orders.list, { ...first, search: listed })),
    orders.some(`“${facts.orderNumber}”`, live(window.orders.list, { ...first, search: facts.orderNumber })),
    papers.whole(documents)('the list', live(window.salesDocuments.list, first)),
    papers.some('invoices', live(window.salesDocuments.list, { ...first, kind: 'invoice' })),
    papers.some('by total', live(window.salesDocuments.list, { ...first, sort: { by: 'total', descending: true } })),
    papers.some(
      'by customer',
      live(window.salesDocuments.list, { ...first, sort: { by: 'customerName', descending: false } }),
    ),
    papers.some(`“${listed}”`, live(window.salesDocuments.list, { ...first, search: listed })),
    papers.maybe('orders with more than was ordered', live(window.salesDocuments.exceeding, nothing)),
    papers.maybe('one order with all that came of it', live(window.salesDocuments.chain, { orderId: facts.orderId })),
    receipts.whole(ofKinds('salesDocuments/receipt'))('the list', live(window.receipts.list, first)),
    receipts.some('cheques', live(window.receipts.list, { ...first, method: 'cheque' })),
    receipts.some(
      'cheques due in a month',
      live(window.receipts.list, {
        ...first,
        method: 'cheque',
        dueFrom: today,
        dueUntil: addDays(today, 30),
        sort: { by: 'dueOn', descending: false },
      }),
    ),
    receipts.some(`“${listed}”`, live(window.receipts.list, { ...first, search: listed })),
    receiptsSum.some('what waits', live(window.receipts.waiting, nothing)),
    receiptsSum.maybe('collected today', live(window.receipts.collectedOn, { day: today })),
    on('approvals', 'page').maybe('what waits for a word', live(window.approvals.list, { ...first, mine: false })),
    on('approvals', 'page').maybe('what one asked for', live(window.approvals.list, { ...first, mine: true })),
  ];

  const service = on('service', 'key');
  const requests = ofKinds('serviceRequests/job', 'serviceRequests/complaint', 'serviceRequests/inquiry');
  const serviceQuestions = [
    service.whole(requests)('the list', live(window.serviceRequests.list, first)),
    service.some(
      'by when somebody must be there',
      live(window.serviceRequests.list, {
        ...first,
        sort: { by: 'dueAt', descending: false },
      }),
    ),
    service.some(
      'what is open',
      live(window.serviceRequests.list, {
        ...first,
        states: ['inquiry', 'quoted', 'ordered', 'assigned', 'inProgress'],
        sort: { by: 'dueAt', descending: false },
      }),
    ),
    service.some(`“${listed}”`, live(window.serviceRequests.list, { ...first, search: listed })),
    on('service', 'page').some('how many in each state', live(window.serviceRequests.counts, {})),
    service.some('one request', live(window.serviceRequests.facts, { id: facts.requestId })),
    on('service', 'page').some('who could go', once(window.serviceRequests.propose, { id: facts.requestId })),
    on('equipment', 'key').some('the list', live(window.assets.list, first)),
    on('equipment', 'key').some(
      'by warranty',
      live(window.assets.list, { ...first, sort: { by: 'warrantyUntil', descending: false } }),
    ),
    on('equipment', 'key').some(`“${listed}”`, live(window.assets.list, { ...first, search: listed })),
    on('contracts', 'key').whole(ofKinds('contracts/serviceContract'))('the list', live(window.contracts.list, first)),
    on('contracts', 'key').some('renewals due', live(window.contracts.list, { ...first, renewalDue: true })),
    on('contracts', 'key').some(`“${listed}”`, live(window.contracts.list, { ...first, search: listed })),
    on('contracts', 'key').some('one contract', live(window.contracts.facts, { id: facts.contractId })),
  ];

  const deals = on('opportunities', 'key');
  const dealQuestions = [
    deals.whole(ofKinds('opportunities/lead', 'opportunities/opportunity'))(
      'the list',
      live(window.opportunities.list, first),
    ),
    deals.some('what is to close first', live(window.opportunities.list, { ...first, order: 'closing' })),
    deals.some(`“${listed}”`, live(window.opportunities.list, { ...first, search: listed })),
    deals.maybe('rotting', live(window.opportunities.list, { ...first, rotting: true })),
    on('opportunities', 'page').some('board', live(window.opportunities.board, {})),
    on('opportunities', 'page').some(
      'board of a territory',
      live(window.opportunities.board, { territoryIds: [territoryId('tehran-north')] }),
    ),
    on('opportunities', 'page').some('pipeline', live(window.opportunities.pipeline, nothing)),
  ];
  const range = { from: addDays(today, -90), to: today };
  const insights = on('figures', 'page');
  const insightQuestions = [
    ...(['office', 'industry', 'seller'] as const).map((by) =>
      insights.some(`won by ${by}, of all time`, live(window.insights.figures, { measure: 'won', by })),
    ),
    ...(['seller', 'region', 'category', 'country'] as const).flatMap((by) => [
      insights.some(`sales by ${by}, of all time`, live(window.insights.figures, { measure: 'sales', by })),
      insights.some(`sales by ${by}, of a quarter`, live(window.insights.figures, { measure: 'sales', by, ...range })),
    ]),
    on('figures', 'page').some(
      'what stands behind a figure',
      live(window.insights.behind, { measure: 'sales', by: 'seller', key: personId('ali'), ...first }),
    ),
  ];

  const activities = on('activities', 'key');
  const dayQuestions = [
    activities.some('the list', live(window.activities.list, first)),
    activities.maybe('what is planned', live(window.activities.list, { ...first, planned: true })),
    activities.maybe('one’s own', live(window.activities.list, { ...first, mine: true })),
    on('day', 'page').some('a seller’s day', live(window.day.list, { on: today, of: personId('ali') })),
    on('day', 'page').some(
      'a seller’s day in a week',
      live(window.day.list, { on: addDays(today, 7), of: personId('ali') }),
    ),
    on('day', 'page').maybe('calendar of a month', live(window.day.calendar, { from: today, to: addDays(today, 31) })),
    on('day', 'page').maybe('notices', live(window.day.notices, { inWords: true })),
    on('day', 'page').some('visit plans', live(window.day.plans, nothing)),
    on('day end', 'page').maybe('figures of today', live(window.dayEnd.state, { day: null })),
    on('branch', 'page').some('the day of a branch', live(window.branch.day, { branchId: branchId('tehran') })),
    on('branch', 'page').maybe(
      'what was entered',
      live(window.branch.entered, { personId: personId('ali'), on: today }),
    ),
    on('branch', 'page').some(
      'a column of 500 names pasted',
      once(window.branch.find, {
        what: 'customers',
        texts: Array.from({ length: 500 }, (_, place) =>
          `${facts.customerName} ${place % 7 === 0 ? '' : place}`.trim(),
        ),
      }),
    ),
    on('branch', 'key').some('one name', once(window.branch.find, { what: 'customers', texts: [listed] })),
  ];

  const products = on('products', 'key');
  const search = { on: today, ...first };
  const productQuestions = [
    products.some('the list', live(window.products.search, { ...search, text: '' })),
    products.some(
      '“م”, at a customer’s prices',
      live(window.products.search, { ...search, limit: 20, text: 'م', customerId, currency: SAMPLE_CURRENCY }),
    ),
    products.some('a code', once(window.products.byCode, { codes: [facts.productCode] })),
    on('stock', 'page').some('the list', live(window.stock.list, first)),
    on('stock', 'page').some('places', live(window.stock.places, nothing)),
    on('stock', 'page').some('a product', live(window.stock.product, { productId: facts.productId })),
    on('stock', 'key').some(
      'what moved of a product',
      live(window.stock.movements, { productId: facts.productId, ...first }),
    ),
    on('prices', 'key').some('price lists', live(window.pricing.list, { ...first, kind: 'priceList', day: today })),
    on('prices', 'key').some(
      'terms of an order',
      live(window.pricing.terms, {
        customerId,
        day: today,
        currency: SAMPLE_CURRENCY,
        productIds: [facts.productId],
      }),
    ),
    on('company', 'page').some('directory', live(window.organisation.directory, nothing)),
    on('company', 'page').maybe('reviews', live(window.reviews.list, { ...first, open: true })),
    on('company', 'page').maybe('own sales', live(window.salesCredits.own, range)),
  ];

  return [
    ...customerQuestions,
    ...paletteQuestions,
    ...orderQuestions,
    ...serviceQuestions,
    ...dealQuestions,
    ...insightQuestions,
    ...dayQuestions,
    ...productQuestions,
  ];
}
