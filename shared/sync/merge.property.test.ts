import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  customerArbitrary,
  customerEditArbitrary,
  draftOrderArbitrary,
  editBody,
  orderEditArbitrary,
  type Edit,
} from '../../build/testing/arbitraryRecords.ts';
import { splitPath, type JsonValue } from '../base/leafPath.ts';
import { companyKind } from '../domain/customers/customer.ts';
import type { KindDefinition } from '../domain/kind.ts';
import type { RecordBody } from '../domain/record.ts';
import { orderKind } from '../domain/salesDocuments/order.ts';
import { balanceKind } from '../domain/stock/balance.ts';
import { applyChanges, diffBodies, normaliseBody } from './diff.ts';
import { isStructural } from './forceChange.ts';
import { isSameJson } from './jsonValues.ts';
import { mergeOperation } from './merge.ts';
import { groupOf, overlaps } from './mergeRules.ts';
import type { Clash, MergeInput, MergeOutcome, UnseenChange } from './mergeTypes.ts';
import type { LeafChange } from './operation.ts';
import { readAt } from './place.ts';
import { isSatisfied, readChanges, type ReadChange } from './readChange.ts';
import { advanceLeaves, clashToLeaf, type ReviewLeaf } from './reviewLeaves.ts';

const ID = '00000000-0000-7000-8000-000000000001';
type Merged = Extract<MergeOutcome, { type: 'merged' }>;

function mergePatch(
  definition: KindDefinition,
  current: RecordBody,
  changes: readonly LeafChange[],
  unseen: readonly UnseenChange[],
  contested: readonly string[] = [],
): Merged {
  if (changes.length === 0)
    return { type: 'merged', body: current, deleted: false, changedPaths: [], clashes: [], removed: {} };
  const target = {
    collection: definition.collection,
    kind: definition.kind,
    id: ID,
    seen: { epoch: null, version: 1, group: null },
  };
  const operation: MergeInput['operation'] = { act: 'patch', ...target, changes: [...changes] };
  const outcome = mergeOperation({ definition, current, deleted: false, operation, unseen, contested });
  expect(outcome).toMatchObject({ type: 'merged' });
  return outcome as Merged;
}

const unseenFrom = ({ changedPaths, removed }: Merged): UnseenChange[] => [
  { version: 2, author: 'theirs', device: 'theirs', paths: changedPaths, removed },
];

/** Theirs reaches the server first, then mine, both made on the same base. */
function mergeBoth(
  definition: KindDefinition,
  base: RecordBody,
  theirs: readonly LeafChange[],
  mine: readonly LeafChange[],
) {
  const first = mergePatch(definition, base, theirs, []);
  return { first, second: mergePatch(definition, first.body, mine, unseenFrom(first)) };
}

const read = (definition: KindDefinition, changes: readonly LeafChange[]): ReadChange[] => {
  const result = readChanges(definition, changes);
  return result.ok ? result.changes : expect.fail(result.path);
};

const isPosition = ({ key, place }: ReadChange): boolean => place.elementDepth > 0 && key.endsWith('/order');

/** Is the wanted value in a clash, on the side given? Of an element that is in a clash as a whole, as part of it. */
function isInClash(wanted: ReadChange, clashes: readonly Clash[], side: 'mine' | 'theirs'): boolean {
  return clashes.some((clash) => {
    if (clash.path === wanted.key) return isValueOf(wanted, clash[side]);
    if (!wanted.key.startsWith(`${clash.path}/`)) return false;
    const held = clash[side];
    const inner = splitPath(wanted.key).slice(splitPath(clash.path).length);
    return held !== undefined && isValueOf(wanted, readAt(held, inner));
  });
}

function isValueOf({ change }: ReadChange, value: JsonValue | undefined): boolean {
  if (change.do === 'set') return isSameJson(value, change.value);
  if (change.do === 'unset' || change.do === 'removeElement') return value === undefined;
  if (change.do === 'addElement') return isSameJson(value, { ...change.value, id: change.id, order: change.order });
  return (
    Array.isArray(value) && (change.do === 'add') === value.includes(change.do === 'increment' ? '' : change.value)
  );
}

