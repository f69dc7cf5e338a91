/**
 * Every role, every operation, in its scopes and out of them, field by field, by direct calls of the server's app. What is expected is written by hand in
 * `shared/domain/testing/rightsByHand.ts`; nothing here asks `permissions.ts`.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { ROLES, type Role } from '../../shared/domain/organisation/organisation.ts';
import type { CollectionName, RecordBody } from '../../shared/domain/record.ts';
import { FIELDS_BY_HAND, RIGHTS_BY_HAND } from '../../shared/domain/testing/rightsByHand.ts';
import type { RecordOperation, SignedGroup } from '../../shared/sync/operation.ts';
import { PROTOCOL_VERSION, type FeedRow, type GroupOutcome } from '../../shared/sync/protocol.ts';
import {
  create,
  createTestServer,
  customerBody,
  idOf,
  orderBody,
  patch,
  set,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';

/** Values that stand nowhere else: found in an answer, they have left the server. */
const CANARIES: Readonly<Record<string, RecordBody>> = {
  'products/cost': { cost: { amount: 765_432_198, currency: 'IRR' } },
  'customers/creditLimit': { creditLimit: { amount: 987_654_321, currency: 'IRR' } },
  'customers/chequeLimit': { chequeLimit: { amount: 876_543_219, currency: 'IRR' } },
  'customers/creditSlices': {
    creditSlices: [
      {
        id: 'slice',
        order: 'a0',
        holderId: '01900000-0000-7000-8000-0000000051ce',
        side: 'account',
        amount: { amount: 1, currency: 'IRR' },
        from: '2026-11-01',
        to: '2026-11-30',
      },
    ],
  },
  'customers/class': { class: 'A' },
  'customers/groupIds': { groupIds: ['01900000-0000-7000-8000-00000000beef'] },
  'customers/channelRole': { channelRole: 'importer' },
  'customers/nationalId': { nationalId: '0012345678' },
  'customers/mergedIntoId': { mergedIntoId: '01900000-0000-7000-8000-00000000cafe' },
  'customers/standsForIds': { standsForIds: ['01900000-0000-7000-8000-00000000beef'] },
  'customers/mergeTaken': { mergeTaken: [{ path: 'code', before: null, after: 'taken by a merge' }] },
  'customers/toldApart': { toldApart: ['01900000-0000-7000-8000-00000000d1ff id:0012345678'] },
  'salesDocuments/paper': { paper: { number: '41414141', row: '01900000-0000-7000-8000-00000000fade' } },
  'activities/paper': { paper: { number: '42424242', row: '01900000-0000-7000-8000-00000000fade' } },
  'organisation/basePosition': { basePosition: { latitude: 31_410_000, longitude: 52_970_000 } },
  'contracts/price': { price: { amount: 654_321_987, currency: 'IRR' } },
};
const canaryText = (name: string): string => {
  const [value] = Object.values(CANARIES[name] ?? {});
  const [first] = Array.isArray(value) ? value : [];
  if (typeof first === 'string') return first;
  if (typeof first === 'object') {
    const { after, holderId } = first as { after?: string; holderId?: string };
    return after ?? holderId ?? '';
  }
  if (typeof value === 'string') return value;
  const { amount, number, latitude } = (value ?? {}) as { amount?: number; number?: string; latitude?: number };
  return number ?? String(amount ?? latitude);
};
const canariesOf = (collection: CollectionName): RecordBody =>
  Object.assign(
    {},
    ...Object.entries(CANARIES).flatMap(([name, value]) => (name.startsWith(`${collection}/`) ? [value] : [])),
  );

/** What a device can write at all in this version. The other collections have no kinds yet: the table alone speaks of them. */
const WRITABLE = [
  'customers',
  'products',
  'stock',
  'opportunities',
  'salesDocuments',
  'contracts',
  'activities',
  'attachments',
  'organisation',
] as const;
type Writable = (typeof WRITABLE)[number];
const KINDS: Readonly<Record<Writable, string>> = {
  customers: 'person',
  products: 'equipment',
  stock: 'allotment',
  opportunities: 'opportunity',
  salesDocuments: 'order',
  contracts: 'serviceContract',
  activities: 'visit',
  attachments: 'photo',
  organisation: 'setting',
};
/** The company's own records are in everybody's scope. */
const isEverybodys = (collection: Writable): boolean => collection === 'products' || collection === 'organisation';
const HOLDS_ALL: ReadonlySet<Role> = new Set(['marketing', 'headOffice', 'administrator', 'auditor']);
const PLACES = ['in', 'out'] as const;
type Place = (typeof PLACES)[number];

