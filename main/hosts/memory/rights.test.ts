/**
 * Every role, every question and command, by direct calls to a core that holds everything: the role changes under an open session, before anything that it
 * no longer sees was swept from the machine. Expected is what was written by hand.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLES, type Role } from '../../../shared/domain/organisation/organisation.ts';
import type { CollectionName } from '../../../shared/domain/record.ts';
import { FIELDS_BY_HAND, RIGHTS_BY_HAND } from '../../../shared/domain/testing/rightsByHand.ts';
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import { isPeyvandError } from '../../../shared/base/errors.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, first, firstWhere, signIn, TODAY, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
/** Keyed by collection: one that everybody may look for. */
const held: Partial<Record<CollectionName, string>> = {};

beforeAll(async () => {
  company = await createTestCompany();
  window = await signIn(company, 'ada');
  const { server } = company;
  held.customers = idOf('rich');
  server.put('customers', 'company', held.customers, {
    name: 'دارا',
    stage: 'active',
    creditLimit: { amount: 987_654_321, currency: 'IRR' },
    chequeLimit: { amount: 876_543_219, currency: 'IRR' },
    nationalId: '0012345678',
    creditSlices: [],
    class: 'A',
    groupIds: [idOf('group')],
    channelRole: 'importer',
    mergedIntoId: idOf('bahar'),
    standsForIds: [idOf('bahar')],
    mergeTaken: [],
    toldApart: [],
  });
  held.products = idOf('dear');
  server.put('products', 'equipment', held.products, {
    name: 'گران',
    unit: 'عدد',
    taxPercentage: 0,
    prices: [],
    cost: { amount: 765_432_198, currency: 'IRR' },
  });
  held.contracts = idOf('contract');
  server.put('contracts', 'serviceContract', held.contracts, {
    ...bodies.contracts(),
    price: { amount: 654_321_987, currency: 'IRR' },
  });
  held.opportunities = idOf('opportunity');
  server.put('opportunities', 'opportunity', held.opportunities, bodies.opportunities());
  held.salesDocuments = idOf('order');
  server.put('salesDocuments', 'order', held.salesDocuments, { ...bodies.salesDocuments(), ...PAPER });
  held.activities = idOf('visit');
  server.put('activities', 'visit', held.activities, { ...bodies.activities(), ...PAPER });
  held.assets = idOf('machine');
  server.put('assets', 'equipment', held.assets, bodies.assets());
  held.serviceRequests = idOf('request');
  server.put('serviceRequests', 'job', held.serviceRequests, { ...bodies.serviceRequests(), state: 'inquiry' });
  held.attachments = idOf('photo');
  server.put('attachments', 'photo', held.attachments, {
    attachedCollection: 'customers',
    attachedId: idOf('bahar'),
    name: 'دکان.jpg',
    mediaType: 'image/jpeg',
    size: 4,
    sha256: 'ab'.repeat(32),
  });
  held.organisation = idOf('based');
  server.put('organisation', 'person', held.organisation, {
    ...BASED,
    name: 'Kaveh',
    role: 'technician',
    active: true,
  });
  held.stock = idOf('stock 1');
  await window.sync.now();
});
afterAll(() => company.close());

const BASED = { basePosition: { latitude: 35_700_000, longitude: 51_400_000 } };
const PAPER = { paper: { number: '77', row: idOf('row') } };
const bodies = {
  customers: () => ({ name: 'تازه', stage: 'active' }),
  opportunities: () => ({ name: 'فرصت', customerId: idOf('bahar'), stage: 'prospecting' }),
  salesDocuments: () => ({ customerId: idOf('bahar'), state: 'draft', orderedOn: TODAY, currency: 'IRR', lines: [] }),
  contracts: () => ({
    title: 'سرویس',
    customerId: idOf('bahar'),
    startsOn: '2026-01-01',
    endsOn: '2026-12-31',
    coverage: ['parts'],
  }),
  assets: () => ({ name: 'پمپ آب', customerId: idOf('bahar') }),
  serviceRequests: () => ({
    subject: 'نشتی',
    customerId: idOf('bahar'),
    channel: 'phone',
    priority: 'normal',
    receivedAt: '2026-11-20T08:00:00.000Z',
  }),
  activities: () => ({ subject: 'بازدید', customerId: idOf('bahar'), happenedAt: '2026-11-20T08:00:00.000Z' }),
};

/** Head office gives the person at work another role; nothing of what is here goes. */
async function become(role: string, rest: object = {}): Promise<void> {
  company.server.put('organisation', 'person', idOf('ada'), { name: 'Ada', role, active: true, ...rest });
  await window.sync.now();
  const isKnown = ROLES.some((known) => known === role);
  await firstWhere(
    window.session.state(),
    (state) => state.phase === 'open' && (!isKnown || state.person.role === role),
  );
}

