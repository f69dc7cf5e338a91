import { describe, expect, it } from 'vitest';
import { schemaVersions } from '../domain/catalogue.ts';
import { ROLES } from '../domain/organisation/organisation.ts';
import { hiddenFields, readableCollections } from '../domain/permissions.ts';
import { createView } from './view.ts';

const product = {
  name: 'پمپ',
  unit: 'عدد',
  taxPercentage: 0,
  prices: [],
  cost: { amount: 5, currency: 'IRR' },
  newer: 1,
};

describe('a view', () => {
  it('SYNC-140: has an id of 32 hex digits that depends on what may be read and what is known, and on nothing else', () => {
    const known = schemaVersions();
    const ids = ROLES.map((role) => createView(role, known).id);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
    const shuffled = Object.fromEntries(Object.entries(known).toReversed());
    expect(createView('rep', { ...shuffled, collectionOfTomorrow: 1 }).id).toBe(createView('rep', known).id);
    expect(createView('rep', { ...known, customers: 99 }).id).not.toBe(createView('rep', known).id);
    const { stock: _stock, ...withoutStock } = known;
    expect(createView('rep', withoutStock).id).not.toBe(createView('rep', known).id);
    // A collection that the role may not read may change without a word.
    expect(createView('technician', { ...known, opportunities: 99 }).id).toBe(createView('technician', known).id);
    const sights = ROLES.map((role) =>
      JSON.stringify([
        readableCollections(role),
        readableCollections(role).map((name) => hiddenFields(role, name).toSorted()),
      ]),
    );
    expect(new Set(ids).size).toBe(new Set(sights).size);
  });

  it('SYNC-140: names the collections that the role may read and the client knows, sorted', () => {
    expect(createView('technician', schemaVersions()).collections).not.toContain('salesDocuments');
    expect(createView('rep', { products: 1, customers: 1 }).collections).toEqual(['customers', 'products']);
  });

  it('SYNC-141: leaves out hidden fields and whole collections, and SYNC-7: nothing else', () => {
    const { cost: _cost, ...shown } = product;
    expect(createView('rep', schemaVersions()).maskBody('products', 'equipment', product)).toEqual(shown);
    expect(createView('headOffice', schemaVersions()).maskBody('products', 'equipment', product)).toBe(product);
    expect(createView('technician', schemaVersions()).maskBody('salesDocuments', 'order', { state: 'draft' })).toEqual(
      {},
    );
    expect(product).toHaveProperty('cost');
  });

  it('SYNC-88 SYNC-141: a review shows nobody what their view hides of the record', () => {
    const leaf = (path: string, value: unknown) => ({
      path,
      group: null,
      policy: 'ask',
      base: value,
      mine: value,
      theirs: value,
      result: value,
    });
    const limit = { amount: 1, currency: 'IRR' };
    const whole = { name: 'الف', creditLimit: limit };
    const review = {
      collection: 'customers',
      status: 'open',
      leaves: [leaf('creditLimit', limit), leaf('name', 'الف'), leaf('', whole)],
    };
    const masked = createView('technician', schemaVersions()).maskBody('reviews', 'review', review as never);
    expect(masked).toEqual({
      ...review,
      leaves: [{ path: 'creditLimit', group: null, policy: 'ask' }, leaf('name', 'الف'), leaf('', { name: 'الف' })],
    });
    expect(createView('rep', schemaVersions()).maskBody('reviews', 'review', review as never)).toEqual(review);
    const ofOrder = { collection: 'salesDocuments', leaves: [leaf('lines/l1/quantity', 1), leaf('', whole)] };
    expect(
      JSON.stringify(createView('technician', schemaVersions()).maskBody('reviews', 'review', ofOrder as never)),
    ).not.toMatch(/الف|quantity":1|mine":1/);
  });

  it('SYNC-141: a decision on held work keeps the paths of what a view hides, and not their values', () => {
    const decision = {
      decision: 'discarded',
      changes: [
        { collection: 'products', id: 'p', path: 'cost', mine: { amount: 5, currency: 'IRR' }, leftOut: true },
        { collection: 'products', id: 'p', path: 'name', mine: 'پمپ', result: 'تلمبه', leftOut: false },
        { collection: 'customers', id: 'c', path: 'creditLimit', mine: 7, leftOut: true },
      ],
    };
    const masked = createView('technician', schemaVersions()).maskBody('reviews', 'decision', decision);
    expect(masked).toEqual({
      decision: 'discarded',
      changes: [
        { collection: 'products', id: 'p', path: 'cost', leftOut: true },
        decision.changes[1],
        { collection: 'customers', id: 'c', path: 'creditLimit', leftOut: true },
      ],
    });
    expect(createView('headOffice', schemaVersions()).maskBody('reviews', 'decision', decision)).toEqual(decision);
  });
});