let server: TestServer;
const devices = new Map<Role, TestDevice>();
const customers = new Map<Place, string>();

const bodyOf = (collection: Writable, place: Place): RecordBody => {
  const customerId = customers.get(place) ?? '';
  const bodies: Record<Writable, () => RecordBody> = {
    customers: () => customerBody('مشتری', place === 'in' ? 'north' : 'isfahan'),
    products: () => ({ name: 'پمپ', unit: 'عدد', taxPercentage: 0, prices: [] }),
    stock: () => ({
      productId: idOf('a product'),
      placeId: idOf(`the store ${place}`),
      holderId: idOf('ali'),
      quantity: 1_000,
      from: '2026-11-01',
      to: '2026-12-01',
    }),
    opportunities: () => ({ name: 'فرصت', customerId, stage: 'prospecting' }),
    salesDocuments: () => orderBody(customerId),
    contracts: () => ({
      title: 'سرویس',
      customerId,
      startsOn: '2026-01-01',
      endsOn: '2026-12-31',
      coverage: ['parts'],
    }),
    activities: () => ({ subject: 'بازدید', customerId, happenedAt: '2026-11-20T08:00:00.000Z' }),
    attachments: () => ({
      attachedCollection: 'customers',
      attachedId: customerId,
      name: 'دکان.jpg',
      mediaType: 'image/jpeg',
      size: 3,
      sha256: 'ab'.repeat(32),
    }),
    organisation: () => ({ key: server.newId(), value: 1 }),
  };
  return bodies[collection]();
};

beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  await server.load([
    { collection: 'organisation', kind: 'branch', id: idOf('isfahan branch'), body: { name: 'اصفهان' } },
    {
      collection: 'organisation',
      kind: 'territory',
      id: idOf('isfahan'),
      body: { name: 'اصفهان', branchId: idOf('isfahan branch') },
    },
    ...(['in', 'out'] as const).map((place) => ({
      collection: 'organisation' as const,
      kind: 'stockPlace',
      id: idOf(`the store ${place}`),
      body: { name: 'انبار', branchId: idOf(place === 'in' ? 'tehran' : 'isfahan branch') },
    })),
  ]);
  for (const role of ROLES) {
    const body = { name: role, role, active: true, branchId: idOf('tehran'), territoryIds: [idOf('north')] };
    await server.load([{ collection: 'organisation', kind: 'person', id: idOf(`one ${role}`), body }]);
    devices.set(role, await server.device(idOf(`one ${role}`)));
  }
  customers.set('in', await server.newCustomer('north', canariesOf('customers')));
  customers.set('out', await server.newCustomer('isfahan'));
});
afterAll(() => server.close());

function deviceOf(role: Role): TestDevice {
  const device = devices.get(role);
  if (!device) throw new Error(role);
  return device;
}

/** Groups of their own, one message: none waits behind another, for each is about a record of its own. */
async function send(device: TestDevice, operations: readonly RecordOperation[]): Promise<GroupOutcome[]> {
  const groups: SignedGroup[] = operations.map((operation) => device.write(operation));
  const outcomes: GroupOutcome[] = [];
  for (let at = 0; at < groups.length; at += 50)
    outcomes.push(...(await device.send(groups.slice(at, at + 50))).outcomes);
  return outcomes;
}

const wordOf = (outcome: GroupOutcome | undefined): string => {
  if (outcome?.outcome !== 'parked') return outcome?.outcome ?? 'none';
  return outcome.reason;
};

interface Case {
  readonly collection: Writable;
  readonly act: 'c' | 'u' | 'd';
  readonly place: Place;
}
const CASES: readonly Case[] = WRITABLE.flatMap((collection) =>
  (['c', 'u', 'd'] as const).flatMap((act) =>
    PLACES.filter((place) => place === 'in' || !isEverybodys(collection)).map((place) => ({ collection, act, place })),
  ),
);

