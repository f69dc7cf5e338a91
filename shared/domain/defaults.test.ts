import { describe, expect, it } from 'vitest';
import { kindOf } from './catalogue.ts';
import { defaultsFor, type DefaultsContext } from './defaults.ts';
import type { CollectionName, RecordBody } from './record.ts';

const id = '00000000-0000-8000-8000-00000000000';
const context: DefaultsContext = {
  now: '2026-05-05T08:00:00.000Z',
  today: '2026-05-05',
  personId: `${id}1`,
  currency: 'IRR',
  taxPercentage: 90_000,
  territoryId: `${id}2`,
  customerId: `${id}3`,
};

/** What only the person can type. */
const typed: Partial<Record<CollectionName, RecordBody>> = {
  customers: { name: 'مهر' },
  contracts: { title: 'سرویس', coverage: ['labour'] },
  opportunities: { name: 'سونوگرافی' },
  activities: { subject: 'بازدید' },
  products: { name: 'سرنگ', unit: 'عدد' },
  organisation: { name: 'علی', role: 'rep' },
};

describe('the defaults of a new record', () => {
  it.each<[CollectionName, string]>([
    ['customers', 'company'],
    ['salesDocuments', 'order'],
    ['contracts', 'serviceContract'],
    ['opportunities', 'opportunity'],
    ['activities', 'visit'],
    ['activities', 'task'],
    ['products', 'consumable'],
    ['products', 'priceList'],
    ['organisation', 'person'],
  ])('%s, %s: valid once the person has typed the rest', (collection, kind) => {
    const body = { ...defaultsFor(collection, kind, context), ...typed[collection] };
    const definition = kindOf(collection, kind)!;
    expect(definition.schema.safeParse(body).error?.issues ?? []).toEqual([]);
    expect(definition.invariants?.(body) ?? []).toEqual([]);
  });

  it('make an order a draft of today, a customer a lead, an unfilled coverage nobody`s promise', () => {
    expect(defaultsFor('salesDocuments', 'order', context)).toEqual({
      customerId: `${id}3`,
      ownerId: `${id}1`,
      state: 'draft',
      orderedOn: '2026-05-05',
      currency: 'IRR',
      lines: [],
    });
    expect(defaultsFor('customers', 'company', context)['stage']).toBe('lead');
    expect(defaultsFor('contracts', 'serviceContract', context)['coverage']).toEqual([]);
  });

  it.each([
    ['2026-03-21', '2027-03-20'],
    ['2026-01-01', '2026-12-31'],
    ['2028-02-29', '2029-02-28'],
    ['2027-03-01', '2028-02-29'],
  ])('let a contract from %s run a year, to %s', (today, endsOn) => {
    expect(defaultsFor('contracts', 'serviceContract', { ...context, today })['endsOn']).toBe(endsOn);
  });

  it('leave what the model does not know empty', () => {
    expect(defaultsFor('reviews', 'review', context)).toEqual({});
  });
});
