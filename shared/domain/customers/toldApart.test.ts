import { expect, it } from 'vitest';
import { customer, merged, patch } from '../../../build/testing/mergeCases.ts';
import { diffBodies } from '../../sync/diff.ts';
import { companyKind } from './customer.ts';
import { apartMark, isToldApart } from './toldApart.ts';

it('two people who tell two customers apart without having seen each other leave no question behind', () => {
  const [phone, email] = [apartMark('other', 'phone:+982188776655'), apartMark('other', 'email:a@b.ir')];
  const current = { ...customer, toldApart: [phone] };
  const mine = diffBodies(companyKind, customer, { ...customer, toldApart: [phone, email] });
  const outcome = merged(patch(companyKind, current, mine, { unseen: [{ paths: ['toldApart'] }] }));
  expect(outcome.clashes).toEqual([]);
  expect(new Set(outcome.body['toldApart'] as string[])).toEqual(new Set([phone, email]));
  const [one, other] = [
    { id: 'one', body: outcome.body },
    { id: 'other', body: customer },
  ];
  expect(isToldApart(one, other, 'email:a@b.ir')).toBe(true);
  expect(isToldApart(other, one, 'phone:+982188776655')).toBe(true);
  expect(isToldApart(one, other, 'name:الف')).toBe(false);
});
