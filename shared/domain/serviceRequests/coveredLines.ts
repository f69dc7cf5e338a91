/**
 * Which lines of an order nobody pays for, because a service contract or a guarantee covers them: what the rules of approval must not take for a gift of
 * its seller's. Reckoned from the job that the order bills, so it tells nothing of the contract but that it covers.
 */
import { isInstant, isoDateFromInstant, type IsoDate } from '../../base/clock.ts';
import type { RecordId } from '../../base/id.ts';
import { HUNDRED_PERCENT } from '../../base/money.ts';
import { elementsOf, integerOf, moneyOf, objectOf, textOf, textsOf } from '../bodyReads.ts';
import type { RequestFacts } from '../contracts/entitlements.ts';
import type { ContractCoverage } from '../pricing/pricing.ts';
import type { RecordBody } from '../record.ts';
import { usedLines, type UsedLine } from './charges.ts';
import { coverageOn, type HeldBody } from './coverage.ts';
import { signedPayerOfPart } from './signedPayers.ts';

export interface JobRequest extends RequestFacts {
  readonly createdBy: RecordId;
}

export interface CoveredOrder {
  readonly id: RecordId;
  readonly body: RecordBody;
  /** Who bills it: a job that is theirs alone, from the call to the work, covers nothing without somebody else's word. */
  readonly author: RecordId;
  /** Every request, contract and machine of the customer. */
  readonly requests: readonly JobRequest[];
  readonly contracts: readonly HeldBody[];
  readonly assets: readonly HeldBody[];
  readonly kindOf: (productId: RecordId) => string | null;
  /** What so much of a product (× 1,000) costs the customer on that day, before tax, in minor units of that currency; null where that is not known here. */
  readonly priceOf: (productId: RecordId, quantity: number, day: IsoDate, currency: string) => number | null;
  /** Does the quote that it names say that this order came of it? Another order that names the quote bills nothing of the job by it. */
  readonly isOfItsQuote: boolean;
  /** The customer's other orders that are confirmed. */
  readonly confirmed: readonly HeldBody[];
  /** Where nobody has worked yet, the day that coverage is asked of. */
  readonly today: IsoDate;
  readonly timeZone: string;
}

/** By the id of the line. */
export function coveredLines(order: CoveredOrder): Map<string, ContractCoverage> {
  const covered = new Map<string, ContractCoverage>();
  for (const request of order.requests.filter((one) => isBilledBy(one, order) && isSharedWork(one, order.author)))
    for (const [id, by] of coveredOf(request, order)) covered.set(id, by);
  return covered;
}

/** Does the order bill this job, by itself or by the quote that it came of? */
function isBilledBy({ body }: JobRequest, order: CoveredOrder): boolean {
  const quoteId = textOf(order.body, 'quoteId');
  return ordersOf(body).includes(order.id) || (order.isOfItsQuote && textOf(body, 'quoteId') === quoteId);
}

const ordersOf = (request: RecordBody): string[] => [
  ...textsOf(request, 'earlierOrderIds'),
  ...(textOf(request, 'orderId') === null ? [] : [textOf(request, 'orderId') ?? '']),
];

/** Somebody else took it in, or was sent. */
const isSharedWork = ({ createdBy, body }: JobRequest, author: RecordId): boolean =>
  createdBy !== author || (textOf(body, 'assigneeId') ?? author) !== author;

/** The lines at nothing of parts that were used and are covered, as many as were used: what the job's other orders have is covered once. */
function coveredOf(request: JobRequest, order: CoveredOrder): [string, ContractCoverage][] {
  const day = dayOfWork(request.body, order);
  const before = order.requests.filter((other) => !isLater(other.body, request.body));
  const partsLeft = new Map<RecordId, number>();
  const coverageOf = (asset: HeldBody | null) => {
    const coverage = coverageOn({
      day,
      timeZone: order.timeZone,
      asset,
      contracts: order.contracts,
      requests: before,
      preferredContractId: textOf(request.body, 'contractId'),
      requestId: request.id,
    });
    for (const [id, amount] of coverage.partsLeft) partsLeft.set(id, amount);
    return coverage;
  };
  const machines = textsOf(request.body, 'assetIds').flatMap((id) => order.assets.filter((asset) => asset.id === id));
  // Reckoned, whatever a device wrote of it: what was signed can only say that the customer pays.
  const used = usedLines(
    { ...request.body, signature: null },
    (assetId) => coverageOf(machines.find(({ id }) => id === assetId) ?? machines[0] ?? null),
    order.kindOf,
  ).map((one) => (isCustomers(request.body, one.line.id) ? withoutPayer(one) : one));
  const within = partsWithinAmounts(request.body, used, order, partsLeft);
  const left = new Map<RecordId, number>();
  for (const { line } of within)
    if (line.coveredBy) left.set(line.productId, (left.get(line.productId) ?? 0) + line.quantity);
  const partOf = (line: RecordBody) =>
    within.find((one) => one.line.id === line['id'] && one.line.productId === line['productId']);
  // Whatever the request says by now: what an order has of these very parts was given by it.
  for (const other of order.confirmed.filter(({ id }) => id !== order.id)) {
    const isOfJob = isOrderOf(request.body, other);
    for (const line of givenLines(other.body)) if (isOfJob || partOf(line)) take(left, line);
  }
  return givenLines(order.body).flatMap((line): [string, ContractCoverage][] => {
    const by = partOf(line)?.line.coveredBy;
    return by && take(left, line) ? [[textOf(line, 'id') ?? '', by]] : [];
  });
}

