/**
 * The sample company: a seeded distributor of medical equipment with branches, people, products and price lists, customers and their
 * stories. The same options give the same records, byte for byte; with more customers the first ones stay as they are. It streams:
 * records come in an order in which each follows what it refers to, and no more than one customer is held at a time.
 */
import { addDays, type IsoDate } from '../../shared/base/clock.ts';
import { createIdSource, type RecordId } from '../../shared/base/id.ts';
import { createSeededRandomness } from '../../shared/base/randomness.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { instantAt, newYearBefore } from './calendar.ts';
import { createChance } from './chance.ts';
import { channelSetupDrafts, createChannel } from './channel.ts';
import { organisationDrafts, personId } from './company.ts';
import { contractDrafts } from './contracts.ts';
import { createCustomer } from './customers.ts';
import { createDealIds, dealDrafts, pipelineDrafts } from './deals.ts';
import type { RecordDraft } from '../sync/bulkLoad.ts';
import { activityDrafts, opportunityDrafts } from './followUps.ts';
import { ORDER_DAYS, orderDrafts } from './orders.ts';
import { createPaperIds, paperDrafts } from './papers.ts';
import { priceListDrafts } from './priceLists.ts';
import { createPrintedNumbers } from './printedNumbers.ts';
import { createReceiptIds, receiptDrafts } from './receipts.ts';
import { createServiceIds, serviceDrafts, serviceTeamOf, technicianDrafts } from './service.ts';
import { createVisitPlans } from './visits.ts';
import { createProducts, productDrafts, stockDrafts } from './products.ts';
import { stockMovementDrafts } from './stock.ts';

export interface SampleOptions {
  /** 0 to 1,000,000. */
  readonly seed: number;
  readonly customers: number;
  /** The day on which the story ends; plans lie after it. */
  readonly today: IsoDate;
}

/** Streams 0 to 9 of chance belong to the company, one from here on to each customer. */
const FIRST_CUSTOMER_STREAM = 10;

export function* generateCompany({ seed, customers, today }: SampleOptions): Generator<RecordDraft, void, void> {
  const createId = createSampleIds(seed, today);
  const products = createProducts(seed, 1, today, createId);
  yield* organisationDrafts(instantAt(newYearBefore(today, 3), 8 * 60));
  yield* channelSetupDrafts(instantAt(newYearBefore(today, 3), 8 * 60));
  yield* productDrafts(products, today);
  yield* priceListDrafts(products, today);
  yield* stockDrafts(products, seed, 2, today, createId);
  yield* stockMovementDrafts(products, seed, today);
  yield* pipelineDrafts(instantAt(newYearBefore(today, 3), 8 * 60));
  const deals = { seed, today, products, createId: createDealIds(seed, today) };
  yield* technicianDrafts(instantAt(newYearBefore(today, 3), 8 * 60));
  const service = { seed, today, products, createId: createServiceIds(seed, today) };
  const numbers = createPrintedNumbers(addDays(today, -2 * ORDER_DAYS));
  const context = { today, products, numbers, createId };
  const papers = { seed, today, products, numbers, createId: createPaperIds(seed, today) };
  const receipts = { seed, today, numbers, createId: createReceiptIds(seed, today) };
  const visitPlans = createVisitPlans(seed, today);
  const channel = createChannel(seed);
  for (let place = 0; place < customers; place += 1) {
    const chance = createChance(seed, FIRST_CUSTOMER_STREAM + place);
    const customer = channel.joined(place, createCustomer(place, today, createId(), chance));
    const orders = [...orderDrafts(customer, context, chance)];
    const contracts = [...contractDrafts(customer, context, chance)];
    const served = [...serviceDrafts(customer, place, contracts, service)];
    yield {
      collection: 'customers',
      kind: customer.kind,
      id: customer.id,
      body: { ...(customer.body as RecordBody), ...serviceTeamOf(served) },
      createdBy: personId(customer.owner),
      at: instantAt(customer.knownSince, 10 * 60),
    };
    yield* orders;
    yield* contracts;
    yield* activityDrafts(customer, context, chance);
    yield* opportunityDrafts(customer, context, chance);
    yield* visitPlans.after(customer);
    yield* dealDrafts(customer, place, deals);
    yield* served;
    yield* paperDrafts(customer, place, orders, papers);
    yield* receiptDrafts(customer, place, orders, receipts);
  }
}

/**
 * Time-ordered ids that all lie in the evening before `today`, as if the company had been typed in at once: whoever stores them in the
 * order they come fills every index from left to right. (What is older says so in its dates.)
 */
function createSampleIds(seed: number, today: IsoDate): () => RecordId {
  const evening = Date.parse(today) - 6 * 3_600_000;
  return createIdSource({ now: () => evening }, createSeededRandomness(seed));
}
