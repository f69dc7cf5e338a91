import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../base/leafPath.ts';
import { companyKind } from '../domain/customers/customer.ts';
import type { RecordBody } from '../domain/record.ts';
import { reviewSchema } from '../domain/reviews/review.ts';
import { mergeOperation } from './merge.ts';
import type { MergeInput, MergeOutcome } from './mergeTypes.ts';
import type { LeafChange } from './operation.ts';
import { advanceLeaves, clashToLeaf, type ReviewLeaf } from './reviewLeaves.ts';

const ID = '0190a000-0000-7000-8000-000000000001';
const phone = { id: 'p1', order: 'a0', label: 'mobile', number: '1' };
const customer = { name: 'base', stage: 'lead', phones: [phone] };

function merge(
  current: RecordBody,
  changes: LeafChange[],
  situation: Partial<MergeInput> = {},
): Extract<MergeOutcome, { type: 'merged' }> {
  const operation = {
    act: 'patch' as const,
    collection: 'customers' as const,
    kind: 'company',
    id: ID,
    seen: { epoch: null, version: 1, group: null },
    changes,
  };
  const outcome = mergeOperation({
    definition: companyKind,
    current,
    deleted: false,
    operation,
    unseen: [],
    ...situation,
  });
  if (outcome.type === 'refused') throw new Error(outcome.reason);
  return outcome;
}

const set = (path: string, seen: JsonValue, value: JsonValue): LeafChange => ({ do: 'set', path, value, seen });
const money = (amount: number) => ({ amount, currency: 'IRR' });
const leavesOf = (outcome: Extract<MergeOutcome, { type: 'merged' }>): ReviewLeaf[] => outcome.clashes.map(clashToLeaf);

