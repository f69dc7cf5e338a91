/** What was done with a customer, what is planned, and what may be sold next. */
import { addDays, type IsoDate } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { Activity } from '../../shared/domain/activities/activity.ts';
import type { Opportunity } from '../../shared/domain/opportunities/opportunity.ts';
import { isClosedStage, proposedProbability } from '../../shared/domain/opportunities/pipeline.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { daysBetween, instantAt, workingDayAfter, workingDayBefore } from './calendar.ts';
import type { Chance } from './chance.ts';
import { personId, SAMPLE_CURRENCY } from './company.ts';
import type { SampleCustomer } from './customers.ts';
import type { RecordDraft } from '../sync/bulkLoad.ts';
import { amountOfOne } from './prices.ts';
import type { SampleProduct } from './products.ts';

export interface FollowUpContext {
  readonly today: IsoDate;
  readonly products: readonly SampleProduct[];
  readonly createId: () => RecordId;
}

const HISTORY_DAYS = 540;

type ActivityKind = 'visit' | 'call' | 'meeting' | 'note' | 'email' | 'task';

export function* activityDrafts(
  customer: SampleCustomer,
  context: FollowUpContext,
  chance: Chance,
): Generator<RecordDraft> {
  const furthest = Math.min(HISTORY_DAYS, daysBetween(customer.knownSince, context.today));
  const nearest = customer.body.stage === 'lost' ? Math.min(200, furthest) : 1;
  const days = Array.from({ length: chance.between(1, 4) }, () =>
    chance.between(Math.min(nearest, furthest), furthest),
  ).toSorted((a, b) => b - a);
  for (const daysAgo of days) {
    const kind = chance.weighted<ActivityKind>([
      [36, 'visit'],
      [34, 'call'],
      [6, 'meeting'],
      [16, 'note'],
      [8, 'email'],
    ]);
    const at = instantAt(workingDayBefore(context.today, Math.max(1, daysAgo)), chance.between(8 * 60, 18 * 60));
    yield draft(kind, pastActivity(kind, customer, at, chance), at);
  }
  if (customer.body.stage === 'lost' || !chance.percent(22)) return;
  const kind = chance.weighted<ActivityKind>([
    [60, 'visit'],
    [25, 'call'],
    [15, 'task'],
  ]);
  // A few were due and nobody went; some are today's route.
  const due = workingDayAfter(
    context.today,
    chance.weighted([
      [10, -chance.between(2, 9)],
      [25, 0],
      [65, chance.between(1, 14)],
    ]),
  );
  const plannedAt = instantAt(due, chance.between(16, 34) * 30);
  yield draft(
    kind,
    { ...common(customer), subject: chance.pick(SUBJECTS[kind]), plannedAt },
    instantAt(workingDayBefore(context.today, chance.between(10, 20)), 12 * 60),
  );

  function draft(activityKind: ActivityKind, body: Activity, at: string): RecordDraft {
    return {
      collection: 'activities',
      kind: activityKind,
      id: context.createId(),
      body: body as RecordBody,
      createdBy: personId(customer.owner),
      at,
    };
  }
}

function pastActivity(kind: ActivityKind, customer: SampleCustomer, happenedAt: string, chance: Chance): Activity {
  const position = customer.body.addresses?.[0]?.position;
  const outcome = chance.weighted<NonNullable<Activity['outcome']>>([
    [34, 'reached'],
    [14, 'notReached'],
    [22, 'ordered'],
    [8, 'refused'],
    [22, 'followUp'],
  ]);
  return {
    ...common(customer),
    subject: chance.pick(SUBJECTS[kind]),
    happenedAt,
    ...(kind === 'note' || kind === 'email'
      ? {}
      : { durationMinutes: chance.pick([5, 10, 15, 20, 30, 45, 60]), outcome }),
    ...(kind !== 'note' && kind !== 'email' && outcome === 'refused' ? { outcomeReason: chance.pick(REFUSALS) } : {}),
    ...(kind === 'visit' && position ? { position } : {}),
    ...(kind === 'note' || chance.percent(30) ? { note: chance.pick(NOTES) } : {}),
  };
}

const common = (customer: SampleCustomer): { customerId: RecordId; ownerId: RecordId } => ({
  customerId: customer.id,
  ownerId: personId(customer.owner),
});

