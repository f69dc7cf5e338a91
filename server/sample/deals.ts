/**
 * A pipeline at work beside the older story: deals that moved lately and have a next step, some that stand still, leads of people who are
 * no customers yet, losses with their reason, and a second pipeline for tenders. From streams of chance and ids of their own, so that
 * nothing else of the company depends on them.
 */
import { addDays, type IsoDate } from '../../shared/base/clock.ts';
import { createIdSource, deterministicId, type RecordId } from '../../shared/base/id.ts';
import { PERCENT_SCALE } from '../../shared/base/money.ts';
import { createSeededRandomness } from '../../shared/base/randomness.ts';
import type { Opportunity } from '../../shared/domain/opportunities/opportunity.ts';
import { proposedProbability } from '../../shared/domain/opportunities/pipeline.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import type { RecordDraft } from '../sync/bulkLoad.ts';
import { instantAt, workingDayBefore } from './calendar.ts';
import { createChance, type Chance } from './chance.ts';
import { personId, SAMPLE_CURRENCY } from './company.ts';
import type { SampleCustomer } from './customers.ts';
import { amountOfOne } from './prices.ts';
import type { SampleProduct } from './products.ts';

export interface DealContext {
  readonly seed: number;
  readonly today: IsoDate;
  readonly products: readonly SampleProduct[];
  /** Ids of these records alone. */
  readonly createId: () => RecordId;
}

const FIRST_STREAM = 610_000_000;
const TENDERS: RecordId = deterministicId('peyvand sample', 'pipeline', 'tenders');

/** Time-ordered ids in the last hour before `today`, behind those of the older story. */
export function createDealIds(seed: number, today: IsoDate): () => RecordId {
  const lateEvening = Date.parse(today) - 3_600_000;
  return createIdSource({ now: () => lateEvening }, createSeededRandomness(FIRST_STREAM + seed));
}

export function* pipelineDrafts(at: string): Generator<RecordDraft> {
  const stage = (id: string, order: string, label: string, percent: number, rotDays: number) => ({
    id,
    order,
    label,
    probability: percent * PERCENT_SCALE,
    rotDays,
  });
  yield {
    collection: 'organisation',
    kind: 'pipeline',
    id: TENDERS,
    body: {
      name: 'مناقصه‌ها',
      stages: [
        stage('tender-papers', 'a0', 'دریافت اسناد', 10, 14),
        stage('tender-offer', 'a1', 'تهیهٔ پیشنهاد', 25, 10),
        stage('tender-opened', 'a2', 'بازگشایی پاکت‌ها', 50, 30),
        stage('tender-contract', 'a3', 'عقد قرارداد', 90, 20),
      ],
      lostReasons: [
        { id: 'tender-price', order: 'a0', label: 'قیمت بالاتر از رقیب' },
        { id: 'tender-papers', order: 'a1', label: 'نقص مدارک' },
        { id: 'tender-cancelled', order: 'a2', label: 'لغو مناقصه' },
      ],
    },
    createdBy: personId('admin'),
    at,
  };
}

/** Of one customer in a dozen a deal that goes on; of one in thirty a lead from somebody nearby. */
export function* dealDrafts(customer: SampleCustomer, place: number, context: DealContext): Generator<RecordDraft> {
  const chance = createChance(context.seed, FIRST_STREAM + place);
  if (place % 12 === 5 && customer.body.stage !== 'lost') yield deal(customer, place, context, chance);
  if (place % 30 === 7) yield lead(customer, context, chance);
}

