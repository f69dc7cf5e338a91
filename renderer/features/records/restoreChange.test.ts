import { expect, it } from 'vitest';
import { companyKind } from '../../../shared/domain/customers/customer.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { applyChanges, diffBodies } from '../../../shared/sync/diff.ts';
import { withoutChange } from './restoreChange.ts';

const before: RecordBody = {
  name: 'Pars',
  stage: 'active',
  tags: ['vip'],
  creditLimit: { amount: 5, currency: 'IRR' },
  phones: [
    { id: 'p1', order: 'a0', label: 'mobile', number: '0912' },
    { id: 'p2', order: 'a1', label: 'office', number: '021' },
  ],
};
const after: RecordBody = {
  name: 'Pars Group',
  stage: 'active',
  note: 'new',
  tags: ['vip', 'north'],
  creditLimit: { amount: 7, currency: 'IRR' },
  phones: [
    { id: 'p2', order: 'a1', label: 'office', number: '026' },
    { id: 'p3', order: 'a2', label: 'fax', number: '1' },
  ],
};

it('puts every change back, one by one, to where the record stood', () => {
  let body = applyChanges(companyKind, after, []);
  const changes = diffBodies(companyKind, before, after);
  expect(changes.map((change) => change.do).toSorted()).toEqual([
    'add',
    'addElement',
    'removeElement',
    'set',
    'set',
    'set',
    'set',
  ]);
  for (const change of changes) body = withoutChange(body, change) ?? body;
  expect(diffBodies(companyKind, before, body)).toEqual([]);
});

it('has nothing to do where the earlier value stands again, or its element is gone', () => {
  const [renamed] = diffBodies(companyKind, { name: 'A' }, { name: 'B' });
  expect(withoutChange({ name: 'A' }, renamed!)).toBeNull();
  expect(withoutChange(after, { do: 'set', path: 'phones/p1/number', value: '1', seen: '2' })).toBeNull();
});