export function* opportunityDrafts(
  customer: SampleCustomer,
  context: FollowUpContext,
  chance: Chance,
): Generator<RecordDraft> {
  const isEarly = customer.body.stage === 'lead' || customer.body.stage === 'prospect';
  if (!chance.percent(isEarly ? 60 : 25)) return;
  const age = chance.between(1, Math.max(1, Math.min(400, daysBetween(customer.knownSince, context.today) - 2)));
  const openedOn = workingDayBefore(context.today, age);
  const machine = chance.pick(
    context.products.filter(({ kind, department }) => kind === 'equipment' && customer.trade.buys.includes(department)),
  );
  const stage =
    customer.body.stage === 'lost' ? 'lost' : chance.weighted<Opportunity['stage']>(isEarly ? EARLY_STAGES : STAGES);
  const isClosed = isClosedStage(stage);
  const closedOn = addDays(openedOn, chance.between(0, age - 1));
  const openedAt = instantAt(openedOn, 10 * 60);
  const body: Opportunity = {
    ...common(customer),
    name: `${machine.body.name}، ${customer.body.name}`.slice(0, 200).trim(),
    productId: machine.id,
    stage,
    stageHistory: {
      prospecting: openedAt,
      ...(stage === 'prospecting' ? {} : { [stage]: isClosed ? instantAt(closedOn, 15 * 60) : openedAt }),
    },
    ...(stage === 'prospecting' && chance.percent(50)
      ? {}
      : {
          amount: {
            amount: amountOfOne(machine, openedOn) * chance.between(1, 3),
            currency: SAMPLE_CURRENCY,
          },
        }),
    probability: proposedProbability(stage),
    openedOn,
    ...(isClosed ? { closedOn } : { expectedCloseOn: addDays(context.today, chance.between(-10, 90)) }),
    ...(stage === 'lost' ? { lostReason: chance.pick(REFUSALS) } : {}),
  };
  const kind = isEarly && stage === 'prospecting' ? 'lead' : 'opportunity';
  yield {
    collection: 'opportunities',
    kind,
    id: context.createId(),
    body: body as RecordBody,
    createdBy: personId(customer.owner),
    at: openedAt,
  };
}

const STAGES: readonly (readonly [number, Opportunity['stage']])[] = [
  [10, 'prospecting'],
  [16, 'engaging'],
  [14, 'proposal'],
  [10, 'negotiation'],
  [30, 'won'],
  [20, 'lost'],
];
const EARLY_STAGES: readonly (readonly [number, Opportunity['stage']])[] = [
  [45, 'prospecting'],
  [30, 'engaging'],
  [17, 'proposal'],
  [8, 'negotiation'],
];

const SUBJECTS: Readonly<Record<ActivityKind, readonly string[]>> = {
  visit: [
    'بازدید دوره‌ای',
    'معرفی محصولات تازه',
    'پیگیری سفارش',
    'وصول مطالبات',
    'بررسی نیاز به تجهیزات',
    'دمو سونوگرافی',
  ],
  call: ['پیگیری تلفنی سفارش', 'اعلام قیمت', 'هماهنگی تحویل', 'تماس برای تمدید قرارداد', 'پاسخ به شکایت'],
  meeting: ['جلسه با مدیر خرید', 'جلسهٔ مناقصه', 'بازدید از نمایشگاه'],
  note: ['یادداشت', 'نظر مشتری', 'تغییر مسئول خرید'],
  email: ['ارسال پیش‌فاکتور', 'Quotation sent', 'ارسال کاتالوگ'],
  task: ['تهیهٔ پیش‌فاکتور', 'ارسال نمونه', 'پیگیری ضمانت‌نامه'],
};

const REFUSALS = ['قیمت بالا', 'خرید از رقیب', 'نداشتن بودجه', 'زمان تحویل طولانی', 'عدم نیاز'] as const;

const NOTES = [
  'از کیفیت دستکش‌ها راضی بودند؛ برای ماه آینده سفارش بزرگ‌تری می‌دهند.',
  'مسئول خرید عوض شده است؛ شمارهٔ تازه ثبت شد.',
  'منتظر تأیید هیئت‌مدیره برای خرید دستگاه هستند.',
  'رقیب ۵٪ ارزان‌تر داده است.',
  'Asked for the English datasheet of Vista V7.',
  'خواستند نوبت سرویس را جلو بیندازیم.',
] as const;
