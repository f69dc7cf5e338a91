import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  customerArbitrary,
  customerEditArbitrary,
  draftOrderArbitrary,
  editBody,
  orderEditArbitrary,
} from '../../build/testing/arbitraryRecords.ts';
import { balanceKind } from '../domain/stock/balance.ts';
import { companyKind } from '../domain/customers/customer.ts';
import { orderKind } from '../domain/salesDocuments/order.ts';
import { opportunitiesCollection } from '../domain/opportunities/opportunity.ts';
import type { KindDefinition } from '../domain/kind.ts';
import type { RecordBody } from '../domain/record.ts';
import { applyChanges, diffBodies, normaliseBody } from './diff.ts';
import { leafChangeSchema } from './operation.ts';

const kinds: [string, KindDefinition, fc.Arbitrary<RecordBody>][] = [
  ['customers', companyKind, customerArbitrary],
  ['orders', orderKind, draftOrderArbitrary],
];

describe.each(kinds)('%s', (_name, definition, bodyArbitrary) => {
  it('SYNC-2: the changes lead from any body to any other', () => {
    fc.assert(
      fc.property(bodyArbitrary, bodyArbitrary, (seen, next) => {
        const result = applyChanges(definition, seen, diffBodies(definition, seen, next));
        expect(normaliseBody(definition, result)).toEqual(normaliseBody(definition, next));
      }),
      { numRuns: 500 },
    );
  });

  it('SYNC-2: every change has the shape that the wire knows, and no path twice but for members', () => {
    fc.assert(
      fc.property(bodyArbitrary, bodyArbitrary, (seen, next) => {
        const changes = diffBodies(definition, seen, next);
        for (const change of changes) expect(leafChangeSchema.safeParse(change).success).toBe(true);
        const leaves = changes.filter((change) => change.do === 'set' || change.do === 'unset').map(({ path }) => path);
        expect(new Set(leaves).size).toBe(leaves.length);
      }),
    );
  });

  it('nothing changed gives no changes, whatever the order of keys, elements and members', () => {
    fc.assert(
      fc.property(bodyArbitrary, (body) => {
        const shuffled = Object.fromEntries(Object.entries(normaliseBody(definition, body)).toReversed());
        expect(diffBodies(definition, body, shuffled)).toEqual([]);
      }),
    );
  });

  it('neither diff nor apply touches what it is given', () => {
    fc.assert(
      fc.property(bodyArbitrary, bodyArbitrary, (seen, next) => {
        const before = structuredClone({ seen, next });
        const changes = diffBodies(definition, seen, next);
        const sent = structuredClone(changes);
        applyChanges(definition, seen, changes);
        expect({ seen, next }).toEqual(before);
        expect(changes).toEqual(sent);
      }),
    );
  });
});

