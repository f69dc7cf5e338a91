import { expect, it } from 'vitest';
import { isRenewalDue } from './entitlements.ts';
import { renewalOf } from './renewal.ts';
import { serviceContractSchema } from './serviceContract.ts';

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

/** What a renewal does not take over, and why. */
const NOT_KEPT: Readonly<Record<string, string>> = {
  source: 'of the record that was imported',
  custom: 'of customers alone',
  ownerId: 'whoever makes it',
  number: 'its own, given when it is made',
  startsOn: 'follows from the old one’s end',
  endsOn: 'follows from the old one’s end',
  endedOn: 'how the old one ended',
  renewsContractId: 'the old one itself',
  approval: 'a word on the old terms',
  note: 'of the old one’s time',
};

it('a renewal takes over every field of a contract but those that are named here', () => {
  const fields = Object.keys(serviceContractSchema.shape);
  const full = Object.fromEntries(fields.map((field) => [field, `what ${field} says`]));
  const kept = Object.keys(renewalOf({ id: 'old', body: { ...full, startsOn: '2026-01-01', endsOn: '2026-12-31' } }));
  const replaced = new Set(['startsOn', 'endsOn', 'renewsContractId']);
  expect(fields.filter((field) => !kept.includes(field) || replaced.has(field)).toSorted()).toEqual(
    Object.keys(NOT_KEPT).toSorted(),
  );
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
