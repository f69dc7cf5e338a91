import { describe, expect, it } from 'vitest';
import { collections } from '../domain/catalogue.ts';
import { companyKind } from '../domain/customers/customer.ts';
import { orderKind } from '../domain/salesDocuments/order.ts';
import { diffBodies } from './diff.ts';
import { leafChangeSchema, recordOperationSchema } from './operation.ts';

describe('what travels', () => {
  it('SYNC-6: no body has a field for a derived value', () => {
    // Columns are what the store computes from bodies; of these the computed ones must not be fields as well.
    const computed = ['total', 'lineCount', 'nameSort', 'citySort', 'balance', 'summary', 'gross', 'net', 'tax'];
    const fields = collections.flatMap(({ kinds }) =>
      Object.values(kinds).flatMap(({ schema }) => Object.keys(schema.shape)),
    );
    expect(fields.length).toBeGreaterThan(100);
    expect(computed.filter((name) => fields.includes(name))).toEqual([]);
    const line = { id: 'l1', order: 'a0', quantity: 1_000 };
    const changes = diffBodies(orderKind, { lines: [line] }, { lines: [{ ...line, quantity: 2_000 }] });
    expect(changes.map(({ path }) => path)).toEqual(['lines/l1/quantity']);
  });

  it('SYNC-5: members of sets and counts are intents: which one, and by how much', () => {
    const counting = { ...companyKind, merge: { ...companyKind.merge, counters: ['visits'] } };
    const changes = diffBodies(counting, { tags: ['a', 'b'], visits: 3 }, { tags: ['b', 'c'], visits: 5 });
    expect(changes).toEqual([
      { do: 'remove', path: 'tags', value: 'a' },
      { do: 'add', path: 'tags', value: 'c' },
      { do: 'increment', path: 'visits', by: 2 },
    ]);
  });

  it('SYNC-3: a patch and a delete must say what they were made on', () => {
    const target = { collection: 'customers', kind: 'company', id: '0190a000-0000-7000-8000-000000000001' };
    const seen = { epoch: null, version: 0, group: null };
    const changes = [{ do: 'set', path: 'name', value: 'x' }];
    expect(recordOperationSchema.safeParse({ act: 'patch', ...target, seen, changes }).success).toBe(true);
    expect(recordOperationSchema.safeParse({ act: 'patch', ...target, changes }).success).toBe(false);
    expect(recordOperationSchema.safeParse({ act: 'delete', ...target }).success).toBe(false);
    expect(recordOperationSchema.safeParse({ act: 'patch', ...target, seen, changes: [] }).success).toBe(false);
  });

  it.each([
    { do: 'increment', path: 'quantity', by: 0.5 },
    { do: 'set', path: '', value: 1 },
    { do: 'set', path: 'a' },
    { do: 'set', path: 'a', value: 1, extra: 1 },
    { do: 'addElement', path: 'lines', id: '', order: 'a0', value: {} },
    { do: 'replace', path: 'a', value: 1 },
  ])('refuses %j', (change) => {
    expect(leafChangeSchema.safeParse(change).success).toBe(false);
  });
});
