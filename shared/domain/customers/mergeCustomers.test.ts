import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChanges, normaliseBody } from '../../sync/diff.ts';
import type { RecordBody } from '../record.ts';
import { companyKind } from './customer.ts';
import {
  inOrderOfMerge,
  mergeChanges,
  mergeClashes,
  mergedBody,
  takenOfMerge,
  unmergeChanges,
  type MergeSide,
} from './mergeCustomers.ts';

const side = (id: string, body: RecordBody): MergeSide => ({
  id: `00000000-0000-7000-8000-00000000000${id}`,
  kind: 'company',
  body: { stage: 'active', ...body },
});
const phone = (id: string, number: string) => ({ id, order: `a${id}`, label: 'office', number });
const merge = (survivor: MergeSide, merged: MergeSide, fromMerged: readonly string[] = []) =>
  mergedBody(companyKind, survivor, merged, new Set(fromMerged));

describe('a merge', () => {
  it('keeps the older one, whichever is named first', () => {
    const from = (at: string, id: string) => ({ ...side(id, { name: id }), createdAt: at });
    // Ids of imports are in no order of time.
    const [older, younger] = [from('2026-01-01T00:00:00.000Z', '9'), from('2026-02-01T00:00:00.000Z', '1')];
    const [one, other] = [from('2026-01-01T00:00:00.000Z', '2'), from('2026-01-01T00:00:00.000Z', '3')];
    for (const pair of [[older, younger] as const, [one, other] as const]) {
      expect(inOrderOfMerge(pair[0], pair[1])).toEqual(pair);
      expect(inOrderOfMerge(pair[1], pair[0])).toEqual(pair);
    }
  });

  it('lets nobody lose the customer: an owner without a territory joins the team where it comes to lie in one', () => {
    const [theirs, placed] = [
      side('1', { name: 'a', ownerId: 'hamid' }),
      side('2', { name: 'a', ownerId: 'ali', territoryId: 'north' }),
    ];
    expect(merge(theirs, placed)).toMatchObject({
      ownerId: 'hamid',
      territoryId: 'north',
      accountTeam: ['ali', 'hamid'],
    });
    expect(merge(placed, theirs)).toMatchObject({ ownerId: 'ali', territoryId: 'north', accountTeam: ['hamid'] });
    expect(merge(theirs, placed)['standsForIds']).toEqual([placed.id]);
  });

  it('fills what is empty, asks where both say something else, and takes what was chosen', () => {
    const survivor = side('1', { name: 'نفت پارس', code: 'A', consent: { sms: 'unknown', email: 'refused' } });
    const merged = side('2', {
      name: 'شرکت نفت پارس',
      code: 'B',
      email: 'x@y.ir',
      consent: { sms: 'granted', email: 'granted' },
      custom: { size: 7 },
    });
    expect(mergeClashes(companyKind, survivor.body, merged.body).map(({ field }) => field)).toEqual([
      'name',
      'code',
      'consent/email',
    ]);
    expect(merge(survivor, merged, ['code'])).toMatchObject({
      name: 'نفت پارس',
      code: 'B',
      email: 'x@y.ir',
      consent: { sms: 'granted', email: 'refused' },
      custom: { size: 7 },
      // The name says nothing new; the code that gave way is still found.
      alsoKnownAs: ['A'],
    });
  });

  it('unites phones by what they dial, addresses and contacts by what they say, and sets', () => {
    const survivor = side('1', { name: 'a', phones: [phone('p', '021-88776655')], tags: ['x'] });
    const merged = side('2', {
      name: 'a',
      phones: [phone('p', '0912 345 6789'), phone('q', '+98 21 8877 6655')],
      tags: ['x', 'y'],
      contacts: [{ id: 'c', order: 'a0', name: 'رضا' }],
    });
    const body = merge(survivor, merged) as { phones: { id: string; number: string }[]; tags: string[] };
    expect(body.phones.map(({ number }) => number)).toEqual(['021-88776655', '0912 345 6789']);
    expect(new Set(body.phones.map(({ id }) => id)).size).toBe(2);
    expect(body.tags).toEqual(['x', 'y']);
    expect(body).toMatchObject({ contacts: [{ name: 'رضا' }] });
  });

  it('takes along what only the younger one says of a number, an address or a person that both have', () => {
    const position = { latitude: 35_700_000, longitude: 51_400_000 };
    const address = { id: 'a', order: 'a0', label: 'main', street: 'آزادی ۵', city: 'تهران' };
    const contact = { id: 'c', order: 'a0', name: 'رضا', phone: '09123456789' };
    const body = merge(
      side('1', {
        name: 'a',
        phones: [phone('p', '021-88776655')],
        addresses: [address],
        contacts: [{ ...contact, title: '', note: 'صبح‌ها' }],
      }),
      side('2', {
        name: 'a',
        phones: [{ ...phone('q', '+98 21 8877 6655'), label: 'fax', extension: '12' }],
        addresses: [{ ...address, id: 'b', position }],
        contacts: [{ ...contact, id: 'd', title: 'مدیر خرید', note: 'فقط واتساپ' }],
      }),
    );
    expect(body).toMatchObject({
      // What both say stays as the older one says it.
      phones: [{ id: 'p', label: 'office', number: '021-88776655', extension: '12' }],
      addresses: [{ id: 'a', position }],
      contacts: [{ id: 'c', title: 'مدیر خرید', note: 'صبح‌ها\nفقط واتساپ' }],
    });
  });

  it('keeps apart what lies apart, and people who have but their name in common', () => {
    const pinned = (id: string, latitude: number) => ({
      id,
      order: 'a0',
      label: 'main',
      position: { latitude, longitude: 51_400_000 },
    });
    const street = { order: 'a0', label: 'main', street: 'آزادی ۵', city: 'تهران' };
    const ali = { order: 'a0', name: 'علی' };
    const { addresses, contacts } = merge(
      side('1', {
        name: 'a',
        addresses: [pinned('a', 35_700_000), { ...street, id: 'b', region: 'غرب' }],
        contacts: [{ ...ali, id: 'c', title: 'مدیر خرید' }],
      }),
      side('2', {
        name: 'a',
        addresses: [pinned('d', 35_900_000), { ...street, id: 'e', region: 'شرق' }],
        contacts: [
          { ...ali, id: 'f', title: 'انباردار' },
          { ...ali, id: 'g' },
        ],
      }),
    ) as { addresses: { id: string }[]; contacts: { id: string }[] };
    expect(addresses.map(({ id }) => id)).toEqual(['a', 'b', 'd', 'e']);
    expect(contacts.map(({ id }) => id)).toEqual(['c', 'f']);
  });

  it('lets nobody out: the owner and the territory that give way still see the customer', () => {
    const body = merge(
      side('1', { name: 'a', ownerId: 'ali', territoryId: 'north', note: 'first' }),
      side('2', { name: 'b', ownerId: 'sara', territoryId: 'south', note: 'second' }),
    );
    expect(body).toMatchObject({
      accountTeam: ['sara'],
      sharedTerritoryIds: ['south'],
      alsoKnownAs: ['b'],
      note: 'first\n\nsecond',
    });
  });

  it('leaves neither as the other’s house or supplier', () => {
    const [survivor, merged] = [side('1', { name: 'a' }), side('2', { name: 'a' })];
    const body = merge(
      { ...survivor, body: { ...survivor.body, parentId: merged.id, supplierIds: [merged.id, 'x'] } },
      { ...merged, body: { ...merged.body, referredById: survivor.id } },
    );
    expect(body).toMatchObject({ supplierIds: ['x'] });
    expect(body).not.toHaveProperty('parentId');
    expect(body).not.toHaveProperty('referredById');
  });
});

