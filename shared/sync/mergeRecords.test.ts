import { describe, expect, it } from 'vitest';
import {
  ID,
  PRODUCT,
  confirmed,
  create,
  customer,
  draft,
  line,
  merged,
  patch,
  refused,
  remove,
  set,
} from '../../build/testing/mergeCases.ts';
import { serviceContractKind } from '../domain/contracts/serviceContract.ts';
import { companyKind } from '../domain/customers/customer.ts';
import { orderKind } from '../domain/salesDocuments/order.ts';
import { balanceKind } from '../domain/stock/balance.ts';
import type { LeafChange } from './operation.ts';

describe('a merge group', () => {
  const quantity = set('lines/l1/quantity', 1_000, 2_000);

  it('SYNC-70: clashes when another leaf of it was changed unseen: theirs stays as a whole', () => {
    const current = { ...draft, paymentDays: 30 };
    const outcome = merged(
      patch(orderKind, current, [quantity, set('note', undefined, 'mine')], { unseen: [{ paths: ['paymentDays'] }] }),
    );
    expect(outcome.body).toEqual({ ...current, note: 'mine' });
    expect(outcome.clashes).toEqual([
      {
        path: 'lines/l1/quantity',
        base: 1_000,
        mine: 2_000,
        theirs: 1_000,
        result: 1_000,
        group: 'order',
        policy: 'ask',
      },
    ]);
  });

  it('SYNC-70: clashes when a value is not the one seen, even if no unseen change is known', () => {
    const outcome = merged(patch(orderKind, { ...draft, paymentDays: 30 }, [quantity, set('paymentDays', 10, 20)]));
    expect(outcome.body).toEqual({ ...draft, paymentDays: 30 });
    expect(outcome.clashes.map(({ path, mine, result }) => [path, mine, result])).toEqual([
      ['lines/l1/quantity', 2_000, 1_000],
      ['paymentDays', 20, 30],
    ]);
  });

  it('SYNC-70: does not clash over unseen changes outside it', () => {
    const outcome = merged(
      patch(orderKind, { ...draft, note: 'theirs' }, [quantity], { unseen: [{ paths: ['note'] }] }),
    );
    expect(outcome.body['lines']).toEqual([{ ...line, quantity: 2_000 }]);
    expect(outcome.clashes).toEqual([]);
  });

  it('SYNC-67: never holds up a count, not even one that is listed in it', () => {
    const counted = { ...orderKind, merge: { ...orderKind.merge, counters: ['paymentDays'] } };
    const count: LeafChange = { do: 'increment', path: 'paymentDays', by: 5 };
    const unseen = [{ paths: ['lines/l1'] }];
    const outcome = merged(patch(counted, { ...draft, paymentDays: 30 }, [quantity, count], { unseen }));
    expect(outcome.body).toEqual({ ...draft, paymentDays: 35 });
    expect(outcome.clashes.map(({ path }) => path)).toEqual(['lines/l1/quantity']);
  });

  it('SYNC-71: in which both want the same does not clash', () => {
    const current = { ...draft, lines: [{ ...line, quantity: 2_000 }] };
    const outcome = merged(patch(orderKind, current, [quantity], { unseen: [{ paths: ['lines/l1/quantity'] }] }));
    expect(outcome).toMatchObject({ body: current, changedPaths: [], clashes: [] });
  });

  it('SYNC-72: contested by earlier work of one’s own that lost', () => {
    const outcome = merged(
      patch(orderKind, draft, [set('paymentDays', undefined, 10)], { contested: ['lines/l1/quantity'] }),
    );
    expect(outcome.body).toEqual(draft);
    expect(outcome.clashes).toMatchObject([{ path: 'paymentDays', mine: 10, theirs: undefined, group: 'order' }]);
  });

  it('SYNC-73: of a locked record takes no change but a legal step of its life', () => {
    expect(refused(patch(orderKind, confirmed, [quantity]))).toEqual(['locked_record', 'lines/l1/quantity']);
    expect(refused(patch(orderKind, confirmed, [set('state', 'confirmed', 'draft')]))).toEqual([
      'locked_record',
      'state',
    ]);
    const cancel = [set('state', 'confirmed', 'cancelled'), set('cancelReason', undefined, 'برگشت')];
    expect(merged(patch(orderKind, confirmed, cancel)).body['state']).toBe('cancelled');
    expect(refused(patch(orderKind, confirmed, [...cancel, quantity]))).toEqual(['locked_record', 'state']);
    expect(merged(patch(orderKind, confirmed, [set('deliveredOn', undefined, '2026-12-01')])).body['deliveredOn']).toBe(
      '2026-12-01',
    );
    expect(merged(patch(orderKind, confirmed, [set('state', 'draft', 'confirmed')])).changedPaths).toEqual([]);
  });

  it('SYNC-73: clashes, and is not refused, when its author could not know of the lock', () => {
    const outcome = merged(patch(orderKind, confirmed, [quantity], { unseen: [{ paths: ['state', 'confirmedAt'] }] }));
    expect(outcome.body).toEqual(confirmed);
    expect(outcome.clashes).toMatchObject([{ path: 'lines/l1/quantity', mine: 2_000, result: 1_000 }]);
  });
});