function deal(customer: SampleCustomer, place: number, context: DealContext, chance: Chance): RecordDraft {
  const isTender = place % 5 === 0;
  const machine = chance.pick(context.products.filter(({ kind }) => kind === 'equipment'));
  const stage = isTender
    ? chance.pick(['tender-papers', 'tender-offer', 'tender-opened', 'tender-contract'])
    : chance.weighted([
        [20, 'prospecting'],
        [30, 'engaging'],
        [25, 'proposal'],
        [15, 'negotiation'],
        [10, 'lost'],
      ]);
  const daysHere = chance.weighted([
    [70, chance.between(1, 9)],
    [30, chance.between(25, 60)],
  ]);
  const enteredOn = workingDayBefore(context.today, daysHere);
  const openedOn = workingDayBefore(enteredOn, chance.between(5, 30));
  const isLost = stage === 'lost';
  const body: Opportunity = {
    name: `${machine.body.name}، ${customer.body.name}`.slice(0, 200).trim(),
    customerId: customer.id,
    ownerId: personId(customer.owner),
    productId: machine.id,
    ...(isTender ? { pipelineId: TENDERS } : {}),
    stage,
    stageHistory: { [stage]: instantAt(enteredOn, chance.between(9 * 60, 16 * 60)) },
    amount: {
      amount: amountOfOne(machine, openedOn) * chance.between(1, 4),
      currency: SAMPLE_CURRENCY,
    },
    probability: isTender ? chance.between(1, 9) * 10 * PERCENT_SCALE : proposedProbability(stage),
    openedOn,
    ...(isLost
      ? {
          closedOn: enteredOn,
          lostReasonId: chance.pick(['price', 'competitor', 'budget', 'timing', 'noNeed']),
          lostReason: chance.pick(LOSSES),
        }
      : {
          expectedCloseOn: addDays(context.today, chance.between(1, 60)),
          nextStep: chance.pick(STEPS),
          nextStepOn: addDays(context.today, chance.between(1, 12)),
        }),
  };
  return draftOf('opportunity', body, customer, context, instantAt(openedOn, 10 * 60));
}

function lead(customer: SampleCustomer, context: DealContext, chance: Chance): RecordDraft {
  const openedOn = workingDayBefore(context.today, chance.between(1, 20));
  const body: Opportunity = {
    name: chance.pick(WISHES),
    ownerId: personId(customer.owner),
    companyName: chance.pick(COMPANIES),
    contactName: chance.pick(CONTACTS),
    phone: `0912${chance.between(1_000_000, 9_999_999)}`,
    stage: 'prospecting',
    stageHistory: { prospecting: instantAt(openedOn, chance.between(9 * 60, 16 * 60)) },
    probability: proposedProbability('prospecting'),
    openedOn,
    nextStep: chance.pick(STEPS),
    nextStepOn: addDays(context.today, chance.between(1, 7)),
  };
  return draftOf('lead', body, customer, context, instantAt(openedOn, 11 * 60));
}

const draftOf = (
  kind: 'lead' | 'opportunity',
  body: Opportunity,
  customer: SampleCustomer,
  context: DealContext,
  at: string,
): RecordDraft => ({
  collection: 'opportunities',
  kind,
  id: context.createId(),
  body: body as RecordBody,
  createdBy: personId(customer.owner),
  at,
});

const STEPS = [
  'تماس با مسئول خرید',
  'ارسال پیش‌فاکتور',
  'دمو در محل',
  'پیگیری نظر مدیر',
  'جلسه با واحد مالی',
  'Send the datasheet',
] as const;
const LOSSES = ['رقیب ۸٪ ارزان‌تر داد', 'بودجه به سال بعد رفت', 'مدیر خرید عوض شد'] as const;
const WISHES = [
  'استعلام سونوگرافی',
  'تجهیز اتاق عمل',
  'آشنایی در نمایشگاه',
  'درخواست قیمت از سایت',
  'معرفی همکار، یونیت دندانپزشکی',
] as const;
const COMPANIES = [
  'درمانگاه امید نو',
  'کلینیک آفتاب شرق',
  'آزمایشگاه رازی نوین',
  'مرکز تصویربرداری سپهر',
  'داروخانهٔ شبانه‌روزی مهر',
] as const;
const CONTACTS = ['مینا شریفی', 'کاوه نادری', 'سمانه رستگار', 'آرش بهرامی', 'لیلا توکلی'] as const;