describe('SEC-81: every write of every role', () => {
  test.each(ROLES)('of %s is applied where it may, and held with the reason where it may not', async (role) => {
    const targets = CASES.map(() => server.newId());
    await server.load(
      CASES.flatMap(({ collection, act, place }, index) =>
        act === 'c'
          ? []
          : [{ collection, kind: KINDS[collection], id: targets[index] ?? '', body: bodyOf(collection, place) }],
      ),
    );
    const operations = CASES.map(({ collection, act, place }, index): RecordOperation => {
      const [kind, id] = [KINDS[collection], targets[index] ?? ''];
      if (act === 'c') return create(collection, kind, id, bodyOf(collection, place));
      const change = patch(collection, kind, id, { version: 1 }, set('custom/matrix', 'x'));
      if (act === 'u' || change.act !== 'patch') return change;
      return { act: 'delete', collection, kind, id, seen: change.seen };
    });
    const outcomes = await send(deviceOf(role), operations);
    const found = CASES.map((one, index) => ({ ...one, was: wordOf(outcomes[index]) }));
    expect(found).toEqual(CASES.map((one) => ({ ...one, was: expectedWrite(role, one) })));
  });
});

test.each(ROLES)('ATT-2: %s hangs a file on nothing that hides a field of what it costs or is worth', async (role) => {
  const contract = server.newId();
  await server.load([
    { collection: 'contracts', kind: 'serviceContract', id: contract, body: bodyOf('contracts', 'in') },
  ]);
  const attached = { ...bodyOf('attachments', 'in'), attachedCollection: 'contracts', attachedId: contract };
  const [outcome] = await send(deviceOf(role), [create('attachments', 'photo', server.newId(), attached)]);
  const may = RIGHTS_BY_HAND.attachments[role].includes('c');
  expect({ role, was: wordOf(outcome) }).toEqual({ role, was: may ? 'invalid' : 'permission_denied' });
});

function expectedWrite(role: Role, { collection, act, place }: Case): string {
  const isIn = place === 'in' || HOLDS_ALL.has(role);
  const may = RIGHTS_BY_HAND[collection][role].includes(act);
  // Whoever does not hold a record is told that first, and nothing of what else they might do with it.
  if (!isIn && act !== 'c') return 'scope_departed';
  if (!may) return 'permission_denied';
  if (isIn) return 'applied';
  // What follows a customer is refused by the customer; these are refused by where they would lie.
  return collection === 'customers' || collection === 'stock' ? 'permission_denied' : 'scope_departed';
}

describe('SEC-82: every field that is not as its collection is', () => {
  test.each(ROLES)('is changed by %s exactly where that was written by hand', async (role) => {
    const targets = FIELDS_BY_HAND.map(() => server.newId());
    await server.load(
      FIELDS_BY_HAND.map(({ collection }, index) => ({
        collection,
        kind: KINDS[collection as Writable],
        id: targets[index] ?? '',
        body: bodyOf(collection as Writable, 'in'),
      })),
    );
    const changes = FIELDS_BY_HAND.map(({ collection, field }, index) => {
      const value = CANARIES[`${collection}/${field}`]?.[field] ?? null;
      return patch(collection, KINDS[collection as Writable], targets[index] ?? '', { version: 1 }, set(field, value));
    });
    const creations = FIELDS_BY_HAND.map(({ collection, field }) =>
      create(collection, KINDS[collection as Writable], server.newId(), {
        ...bodyOf(collection as Writable, 'in'),
        ...CANARIES[`${collection}/${field}`],
      }),
    );
    const outcomes = await send(deviceOf(role), [...changes, ...creations]);
    const may = FIELDS_BY_HAND.map(({ changedBy }) => changedBy.includes(role));
    expect(outcomes.map(wordOf)).toEqual([...may, ...may].map((isFree) => (isFree ? 'applied' : 'permission_denied')));
  });
});

test('SEC-82: another territory is for those who may set what prices go by; the first is for whoever makes the customer', async () => {
  await server.load([{ collection: 'organisation', kind: 'territory', id: idOf('east'), body: { name: 'شرق' } }]);
  for (const role of ['rep', 'branchManager', 'headOffice'] as const) {
    const device = deviceOf(role);
    const id = server.newId();
    const made = await device.push(create('customers', 'company', id, customerBody('نو', 'north')));
    const moved = await device.push(
      patch('customers', 'company', id, { version: 1 }, set('territoryId', idOf('east'), idOf('north'))),
    );
    expect({ role, made: wordOf(made), moved: wordOf(moved) }).toEqual({
      role,
      made: 'applied',
      moved: role === 'rep' ? 'permission_denied' : 'applied',
    });
  }
});

