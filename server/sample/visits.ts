/** Visit plans of the reps, with customers near each other who have a rhythm of their own, and tasks of the day on which the story ends. */
import type { IsoDate } from '../../shared/base/clock.ts';
import type { TASK_PRIORITIES } from '../../shared/domain/activities/activity.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import type { RecordDraft } from '../sync/bulkLoad.ts';
import { instantAt, workingDayAfter, workingDayBefore } from './calendar.ts';
import { createChance } from './chance.ts';
import { personId, sampleId, TERRITORIES, territoryId } from './company.ts';
import type { SampleCustomer } from './customers.ts';

/** The first customers are enough for a plan, so that it is the same however many follow. */
export const CUSTOMERS_OF_PLANS = 60;
const FIRST_STREAM = 500_200_000;
const REPS = ['ali', 'sara', 'reza', 'maryam'] as const;
const STOPS = 14;

/** Gathers customers as they come, and gives the plans behind the last that counts. */
export function createVisitPlans(seed: number, today: IsoDate) {
  const byRep = new Map<string, SampleCustomer[]>(REPS.map((rep) => [rep, []]));
  let seen = 0;
  return {
    *after(customer: SampleCustomer): Generator<RecordDraft> {
      seen += 1;
      if (seen > CUSTOMERS_OF_PLANS) return;
      // A day's way leads through one territory.
      if (isNear(customer)) byRep.get(customer.owner)?.push(customer);
      if (seen < CUSTOMERS_OF_PLANS) return;
      for (const [place, rep] of REPS.entries()) yield* planOf(rep, place, byRep.get(rep) ?? []);
    },
  };

  function* planOf(rep: string, place: number, customers: readonly SampleCustomer[]): Generator<RecordDraft> {
    const chance = createChance(seed, FIRST_STREAM + place);
    const ownerId = personId(rep);
    const at = instantAt(workingDayBefore(today, 60), 9 * 60);
    const draft = (kind: string, key: string, body: RecordBody): RecordDraft => ({
      collection: 'activities',
      kind,
      id: sampleId(kind, `${rep} ${key}`),
      body,
      createdBy: ownerId,
      at,
    });
    yield draft('visitPlan', 'plan', {
      ownerId,
      subject: 'بازدید هفتگی',
      weekdays: ['sat', 'sun', 'mon', 'tue', 'wed', 'thu'],
      everyDays: { A: 7, B: 14, C: 30 },
      stops: customers.slice(0, STOPS).map(({ id }, index) => ({
        id: `s${index + 1}`,
        order: `a${index.toString(36)}`,
        customerId: id,
        everyDays: chance.pick([7, 10, 14, 21, 30]),
      })),
      territoryIds: TERRITORIES.filter(({ reps }) => reps[0] === rep)
        .slice(0, 1)
        .map(({ key }) => territoryId(key)),
      startsOn: workingDayBefore(today, 60),
      startMinute: 8 * 60 + 30,
      visitMinutes: 40,
      visitsPerDay: 9,
    });
    for (const [index, task] of TASKS.entries()) {
      const day = workingDayAfter(today, index === TASKS.length - 1 ? 2 : 0);
      yield draft('task', `task ${index + 1}`, {
        ownerId,
        subject: task.subject,
        plannedAt: instantAt(day, task.minute),
        dueOn: day,
        priority: task.priority,
        ...(index === 0 ? { remindAt: instantAt(day, task.minute - 30) } : {}),
        ...(task.repeats ? { repeat: { every: 1, unit: task.repeats, calendar: 'persian', slot: day } } : {}),
      });
    }
  }
}

const isNear = ({ territory, owner, body }: SampleCustomer): boolean =>
  TERRITORIES.find(({ reps }) => reps.includes(owner))?.key === territory.key && body.stage !== 'lost';

const TASKS: readonly {
  subject: string;
  minute: number;
  priority: (typeof TASK_PRIORITIES)[number];
  repeats?: 'week' | 'month';
}[] = [
  { subject: 'گزارش هفتگی فروش', minute: 16 * 60, priority: 'high', repeats: 'week' },
  { subject: 'گرفتن نمونه از انبار', minute: 8 * 60 + 30, priority: 'normal' },
  { subject: 'به‌روزرسانی فهرست قیمت مشتریان', minute: 12 * 60, priority: 'low', repeats: 'month' },
];