describe('deleting and creating', () => {
  it('SYNC-74: a record changed unseen is not deleted', () => {
    const outcome = merged(remove(companyKind, customer, { unseen: [{ paths: ['name'] }] }));
    expect(outcome).toMatchObject({ deleted: false, changedPaths: [], body: customer });
    expect(outcome.clashes).toMatchObject([
      { path: '', mine: undefined, theirs: customer, result: customer, policy: 'ask' },
    ]);
    expect(merged(remove(companyKind, customer))).toMatchObject({ deleted: true, changedPaths: [''], clashes: [] });
    // A move between scopes is in the history too, and changed nothing that anybody could have wanted to see.
    expect(merged(remove(companyKind, customer, { unseen: [{ paths: [] }] })).deleted).toBe(true);
    expect(merged(remove(companyKind, customer, { deleted: true }))).toMatchObject({ deleted: true, changedPaths: [] });
  });

  it('SYNC-74: a locked record is not deleted', () => {
    expect(refused(remove(orderKind, confirmed))).toEqual(['locked_record', null]);
    expect(merged(remove(orderKind, draft)).deleted).toBe(true);
  });

  it.each([customer, null])('SYNC-75: an edit of a deleted record leaves it deleted (content kept: %#)', (current) => {
    const outcome = merged(
      patch(companyKind, current, [set('name', 'الف', 'mine'), { do: 'add', path: 'tags', value: 'x' }], {
        deleted: true,
      }),
    );
    expect(outcome).toMatchObject({ deleted: true, changedPaths: [] });
    expect(outcome.clashes.map(({ path, mine, theirs, result }) => [path, mine, theirs, result])).toEqual([
      ['name', 'mine', undefined, undefined],
      ['tags', ['x'], undefined, undefined],
    ]);
  });

  it('SYNC-78: a record created twice keeps the first one’s values and takes what they lack', () => {
    const fresh = merged(create(companyKind, null, customer));
    expect(fresh).toMatchObject({ body: customer, changedPaths: [''], clashes: [] });
    expect(merged(create(companyKind, customer, customer))).toMatchObject({
      body: customer,
      changedPaths: [],
      clashes: [],
    });
    const second = merged(create(companyKind, customer, { ...customer, name: 'mine', note: 'mine', tags: ['mine'] }));
    expect(second.body).toEqual({ ...customer, note: 'mine', tags: ['mine'] });
    expect(second.clashes).toMatchObject([
      { path: 'name', base: undefined, mine: 'mine', theirs: 'الف', result: 'الف' },
    ]);
  });

  it('SYNC-78: a merge group of a record created twice is the first one’s', () => {
    const outcome = merged(create(orderKind, draft, { ...draft, paymentDays: 30, note: 'mine' }));
    expect(outcome.body).toEqual({ ...draft, note: 'mine' });
    expect(outcome.clashes).toMatchObject([
      { path: 'paymentDays', mine: 30, theirs: undefined, result: undefined, group: 'order' },
    ]);
  });

  it('SYNC-78: a count is not added up when a record is created twice', () => {
    const writable = { ...balanceKind, merge: { ...balanceKind.merge, default: 'serverOrder' as const } };
    const balance = { productId: PRODUCT, placeId: ID, quantity: 10, asOf: '2026-11-01T00:00:00.000Z' };
    expect(merged(create(writable, balance, balance)).body['quantity']).toBe(10);
  });

  it('SYNC-79: a delete of an unknown record is a tombstone that a later create does not lift', () => {
    const tombstone = merged(remove(companyKind, null));
    expect(tombstone).toMatchObject({ deleted: true, changedPaths: [''], clashes: [] });
    const late = merged(create(companyKind, tombstone.body, customer, { deleted: true }));
    expect(late).toMatchObject({ deleted: true, changedPaths: [] });
    expect(late.clashes).toMatchObject([{ path: '', mine: customer, theirs: undefined, result: undefined }]);
  });

  it('SYNC-80: a patch of an unknown record is refused', () => {
    expect(refused(patch(companyKind, null, [set('name', 'a', 'b')]))).toEqual(['unknown_record', null]);
  });
});