describe('a review', () => {
  it('has leaves that fit the record which carries them', () => {
    const leaves = leavesOf(merge({ ...customer, note: 'theirs' }, [{ do: 'unset', path: 'note', seen: 'base' }]));
    expect(leaves).toEqual([{ path: 'note', group: null, policy: 'serverOrder', base: 'base', theirs: 'theirs' }]);
    const review = {
      collection: 'customers',
      recordKind: 'company',
      recordId: ID,
      group: 'g',
      mineAuthorId: ID,
      status: 'open',
      leaves,
    };
    expect(reviewSchema.safeParse(review).success).toBe(true);
  });

  it('SYNC-86: later work of the chain advances mine, and the base stays', () => {
    const current = { ...customer, creditLimit: money(2), name: 'theirs' };
    const first = merge(current, [set('creditLimit', money(1), money(3)), set('name', 'base', 'mine')]);
    const changes = [set('creditLimit', money(3), money(4)), set('name', 'mine', 'mine again')];
    const second = merge(first.body, changes);
    expect(advanceLeaves(companyKind, leavesOf(first), changes, second)).toEqual([
      {
        path: 'name',
        group: null,
        policy: 'serverOrder',
        base: 'base',
        mine: 'mine again',
        theirs: 'theirs',
        result: 'mine again',
      },
      {
        path: 'creditLimit',
        group: null,
        policy: 'ask',
        base: money(1),
        mine: money(4),
        theirs: money(2),
        result: money(2),
      },
    ]);
  });

  it('SYNC-86: leaves that the later work does not touch stay, and new clashes join', () => {
    const first = merge({ ...customer, creditLimit: money(2) }, [set('creditLimit', money(1), money(3))]);
    const changes = [set('chequeLimit', money(1), money(5))];
    const second = merge({ ...first.body, chequeLimit: money(9) }, changes);
    const advanced = advanceLeaves(companyKind, leavesOf(first), changes, second);
    expect(advanced).toEqual([...leavesOf(first), ...leavesOf(second)]);
  });

  it('SYNC-86: a leaf inside an element that is then removed joins the element, with the base seen first', () => {
    const asked = { ...companyKind, merge: { ...companyKind.merge, default: 'ask' as const } };
    const theirs = { ...customer, phones: [{ ...phone, number: 'theirs' }] };
    const first = merge(theirs, [set('phones/p1/number', '1', 'mine')], { definition: asked });
    const changes: LeafChange[] = [
      { do: 'removeElement', path: 'phones', id: 'p1', seen: { ...phone, number: 'mine' } },
    ];
    const second = merge(first.body, changes, { definition: asked });
    expect(advanceLeaves(asked, leavesOf(first), changes, second)).toEqual([
      {
        path: 'phones/p1',
        group: null,
        policy: 'ask',
        base: phone,
        theirs: theirs.phones[0],
        result: theirs.phones[0],
      },
    ]);
  });

  it('SYNC-86: an element that is in question takes later edits of it into mine', () => {
    const removed = { 'phones/p1': phone };
    const unseen = [{ version: 2, author: 'x', device: 'x', paths: ['phones/p1'], removed }];
    const first = merge({ ...customer, phones: [] }, [set('phones/p1/number', '1', '2')], { unseen });
    const changes = [set('phones/p1/label', 'mobile', 'fax')];
    const second = merge(first.body, changes, { unseen });
    expect(advanceLeaves(companyKind, leavesOf(first), changes, second)).toMatchObject([
      { path: 'phones/p1', base: phone, mine: { ...phone, number: '2', label: 'fax' } },
    ]);
  });

  it('SYNC-69 SYNC-86: an element that I wanted gone and then edited after all is mine again, with that edit', () => {
    const asked = { ...companyKind, merge: { ...companyKind.merge, default: 'ask' as const } };
    const theirs = { ...customer, phones: [{ ...phone, number: 'theirs' }] };
    const removal: LeafChange = { do: 'removeElement', path: 'phones', id: 'p1', seen: phone };
    const first = merge(theirs, [removal], { definition: asked });
    expect(leavesOf(first)).toMatchObject([{ path: 'phones/p1', theirs: theirs.phones[0] }]);

    // I see that it stayed and edit it, while they edit it again.
    const newer = { ...customer, phones: [{ ...phone, number: 'newer' }] };
    const changes = [set('phones/p1/number', 'theirs', 'mine')];
    const clashed = merge(newer, changes, { definition: asked });
    expect(advanceLeaves(asked, leavesOf(first), changes, clashed)).toMatchObject([
      { path: 'phones/p1', base: phone, mine: { ...phone, number: 'mine' }, result: newer.phones[0] },
    ]);

    // The same, while they take it out.
    const removed = { 'phones/p1': theirs.phones[0] ?? null };
    const unseen = [{ version: 3, author: 'x', device: 'x', paths: ['phones/p1'], removed }];
    const gone = merge({ ...customer, phones: [] }, changes, { definition: asked, unseen });
    const [leaf] = advanceLeaves(asked, leavesOf(first), changes, gone);
    expect(leaf).toMatchObject({ path: 'phones/p1', base: phone, mine: { ...phone, number: 'mine' } });
    expect(leaf).not.toHaveProperty('result');
  });

  it('SYNC-86: the record as a whole takes the last clash, and the leaves beside it stay', () => {
    const unseen = [{ version: 2, author: 'x', device: 'x', paths: ['name'] }];
    const operation = {
      act: 'delete' as const,
      collection: 'customers' as const,
      kind: 'company',
      id: ID,
      seen: { epoch: null, version: 1, group: null },
    };
    const remove = (current: RecordBody) => merge(current, [], { operation, unseen });
    const note = leavesOf(merge({ ...customer, note: 'theirs' }, [set('note', 'base', 'mine')]));
    const leaves = [...note, ...leavesOf(remove({ ...customer, name: 'theirs' }))];
    const newer = { ...customer, name: 'newer' };
    expect(advanceLeaves(companyKind, leaves, [], remove(newer))).toEqual([
      ...note,
      { path: '', group: null, policy: 'ask', theirs: newer, result: newer },
    ]);
  });

  it('SYNC-86: members added in several steps to a deleted record are all kept', () => {
    const add = (value: string): LeafChange[] => [{ do: 'add', path: 'tags', value }];
    const first = merge(customer, add('one'), { deleted: true });
    const second = merge(customer, add('two'), { deleted: true });
    expect(advanceLeaves(companyKind, leavesOf(first), add('two'), second)).toMatchObject([
      { path: 'tags', mine: ['one', 'two'] },
    ]);
  });
});
