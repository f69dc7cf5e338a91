/** What stands in the files of the several lists: lines of papers, cheques, stock, the company's own fields; and what a role hides. */
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createError } from '../../../shared/base/errors.ts';
import type { ExportedList, ExportEvent, ExportInput } from '../../../shared/contract/exports.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, first, signIn, TODAY, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

const GRANT = { rowsPerExport: 5_000, rowsPerDay: 60_000, rowsOffline: 0, until: '2026-12-31' };

let company: TestCompany;
let window: CoreClient;
let asked: unknown[];
beforeEach(async () => {
  company = await createTestCompany();
  asked = [];
  company.server.answer = (name, input) => {
    if (name !== 'allowExport') throw createError('not_found');
    asked.push(input);
    return { id: idOf('allowance'), rows: 5_000, until: '2026-11-21T08:00:00.000Z', mark: 'ab'.repeat(32) };
  };
});
afterEach(() => company.close());

/** Signed in as a person who may export, in that role. */
async function enter(role = 'rep'): Promise<void> {
  company.server.put('organisation', 'person', idOf('ali'), { name: 'علی', role, active: true, exportGrant: GRANT });
  window = await signIn(company);
}

/** By the names of fields, or by their headings as a person reads them. */
async function exported(
  of: ExportedList,
  form: ExportInput['form'] = 'neutral',
): Promise<Readonly<Record<string, string>>[]> {
  const pieces: Buffer[] = [];
  const events: ExportEvent[] = [];
  for await (const event of await window.exports.run({ of, format: 'csv', form, reason: 'گزارش' })) {
    events.push(event);
    if (event.type === 'piece') pieces.push(Buffer.from(event.bytes, 'base64'));
  }
  const rows: string[][] = parse(Buffer.concat(pieces), { bom: true, relax_column_count: true });
  const [headings = [], ...body] = form === 'neutral' ? rows.slice(0, -1) : rows.slice(1, -1);
  const done = events.at(-1);
  expect(done).toMatchObject({ type: 'done', report: { rows: body.length } });
  return body.map((row) => Object.fromEntries(headings.map((heading, index) => [heading, row[index] ?? ''])));
}

const LINE = { unit: 'عدد', unitPrice: { amount: 1_000, currency: 'IRR' }, taxPercentage: 100_000 };
const PAPER = { customerId: idOf('bahar'), ownerId: idOf('ali'), currency: 'IRR', paymentTerm: 'cash' };

function putPapers(): void {
  const lines = [
    {
      ...LINE,
      id: 'a',
      order: 'a0',
      productId: idOf('pump'),
      productName: 'پمپ آب',
      quantity: 2_000,
      saidIn: { unitId: 'u1', unit: 'جفت', factor: 2_000 },
      discountPercentage: 0,
    },
    {
      ...LINE,
      id: 'b',
      order: 'a1',
      productId: idOf('filter'),
      productName: 'فیلتر',
      quantity: 1_500,
      discountPercentage: 500_000,
    },
  ];
  company.server.put('salesDocuments', 'order', idOf('order'), {
    ...PAPER,
    state: 'confirmed',
    number: 'ORD-7',
    orderedOn: TODAY,
    lines,
  });
  company.server.put('salesDocuments', 'delivery', idOf('delivery'), {
    customerId: idOf('bahar'),
    ownerId: idOf('ali'),
    orderId: idOf('order'),
    state: 'delivered',
    number: 'DLV-7',
    deliveredOn: TODAY,
    lines: [
      {
        id: 'c',
        order: 'a0',
        orderLineId: 'a',
        productId: idOf('pump'),
        productName: 'پمپ آب',
        unit: 'عدد',
        quantity: 1_000,
      },
    ],
  });
}

describe('papers', () => {
  beforeEach(putPapers);

  it('SEC-101 SEC-103: of orders their lines, each with what it comes to, counted before they are written', async () => {
    await enter();
    const lines = await exported({ list: 'orderLines', query: { search: 'ORD-7' } });
    expect(lines).toMatchObject([
      {
        kind: 'order',
        number: 'ORD-7',
        productCode: 'P-10',
        quantity: '2000',
        saidCount: '1000',
        saidIn: 'جفت',
        unitPrice: '1000 IRR',
        taxable: '2000 IRR',
        tax: '200 IRR',
      },
      {
        productCode: 'F-1',
        quantity: '1500',
        saidIn: '',
        discountPercentage: '500000',
        discount: '750 IRR',
        taxable: '750 IRR',
        tax: '75 IRR',
      },
    ]);
    expect(asked).toMatchObject([{ list: 'orderLines', rows: 2 }]);
  });

  it('of one kind, with the order that they belong to; a delivery says no prices', async () => {
    await enter();
    expect(await exported({ list: 'documents', query: { kind: 'delivery' } })).toMatchObject([
      { kind: 'delivery', number: 'DLV-7', orderId: 'ORD-7', lines: '1', total: '' },
    ]);
    expect(await exported({ list: 'documentLines', query: { kind: 'delivery' } })).toMatchObject([
      { number: 'DLV-7', quantity: '1000', unitPrice: '', taxable: '' },
    ]);
    expect(await exported({ list: 'documents', query: { kind: 'invoice' } })).toEqual([]);
  });
});