describe('diffBodies', () => {
  it('sees the edits of a form one leaf at a time', () => {
    fc.assert(
      fc.property(draftOrderArbitrary, fc.array(orderEditArbitrary, { maxLength: 4 }), (seen, edits) => {
        const next = editBody(seen, edits, 'mine');
        expect(diffBodies(orderKind, seen, next).length).toBeLessThanOrEqual(edits.length * 2);
      }),
    );
    fc.assert(
      fc.property(customerArbitrary, fc.array(customerEditArbitrary, { maxLength: 4 }), (seen, edits) => {
        const next = editBody(seen, edits, 'mine');
        expect(
          normaliseBody(companyKind, applyChanges(companyKind, seen, diffBodies(companyKind, seen, next))),
        ).toEqual(normaliseBody(companyKind, next));
      }),
    );
  });

  it('SYNC-2: addresses elements by id, sets by member, custom fields by key and money as one value', () => {
    const seen = {
      name: 'الف',
      stage: 'lead',
      phones: [{ id: 'p1', order: 'a0', label: 'mobile', number: '1', newer: 1 }],
      tags: ['x', 'y'],
      custom: { size: 1 },
      creditLimit: { amount: 1, currency: 'IRR' },
      consent: { phone: 'granted' },
    };
    const next = {
      name: 'الف',
      stage: 'lead',
      phones: [
        { id: 'p2', order: 'a1', label: 'home', number: '3' },
        { id: 'p1', order: 'a2', label: 'mobile', number: '2', newer: 2 },
      ],
      tags: ['z', 'y'],
      custom: { size: 2, 'a/b': true },
      creditLimit: { amount: 2, currency: 'IRR' },
      newerField: { deep: [1] },
    };
    expect(diffBodies(companyKind, seen, next)).toEqual([
      { do: 'addElement', path: 'phones', id: 'p2', order: 'a1', value: { label: 'home', number: '3' } },
      { do: 'set', path: 'phones/p1/order', value: 'a2', seen: 'a0' },
      { do: 'set', path: 'phones/p1/number', value: '2', seen: '1' },
      { do: 'set', path: 'phones/p1/newer', value: 2, seen: 1 },
      { do: 'remove', path: 'tags', value: 'x' },
      { do: 'add', path: 'tags', value: 'z' },
      { do: 'set', path: 'custom/size', value: 2, seen: 1 },
      { do: 'set', path: 'custom/a~1b', value: true },
      { do: 'set', path: 'creditLimit', value: { amount: 2, currency: 'IRR' }, seen: { amount: 1, currency: 'IRR' } },
      { do: 'unset', path: 'consent/phone', seen: 'granted' },
      { do: 'unset', path: 'consent', seen: {} },
      { do: 'set', path: 'newerField', value: { deep: [1] } },
    ]);
  });

  it('SYNC-2: a declared counter travels as an increment', () => {
    const seen = { productId: 'p', placeId: 's', quantity: 10, asOf: '2026-11-01T00:00:00.000Z' };
    expect(diffBodies(balanceKind, seen, { ...seen, quantity: 9 })).toEqual([
      { do: 'increment', path: 'quantity', by: -1 },
    ]);
    expect(
      applyChanges(balanceKind, { ...seen, quantity: 4 }, [{ do: 'increment', path: 'quantity', by: -1 }])['quantity'],
    ).toBe(3);
  });

  it('compares a list without usable ids as one value', () => {
    const changes = diffBodies(companyKind, { phones: [{ number: '1' }] }, { phones: [{ number: '2' }] });
    expect(changes).toEqual([{ do: 'set', path: 'phones', value: [{ number: '2' }], seen: [{ number: '1' }] }]);
    const twice = [
      { id: 'p1', order: 'a0' },
      { id: 'p1', order: 'a1' },
    ];
    expect(diffBodies(companyKind, { phones: twice }, { phones: [] })).toEqual([
      { do: 'set', path: 'phones', value: [], seen: twice },
    ]);
  });

  it('keys a map by its keys', () => {
    const kind = opportunitiesCollection.kinds['opportunity'];
    expect(kind && diffBodies(kind, { stageHistory: { won: 'x' } }, { stageHistory: { won: 'x', lost: 'y' } })).toEqual(
      [{ do: 'set', path: 'stageHistory/lost', value: 'y' }],
    );
  });
});

describe('applyChanges', () => {
  it('leaves out changes inside an element that is gone and keeps members that others put into a container', () => {
    const body = { name: 'x', tags: ['theirs'] };
    expect(
      applyChanges(companyKind, body, [
        { do: 'set', path: 'phones/p1/number', value: '2', seen: '1' },
        { do: 'unset', path: 'tags', seen: [] },
        { do: 'set', path: 'tags', value: [] },
      ]),
    ).toEqual(body);
  });

  it('keeps unknown fields and the names that objects inherit', () => {
    const odd = JSON.parse('{"name":"x","__proto__":{"a":1},"constructor":2,"custom":{"__proto__":3}}') as RecordBody;
    const result = applyChanges(companyKind, odd, [{ do: 'set', path: 'custom/toString', value: 4 }]);
    expect(JSON.stringify(result)).toBe(
      '{"name":"x","__proto__":{"a":1},"constructor":2,"custom":{"__proto__":3,"toString":4}}',
    );
  });
});
