import { describe, expect, it } from 'vitest';
import {
  finishedParts,
  NO_PARTS,
  partsFromText,
  partsOfValue,
  readParts,
  steppedPart,
  type DateKind,
} from './dateParts.ts';

const PERSIAN: DateKind = { calendar: 'persian', timeZone: null };
const GREGORIAN: DateKind = { calendar: 'gregory', timeZone: null };
const day = (year: string, month: string, date: string) => ({ ...NO_PARTS, year, month, day: date });

describe('parts of a date', () => {
  it.for([
    ['2027-03-20', '1405', '12', '29'],
    ['2025-03-20', '1403', '12', '30'],
    ['2026-03-21', '1405', '01', '01'],
  ] as const)('%s in the Persian calendar, there and back', ([iso, year, month, date]) => {
    expect(partsOfValue(iso, PERSIAN)).toEqual(day(year, month, date));
    expect(readParts(day(year, month, date), PERSIAN)).toEqual({ state: 'whole', value: iso });
  });

  it.for([
    [PERSIAN, '1405', '12', '30', 29],
    [PERSIAN, '1405', '07', '31', 30],
    [GREGORIAN, '2027', '06', '31', 30],
    [GREGORIAN, '2027', '02', '29', 28],
    [GREGORIAN, '2028', '02', '30', 29],
    [PERSIAN, '1405', '13', '01', null],
    [PERSIAN, '1405', '00', '01', null],
    [PERSIAN, '1405', '01', '00', null],
    // Past the year 9999, which no ISO date has.
    [PERSIAN, '9999', '01', '01', null],
  ] as const)('refuses a day that is not there: %o %s-%s-%s', ([kind, year, month, date, monthDays]) => {
    expect(readParts(day(year, month, date), kind)).toEqual({ state: 'noSuchDay', monthDays });
  });

  it('knows half a date from none', () => {
    expect(readParts(NO_PARTS, PERSIAN)).toEqual({ state: 'empty' });
    expect(readParts(day('1405', '', ''), PERSIAN)).toEqual({ state: 'partial' });
    expect(readParts(day('140', '01', '01'), PERSIAN)).toEqual({ state: 'partial' });
    expect(readParts(day('1405', '01', '01'), { ...PERSIAN, timeZone: 'Asia/Tehran' })).toEqual({ state: 'partial' });
  });

  it('reads a time in its zone and keeps the seconds that nobody typed', () => {
    const kind: DateKind = { calendar: 'persian', timeZone: 'Asia/Tehran' };
    const parts = partsOfValue('2026-11-22T10:20:30.400Z', kind);
    expect(parts).toEqual({ year: '1405', month: '09', day: '01', hour: '13', minute: '50' });
    expect(readParts({ ...parts, minute: '51' }, kind, '2026-11-22T10:20:30.400Z')).toEqual({
      state: 'whole',
      value: '2026-11-22T10:21:30.400Z',
    });
    expect(readParts({ ...parts, hour: '24' }, kind)).toEqual({ state: 'noSuchTime' });
    // The night on which the clocks of Berlin skip an hour.
    const berlin: DateKind = { calendar: 'gregory', timeZone: 'Europe/Berlin' };
    expect(readParts({ ...day('2027', '03', '28'), hour: '02', minute: '30' }, berlin)).toEqual({
      state: 'noSuchTime',
    });
  });

  it('reads what is pasted, the year first', () => {
    for (const text of ['1405/12/30', ' ۱۴۰۵-۱۲-۳۰ ', '١٤٠٥.١٢.٣٠', '14051230', '1405/12/30, 10:20']) {
      expect(partsFromText(text, PERSIAN), text).toEqual(day('1405', '12', '30'));
    }
    expect(partsFromText('1405/1/3', PERSIAN)).toEqual(day('1405', '01', '03'));
    expect(partsFromText('2026-11-22 10:20', { ...GREGORIAN, timeZone: 'UTC' })).toMatchObject({
      hour: '10',
      minute: '20',
    });
    for (const text of ['فردا', '30/12/1405', '1405/12', '12', '1405/12-30'])
      expect(partsFromText(text, PERSIAN), text).toBeNull();
  });

  it('steps around the ends and begins with today', () => {
    const today = day('1405', '09', '01');
    expect(steppedPart(NO_PARTS, 'month', 1, today).month).toBe('09');
    expect(steppedPart(day('1405', '12', '1'), 'month', 1, today).month).toBe('01');
    expect(steppedPart(day('1405', '12', '31'), 'day', -1, today).day).toBe('30');
    expect(steppedPart(day('1405', '12', '1'), 'day', -7, today).day).toBe('25');
    expect(finishedParts(day('14', '3', '9'))).toEqual(day('14', '03', '09'));
  });
});