it('receipts with what stands on the cheque, by their register', async () => {
  const receipt = { ...PAPER, receivedOn: TODAY, amount: { amount: 9_000, currency: 'IRR' } };
  company.server.put('salesDocuments', 'receipt', idOf('cash'), {
    ...receipt,
    number: 'RCT-1',
    state: 'verified',
    method: 'cash',
  });
  company.server.put('salesDocuments', 'receipt', idOf('cheque'), {
    ...receipt,
    number: 'RCT-2',
    state: 'collected',
    method: 'cheque',
    cheque: { number: '554433', bank: 'ملی', dueOn: '2026-12-20', sayadId: '1234567890123456' },
  });
  await enter();
  expect(await exported({ list: 'receipts', query: {} })).toHaveLength(2);
  expect(await exported({ list: 'receipts', query: { method: 'cheque', dueUntil: '2026-12-31' } })).toMatchObject([
    {
      number: 'RCT-2',
      amount: '9000 IRR',
      bank: 'ملی',
      chequeNumber: '554433',
      dueOn: '2026-12-20',
      sayadId: '1234567890123456',
    },
  ]);
});

describe('stock', () => {
  it('is what lies at each place, as the page of stock has it', async () => {
    for (const key of ['store 1', 'store 2'])
      company.server.put('organisation', 'stockPlace', idOf(key), { name: `انبار ${key}`, type: 'warehouse' });
    company.server.put('stock', 'movement', idOf('moved'), {
      productId: idOf('pump'),
      placeId: idOf('store 1'),
      quantity: -1_000,
      reason: 'damage',
      occurredAt: '2026-11-20T12:00:00.000Z',
      note: 'شکست',
    });
    await enter('branchManager');
    const rows = await exported({ list: 'stock', query: {} });
    expect(rows).toMatchObject([
      { code: 'P-10', placeId: 'انبار store 1', stock: '4000', asOf: '2026-11-20T12:00:00.000Z' },
      { code: 'P-10', placeId: 'انبار store 2', stock: '2000' },
    ]);
    const { rows: shown } = await first(window.stock.list({ offset: 0, limit: 50 }));
    expect(shown[0]?.quantity).toBe(rows.reduce((sum, { stock = '' }) => sum + Number(stock), 0));
    expect(await exported({ list: 'stock', query: { placeId: idOf('store 2') } })).toHaveLength(1);
    expect(await exported({ list: 'stockMovements', query: { text: 'پمپ' } })).toMatchObject([
      { productId: 'پمپ آب', reason: 'damage', quantity: '-1000', note: 'شکست' },
    ]);
  });
});

it('requests and equipment, as their lists narrow them', async () => {
  company.server.put('assets', 'equipment', idOf('machine'), {
    name: 'سانتریفیوژ',
    serial: 'SN-9',
    customerId: idOf('bahar'),
    place: 'طبقهٔ دو',
  });
  company.server.put('assets', 'equipment', idOf('gone'), {
    name: 'کهنه',
    customerId: idOf('bahar'),
    removedOn: '2026-01-01',
  });
  company.server.put('serviceRequests', 'complaint', idOf('request'), {
    customerId: idOf('bahar'),
    subject: 'صدای زیاد',
    channel: 'phone',
    priority: 'high',
    state: 'inquiry',
    receivedAt: '2026-11-20T08:00:00.000Z',
    causes: ['wear', 'power'],
  });
  await enter();
  expect(await exported({ list: 'equipment', query: {} })).toMatchObject([{ serial: 'SN-9', place: 'طبقهٔ دو' }]);
  expect(await exported({ list: 'equipment', query: { removed: true } })).toHaveLength(2);
  expect(await exported({ list: 'serviceRequests', query: { states: ['inquiry'] } })).toMatchObject([
    { kind: 'complaint', subject: 'صدای زیاد', priority: 'high', causes: 'wear | power' },
  ]);
  expect(await exported({ list: 'serviceRequests', query: { states: ['closed'] } })).toEqual([]);
});

