/**
 * What comes before and after the orders of the last months: quotes that wait for an answer, deliveries in parts, invoices, and now and then something
 * that came back. From a stream of chance and ids of their own, so that nothing else of the company depends on them.
 */
import { addDays, type IsoDate } from '../../shared/base/clock.ts';
import { createIdSource, type RecordId } from '../../shared/base/id.ts';
import { QUANTITY_SCALE } from '../../shared/base/money.ts';
import { createSeededRandomness } from '../../shared/base/randomness.ts';
import { textOf } from '../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { SERIES_BY_KIND, type ChainKind } from '../../shared/domain/salesDocuments/documentStates.ts';
import {
  deliveryBody,
  invoiceBody,
  openLines,
  returnBody,
  type ChosenLine,
  type NextDocument,
} from '../../shared/domain/salesDocuments/nextDocuments.ts';
import { orderProgress, type ChainDocument } from '../../shared/domain/salesDocuments/orderProgress.ts';
import type { RecordDraft } from '../sync/bulkLoad.ts';
import { daysBetween, instantAt, workingDayBefore } from './calendar.ts';
import { createChance, type Chance } from './chance.ts';
import { personId, SAMPLE_CURRENCY } from './company.ts';
import type { SampleCustomer } from './customers.ts';
import { pricedLine } from './prices.ts';
import type { PrintedNumbers } from './printedNumbers.ts';
import type { SampleProduct } from './products.ts';

export interface PaperContext {
  readonly seed: number;
  readonly today: IsoDate;
  readonly products: readonly SampleProduct[];
  readonly numbers: PrintedNumbers;
  /** Ids of these records alone. */
  readonly createId: () => RecordId;
}

const FIRST_STREAM = 520_000_000;
/** Older orders have no papers: their day of delivery says enough. */
const DAYS_OF_PAPERS = 120;

/** Time-ordered ids in the last half hour before `today`, behind those of the older story. */
export function createPaperIds(seed: number, today: IsoDate): () => RecordId {
  const lateEvening = Date.parse(today) - 1_800_000;
  return createIdSource({ now: () => lateEvening }, createSeededRandomness(FIRST_STREAM + seed));
}

/** @param orders The customer's. */
export function* paperDrafts(
  customer: SampleCustomer,
  place: number,
  orders: readonly RecordDraft[],
  context: PaperContext,
): Generator<RecordDraft> {
  const chance = createChance(context.seed, FIRST_STREAM + place);
  const paper = createPaper(customer, context);
  for (const order of orders) {
    const age = daysBetween(textOf(order.body, 'orderedOn') ?? context.today, context.today);
    const isRecent = order.body['state'] === 'confirmed' && age <= DAYS_OF_PAPERS && age > 1;
    if (isRecent && chance.percent(70)) yield* papersOf(order, age, paper, context, chance);
  }
  if (place % 4 === 1 && customer.body.stage !== 'lost') yield quoteOf(customer, paper, context, chance);
}

type Paper = (kind: ChainKind, body: RecordBody, day: IsoDate) => RecordDraft;

function createPaper(customer: SampleCustomer, { numbers, createId }: PaperContext): Paper {
  const { paperCode } = customer.territory.branch;
  return (kind, body, day) => ({
    collection: 'salesDocuments',
    kind,
    id: createId(),
    body: body['state'] === 'draft' ? body : { ...body, number: numbers.next(SERIES_BY_KIND[kind], paperCode, day) },
    createdBy: personId(customer.owner),
    at: instantAt(day, 15 * 60),
  });
}