describe('what must hold', () => {
  const contract = {
    customerId: ID,
    title: 'سرویس',
    startsOn: '2026-01-01',
    endsOn: '2026-12-31',
    coverage: ['parts', 'labour'],
  };
  const withoutPart = (value: string): LeafChange[] => [{ do: 'remove', path: 'coverage', value }];

  it('SYNC-81: mine alone breaking an invariant is refused with all that is wrong', () => {
    const outcome = patch(serviceContractKind, contract, [
      set('endsOn', '2026-12-31', '2025-12-31'),
      ...withoutPart('parts'),
      ...withoutPart('labour'),
    ]);
    expect(outcome).toMatchObject({ type: 'refused', reason: 'invariant_broken' });
    expect(outcome.type === 'refused' && outcome.violations.map(({ path }) => path)).toEqual(['endsOn', 'coverage']);
    const moved = { unseen: [{ paths: [] }] };
    const emptied = [...withoutPart('parts'), ...withoutPart('labour')];
    expect(refused(patch(serviceContractKind, contract, emptied, moved))).toEqual(['invariant_broken', 'coverage']);
    expect(create(serviceContractKind, null, { ...contract, coverage: [] })).toMatchObject({
      reason: 'invariant_broken',
      path: 'coverage',
    });
  });

  it('SYNC-81: both together breaking one leaves theirs, and all of mine in clashes', () => {
    const current = { ...contract, coverage: ['labour'] };
    const outcome = merged(
      patch(serviceContractKind, current, [...withoutPart('labour'), set('note', undefined, 'mine')], {
        unseen: [{ paths: ['coverage'] }],
      }),
    );
    expect(outcome.body).toEqual(current);
    expect(outcome.changedPaths).toEqual([]);
    expect(outcome.clashes.map(({ path, mine, result }) => [path, mine, result])).toEqual([
      ['coverage', [], ['labour']],
      ['note', 'mine', undefined],
    ]);
  });

  it('SYNC-81: a schema is broken like an invariant: alone refused, together a clash', () => {
    expect(
      refused(patch(companyKind, customer, [set('stage', 'lead', 'nonsense')], { unseen: [{ paths: ['name'] }] })),
    ).toEqual(['invalid', 'stage']);
    expect(refused(patch(companyKind, customer, [set('phones/p1/number', '1', '')]))).toEqual([
      'invalid',
      'phones/p1/number',
    ]);
    expect(refused(create(companyKind, null, { name: 'x' }))).toEqual(['invalid', 'stage']);
    const full = Array.from({ length: 50 }, (_, index) => ({
      id: `p${index}`,
      order: 'a0',
      label: 'mobile',
      number: '1',
    }));
    const addition: LeafChange = {
      do: 'addElement',
      path: 'phones',
      id: 'new',
      order: 'a1',
      value: { label: 'home', number: '2' },
    };
    expect(refused(patch(companyKind, { ...customer, phones: full }, [addition]))).toEqual(['invalid', 'phones']);
    const together = merged(
      patch(companyKind, { ...customer, phones: full }, [addition], { unseen: [{ paths: ['phones/p49'] }] }),
    );
    expect(together.changedPaths).toEqual([]);
    expect(together.clashes).toMatchObject([
      { path: 'phones/new', mine: { id: 'new', number: '2' }, theirs: undefined },
    ]);
  });

  it('SYNC-67: a delta counts even where the rest of mine is in clashes', () => {
    const counted = { ...serviceContractKind, merge: { ...serviceContractKind.merge, counters: ['visitsIncluded'] } };
    const outcome = merged(
      patch(
        counted,
        { ...contract, coverage: ['labour'], visitsIncluded: 5_000 },
        [...withoutPart('labour'), { do: 'increment', path: 'visitsIncluded', by: -1_000 }],
        {
          unseen: [{ paths: ['coverage'] }],
        },
      ),
    );
    expect(outcome.body).toMatchObject({ coverage: ['labour'], visitsIncluded: 4_000 });
    expect(outcome.changedPaths).toEqual(['visitsIncluded']);
    expect(outcome.clashes.map(({ path }) => path)).toEqual(['coverage']);
  });

  it('SYNC-82: a fault that was there blocks no other edit', () => {
    const faulty = { ...contract, endsOn: '2025-01-01', responseHours: -1 };
    expect(merged(patch(serviceContractKind, faulty, [set('note', undefined, 'x')])).body['note']).toBe('x');
    expect(refused(patch(serviceContractKind, faulty, [...withoutPart('parts'), ...withoutPart('labour')]))).toEqual([
      'invariant_broken',
      'coverage',
    ]);
  });

  it.each<[LeafChange, string]>([
    [set('lines//quantity', 1, 2), 'lines//quantity'],
    [set('lines/l1', line, line), 'lines/l1'],
    [set('lines/l1/id', 'l1', 'l2'), 'lines/l1/id'],
    [set('orderedOn/x', 1, 2), 'orderedOn/x'],
    [set('bad~2', 1, 2), 'bad~2'],
    [{ do: 'add', path: 'lines', value: 'x' }, 'lines'],
    [{ do: 'addElement', path: 'note', id: 'x', order: 'a0', value: {} }, 'note'],
    [{ do: 'removeElement', path: 'currency', id: 'x' }, 'currency'],
    [{ do: 'increment', path: 'paymentDays', by: 1 }, 'paymentDays'],
  ])('SYNC-83: refuses %j', (change, path) => {
    expect(refused(patch(orderKind, draft, [change]))).toEqual(['invalid', path]);
  });

  it('SYNC-83: a body with a nameless field is refused, not thrown', () => {
    expect(refused(create(companyKind, null, { ...customer, newer: { '': 1 } }))).toEqual(['invalid', null]);
  });

  it('SYNC-7: a newer client’s paths below a field that is unknown here are carried out', () => {
    const current = { ...customer, newer: { inner: { a: 1 } }, list: [{ id: 'x', order: 'a0', v: 1 }] };
    const outcome = merged(
      patch(companyKind, current, [
        set('newer/inner/a', 1, 2),
        set('list/x/v', 1, 2),
        { do: 'addElement', path: 'list', id: 'y', order: 'a1', value: {} },
        { do: 'add', path: 'words', value: 'w' },
      ]),
    );
    expect(outcome.body).toMatchObject({
      newer: { inner: { a: 2 } },
      list: [{ id: 'x', v: 2 }, { id: 'y' }],
      words: ['w'],
    });
  });
});
