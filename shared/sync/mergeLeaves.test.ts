import { describe, expect, it } from 'vitest';
import {
  ID,
  PRODUCT,
  create,
  customer,
  merged,
  patch,
  phone,
  refused,
  remove,
  set,
} from '../../build/testing/mergeCases.ts';
import { companyKind } from '../domain/customers/customer.ts';
import type { RecordBody } from '../domain/record.ts';
import { reviewKind } from '../domain/reviews/review.ts';
import { balanceKind } from '../domain/stock/balance.ts';
import { diffBodies } from './diff.ts';
import type { LeafChange } from './operation.ts';

describe('one leaf', () => {
  it('SYNC-60: changed by one side alone is taken', () => {
    const outcome = merged(patch(companyKind, { ...customer, note: 'theirs' }, [set('name', 'الف', 'ب')]));
    expect(outcome.body).toEqual({ ...customer, name: 'ب', note: 'theirs' });
    expect(outcome.changedPaths).toEqual(['name']);
    expect(outcome.clashes).toEqual([]);
  });

  it('SYNC-61: changed alike by both is nothing', () => {
    const current = { ...customer, name: 'ب' };
    const outcome = merged(
      patch(companyKind, current, [set('name', 'الف', 'ب'), { do: 'unset', path: 'note', seen: 'x' }]),
    );
    expect(outcome).toMatchObject({ body: current, changedPaths: [], clashes: [] });
  });

  it('SYNC-62: under server order the later change holds and the earlier is in the clash', () => {
    const outcome = merged(patch(companyKind, { ...customer, name: 'theirs' }, [set('name', 'الف', 'mine')]));
    expect(outcome.body['name']).toBe('mine');
    expect(outcome.changedPaths).toEqual(['name']);
    expect(outcome.clashes).toEqual([
      { path: 'name', base: 'الف', mine: 'mine', theirs: 'theirs', result: 'mine', group: null, policy: 'serverOrder' },
    ]);
  });

  it('SYNC-62: a value taken away clashes like a value changed', () => {
    const outcome = merged(
      patch(companyKind, { ...customer, note: 'theirs' }, [{ do: 'unset', path: 'note', seen: 'base' }]),
    );
    expect(outcome.body).not.toHaveProperty('note');
    expect(outcome.clashes).toMatchObject([{ base: 'base', mine: undefined, theirs: 'theirs', result: undefined }]);
    const other = merged(patch(companyKind, customer, [set('note', 'base', 'mine')]));
    expect(other.body['note']).toBe('mine');
    expect(other.clashes).toMatchObject([{ base: 'base', mine: 'mine', theirs: undefined, result: 'mine' }]);
  });

  it('SYNC-63: under ask the server’s value stays and mine is in the clash', () => {
    const [base, mine, theirs] = [1, 2, 3].map((amount) => ({ amount, currency: 'IRR' }));
    const outcome = merged(
      patch(companyKind, { ...customer, creditLimit: theirs! }, [set('creditLimit', base, mine!)]),
    );
    expect(outcome.body['creditLimit']).toEqual(theirs);
    expect(outcome.changedPaths).toEqual([]);
    expect(outcome.clashes).toEqual([
      { path: 'creditLimit', base, mine, theirs, result: theirs, group: null, policy: 'ask' },
    ]);
  });

  it('SYNC-4: money is one value, a set leaf inside it is no path', () => {
    expect(refused(patch(companyKind, customer, [set('creditLimit/amount', 1, 2)]))).toEqual([
      'invalid',
      'creditLimit/amount',
    ]);
  });

  it('SYNC-65: what the server alone writes is refused', () => {
    const balance = { productId: PRODUCT, placeId: ID, quantity: 1, asOf: '2026-11-01T00:00:00.000Z' };
    expect(refused(create(balanceKind, null, balance))).toEqual(['permission_denied', null]);
    expect(refused(patch(balanceKind, balance, [{ do: 'increment', path: 'quantity', by: 1 }]))).toEqual([
      'permission_denied',
      'quantity',
    ]);
    expect(refused(remove(balanceKind, balance))).toEqual(['permission_denied', null]);
    const review = {
      collection: 'customers',
      recordKind: 'company',
      recordId: ID,
      group: 'g',
      mineAuthorId: ID,
      leaves: [],
      status: 'open',
    };
    expect(refused(patch(reviewKind, review, [set('leaves', [], ['x'])]))).toEqual(['permission_denied', 'leaves']);
    expect(merged(patch(reviewKind, review, [set('status', 'open', 'accepted')])).body['status']).toBe('accepted');
  });

  it('SYNC-66: a locked leaf is written once', () => {
    const source = { preset: 'northwind', table: 'Customers', id: 'ALFKI' };
    const other = { ...source, id: 'ANATR' };
    expect(merged(patch(companyKind, customer, [set('source', undefined, source)])).body['source']).toEqual(source);
    expect(refused(patch(companyKind, { ...customer, source }, [set('source', source, other)]))).toEqual([
      'locked_record',
      'source',
    ]);
    expect(
      refused(patch(companyKind, { ...customer, source }, [{ do: 'unset', path: 'source', seen: source }])),
    ).toEqual(['locked_record', 'source']);
    const unaware = merged(patch(companyKind, { ...customer, source }, [set('source', undefined, other)]));
    expect(unaware.body['source']).toEqual(source);
    expect(unaware.clashes).toMatchObject([{ path: 'source', mine: other, theirs: source, result: source }]);
  });
});

