import { describe, expect, it } from 'vitest';
import { kindOf } from '../catalogue.ts';
import { territoryScope, personScope, type RecordBody } from '../record.ts';
import { activitySchema } from './activity.ts';

const PERSON = '00000000-0000-7000-8000-000000000001';
const TERRITORY = '00000000-0000-7000-8000-000000000002';
const CUSTOMER = '00000000-0000-7000-8000-000000000003';
const plan: RecordBody = {
  ownerId: PERSON,
  subject: 'تهران شمال',
  weekdays: ['sat', 'mon'],
  everyDays: { A: 7, B: 14 },
  stops: [{ id: 's1', order: 'a0', customerId: CUSTOMER, everyDays: 3 }],
  territoryIds: [TERRITORY],
  startsOn: '2026-11-21',
};
const definition = kindOf('activities', 'visitPlan');

describe('a visit plan', () => {
  it('lives with the person who goes, is shared with its territories, and refers to its customers', () => {
    expect(definition?.schema.safeParse(plan).success).toBe(true);
    expect(definition?.scope.home(plan, null, 'x')).toBe(personScope(PERSON));
    expect(definition?.scope.shares?.(plan)).toEqual([territoryScope(TERRITORY)]);
    expect(definition?.references?.(plan)).toEqual([{ collection: 'customers', id: CUSTOMER }]);
    expect(definition?.invariants?.(plan)).toEqual([]);
  });

  it('needs a day of the week, and ends after it starts', () => {
    expect(definition?.invariants?.({ ...plan, weekdays: [], endsOn: '2026-11-20' })).toEqual([
      { path: 'weekdays', reason: 'visitPlan.weekdaysMissing' },
      { path: 'endsOn', reason: 'visitPlan.endsBeforeStart' },
    ]);
  });

  it('is no activity: it has no customer and no time of its own', () => {
    expect(definition?.schema.safeParse({ ...plan, plannedAt: '2026-11-21T08:00:00.000Z' }).success).toBe(false);
    expect(definition?.schema.safeParse({ ...plan, customerId: CUSTOMER }).success).toBe(false);
  });
});

describe('what was stored before', () => {
  it('is a whole activity still', () => {
    const stored = {
      subject: 'بازدید',
      plannedAt: '2026-11-21T08:00:00.000Z',
      outcome: 'refused',
      outcomeReason: 'گران',
    };
    expect(activitySchema.parse(stored)).toEqual(stored);
  });
});
