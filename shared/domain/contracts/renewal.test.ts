import { expect, it } from 'vitest';
import { isRenewalDue } from './entitlements.ts';
import { renewalOf } from './renewal.ts';

const body = {
  title: 'طلایی',
  customerId: 'c',
  number: 'CON-1',
  startsOn: '2026-03-21',
  endsOn: '2027-03-20',
  coverage: ['parts'],
  approval: { decision: 'approved' },
  endedOn: '2027-01-31',
  note: 'ن',
};

it('a renewal has the terms, the day after the last, and as long a time; neither number nor approval', () => {
  expect(renewalOf({ id: 'old', body })).toEqual({
    title: 'طلایی',
    customerId: 'c',
    coverage: ['parts'],
    startsOn: '2027-02-01',
    endsOn: '2028-01-31',
    renewsContractId: 'old',
  });
});

it.each([
  ['2026-12-31', false],
  ['2027-01-01', true],
  ['2027-01-31', true],
  ['2027-02-01', true],
  ['2027-04-01', true],
  ['2027-04-02', false],
])('on %s a renewal is due: %s; never once another contract took its place', (today, due) => {
  const contract = { id: 'old', body: { ...body, approval: undefined } as never };
  expect([isRenewalDue(contract, today, new Set()), isRenewalDue(contract, today, new Set(['old']))]).toEqual([
    due,
    false,
  ]);
});
