/**
 * How the customers of the sample company pay: what is long past in one transfer, the orders of the last months one by one, with cheques that clear, wait or
 * bounce, and some that nobody has paid. From a stream of chance and ids of their own, so that nothing else of the company depends on them.
 */
import { addDays, type IsoDate } from '../../shared/base/clock.ts';
import { createIdSource, type RecordId } from '../../shared/base/id.ts';
import { createSeededRandomness } from '../../shared/base/randomness.ts';
import { integerOf, textOf } from '../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { orderTotals } from '../../shared/domain/salesDocuments/orderTotals.ts';
import type { ReceiptMethod, ReceiptState } from '../../shared/domain/salesDocuments/receiptStates.ts';
import type { RecordDraft } from '../sync/bulkLoad.ts';
import { daysBetween, instantAt } from './calendar.ts';
import { createChance, type Chance } from './chance.ts';
import { personId, SAMPLE_CURRENCY } from './company.ts';
import type { SampleCustomer } from './customers.ts';
import type { PrintedNumbers } from './printedNumbers.ts';

export interface ReceiptContext {
  readonly seed: number;
  readonly today: IsoDate;
  readonly numbers: PrintedNumbers;
  /** Ids of these records alone. */
  readonly createId: () => RecordId;
}

const FIRST_STREAM = 640_000_000;
/** What is older was paid together. */
const DAYS_ONE_BY_ONE = 180;

/** Time-ordered ids in the last minutes before `today`, behind those of everything that is paid. */
export function createReceiptIds(seed: number, today: IsoDate): () => RecordId {
  const lateEvening = Date.parse(today) - 300_000;
  return createIdSource({ now: () => lateEvening }, createSeededRandomness(FIRST_STREAM + seed));
}

/** @param orders The customer's. */
export function* receiptDrafts(
  customer: SampleCustomer,
  place: number,
  orders: readonly RecordDraft[],
  context: ReceiptContext,
): Generator<RecordDraft> {
  const chance = createChance(context.seed, FIRST_STREAM + place);
  const debts = orders.filter(({ body }) => body['state'] === 'confirmed').map((order) => toDebt(order, context.today));
  const old = debts.filter(({ age }) => age > DAYS_ONE_BY_ONE);
  const last = old.at(-1);
  if (last) {
    const amount = old.reduce((sum, debt) => sum + debt.amount, 0);
    const receivedOn = earlier(addDays(last.dueOn, chance.between(0, 20)), addDays(context.today, -30));
    yield receiptOf(
      customer,
      context,
      { method: 'transfer', amount, receivedOn, state: 'verified', paid: old },
      chance,
    );
  }
  for (const debt of debts) if (debt.age <= DAYS_ONE_BY_ONE) yield* paymentsOf(debt, customer, context, chance);
}

interface Debt {
  readonly id: RecordId;
  readonly orderedOn: IsoDate;
  readonly dueOn: IsoDate;
  readonly age: number;
  readonly amount: number;
}

function toDebt({ id, body }: RecordDraft, today: IsoDate): Debt {
  const orderedOn = textOf(body, 'orderedOn') ?? today;
  return {
    id,
    orderedOn,
    dueOn: addDays(orderedOn, integerOf(body, 'paymentDays') ?? 0),
    age: daysBetween(orderedOn, today),
    amount: orderTotals(body).total.amount,
  };
}

/** Most pay around the day on which it is due; some in part, some not yet. */
function* paymentsOf(
  debt: Debt,
  customer: SampleCustomer,
  context: ReceiptContext,
  chance: Chance,
): Generator<RecordDraft> {
  const { today } = context;
  const receivedOn = addDays(debt.dueOn, chance.between(-12, 15));
  const isPaid = chance.percent(88);
  const isInPart = chance.percent(12);
  const method = chance.weighted<ReceiptMethod>([
    [36, 'cheque'],
    [36, 'transfer'],
    [16, 'card'],
    [12, 'cash'],
  ]);
  // Who pays by cheque gives it at once, for a day far off.
  const givenOn =
    method === 'cheque' ? addDays(debt.orderedOn, chance.between(0, 6)) : later(receivedOn, debt.orderedOn);
  const chequeDays = chance.pick([30, 60, 90, 120]);
  const fate = chance.between(0, 99);
  if (!isPaid || givenOn >= today || debt.amount <= 0) return;
  const amount = isInPart ? Math.max(1, Math.round(debt.amount / 2 / 100_000) * 100_000) : debt.amount;
  const isFresh = daysBetween(givenOn, today) <= 3;
  const dueOn = addDays(givenOn, chequeDays);
  yield receiptOf(
    customer,
    context,
    {
      method,
      amount: Math.min(amount, debt.amount),
      receivedOn: givenOn,
      state: isFresh ? 'collected' : method === 'cheque' ? stateOfCheque(dueOn, today, fate) : 'verified',
      paid: [debt],
      ...(method === 'cheque' ? { dueOn } : {}),
    },
    chance,
  );
}

