/** What the palette finds, by every road: name, contact, number, serial, legal number, customer; by right, recent first. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLES } from '../../../shared/domain/organisation/organisation.ts';
import { FIELDS_BY_HAND, RIGHTS_BY_HAND } from '../../../shared/domain/testing/rightsByHand.ts';
import type { PaletteRow } from '../../../shared/contract/palette.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, first, firstWhere, signIn, TODAY, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;

beforeAll(async () => {
  company = await createTestCompany();
  window = await signIn(company, 'ada');
  const { server } = company;
  const paper = { customerId: idOf('bahar'), currency: 'IRR' };
  server.put('customers', 'company', idOf('pharmacy'), {
    name: 'داروخانه یاس',
    stage: 'active',
    contacts: [{ id: 'c', order: 'a0', name: 'نگین صبوری' }],
    addresses: [{ id: 'a', order: 'a0', label: 'main', city: 'کرمان' }],
    nationalId: '10320198767',
    email: 'Order.Desk@yas-daroo.example',
  });
  server.put('customers', 'company', idOf('clinic'), {
    name: 'درمانگاه مهر',
    stage: 'active',
    economicCode: '411-1234-56789',
    contacts: [{ id: 'c', order: 'a0', name: 'لیلا', email: 'leila@mehr.example' }],
  });
  server.put('customers', 'company', idOf('merged'), {
    name: 'داروخانه یاس سابق',
    stage: 'active',
    nationalId: '10861677542',
    mergedIntoId: idOf('pharmacy'),
  });
  server.put('salesDocuments', 'order', idOf('order'), {
    ...paper,
    state: 'invoiced',
    number: 'TH-1405-77',
    orderedOn: TODAY,
    lines: [],
    invoice: { number: '1405-000123', year: 1405, serial: 123, postedAt: '2026-11-20T08:00:00.000Z', signature: 's' },
  });
  server.put('salesDocuments', 'quote', idOf('quote'), {
    ...paper,
    state: 'sent',
    number: 'Q-31',
    quotedOn: TODAY,
    lines: [],
  });
  server.put('salesDocuments', 'receipt', idOf('receipt'), {
    ...paper,
    state: 'verified',
    number: 'R-9',
    method: 'cheque',
    receivedOn: TODAY,
    amount: { amount: 5_000, currency: 'IRR' },
    cheque: { number: '554433', bank: 'ملی', dueOn: '2026-12-20', sayadId: '1234567890123456' },
    allocations: [],
  });
  server.put('assets', 'equipment', idOf('machine'), {
    name: 'سانتریفیوژ',
    serial: 'SN-9001',
    customerId: idOf('bahar'),
  });
  server.put('contracts', 'serviceContract', idOf('contract'), {
    title: 'سرویس سالانه',
    number: 'C-55',
    customerId: idOf('bahar'),
    startsOn: '2026-01-01',
    endsOn: '2026-12-31',
    coverage: ['parts'],
  });
  server.put('opportunities', 'opportunity', idOf('deal'), {
    name: 'تجهیز آزمایشگاه',
    customerId: idOf('bahar'),
    stage: 'prospecting',
  });
  server.put('serviceRequests', 'job', idOf('request'), {
    subject: 'نشتی شدید',
    customerId: idOf('bahar'),
    channel: 'phone',
    priority: 'normal',
    state: 'inquiry',
    receivedAt: '2026-11-20T08:00:00.000Z',
  });
  server.put('activities', 'task', idOf('task'), {
    subject: 'پیگیری ضمانت‌نامه',
    customerId: idOf('bahar'),
    plannedAt: '2026-11-25T08:00:00.000Z',
  });
  await window.sync.now();
});
afterAll(() => company.close());

const find = async (words: string): Promise<PaletteRow[]> => (await first(window.palette.find({ words }))).rows;
const idsFound = async (words: string): Promise<string[]> => (await find(words)).map(({ id }) => id);

describe('the palette', () => {
  it.each([
    ['a customer by name, with other letters', 'داروخانة ياس', 'pharmacy'],
    ['a customer by a contact', 'صبوری', 'pharmacy'],
    ['a customer by national id', '10320198767', 'pharmacy'],
    ['a customer by national id in Persian digits, spaced', ' ۱۰۳۲ ۰۱۹ ۸۷۶۷ ', 'pharmacy'],
    ['a customer by the national id of one merged into it', '10861677542', 'pharmacy'],
    ['a customer by economic code without its hyphens', '411123456789', 'clinic'],
    ['a customer by e-mail', 'order.desk@Yas-Daroo.example', 'pharmacy'],
    ['a customer by the e-mail of a contact', 'leila@mehr.example', 'clinic'],
    ['a product by code', 'p-10', 'pump'],
    ['an order by number', 'th-1405', 'order'],
    ['an order by its legal number in Persian digits', '۰۰۰۱۲۳', 'order'],
    ['a quote by number', 'q-31', 'quote'],
    ['a receipt by number', 'r-9', 'receipt'],
    ['a cheque by its own number', '554433', 'receipt'],
    ['a cheque by its Sayad id', '12345678901', 'receipt'],
    ['equipment by serial', 'sn-9001', 'machine'],
    ['a contract by number', 'c-55', 'contract'],
    ['a deal by name', 'آزمایشگاه', 'deal'],
    ['a request by subject', 'نشتی', 'request'],
    ['a task by subject', 'ضمانت نامه', 'task'],
  ])('finds %s', async (_what, words, key) => {
    expect(await idsFound(words)).toContain(idOf(key));
  });

  it('finds papers by their customer, and says which contact was found', async () => {
    const ofBahar = await find('بهار شیمی');
    expect(new Set(ofBahar.map(({ id }) => id))).toEqual(
      new Set(['bahar', 'order', 'quote', 'receipt'].map((key) => idOf(key))),
    );
    expect((await find('صبوری'))[0]).toMatchObject({ title: 'داروخانه یاس', detail: 'نگین صبوری' });
    expect((await find('یاس'))[0]).toMatchObject({ detail: 'کرمان' });
  });

  it('lists a customer by the same numbers and addresses, among those that the words find', async () => {
    const listed = async (search: string, more: object = {}): Promise<string[]> =>
      (await first(window.customers.list({ offset: 0, limit: 10, search, ...more }))).rows.map(({ id }) => id);
    for (const search of ['10320198767', '10861677542', 'order.desk@Yas-Daroo.example'])
      expect(await listed(search), search).toEqual([idOf('pharmacy')]);
    expect(await listed('411123456789', { sort: { by: 'city', descending: true } })).toEqual([idOf('clinic')]);
    expect(await listed('10320198767', { filter: { stages: ['lost'] } })).toEqual([]);
    expect(await listed('1032019876')).toEqual([]);
  });

  it('finds nothing for words of nothing', async () => {
    expect(await find('')).toEqual([]);
    expect(await find('!!')).toEqual([]);
    expect(await find('هیچ‌کس')).toEqual([]);
  });

  it('puts first what was opened lately, once, and remembers it over a restart of the core', async () => {
    const names = async (): Promise<string[]> => (await idsFound('پ')).slice(0, 1);
    expect(await names()).not.toEqual([idOf('task')]);
    await window.palette.opened({ collection: 'activities', id: idOf('task') });
    const found = await find('پ');
    expect(found[0]).toMatchObject({ id: idOf('task'), recent: true });
    expect(found.filter(({ id }) => id === idOf('task'))).toHaveLength(1);
    await window.palette.opened({ collection: 'assets', id: idOf('machine') });
    expect((await first(window.palette.recent({ limit: 5 }))).rows.map(({ id }) => id)).toEqual([
      idOf('machine'),
      idOf('task'),
    ]);
    // Gone with its record.
    company.server.remove('assets', idOf('machine'));
    await window.sync.now();
    await firstWhere(window.palette.recent({ limit: 5 }), ({ rows }) => rows.length === 1);
  });

  it.each(ROLES)('SEC-81: shows %s nothing of collections that the role does not read', async (role) => {
    company.server.put('organisation', 'person', idOf('ada'), { name: 'Ada', role, active: true });
    await window.sync.now();
    await firstWhere(window.session.state(), (state) => state.phase === 'open' && state.person.role === role);
    const shown = new Set<string>();
    for (const words of ['بهار شیمی', 'پمپ', 'ضمانت نامه', 'نشتی', 'آزمایشگاه', 'c-55', 'th-1405'])
      for (const { collection } of await find(words)) shown.add(collection);
    const read = Object.entries(RIGHTS_BY_HAND).filter(([, rights]) => rights[role].includes('r'));
    const collections = [
      'customers',
      'products',
      'salesDocuments',
      'opportunities',
      'activities',
      'serviceRequests',
      'contracts',
    ];
    expect(shown).toEqual(new Set(collections.filter((name) => read.some(([readable]) => readable === name))));
    // Whose number it is says the number: only to whoever sees that field.
    const seesNumber = FIELDS_BY_HAND.find(
      ({ collection, field }) => collection === 'customers' && field === 'nationalId',
    )?.seenBy.includes(role);
    expect((await idsFound('10320198767')).includes(idOf('pharmacy'))).toBe(seesNumber);
    expect(await idsFound('411123456789')).toEqual([idOf('clinic')]);
  });
});