describe('the company’s own fields', () => {
  beforeEach(() => {
    const field = (key: string, body: object) =>
      company.server.put('organisation', 'customField', idOf(`field ${key}`), {
        collection: 'customers',
        key,
        order: key,
        ...body,
      });
    field('colour', {
      name: 'رنگ',
      englishName: 'Colour',
      type: 'choice',
      choices: [
        { id: 'c1', order: 'a0', name: 'سرخ', englishName: 'Red' },
        { id: 'c2', order: 'a1', name: 'آبی' },
      ],
    });
    field('chain', { name: 'زنجیره‌ای', type: 'yesNo' });
    field('beds', { name: 'شمار تخت', type: 'number' });
    field('since', { name: '=از', type: 'date' });
    company.server.put('customers', 'company', idOf('own'), {
      name: 'بیمارستان نمونه',
      stage: 'active',
      ownerId: idOf('ali'),
      custom: { colour: 'c1', chain: true, beds: 120.5, since: '2020-03-20' },
    });
  });
  const SEARCHED = { list: 'customers', query: { search: 'نمونه' } } as const;

  it('stand under their names, a choice by its word', async () => {
    await enter();
    expect(await exported(SEARCHED, 'person')).toMatchObject([
      { رنگ: 'سرخ', زنجیره‌ای: 'بله', 'شمار تخت': '120.5', "'=از": '۱۳۹۹/۰۱/۰۱' },
    ]);
    await window.preferences.change({ language: 'en', calendar: 'gregory' });
    expect(await exported(SEARCHED, 'person')).toMatchObject([{ Colour: 'Red', زنجیره‌ای: 'Yes' }]);
  });

  it('stand under their keys for programs, a choice by the company’s word all the same', async () => {
    await enter();
    expect(await exported(SEARCHED)).toMatchObject([
      { 'custom.colour': 'سرخ', 'custom.chain': 'true', 'custom.beds': '120.5', 'custom.since': '2020-03-20' },
    ]);
  });
});

describe('what a role hides', () => {
  it('SEC-103: the price of a contract is in nobody’s file who may not see it', async () => {
    company.server.put('contracts', 'serviceContract', idOf('contract'), {
      title: 'سرویس',
      customerId: idOf('bahar'),
      startsOn: '2026-01-01',
      endsOn: '2026-12-31',
      coverage: ['parts', 'labour'],
      price: { amount: 77_000, currency: 'IRR' },
    });
    await enter('technician');
    const [row] = await exported({ list: 'contracts', query: {} });
    expect(row).toMatchObject({ title: 'سرویس', coverage: 'parts | labour' });
    expect(row).not.toHaveProperty('price');
  });

  it('SEC-103: lines of papers are nobody’s whom papers do not reach', async () => {
    putPapers();
    await enter('technician');
    for (const list of ['orderLines', 'documentLines', 'receipts'] as const)
      await expect(exported({ list, query: {} })).rejects.toMatchObject({ code: 'permission_denied' });
    expect(asked).toEqual([]);
  });
});

it('an export of more rows than are read at a time has all of them, in order', async () => {
  const names = Array.from({ length: 4_321 }, (_, index) => `شمارهٔ ${String(index).padStart(5, '0')}`);
  for (const [index, name] of names.entries())
    company.server.put('customers', 'company', idOf(`many ${index}`), { name, stage: 'lead', ownerId: idOf('ali') });
  await enter();
  const rows = await exported({
    list: 'customers',
    query: { search: 'شماره', sort: { by: 'name', descending: true } },
  });
  expect(rows.map(({ name }) => name)).toEqual(names.toReversed());
});

it('lines of papers are reckoned a hundred papers at a time, and all of them are there', async () => {
  const line = {
    ...LINE,
    order: 'a0',
    productId: idOf('pump'),
    productName: 'پمپ آب',
    quantity: 1_000,
    discountPercentage: 0,
  };
  for (let paper = 0; paper < 250; paper += 1)
    company.server.put('salesDocuments', 'order', idOf(`paper ${paper}`), {
      ...PAPER,
      state: 'confirmed',
      number: `ORD-${1_000 + paper}`,
      orderedOn: TODAY,
      lines: [{ ...line, id: 'a' }, ...(paper % 2 === 0 ? [{ ...line, id: 'b', order: 'a1' }] : [])],
    });
  await enter();
  const told: number[] = [];
  const expected = new Set<number>();
  const input = { of: { list: 'orderLines', query: {} }, format: 'csv', form: 'neutral', reason: 'گزارش' } as const;
  for await (const event of await window.exports.run(input))
    if (event.type === 'progress') {
      expected.add(event.expected);
      told.push(event.done);
    }
  expect([...expected]).toEqual([375]);
  expect(told.at(-1)).toBe(375);
  // Written by hundreds of lines, and begun anew with each hundred of papers, which have other numbers of lines.
  expect(told.slice(0, -1).filter((done) => done % 100 !== 0)).not.toEqual([]);
});