const NEVER_BEFORE = { offset: 0, limit: 50 } as const;
const CAUSES = { by: 'cause', calendar: 'persian' } as const;

/** What a call was answered with: a code, or that it was let in. */
async function answerOf(call: () => PromiseLike<unknown>): Promise<string> {
  try {
    await call();
    return 'answered';
  } catch (error) {
    if (!isPeyvandError(error)) throw error;
    return error.code;
  }
}

/** Every question about records, and the collection without which it is refused. */
const QUESTIONS: readonly (readonly [CollectionName, string, () => PromiseLike<unknown>])[] = [
  ['customers', 'list', () => first(window.customers.list(NEVER_BEFORE))],
  ['customers', 'search', () => first(window.customers.list({ ...NEVER_BEFORE, search: 'دارا' }))],
  ['customers', 'facets', () => first(window.customers.facets())],
  ['customers', 'story', () => first(window.customers.story({ customerId: idOf('bahar'), ...NEVER_BEFORE }))],
  ['customers', 'summary', () => first(window.customers.summary({ customerId: idOf('bahar') }))],
  ['products', 'search', () => first(window.products.search({ ...NEVER_BEFORE, text: '', on: TODAY }))],
  ['stock', 'places', () => first(window.stock.places())],
  ['stock', 'list', () => first(window.stock.list(NEVER_BEFORE))],
  ['stock', 'product', () => first(window.stock.product({ productId: idOf('dear') }))],
  ['stock', 'movements', () => first(window.stock.movements({ ...NEVER_BEFORE, productId: idOf('dear') }))],
  ['salesDocuments', 'list', () => first(window.orders.list(NEVER_BEFORE))],
  [
    'salesDocuments',
    'approvals',
    () => first(window.approvals.of({ collection: 'salesDocuments', id: idOf('order') })),
  ],
  ['contracts', 'list', () => first(window.contracts.list(NEVER_BEFORE))],
  ['contracts', 'facts', () => first(window.contracts.facts({ id: idOf('contract') }))],
  ['assets', 'list', () => first(window.assets.list(NEVER_BEFORE))],
  ['assets', 'coverage', () => first(window.assets.coverage({ id: idOf('machine') }))],
  ['serviceRequests', 'list', () => first(window.serviceRequests.list(NEVER_BEFORE))],
  ['serviceRequests', 'counts', () => first(window.serviceRequests.counts({}))],
  ['serviceRequests', 'facts', () => first(window.serviceRequests.facts({ id: idOf('request') }))],
  ['serviceRequests', 'causes', () => first(window.insights.causes({ of: 'requests', ...CAUSES }))],
  [
    'serviceRequests',
    'behindCauses',
    () => first(window.insights.behindCauses({ of: 'complaints', ...CAUSES, key: null, ...NEVER_BEFORE })),
  ],
  ['salesDocuments', 'causes', () => first(window.insights.causes({ of: 'returns', ...CAUSES }))],
  [
    'salesDocuments',
    'behindCauses',
    () => first(window.insights.behindCauses({ of: 'returns', ...CAUSES, key: null, ...NEVER_BEFORE })),
  ],
  ['opportunities', 'list', () => first(window.opportunities.list(NEVER_BEFORE))],
  ['opportunities', 'pipeline', () => first(window.opportunities.pipeline())],
  ['activities', 'list', () => first(window.activities.list(NEVER_BEFORE))],
  ['organisation', 'directory', () => first(window.organisation.directory())],
  ['reviews', 'list', () => first(window.reviews.list({ ...NEVER_BEFORE, open: true }))],
  [
    'attachments',
    'list',
    () => first(window.attachments.list({ attachedCollection: 'customers', attachedId: idOf('bahar') })),
  ],
  ['salesCredits', 'own', () => first(window.salesCredits.own({ from: TODAY, to: TODAY }))],
];