describe('SEC-83: what leaves the server', () => {
  const reads = { customer: '', product: '', contract: '', order: '' };
  beforeAll(async () => {
    const customerId = customers.get('in') ?? '';
    reads.customer = customerId;
    for (const [name, collection] of [
      ['product', 'products'],
      ['contract', 'contracts'],
    ] as const) {
      reads[name] = server.newId();
      const body = { ...bodyOf(collection, 'in'), ...canariesOf(collection) };
      await server.load([{ collection, kind: KINDS[collection], id: reads[name], body }]);
    }
    await server.load([
      {
        collection: 'organisation',
        kind: 'person',
        id: server.newId(),
        body: { name: 'کاوه', role: 'technician', active: true, ...canariesOf('organisation') },
      },
    ]);
    reads.order = server.newId();
    await server.load([{ collection: 'salesDocuments', kind: 'order', id: reads.order, body: orderBody(customerId) }]);
    // Two people who did not know of each other: the values of both stand in a review, which everybody holds who holds the customer.
    const limit = (amount: number) =>
      patch(
        'customers',
        'company',
        customerId,
        { version: 1 },
        set(
          'creditLimit',
          { amount, currency: 'IRR' },
          {
            amount: 987_654_321,
            currency: 'IRR',
          },
        ),
      );
    await (await server.device('hamid')).push(limit(111_222_333));
    const clash = await (await server.device('darius')).push(limit(444_555_666));
    if (clash.outcome !== 'applied' || clash.reviews.length !== 1) throw new Error('No review of the clash');
  });

  /** Every road on which a record's values travel: pages, history, a day's figures, one's own held work, the greeting. */
  async function everythingFor(role: Role): Promise<{ rows: FeedRow[]; text: string }> {
    const device = deviceOf(role);
    const greeting = await device.handshake();
    const rows = [...(await device.pullAll()).values()].flat();
    const answers: unknown[] = [];
    const ask = async (work: Promise<unknown>): Promise<void> => {
      answers.push(await work.catch((error: unknown) => String(error)));
    };
    const { token } = device;
    for (const [collection, id] of [
      ['customers', reads.customer],
      ['products', reads.product],
      ['contracts', reads.contract],
      ['salesDocuments', reads.order],
      ...rows.flatMap((row) =>
        row.type === 'put' && row.record.collection === 'reviews' ? [['reviews', row.record.id] as const] : [],
      ),
    ] as const)
      await ask(server.app.call('recordHistory', token, { collection, id, before: null, limit: 50 }));
    for (const mine of [true, false]) await ask(server.app.call('heldWork', token, { offset: 0, limit: 100, mine }));
    await ask(server.app.call('closeDay', token, { day: '2026-11-20', of: 'person', last: null, sign: false }));
    return { rows, text: JSON.stringify([greeting, rows, answers]) };
  }

  test.each(ROLES)('for %s: the collections and the fields that were written by hand, by any road', async (role) => {
    const { rows, text } = await everythingFor(role);
    const came = new Set(rows.flatMap((row) => (row.type === 'put' ? [row.record.collection] : [])));
    for (const collection of [...WRITABLE, 'reviews' as const])
      expect({ collection, came: came.has(collection) }).toEqual({
        collection,
        came: RIGHTS_BY_HAND[collection][role].includes('r'),
      });
    for (const { collection, field, seenBy } of FIELDS_BY_HAND) {
      const left = text.includes(canaryText(`${collection}/${field}`));
      expect({ collection, field, left }).toEqual({
        collection,
        field,
        left: RIGHTS_BY_HAND[collection][role].startsWith('r') && seenBy.includes(role),
      });
    }
    // Both sides of the review.
    const seesLimits = FIELDS_BY_HAND.some(({ field, seenBy }) => field === 'creditLimit' && seenBy.includes(role));
    for (const side of ['111222333', '444555666'])
      expect({ side, left: text.includes(side) }).toEqual({ side, left: seesLimits });
  });

  test.each(ROLES.filter((role) => !HOLDS_ALL.has(role)))('for %s: nothing of what lives elsewhere', async (role) => {
    // Its id alone is told by nobody but by whoever wrote it down themselves: their own held work.
    const id = await server.newCustomer('isfahan', { name: 'پنهان در اصفهان' });
    await deviceOf(role).push(patch('customers', 'company', id, { version: 1 }, set('note', 'x')));
    const { rows, text } = await everythingFor(role);
    expect(text).not.toContain('پنهان در اصفهان');
    expect(JSON.stringify(rows)).not.toContain(id);
  });
});