/**
 * Of a contract that has parts up to an amount, those that it paid for when the customer signed, as far as it reaches: until then nobody has written down how
 * much of it they take. They take no less of it than the company asked for them on that day, whatever was written.
 */
function partsWithinAmounts(
  request: RecordBody,
  used: readonly UsedLine[],
  { contracts, priceOf, today, timeZone }: CoveredOrder,
  partsLeft: Map<RecordId, number>,
): UsedLine[] {
  const signedAt = textOf(objectOf(request['signature']), 'at');
  const day = isInstant(signedAt) ? isoDateFromInstant(signedAt, timeZone) : today;
  const parts = new Map(elementsOf(request, 'partsUsed').map((part) => [textOf(part, 'id') ?? '', part]));
  return used.map((one) => {
    const { line, payer, thing } = one;
    const contract = payer?.by === 'contract' && thing === 'parts' ? payer.contractId : '';
    const left = partsLeft.get(contract);
    if (left === undefined) return one;
    const worth = signedWorth(
      parts.get(line.id) ?? {},
      contracts.find(({ id }) => id === contract),
      (currency) => priceOf(line.productId, line.quantity, day, currency),
    );
    if (worth !== null && worth >= 0 && worth <= left) {
      partsLeft.set(contract, left - worth);
      return one;
    }
    return withoutPayer(one);
  });
}

function withoutPayer(used: UsedLine): UsedLine {
  const { coveredBy: _covered, ...line } = used.line;
  return { ...used, payer: null, line };
}

/** What was signed for afterwards takes nothing from what was signed before it; nor does work that began afterwards and that nobody has signed for yet. */
function isLater(other: RecordBody, own: RecordBody): boolean {
  const [theirs, mine] = [other, own].map((body) => textOf(objectOf(body['signature']), 'at'));
  if (typeof mine !== 'string') return false;
  if (typeof theirs === 'string') return theirs > mine;
  const starts = elementsOf(other, 'workTimes').flatMap((time) => textOf(time, 'startedAt') ?? []);
  return starts.length > 0 && starts.every((start) => start > mine);
}

const isCustomers = (request: RecordBody, partId: string): boolean => {
  const part = elementsOf(request, 'partsUsed').find(({ id }) => id === partId);
  return part !== undefined && signedPayerOfPart(request, part)?.by === 'customer';
};

/** In minor units, at the company's price where nobody wrote it down; null where nobody signed that this contract pays for the part, or nothing says what it is worth. */
function signedWorth(
  part: RecordBody,
  contract: HeldBody | undefined,
  priceIn: (currency: string) => number | null,
): number | null {
  const worth = moneyOf(part, 'worth');
  const upTo = contract && moneyOf(contract.body, 'partsUpTo');
  if (!upTo || textOf(part, 'paidById') !== contract.id || (worth && worth.currency !== upTo.currency)) return null;
  const price = priceIn(upTo.currency);
  if (worth === null || price === null || worth.amount < 0) return worth?.amount ?? price;
  return Math.max(worth.amount, price);
}

/** An order that the job names, or that names its quote. */
function isOrderOf(request: RecordBody, { id, body }: HeldBody): boolean {
  const quoteId = textOf(request, 'quoteId');
  return ordersOf(request).includes(id) || (quoteId !== null && textOf(body, 'quoteId') === quoteId);
}

const givenLines = (order: RecordBody): RecordBody[] =>
  elementsOf(order, 'lines').filter((line) => integerOf(line, 'discountPercentage') === HUNDRED_PERCENT);

/** @returns whether so much was left. */
function take(left: Map<RecordId, number>, line: RecordBody): boolean {
  const productId = textOf(line, 'productId') ?? '';
  const rest = (left.get(productId) ?? 0) - (integerOf(line, 'quantity') ?? 0);
  left.set(productId, Math.max(0, rest));
  return rest >= 0;
}

/** The day on which somebody first worked on it. */
function dayOfWork(request: RecordBody, { today, timeZone }: CoveredOrder): IsoDate {
  const first = elementsOf(request, 'workTimes')
    .map((time) => time['startedAt'])
    .filter(isInstant)
    .toSorted()[0];
  return first === undefined ? today : isoDateFromInstant(first, timeZone);
}