describe('sets and counters', () => {
  it('SYNC-64: members added by both are kept, members removed by either are gone', () => {
    const outcome = merged(
      patch(companyKind, { ...customer, tags: ['base', 'theirs'] }, [
        { do: 'remove', path: 'tags', value: 'base' },
        { do: 'add', path: 'tags', value: 'mine' },
        { do: 'remove', path: 'tags', value: 'gone' },
      ]),
    );
    expect(outcome.body['tags']).toEqual(['mine', 'theirs']);
    expect(outcome.clashes).toEqual([]);
  });

  it('SYNC-64: a set that one side emptied and took away keeps what the other put in', () => {
    const changes = diffBodies(companyKind, { ...customer, tags: ['x'] }, customer);
    expect(merged(patch(companyKind, { ...customer, tags: ['x', 'theirs'] }, changes)).body['tags']).toEqual([
      'theirs',
    ]);
    expect(merged(patch(companyKind, { ...customer, tags: ['x'] }, changes)).body).toEqual(customer);
  });

  it('SYNC-67: stock 10, two sell one each: 8', () => {
    const writable = { ...balanceKind, merge: { ...balanceKind.merge, default: 'serverOrder' as const } };
    const balance = { productId: PRODUCT, placeId: ID, quantity: 10_000, asOf: '2026-11-01T00:00:00.000Z' };
    const sale = diffBodies(writable, balance, { ...balance, quantity: 9_000 });
    const first = merged(patch(writable, balance, sale));
    const second = merged(patch(writable, first.body, sale, { unseen: [{ paths: first.changedPaths }] }));
    expect(second.body['quantity']).toBe(8_000);
    expect(second.clashes).toEqual([]);
    expect(
      refused(
        patch(writable, { ...balance, quantity: Number.MAX_SAFE_INTEGER }, [
          { do: 'increment', path: 'quantity', by: 1 },
        ]),
      ),
    ).toEqual(['invalid', 'quantity']);
  });
});

