import { afterEach, describe, expect, it } from 'vitest';
import type { CollectionName } from '../domain/record.ts';
import { writeGroup } from './group.ts';
import { liftBody, liftGroup, liftHistory } from './lift.ts';
import type { LeafChange, OperationGroup } from './operation.ts';
import { knowContacts, liftedContact } from './testing/contactLift.ts';

const ID = '0193e5a0-0000-7000-8000-000000000001';
const DEVICE = '0193e5a0-0000-7000-8000-000000000002';
const customer = { collection: 'customers' as CollectionName, kind: 'company', id: ID };
const seen = { epoch: null, version: 0, group: null };

const groupOf = (version: number, ...changes: LeafChange[]): OperationGroup => ({
  format: 1,
  device: DEVICE,
  n: 1,
  parent: null,
  author: DEVICE,
  schema: { customers: version },
  occurredAt: '2026-11-01T08:00:00.000Z',
  clockOffset: 0,
  operations: [
    { act: 'create', ...customer, body: { name: 'Pars', stage: 'lead', custom: { speakWith: 'Reza', other: 'x' } } },
    { act: 'patch', ...customer, seen, changes },
  ],
});

let forget: () => void = () => {};
afterEach(() => forget());

describe('what an older version wrote', () => {
  it('SYNC-12: is read as this version writes it; the element that comes of it has the same id everywhere', () => {
    const group = groupOf(1, { do: 'set', path: 'custom/speakWith', value: 'Sara', seen: 'Reza' });
    const { bytes, hash } = writeGroup(group);
    forget = knowContacts();
    const lifted = liftGroup(JSON.parse(bytes) as OperationGroup);
    const contact = liftedContact(ID);
    expect(lifted.operations).toEqual([
      {
        act: 'create',
        ...customer,
        body: {
          name: 'Pars',
          stage: 'lead',
          custom: { other: 'x' },
          contacts: [{ id: contact, order: 'a0', name: 'Reza' }],
        },
      },
      {
        act: 'patch',
        ...customer,
        seen,
        changes: [{ do: 'set', path: `contacts/${contact}/name`, value: 'Sara', seen: 'Reza' }],
      },
    ]);
    // Written down once: a change of how ids are made would split every such element in two.
    expect(contact).toBe('88d13ccc-714e-88cf-a2c2-bdb9e5f02a14');
    // Reading wrote nothing.
    expect(writeGroup(group)).toEqual({ bytes, hash });
  });

  it('SYNC-12: that is of the newest version, or of a collection without lifts, stays the very same', () => {
    const group = groupOf(2, { do: 'set', path: 'custom/speakWith', value: 'Sara' });
    expect(liftGroup(group)).toBe(group);
    forget = knowContacts();
    expect(liftGroup(group)).toBe(group);
    const body = { name: 'Pars', contacts: [] };
    expect(liftBody(customer, body)).toBe(body);
  });

  it('SYNC-12: a body is lifted once, however often it is read; history speaks of the new places', () => {
    forget = knowContacts();
    const once = liftBody(customer, { name: 'Pars', custom: { speakWith: 'Reza' } });
    expect(liftBody(customer, once)).toBe(once);
    const entry = { paths: ['custom/speakWith', 'name'], removed: {} };
    expect(liftHistory(customer, entry).paths).toEqual([`contacts/${liftedContact(ID)}/name`, 'name']);
  });
});