const word = fc.constantFrom('a', 'b', 'c');
const bodies: fc.Arbitrary<RecordBody> = fc
  .record(
    {
      name: word,
      code: word,
      note: word,
      email: word,
      ownerId: word,
      tags: fc.uniqueArray(word, { minLength: 1 }),
      supplierIds: fc.uniqueArray(word, { minLength: 1 }),
      consent: fc.record(
        { sms: fc.constantFrom('granted', 'refused'), email: fc.constantFrom('granted') },
        { requiredKeys: [] },
      ),
      phones: fc
        .uniqueArray(fc.constantFrom('02188776651', '02188776652', '02188776653'), { minLength: 1 })
        .chain((numbers) =>
          fc.tuple(
            ...numbers.map((number, index) =>
              fc
                .record({ extension: word, note: word }, { requiredKeys: [] })
                .map((rest) => ({ ...phone(String(index), number), ...rest })),
            ),
          ),
        ),
      custom: fc.dictionary(word, fc.integer()),
    },
    { requiredKeys: ['name'] },
  )
  .map((body) => ({ stage: 'active', ...body }));

/** Empty lists and maps are as good as none. */
const bare = (body: RecordBody): RecordBody =>
  normaliseBody(
    companyKind,
    Object.fromEntries(
      Object.entries(body).filter(
        ([, value]) => typeof value !== 'object' || value === null || Object.keys(value).length > 0,
      ),
    ),
  );

describe('undoing it', () => {
  it('gives back exactly what was there, whatever was merged and chosen', () => {
    fc.assert(
      fc.property(
        bodies,
        bodies,
        fc.subarray(['name', 'code', 'note', 'email', 'consent/sms']),
        (one, other, chosen) => {
          const [survivor, merged] = [side('1', one), side('2', other)];
          const { changes, taken } = mergeChanges(companyKind, survivor.body, merge(survivor, merged, chosen));
          const after = applyChanges(companyKind, survivor.body, changes);
          const written = takenOfMerge({ mergeTaken: taken.map((leaf) => ({ ...leaf })) });
          const back = applyChanges(companyKind, after, unmergeChanges(companyKind, after, written));
          expect(bare(back)).toEqual(bare(survivor.body));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('leaves what was changed since the merge', () => {
    const [survivor, merged] = [
      side('1', { name: 'a' }),
      side('2', { name: 'a', email: 'x@y.ir', code: 'B', phones: [phone('p', '0912')] }),
    ];
    const { changes, taken } = mergeChanges(companyKind, survivor.body, merge(survivor, merged));
    const after = {
      ...applyChanges(companyKind, survivor.body, changes),
      email: 'new@y.ir',
      phones: [phone('p', '0913')],
    };
    expect(applyChanges(companyKind, after, unmergeChanges(companyKind, after, taken))).toEqual({
      stage: 'active',
      name: 'a',
      email: 'new@y.ir',
      phones: [phone('p', '0913')],
    });
  });
});
