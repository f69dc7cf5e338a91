import { describe, expect, it } from 'vitest';
import { activityInstant, activityState, activityViolations } from './activityState.ts';

const now = '2026-05-05T08:00:00.000Z';

describe('an activity', () => {
  it.each([
    [{ plannedAt: '2026-05-06T08:00:00.000Z' }, 'planned'],
    [{ plannedAt: '2026-05-04T08:00:00.000Z' }, 'overdue'],
    [{ plannedAt: '2026-05-04T08:00:00.000Z', happenedAt: '2026-05-04T09:00:00.000Z' }, 'done'],
  ])('%j is %s', (body, state) => {
    expect(activityState(body, now)).toBe(state);
    expect(activityViolations(body)).toEqual([]);
  });

  it('shows at the time when it happened, else when it is planned, and must have one of them', () => {
    expect(activityInstant({ plannedAt: 'a', happenedAt: 'b' })).toBe('b');
    expect(activityInstant({ plannedAt: 'a' })).toBe('a');
    expect(activityViolations({ subject: 'x' })).toEqual([{ path: 'plannedAt', reason: 'activity.timeMissing' }]);
  });
});