/** A third of the deliveries is only a part yet; most of what went out is invoiced, and of one in ten something comes back. */
function* papersOf(
  order: RecordDraft,
  age: number,
  paper: Paper,
  { today }: PaperContext,
  chance: Chance,
): Generator<RecordDraft> {
  const documents: ChainDocument[] = [];
  const later = (days: number): IsoDate => workingDayBefore(today, Math.max(1, age - days));
  const next = (chosen: readonly ChosenLine[], issuedOn: IsoDate): NextDocument => ({
    orderId: order.id,
    order: order.body,
    chosen,
    issuedOn,
  });
  const keep = (draft: RecordDraft): RecordDraft => {
    documents.push({ kind: draft.kind, body: draft.body });
    return draft;
  };
  const open = openLines(orderProgress({ ...order.body, deliveredOn: '' }, documents), 'toDeliver');
  const delivered = chance.percent(35) ? open.map((line) => part(line, chance)) : open;
  const deliveredOn = later(2);
  const body = deliveryBody(next(delivered, deliveredOn));
  yield keep(
    paper(
      'delivery',
      { ...body, state: 'delivered', deliveredAt: instantAt(deliveredOn, 14 * 60), receivedBy: chance.pick(RECEIVERS) },
      deliveredOn,
    ),
  );
  if (chance.percent(75)) {
    const issuedOn = later(3);
    yield keep(
      paper(
        'invoice',
        {
          ...invoiceBody(next(delivered, issuedOn), documents),
          state: 'issued',
          issuedAt: instantAt(issuedOn, 15 * 60),
        },
        issuedOn,
      ),
    );
  }
  const [first] = delivered;
  if (!first || !chance.percent(10)) return;
  const issuedOn = later(8);
  const isReceived = chance.percent(60);
  yield keep(
    paper(
      'return',
      {
        ...returnBody(next([part(first, chance)], issuedOn)),
        state: isReceived ? 'received' : 'accepted',
        remedy: chance.pick(['refund', 'replacement']),
        reason: chance.pick(['damaged', 'defect', 'wrongItem', 'notWanted', 'expired']),
        acceptedAt: instantAt(issuedOn, 12 * 60),
        ...(isReceived ? { receivedAt: instantAt(issuedOn, 16 * 60) } : {}),
      },
      issuedOn,
    ),
  );
}

/** At least one piece, and never more than there are. */
const part = ({ orderLineId, quantity }: ChosenLine, chance: Chance): ChosenLine => ({
  orderLineId,
  quantity:
    quantity < 2 * QUANTITY_SCALE
      ? quantity
      : chance.between(1, Math.floor(quantity / QUANTITY_SCALE)) * QUANTITY_SCALE,
});

function quoteOf(
  customer: SampleCustomer,
  paper: Paper,
  { today, products }: PaperContext,
  chance: Chance,
): RecordDraft {
  const age = chance.between(1, 30);
  const issuedOn = workingDayBefore(today, age);
  const state = chance.weighted<'draft' | 'sent' | 'declined'>([
    [20, 'draft'],
    [60, 'sent'],
    [20, 'declined'],
  ]);
  const shelf = products.filter(
    ({ department, body }) => customer.trade.buys.includes(department) && body.discontinued !== true,
  );
  const lines = chance.several(shelf, chance.between(1, 4)).flatMap((product, index) => {
    const quantity = chance.between(1, 6) * QUANTITY_SCALE;
    const line = pricedLine(product, issuedOn, quantity);
    return line?.unitPrice
      ? [
          {
            id: `l${index + 1}`,
            order: `a${index}`,
            productId: product.id,
            productName: product.body.name,
            unit: product.body.unit,
            quantity,
            unitPrice: { ...line.unitPrice },
            discountPercentage: line.discountPercentage,
            taxPercentage: line.taxPercentage,
          },
        ]
      : [];
  });
  return paper(
    'quote',
    {
      customerId: customer.id,
      ownerId: personId(customer.owner),
      // Without a line that could be priced it is still being written.
      state: lines.length === 0 ? 'draft' : state,
      issuedOn,
      validUntil: addDays(issuedOn, 14),
      currency: SAMPLE_CURRENCY,
      lines,
      ...(state === 'draft' || lines.length === 0 ? {} : { sentAt: instantAt(issuedOn, 11 * 60) }),
      ...(state === 'declined' && lines.length > 0
        ? { declinedAt: instantAt(issuedOn, 16 * 60), declineReason: chance.pick(DECLINE_REASONS) }
        : {}),
    },
    issuedOn,
  );
}

const RECEIVERS = ['انباردار', 'خانم احمدی، پذیرش', 'آقای کریمی', 'مسئول تدارکات', 'نگهبانی'] as const;
const DECLINE_REASONS = ['قیمت بالاتر از رقیب', 'بودجه تأیید نشد', 'زمان تحویل دیر بود'] as const;