function stateOfCheque(dueOn: IsoDate, today: IsoDate, fate: number): ReceiptState {
  if (dueOn < addDays(today, -2)) return fate < 9 ? 'bounced' : fate < 12 ? 'deposited' : 'cleared';
  return dueOn < addDays(today, 10) ? 'deposited' : 'verified';
}

interface Payment {
  readonly method: ReceiptMethod;
  readonly amount: number;
  readonly receivedOn: IsoDate;
  readonly state: ReceiptState;
  readonly paid: readonly Debt[];
  readonly dueOn?: IsoDate;
}

function receiptOf(
  customer: SampleCustomer,
  { today, numbers, createId }: ReceiptContext,
  { method, amount, receivedOn, state, paid, dueOn }: Payment,
  chance: Chance,
): RecordDraft {
  const { branch } = customer.territory;
  const yesterday = addDays(today, -1);
  const at = instantAt(receivedOn, chance.between(8 * 60, 17 * 60));
  const id = createId();
  const [only] = paid;
  const isSeen = state !== 'collected';
  const wasDeposited = state === 'deposited' || state === 'cleared' || state === 'bounced';
  const body: RecordBody = {
    customerId: customer.id,
    ownerId: personId(customer.owner),
    number: numbers.next('RCT', branch.paperCode, receivedOn),
    state,
    method,
    receivedOn,
    currency: SAMPLE_CURRENCY,
    amount: { amount, currency: SAMPLE_CURRENCY },
    collectedAt: at,
    collectedBy: personId(customer.owner),
    ...(method === 'card' || method === 'transfer' ? { reference: String(chance.between(100_000, 999_999)) } : {}),
    ...(dueOn === undefined ? {} : { cheque: chequeOf(dueOn, chance) }),
    ...(paid.length === 1 && only
      ? { allocations: [{ id: 'a1', order: 'a0', documentId: only.id, amount: { amount, currency: SAMPLE_CURRENCY } }] }
      : {}),
    ...(isSeen
      ? {
          verifiedAt: instantAt(earlier(addDays(receivedOn, 2), yesterday), 9 * 60),
          verifiedBy: personId(branch.managerLogin),
        }
      : {}),
    ...(wasDeposited && dueOn !== undefined
      ? { depositedOn: earlier(addDays(dueOn, -1), yesterday), depositedTo: 'بانک ملت، حساب جاری' }
      : {}),
    ...(state === 'cleared' && dueOn !== undefined ? { clearedOn: earlier(addDays(dueOn, 1), yesterday) } : {}),
    ...(state === 'bounced' && dueOn !== undefined
      ? { bouncedOn: earlier(addDays(dueOn, 1), yesterday), bounceReason: 'کسری موجودی' }
      : {}),
  };
  return { collection: 'salesDocuments', kind: 'receipt', id, body, createdBy: personId(customer.owner), at };
}

const BANKS = ['ملت', 'ملی', 'صادرات', 'تجارت', 'سپه', 'پاسارگاد', 'سامان', 'پارسیان'] as const;

const chequeOf = (dueOn: IsoDate, chance: Chance): RecordBody => ({
  number: String(chance.between(100_000, 999_999)),
  bank: chance.pick(BANKS),
  dueOn,
  sayadId: `${chance.between(10_000_000, 99_999_999)}${chance.between(10_000_000, 99_999_999)}`,
});

const earlier = (one: IsoDate, other: IsoDate): IsoDate => (one < other ? one : other);
const later = (one: IsoDate, other: IsoDate): IsoDate => (one > other ? one : other);
