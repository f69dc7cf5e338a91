import { describe, expect, it } from 'vitest';
import { companyKind } from '../../../shared/domain/customers/customer.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { orderKind } from '../../../shared/domain/salesDocuments/order.ts';
import { diffBodies } from '../../../shared/sync/diff.ts';
import {
  problemsOf,
  rebaseEdits,
  tidyBody,
  valueAt,
  withElement,
  withElementBack,
  withoutElement,
  withValueAt,
} from './bodyEdits.ts';

const customer: RecordBody = {
  name: 'Pars Trading',
  stage: 'active',
  phones: [
    { id: 'p1', order: 'a0', label: 'mobile', number: '0912' },
    { id: 'p2', order: 'a1', label: 'office', number: '021' },
  ],
};

describe('a body under edit', () => {
  it('is read and put by leaf path, elements by their id', () => {
    expect(valueAt(customer, 'phones/p2/number')).toBe('021');
    const changed = withValueAt(customer, 'phones/p2/number', '026');
    expect(valueAt(changed, 'phones/p2/number')).toBe('026');
    expect(valueAt(changed, 'phones/p1/number')).toBe('0912');
    expect(valueAt(customer, 'phones/p2/number')).toBe('021');
  });

  it('gets the objects on the way, never the list elements', () => {
    expect(withValueAt(customer, 'consent/sms', 'granted')['consent']).toEqual({ sms: 'granted' });
    expect(withValueAt(customer, 'phones/gone/number', '1')).toEqual(customer);
  });

  it('loses a field that is emptied', () => {
    expect('email' in withValueAt({ ...customer, email: 'a@b.c' }, 'email', undefined)).toBe(false);
  });

  it('takes an element out and puts it back where it stood', () => {
    const without = withoutElement(customer, 'phones', 'p1');
    expect(diffBodies(companyKind, customer, without)).toMatchObject([{ do: 'removeElement', id: 'p1' }]);
    const back = withElementBack(without, 'phones', { id: 'p1', order: 'a0', label: 'mobile', number: '0912' });
    expect(diffBodies(companyKind, customer, back)).toEqual([]);
  });

  it('adds elements at the end of their list', () => {
    const longer = withElement(customer, 'phones', 'p3', { label: 'fax', number: '1' });
    const orders = (longer['phones'] as { order: string }[]).map(({ order }) => order);
    expect(orders.toSorted()).toEqual(orders);
  });
});

describe('a body as it is saved', () => {
  it('has no blanks around texts, no empty texts, no entries that nobody filled in', () => {
    const typed = withElement({ ...customer, name: '  Pars  ', email: '  ' }, 'addresses', 'x', { label: 'main' });
    const tidy = tidyBody(companyKind, withElement(typed, 'phones', 'y', { label: 'mobile', number: ' ' }), customer);
    expect(diffBodies(companyKind, customer, tidy)).toEqual([
      { do: 'set', path: 'name', value: 'Pars', seen: 'Pars Trading' },
    ]);
  });

  it('keeps what was there before, however odd', () => {
    const seen = { ...customer, email: ' a@b ', addresses: [{ id: 'x', order: 'a0', label: 'main' }] };
    expect(diffBodies(companyKind, seen, tidyBody(companyKind, seen, seen))).toEqual([]);
  });

  it('keeps a list that must be there although it is empty', () => {
    expect(tidyBody(orderKind, { lines: [], tags: [] }, null)).toEqual({ lines: [] });
  });
});

describe('what saving would refuse', () => {
  it('is told by leaf path', () => {
    const problems = problemsOf(companyKind, {
      stage: 'active',
      nationalId: '1'.repeat(31),
      phones: [{ id: 'p1', order: 'a0', label: 'mobile' }],
    });
    expect(problems).toEqual([
      { path: 'name', reason: 'missing' },
      { path: 'phones/p1/number', reason: 'missing' },
      { path: 'nationalId', reason: 'tooLong', bound: 30 },
    ]);
  });

  it('includes the rules of trade', () => {
    const order = { customerId: crypto.randomUUID(), state: 'draft', orderedOn: '2026-11-21', currency: 'IRR' };
    const line = { id: 'l', order: 'a0', productId: crypto.randomUUID(), productName: 'P', unit: 'u' };
    const priced = {
      ...line,
      quantity: 0,
      unitPrice: { amount: 1, currency: 'IRR' },
      discountPercentage: 0,
      taxPercentage: 0,
    };
    const reasons = problemsOf(orderKind, { ...order, lines: [priced] }).map(({ path, reason }) => `${path} ${reason}`);
    expect(reasons).toContain('lines/l/quantity order.quantityNotPositive');
  });

  it('is nothing for a good body', () => {
    expect(problemsOf(companyKind, customer)).toEqual([]);
  });
});

it('carries edits over to a newer body: others’ fields come along, one’s own stay', () => {
  const mine = withValueAt(customer, 'name', 'Pars & Sons');
  const theirs = withValueAt(withValueAt(customer, 'stage', 'dormant'), 'name', 'Pars Group');
  expect(rebaseEdits(companyKind, customer, mine, theirs)).toMatchObject({ name: 'Pars & Sons', stage: 'dormant' });
});
