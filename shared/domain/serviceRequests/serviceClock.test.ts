import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordBody } from '../record.ts';
import { dueInstant, serviceClock } from './serviceClock.ts';

const TEHRAN = { zone: 'Asia/Tehran', weekdays: [6, 7, 1, 2, 3], from: '08:00', to: '16:00' };

describe('by when somebody must be there', () => {
  it.each([
    // 11:30 in Tehran on a Sunday.
    ['2026-11-22T08:00:00.000Z', 4, null, '2026-11-22T12:00:00.000Z'],
    ['2026-11-22T08:00:00.000Z', 4, TEHRAN, '2026-11-22T12:00:00.000Z'],
    // Four and a half hours are left of that day.
    ['2026-11-22T08:00:00.000Z', 8, TEHRAN, '2026-11-23T08:00:00.000Z'],
    // On Wednesday evening: Thursday and Friday do not count, Saturday does.
    ['2026-11-25T18:00:00.000Z', 2, TEHRAN, '2026-11-28T06:30:00.000Z'],
    ['2026-11-25T18:00:00.000Z', 0, TEHRAN, '2026-11-28T04:30:00.000Z'],
  ])('%s and %d hours: %s', (receivedAt, hours, working, due) => {
    expect(dueInstant(receivedAt, hours, working)).toBe(due);
  });

  it('is never where nobody ever works', () => {
    expect(dueInstant('2026-11-22T08:00:00.000Z', 1, { ...TEHRAN, weekdays: [] })).toBeNull();
  });

  it('comes later with every hour, and never before as many hours have passed', () => {
    const received = Date.parse('2026-11-22T08:00:00.000Z');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7 * 24 * 60 }), fc.integer({ min: 0, max: 200 }), (minutes, hours) => {
        const at = new Date(received + minutes * 60_000).toISOString();
        const [due, later] = [dueInstant(at, hours, TEHRAN) ?? '', dueInstant(at, hours + 1, TEHRAN) ?? ''];
        expect(Date.parse(due)).toBeGreaterThanOrEqual(Date.parse(at) + hours * 3_600_000);
        expect(later > due).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the clock of a request', () => {
  const request: RecordBody = {
    state: 'assigned',
    receivedAt: '2026-11-22T08:00:00.000Z',
    dueAt: '2026-11-22T16:00:00.000Z',
  };
  const at = (time: string) => `2026-11-22T${time}:00.000Z`;
  const started = { workTimes: [{ id: 'w', order: 'a0', startedAt: at('12:00') }] };

  it.each([
    [request, at('10:00'), 'running', 360],
    [request, at('14:30'), 'soon', 90],
    [request, at('17:00'), 'overdue', 60],
    [{ ...request, ...started }, at('23:00'), 'met', 240],
    [{ ...request, ...started, dueAt: at('11:00') }, at('23:00'), 'late', 60],
    [{ ...request, state: 'cancelled' }, at('23:00'), 'off', 0],
    [{ ...request, dueAt: undefined }, at('23:00'), 'none', 0],
    // Answered on the phone: closed without anybody going there.
    [
      { ...request, state: 'closed', stateHistory: [{ id: 's', order: 'a0', state: 'closed', at: at('15:00') }] },
      at('23:00'),
      'met',
      60,
    ],
  ])('%j at %s is %s, %d', (body, now, state, minutes) => {
    expect(serviceClock(body as RecordBody, now)).toMatchObject({ state, minutes });
  });
});