const kinds: [string, KindDefinition, fc.Arbitrary<RecordBody>, fc.Arbitrary<Edit>][] = [
  ['customers', companyKind, customerArbitrary, customerEditArbitrary],
  ['orders', orderKind, draftOrderArbitrary, orderEditArbitrary],
];

describe.each(kinds)('%s', (_name, definition, bodyArbitrary, editArbitrary) => {
  const editsArbitrary = fc.array(editArbitrary, { minLength: 1, maxLength: 5 });
  const normal = (body: RecordBody): RecordBody => normaliseBody(definition, body);

  it('SYNC-68: disjoint edits commute, and nothing of them is in a clash', () => {
    let checked = 0;
    fc.assert(
      fc.property(bodyArbitrary, editsArbitrary, editsArbitrary, (base, someEdits, otherEdits) => {
        const some = diffBodies(definition, base, editBody(base, someEdits, 's'));
        const other = diffBodies(definition, base, editBody(base, otherEdits, 'o'));
        fc.pre(areDisjoint(definition, some, other));
        checked += some.length > 0 && other.length > 0 ? 1 : 0;
        const oneWay = mergeBoth(definition, base, some, other).second;
        const otherWay = mergeBoth(definition, base, other, some).second;
        expect(normal(oneWay.body)).toEqual(normal(otherWay.body));
        expect([...oneWay.clashes, ...otherWay.clashes]).toEqual([]);
        for (const change of read(definition, [...some, ...other]))
          expect(isStructural(change.place, change.change) || isSatisfied(oneWay.body, change)).toBe(true);
      }),
      { numRuns: 300 },
    );
    expect(checked).toBeGreaterThan(50);
  });

  it('SYNC-61: equal edits leave nothing', () => {
    fc.assert(
      fc.property(bodyArbitrary, editsArbitrary, (base, edits) => {
        const changes = diffBodies(definition, base, editBody(base, edits, 'same'));
        const { first, second } = mergeBoth(definition, base, changes, changes);
        expect(second).toMatchObject({ changedPaths: [], clashes: [] });
        expect(second.body).toEqual(first.body);
      }),
      { numRuns: 200 },
    );
  });

  it('SYNC-69: every value of either side is in the result or in a clash', () => {
    let clashing = 0;
    fc.assert(
      fc.property(bodyArbitrary, editsArbitrary, editsArbitrary, (base, theirEdits, myEdits) => {
        const theirs = diffBodies(definition, base, editBody(base, theirEdits, 't'));
        const mine = diffBodies(definition, base, editBody(base, myEdits, 'm'));
        const { first, second } = mergeBoth(definition, base, theirs, mine);
        expect(first.clashes).toEqual([]);
        clashing += second.clashes.length > 0 ? 1 : 0;
        for (const change of read(definition, mine))
          expect(
            isSatisfied(second.body, change) || isPosition(change) || isInClash(change, second.clashes, 'mine'),
          ).toBe(true);
        for (const change of read(definition, theirs))
          expect(
            isSatisfied(second.body, change) || isPosition(change) || isInClash(change, second.clashes, 'theirs'),
          ).toBe(true);
        for (const clash of second.clashes) expect(isSameJson(clash.mine, clash.theirs)).toBe(false);
      }),
      { numRuns: 500 },
    );
    expect(clashing).toBeGreaterThan(30);
  });

  it('SYNC-69: the result of a clash is what the record then holds', () => {
    fc.assert(
      fc.property(bodyArbitrary, editsArbitrary, editsArbitrary, (base, theirEdits, myEdits) => {
        const theirs = diffBodies(definition, base, editBody(base, theirEdits, 't'));
        const mine = diffBodies(definition, base, editBody(base, myEdits, 'm'));
        const { second } = mergeBoth(definition, base, theirs, mine);
        for (const { path, result } of second.clashes)
          expect(isSameJson(readAt(second.body, splitPath(path)), result)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('SYNC-84: the merge changes none of its input and gives the same for the same', () => {
    fc.assert(
      fc.property(bodyArbitrary, editsArbitrary, editsArbitrary, (base, theirEdits, myEdits) => {
        const theirs = diffBodies(definition, base, editBody(base, theirEdits, 't'));
        const mine = deepFreeze(diffBodies(definition, base, editBody(base, myEdits, 'm')));
        const current = deepFreeze(mergePatch(definition, deepFreeze(base), theirs, []).body);
        const unseen = deepFreeze(unseenFrom(mergePatch(definition, base, theirs, [])));
        expect(mergePatch(definition, current, mine, unseen)).toEqual(mergePatch(definition, current, mine, unseen));
      }),
    );
  });

  it('SYNC-7: fields that the kind does not know come out as they went in', () => {
    fc.assert(
      fc.property(bodyArbitrary, fc.json(), editsArbitrary, editsArbitrary, (body, text, theirEdits, myEdits) => {
        const strange = JSON.parse(text) as JsonValue;
        const base: RecordBody = { ...body, strange };
        const theirs = diffBodies(definition, base, editBody(base, theirEdits, 't'));
        const mine = diffBodies(definition, base, editBody(base, myEdits, 'm'));
        const { second } = mergeBoth(definition, base, theirs, mine);
        expect(JSON.stringify(second.body['strange'])).toBe(JSON.stringify(strange));
      }),
    );
  });

  it('SYNC-78: creating the same twice changes nothing', () => {
    fc.assert(
      fc.property(bodyArbitrary, (body) => {
        const operation: MergeInput['operation'] = {
          act: 'create',
          collection: definition.collection,
          kind: definition.kind,
          id: ID,
          body,
        };
        const outcome = mergeOperation({ definition, current: body, deleted: false, operation, unseen: [] });
        expect(outcome).toMatchObject({ type: 'merged', changedPaths: [], clashes: [] });
      }),
    );
  });

  it('SYNC-78: what is created over another’s record never replaces a value in silence', () => {
    fc.assert(
      fc.property(bodyArbitrary, bodyArbitrary, (theirs, mine) => {
        const operation: MergeInput['operation'] = {
          act: 'create',
          collection: definition.collection,
          kind: definition.kind,
          id: ID,
          body: mine,
        };
        const outcome = mergeOperation({
          definition,
          current: theirs,
          deleted: false,
          operation,
          unseen: [],
        }) as Merged;
        expect(outcome.type).toBe('merged');
        for (const change of read(definition, diffBodies(definition, {}, theirs)))
          expect(isSatisfied(outcome.body, change)).toBe(true);
        for (const change of read(definition, diffBodies(definition, {}, mine)))
          expect(isSatisfied(outcome.body, change) || isInClash(change, outcome.clashes, 'mine')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

it('SYNC-62: two values for one leaf leave one winner and one clash, whoever comes first', () => {
  const word = fc.string({ minLength: 1, maxLength: 5 });
  const leaf = fc.constantFrom('industry', 'note', 'region', 'custom/x', 'phones/e1/number');
  fc.assert(
    fc.property(
      leaf,
      fc.uniqueArray(word, { minLength: 3, maxLength: 3 }),
      (path, [seen = '', some = '', other = '']) => {
        const base = {
          name: 'x',
          stage: 'lead',
          industry: seen,
          note: seen,
          region: seen,
          custom: { x: seen },
          phones: [{ id: 'e1', order: 'a0', label: 'home', number: seen }],
        };
        const change = (value: string): LeafChange[] => [{ do: 'set', path, value, seen }];
        for (const [first, last] of [
          [some, other],
          [other, some],
        ] as const) {
          const { second } = mergeBoth(companyKind, base, change(first), change(last));
          expect(readAt(second.body, splitPath(path))).toBe(last);
          expect(second.clashes).toEqual([
            { path, base: seen, mine: last, theirs: first, result: last, group: null, policy: 'serverOrder' },
          ]);
        }
      },
    ),
  );
});

it('SYNC-67: any number of people counting adds up, in any order', () => {
  const writable = { ...balanceKind, merge: { ...balanceKind.merge, default: 'serverOrder' as const } };
  const base = { productId: ID, placeId: ID, quantity: 10_000, asOf: '2026-11-01T00:00:00.000Z' };
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9_000, max: 9_000 }), { maxLength: 6 }), (deltas) => {
      let body: RecordBody = base;
      for (const delta of deltas)
        body = mergePatch(writable, body, diffBodies(writable, base, { ...base, quantity: 10_000 + delta }), []).body;
      expect(body['quantity']).toBe(deltas.reduce((sum, delta) => sum + delta, 10_000));
    }),
  );
});

describe('an order’s merge group', () => {
  const groupPart = (body: RecordBody): RecordBody => {
    const fields = orderKind.merge.groups?.['order'] ?? [];
    return Object.fromEntries(
      Object.entries(normaliseBody(orderKind, body)).filter(([field]) => fields.includes(field)),
    );
  };
  const isOfGroup = (change: LeafChange): boolean => groupOf(orderKind.merge, change.path) !== null;

  it('SYNC-70: is one side’s or the other’s, never a mixture', () => {
    let bothChanged = 0;
    fc.assert(
      fc.property(
        draftOrderArbitrary,
        fc.array(orderEditArbitrary, { minLength: 1, maxLength: 4 }),
        fc.array(orderEditArbitrary, { minLength: 1, maxLength: 4 }),
        (base, theirEdits, myEdits) => {
          const theirs = editBody(base, theirEdits, 't');
          const mine = editBody(base, myEdits, 'm');
          const { second } = mergeBoth(
            orderKind,
            base,
            diffBodies(orderKind, base, theirs),
            diffBodies(orderKind, base, mine),
          );
          const result = groupPart(second.body);
          expect(isSameJson(result, groupPart(theirs)) || isSameJson(result, groupPart(mine))).toBe(true);
          if (diffBodies(orderKind, base, theirs).some(isOfGroup) && diffBodies(orderKind, base, mine).some(isOfGroup))
            bothChanged += 1;
        },
      ),
      { numRuns: 500 },
    );
    expect(bothChanged).toBeGreaterThan(100);
  });

  it('SYNC-72 SYNC-86: a chain that works on in ignorance loses as one, and the review ends with its last word', () => {
    const stepsArbitrary = fc.array(fc.array(orderEditArbitrary, { minLength: 1, maxLength: 2 }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(
        draftOrderArbitrary,
        fc.array(orderEditArbitrary, { minLength: 1, maxLength: 3 }),
        stepsArbitrary,
        (base, theirEdits, steps) => {
          const first = mergePatch(orderKind, base, diffBodies(orderKind, base, editBody(base, theirEdits, 't')), []);
          let server = first.body;
          let shown = base;
          let leaves: readonly ReviewLeaf[] = [];
          for (const [index, edits] of steps.entries()) {
            const next = editBody(shown, edits, `m${index}`);
            const contested = leaves.filter(({ group }) => group !== null).map(({ path }) => path);
            const changes = diffBodies(orderKind, shown, next);
            const outcome = mergePatch(orderKind, server, changes, index === 0 ? unseenFrom(first) : [], contested);
            leaves =
              index === 0 ? outcome.clashes.map(clashToLeaf) : advanceLeaves(orderKind, leaves, changes, outcome);
            server = outcome.body;
            // After its first step the device pulls theirs and shows its own work on top, not knowing yet that it lost.
            shown = index === 0 ? applyChanges(orderKind, first.body, changes) : next;
            expect(contested.length === 0 || isSameJson(groupPart(server), groupPart(first.body))).toBe(true);
          }
          for (const { path, mine, group } of leaves) {
            const last = readAt(shown, splitPath(path));
            const isGone = last === undefined && readAt(base, splitPath(path)) !== undefined;
            expect(group === null || isGone || isSameJson(mine, last)).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** No leaf, no member and no merge group in common. */
function areDisjoint(definition: KindDefinition, some: readonly LeafChange[], other: readonly LeafChange[]): boolean {
  const groups = (changes: readonly LeafChange[]): Set<string | null> =>
    new Set(
      read(definition, changes)
        .map(({ group }) => group)
        .filter((group) => group !== null),
    );
  if (!groups(some).isDisjointFrom(groups(other))) return false;
  const keys = (changes: readonly LeafChange[]): string[] =>
    read(definition, changes)
      .filter(({ place, change }) => !isStructural(place, change))
      .map(keyOf);
  return !keys(some).some((key) => keys(other).some((another) => overlaps(key, another)));
}

const keyOf = ({ key, change }: ReadChange): string =>
  change.do === 'add' || change.do === 'remove' ? `${key}/${encodeURIComponent(change.value)}` : key;

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const item of Object.values(value)) deepFreeze(item);
  }
  return value;
}
