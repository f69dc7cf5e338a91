import { describe, expect, it } from 'vitest';
import { contractViolations } from './contractRules.ts';
import { contractDaysLeft, contractLastDay, contractState } from './contractState.ts';

const contract = { startsOn: '2026-03-21', endsOn: '2027-03-20', coverage: ['labour'] };

describe('the state of a contract', () => {
  it.each([
    ['2026-03-20', 'upcoming'],
    ['2026-03-21', 'running'],
    ['2027-02-17', 'running'],
    ['2027-02-18', 'expiring'],
    ['2027-03-20', 'expiring'],
    ['2027-03-21', 'ended'],
  ])('on %s is %s', (today, state) => {
    expect(contractState(contract, today)).toBe(state);
  });

  it('follows the day on which it was really ended', () => {
    expect(contractState({ ...contract, endedOn: '2026-06-01' }, '2026-06-02')).toBe('ended');
    expect(contractLastDay({ ...contract, endedOn: '2026-06-01' })).toBe('2026-06-01');
  });

  it('is ended, never running, when its dates cannot be read', () => {
    expect(
      [{}, { ...contract, startsOn: 'soon' }, { ...contract, endsOn: '2027-02-30' }].map((body) =>
        contractState(body, '2026-06-01'),
      ),
    ).toEqual(['ended', 'ended', 'ended']);
  });

  it('counts the days that are left', () => {
    expect(['2027-03-10', '2027-03-20', '2027-03-21'].map((today) => contractDaysLeft(contract, today))).toEqual([
      10, 0, -1,
    ]);
    expect(contractDaysLeft({}, '2027-03-21')).toBeNull();
  });
});

describe('the rules of a contract', () => {
  it.each([
    [contract, []],
    [{ ...contract, endsOn: '2026-03-20' }, ['contract.endsBeforeStart']],
    [{ ...contract, coverage: [] }, ['contract.coverageMissing']],
    [{ ...contract, price: { amount: -1, currency: 'IRR' } }, ['contract.priceNegative']],
    [{ ...contract, visitsIncluded: -1_000 }, ['contract.visitsNegative']],
    [{ ...contract, endedOn: '2026-01-01' }, []],
  ])('%j: %j', (body, reasons) => {
    expect(contractViolations(body).map(({ reason }) => reason)).toEqual(reasons);
  });
});