describe('SEC-81: the core', () => {
  it.each(ROLES)('answers %s what the role reads, and nothing else', async (role) => {
    await become(role);
    const found: Record<string, string> = {};
    const expected: Record<string, string> = {};
    const word = (collection: CollectionName): string =>
      RIGHTS_BY_HAND[collection][role].includes('r') ? 'answered' : 'permission_denied';
    for (const [collection, name, ask] of QUESTIONS) {
      found[`${collection}.${name}`] = await answerOf(ask);
      expected[`${collection}.${name}`] = word(collection);
    }
    for (const [collection, id] of Object.entries(held) as [CollectionName, string][]) {
      found[`${collection}.observe`] = await answerOf(() => first(window.records.observe({ collection, id })));
      found[`${collection}.historyHere`] = await answerOf(() => first(window.records.historyHere({ collection, id })));
      expected[`${collection}.observe`] = word(collection);
      expected[`${collection}.historyHere`] = word(collection);
    }
    expect(found).toEqual(expected);
  });

  it.each(ROLES)('tells %s of a customer only what the role reads of it', async (role) => {
    await become(role);
    const story = await first(window.customers.story({ customerId: idOf('bahar'), ...NEVER_BEFORE }));
    const told = new Set(story.rows.map(({ collection }) => collection));
    for (const collection of ['activities', 'salesDocuments', 'contracts', 'opportunities'] as const)
      expect({ collection, told: told.has(collection) }).toEqual({
        collection,
        told: RIGHTS_BY_HAND[collection][role].includes('r'),
      });
    expect(story.total).toBeGreaterThanOrEqual(story.rows.length);
    const summary = await first(window.customers.summary({ customerId: idOf('bahar') }));
    expect(summary.openOpportunities > 0).toBe(RIGHTS_BY_HAND.opportunities[role].includes('r'));
  });

  it.each(ROLES)('lets %s add, change and take away files as the role may, and nothing else', async (role) => {
    await become(role);
    const id = idOf(`a file of ${role}`);
    const bytes = Buffer.from('یک فایل');
    const found = [
      await answerOf(() => window.attachments.begin({ id, size: bytes.length })),
      await answerOf(() => window.attachments.put({ id, offset: 0, bytes: bytes.toString('base64') })),
      await answerOf(() =>
        window.attachments.add({
          id,
          attachedCollection: 'customers',
          attachedId: idOf('bahar'),
          name: 'یادداشت.txt',
          mediaType: 'text/plain',
        }),
      ),
      await answerOf(() =>
        window.attachments.edit({ id: held.attachments ?? '', changes: [{ do: 'set', path: 'note', value: role }] }),
      ),
      await answerOf(() => window.attachments.remove({ id: held.attachments ?? '', removed: true })),
      await answerOf(() => window.attachments.remove({ id: held.attachments ?? '', removed: false })),
    ];
    const may = RIGHTS_BY_HAND.attachments[role].includes('c');
    expect({ role, found }).toEqual({
      role,
      found: may
        ? Array.from({ length: 6 }, () => 'answered')
        : // What is not there cannot be added; to take back what nobody could take away changes nothing.
          [
            'permission_denied',
            'permission_denied',
            'invalid_input',
            'permission_denied',
            'permission_denied',
            'answered',
          ],
    });
  });

  it.each(ROLES)('lets %s do by commands what the role may, and nothing else', async (role) => {
    await become(role);
    const commands = {
      customers: { create: window.customers.create, edit: window.customers.edit, kind: 'company' },
      opportunities: { create: window.opportunities.create, edit: window.opportunities.edit, kind: 'opportunity' },
      salesDocuments: { create: window.orders.create, edit: window.orders.edit, kind: 'order' },
      contracts: { create: window.contracts.create, edit: window.contracts.edit, kind: 'serviceContract' },
      assets: { create: window.assets.create, edit: window.assets.edit, kind: 'equipment' },
      serviceRequests: { create: window.serviceRequests.create, edit: window.serviceRequests.edit, kind: 'job' },
      activities: { create: window.activities.log, edit: window.activities.edit, kind: 'visit' },
    } as const;
    const word = (may: boolean): string => (may ? 'answered' : 'permission_denied');
    for (const [collection, { create, edit, kind }] of Object.entries(commands) as [
      keyof typeof commands,
      (typeof commands)[keyof typeof commands],
    ][]) {
      const rights = RIGHTS_BY_HAND[collection][role];
      const created = await answerOf(() => create({ kind, body: bodies[collection]() }));
      const changes = [{ do: 'set' as const, path: 'custom/matrix', value: role }];
      const edited = await answerOf(() => edit({ id: held[collection] ?? '', changes }));
      expect({ collection, created, edited }).toEqual({
        collection,
        created: word(rights.includes('c')),
        edited: word(rights.includes('u')),
      });
    }
    const customer = idOf(`to remove by ${role}`);
    company.server.put('customers', 'company', customer, { name: 'رفتنی', stage: 'lost' });
    const draft = idOf(`draft for ${role}`);
    company.server.put('salesDocuments', 'order', draft, bodies.salesDocuments());
    await window.sync.now();
    expect([
      await answerOf(() => window.customers.remove({ id: customer })),
      await answerOf(() => window.orders.removeDraft({ id: draft })),
    ]).toEqual([
      word(RIGHTS_BY_HAND.customers[role].includes('d')),
      word(RIGHTS_BY_HAND.salesDocuments[role].includes('d')),
    ]);
  });

  it('SEC-84: lets nobody in whose role it does not know, or who left', async () => {
    for (const [role, rest, reason] of [
      ['emperor', {}, 'role_unknown'],
      ['administrator', { active: false }, 'not_active'],
    ] as const) {
      await become(role, rest);
      const state = await firstWhere(
        window.session.state(),
        (now) => now.phase === 'open' && now.permissions.length === 0,
      );
      expect(state).toMatchObject({ permissions: [] });
      for (const call of [
        () => first(window.customers.list(NEVER_BEFORE)),
        () => first(window.records.observe({ collection: 'customers', id: idOf('rich') })),
        () => window.customers.create({ kind: 'company', body: bodies.customers() }),
        () => window.reviews.decide({ id: idOf('none'), decision: 'keep' }),
      ])
        await expect(Promise.resolve(call())).rejects.toMatchObject({ code: 'permission_denied', facts: { reason } });
    }
    await become('administrator');
  });
});