describe('SEC-84: a right that ends', () => {
  async function somebody(role: Role, rest: RecordBody = {}): Promise<{ id: string; device: TestDevice }> {
    const id = server.newId();
    const body = { name: 'کسی', role: 'rep', active: true, branchId: idOf('tehran'), territoryIds: [idOf('north')] };
    await server.load([{ collection: 'organisation', kind: 'person', id, body: { ...body, ...rest } }]);
    const device = await server.device(id);
    if (role !== 'rep') await become(id, role);
    return { id, device };
  }
  const become = async (id: string, role: Role): Promise<void> => {
    const ada = await server.device('ada');
    const { version = 0 } = (await server.record('organisation', id)) ?? {};
    await server.app.call('changePerson', ada.token, {
      person: id,
      version,
      name: 'کسی',
      role,
      branchId: idOf('tehran'),
      territoryIds: [idOf('north')],
    });
  };

  test('under an open pull: its token gives no further page, and the next view is without the field', async () => {
    const { id, device } = await somebody('rep');
    const { view } = await device.handshake();
    const { token } = await device.heads();
    await become(id, 'technician');
    const page = server.app.pull(device.token, {
      protocol: PROTOCOL_VERSION,
      device: device.id,
      cursor: {},
      view,
      epoch: device.epoch,
      token,
      page: { scope: 'company', after: 0, limit: 10 },
    });
    await expect(page).resolves.toEqual({ type: 'again', reason: 'view_changed' });
    await device.handshake();
    const rows = [...(await device.pullAll()).values()].flat();
    expect(JSON.stringify(rows)).not.toContain(canaryText('customers/nationalId'));
    expect(rows.some((row) => row.type === 'put' && row.record.collection === 'salesDocuments')).toBe(false);
  });

  test('in the middle of a message: what comes behind the change is judged by the new role', async () => {
    const { id } = await somebody('rep');
    const device = await server.device(id);
    const first = device.write(create('customers', 'company', server.newId(), customerBody('پیش', 'north')));
    expect((await device.send([first])).outcomes[0]).toMatchObject({ outcome: 'applied' });
    await become(id, 'auditor');
    const second = device.write(create('customers', 'company', server.newId(), customerBody('پس', 'north')));
    expect((await device.send([second])).outcomes[0]).toMatchObject({ outcome: 'parked', reason: 'permission_denied' });
  });

  test('by a role that nobody knows: nothing is read, nothing is written', async () => {
    const id = server.newId();
    await server.load([
      {
        collection: 'organisation',
        kind: 'person',
        id,
        body: { name: 'کسی', role: 'rep', active: true, territoryIds: [idOf('north')] },
      },
    ]);
    const device = await server.device(id);
    await server.database.rows(
      `UPDATE records SET body = jsonb_set(body, '{role}', '"emperor"') WHERE collection = 'organisation' AND id = $1`,
      [id],
    );
    await server.load([
      { collection: 'organisation', kind: 'setting', id: server.newId(), body: { key: 'anything', value: 1 } },
    ]);
    await expect(device.heads()).rejects.toMatchObject({ code: 'permission_denied' });
    await expect(device.handshake()).rejects.toMatchObject({ code: 'permission_denied' });
    expect(
      await device.push(create('customers', 'company', server.newId(), customerBody('نه', 'north'))),
    ).toMatchObject({
      outcome: 'parked',
      reason: 'permission_denied',
    });
  });

  test('never was the auditor’s: they close no day, and nothing that they send changes anything', async () => {
    const close = (sign: boolean) =>
      server.app.call('closeDay', deviceOf('auditor').token, { day: '2026-11-20', of: 'person', last: null, sign });
    await expect(close(true)).rejects.toMatchObject({ code: 'permission_denied' });
    await expect(close(false)).resolves.toMatchObject({ signed: null });
    const [counted] = await server.database.rows<{ versions: number }>(
      'SELECT count(*)::int AS versions FROM history WHERE author = $1',
      [idOf('one auditor')],
    );
    expect(counted).toEqual({ versions: 0 });
  });
});