describe('elements of a list', () => {
  it('SYNC-68: edits of different fields of one element, and of different elements, both survive', () => {
    const current = {
      ...customer,
      phones: [
        { ...phone, label: 'office' },
        { id: 'p2', order: 'a1', label: 'home', number: '2' },
      ],
    };
    const outcome = merged(
      patch(companyKind, current, [set('phones/p1/number', '1', '9')], {
        unseen: [{ paths: ['phones/p1/label', 'phones/p2'] }],
      }),
    );
    expect(outcome.body['phones']).toEqual([{ ...phone, label: 'office', number: '9' }, current.phones[1]]);
    expect(outcome.clashes).toEqual([]);
  });

  it('SYNC-4: a new order key moves its element', () => {
    const second = { id: 'p2', order: 'a1', label: 'home', number: '2' };
    const outcome = merged(
      patch(companyKind, { ...customer, phones: [phone, second] }, [set('phones/p1/order', 'a0', 'a2')]),
    );
    expect(outcome.body['phones']).toEqual([second, { ...phone, order: 'a2' }]);
  });

  it('SYNC-4: additions fall into place, beside elements that move', () => {
    const second = { id: 'p2', order: 'a1', label: 'home', number: '2' };
    const outcome = merged(
      patch(companyKind, { ...customer, phones: [phone, second] }, [
        set('phones/p1/order', 'a0', 'a2'),
        { do: 'addElement', path: 'phones', id: 'p3', order: 'a1V', value: { label: 'fax', number: '3' } },
      ]),
    );
    expect((outcome.body['phones'] as RecordBody[]).map(({ id }) => id)).toEqual(['p2', 'p3', 'p1']);
  });

  it('SYNC-76: a removed element that was edited unseen stays', () => {
    const edited = { ...phone, number: 'theirs' };
    const outcome = merged(
      patch(companyKind, { ...customer, phones: [edited] }, [
        { do: 'removeElement', path: 'phones', id: 'p1', seen: phone },
      ]),
    );
    expect(outcome.body['phones']).toEqual([edited]);
    expect(outcome.removed).toEqual({});
    expect(outcome.clashes).toEqual([
      { path: 'phones/p1', base: phone, mine: undefined, theirs: edited, result: edited, group: null, policy: 'ask' },
    ]);
  });

  it('SYNC-76: an element that only moved is removed, and moving a removed element is nothing', () => {
    const moved = merged(
      patch(companyKind, { ...customer, phones: [{ ...phone, order: 'a5' }] }, [
        { do: 'removeElement', path: 'phones', id: 'p1', seen: phone },
      ]),
    );
    expect(moved.body['phones']).toEqual([]);
    expect(moved.clashes).toEqual([]);
    const gone = merged(patch(companyKind, { ...customer, phones: [] }, [set('phones/p1/order', 'a0', 'a5')]));
    expect(gone).toMatchObject({ changedPaths: [], clashes: [] });
  });

  it('SYNC-76: edits inside an element that was removed unseen leave it removed, and one clash holds all of it', () => {
    const outcome = merged(
      patch(
        companyKind,
        { ...customer, phones: [] },
        [set('phones/p1/number', '1', '9'), set('phones/p1/label', 'mobile', 'fax')],
        {
          unseen: [{ paths: ['phones/p1'], removed: { 'phones/p1': phone } }],
        },
      ),
    );
    expect(outcome.body['phones']).toEqual([]);
    expect(outcome.clashes).toEqual([
      {
        path: 'phones/p1',
        base: phone,
        mine: { ...phone, number: '9', label: 'fax' },
        theirs: undefined,
        result: undefined,
        group: null,
        policy: 'ask',
      },
    ]);
  });

  it('SYNC-76: where the removed content is not known, the clash holds the leaf', () => {
    const outcome = merged(patch(companyKind, { ...customer, phones: [] }, [set('phones/p1/number', '1', '9')]));
    expect(outcome.clashes).toEqual([
      {
        path: 'phones/p1/number',
        base: '1',
        mine: '9',
        theirs: undefined,
        result: undefined,
        group: null,
        policy: 'ask',
      },
    ]);
  });

  it('SYNC-77: an addition does not bring back what was removed unseen, nor what a tombstone names', () => {
    const { id, order, ...value } = phone;
    const addition: LeafChange = { do: 'addElement', path: 'phones', id, order, value };
    const emptied = { ...customer, phones: [] };
    const removed = merged(patch(companyKind, emptied, [{ do: 'removeElement', path: 'phones', id, seen: phone }]));
    expect(removed).toMatchObject({ changedPaths: [], clashes: [], removed: { 'phones/p1': phone } });
    const unseen = [{ paths: [], removed: removed.removed }];
    expect(merged(patch(companyKind, emptied, [addition], { unseen }))).toMatchObject({
      body: emptied,
      changedPaths: [],
      clashes: [],
    });
    const changed = merged(
      patch(companyKind, emptied, [{ ...addition, value: { ...value, number: '9' } }], { unseen }),
    );
    expect(changed.body).toEqual(emptied);
    expect(changed.clashes).toMatchObject([
      { path: 'phones/p1', mine: { ...phone, number: '9' }, theirs: undefined, result: undefined },
    ]);
    // Its author had seen the removal: an undo.
    expect(merged(patch(companyKind, emptied, [addition])).body['phones']).toEqual([phone]);
  });

  it('SYNC-77: what a removal took out is told, for the history', () => {
    const outcome = merged(
      patch(companyKind, customer, [{ do: 'removeElement', path: 'phones', id: 'p1', seen: phone }]),
    );
    expect(outcome).toMatchObject({ changedPaths: ['phones/p1'], removed: { 'phones/p1': phone } });
  });
});