describe('SEC-82: days away in the core', () => {
  const away = {
    do: 'addElement' as const,
    path: 'daysAway',
    id: 'a',
    order: 'a0',
    value: { from: '2026-12-01', to: '2026-12-02' },
  };
  it.each(ROLES)(
    'are said by %s of themselves, and of others where they write the organisation',
    async (role: Role) => {
      await become(role);
      const say = (id: string, change: object) => () =>
        window.organisation.editPersonTimes({
          id,
          changes: [{ ...away, ...change, id: `${role} ${id}`.slice(0, 40) }],
        });
      const answers = [
        await answerOf(say(idOf('ada'), {})),
        await answerOf(say(held.organisation ?? '', {})),
        await answerOf(() =>
          window.organisation.editPersonTimes({ id: idOf('ada'), changes: [{ do: 'set', path: 'title', value: 'x' }] }),
        ),
        await answerOf(() => window.organisation.editPersonTimes({ id: idOf('tehran'), changes: [away] })),
      ];
      const may = (is: boolean): string => (is ? 'answered' : 'permission_denied');
      expect(answers).toEqual([may(role !== 'auditor'), may(role === 'administrator'), 'invalid_input', 'not_found']);
    },
  );
});

/** Of fields that are no money. */
const FIELD_VALUES: Readonly<Record<string, JsonValue>> = {
  creditSlices: [],
  class: 'B',
  groupIds: [],
  channelRole: 'retailer',
  nationalId: '0099999999',
  mergedIntoId: idOf('bahar'),
  standsForIds: [idOf('bahar')],
  mergeTaken: [],
  toldApart: [],
};

describe('SEC-82: fields in the core', () => {
  it.each(ROLES)('are shown to %s, and changed, where that was written by hand', async (role: Role) => {
    await become(role);
    for (const { collection, field, seenBy, changedBy } of FIELDS_BY_HAND) {
      const id = held[collection] ?? '';
      // A field is seen by whoever sees the record.
      const isRead = RIGHTS_BY_HAND[collection][role].startsWith('r');
      const shown = isRead ? await first(window.records.observe({ collection, id })) : null;
      expect({ field, seen: field in (shown?.body ?? {}) }).toEqual({ field, seen: isRead && seenBy.includes(role) });
      const changes = [{ do: 'set' as const, path: field, value: { latitude: 35_700_000, longitude: 51_400_000 } }];
      const ofPerson =
        collection === 'organisation'
          ? await answerOf(() => window.organisation.editPersonTimes({ id, changes }))
          : null;
      const wanted = changedBy.includes(role) ? 'answered' : 'permission_denied';
      expect({ field, ofPerson }).toEqual({ field, ofPerson: ofPerson && wanted });
      if (collection !== 'customers' && collection !== 'contracts') continue;
      const value = FIELD_VALUES[field] ?? { amount: 5, currency: 'IRR' };
      const edit = collection === 'customers' ? window.customers.edit : window.contracts.edit;
      const body = collection === 'customers' ? bodies.customers() : bodies.contracts();
      const target = idOf(`${field} for ${role}`);
      company.server.put(collection, collection === 'customers' ? 'company' : 'serviceContract', target, body);
      await window.sync.now();
      const answer = await answerOf(() => edit({ id: target, changes: [{ do: 'set', path: field, value }] }));
      expect({ field, answer }).toEqual({ field, answer: wanted });
    }
  });
});
