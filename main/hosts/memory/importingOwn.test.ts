/** The company's own files: its list of products, and the prices of a list, as CSV or as a workbook. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import type { ImportReport } from '../../../shared/contract/imports.ts';
import { elementsOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, failure, first, signIn, TODAY, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
});
afterEach(() => company.close());

const csv = (lines: readonly string[], name = 'کالاها.csv') => [
  { name, bytes: Buffer.from(lines.join('\n')).toString('base64') },
];
interface Asked {
  preset: string;
  files: { name: string; bytes: string }[];
  options?: Record<string, string>;
}
async function run(asked: Asked): Promise<ImportReport> {
  const { report: preview } = await window.imports.preview(asked);
  for await (const progress of await window.imports.run(asked)) {
    if (progress.type !== 'done') continue;
    // What was shown before is what was done.
    expect(progress.report).toEqual(preview);
    return progress.report;
  }
  throw new Error('the stream ended without a report');
}
const rowsOf = ({ tables: [table] }: ImportReport) =>
  table && [table.rows, table.created, table.merged, table.unchanged, table.skipped];
const issuesOf = ({ issues }: ImportReport) =>
  issues.map(({ row, field, reason, effect }) => [row, field, reason, effect]);
const productOf = async (code: string): Promise<RecordBody> => {
  const [found] = (await window.products.byCode({ codes: [code] })).rows;
  if (!found) throw new Error(`no product ${code}`);
  return bodyOf(found.id);
};
const bodyOf = async (id: string): Promise<RecordBody> => {
  const record = await first(window.records.observe({ collection: 'products', id }));
  return record?.body ?? {};
};
const put = (key: string, body: RecordBody, kind = 'consumable'): void =>
  company.server.put('products', kind, idOf(key), { name: key, unit: 'عدد', taxPercentage: 0, prices: [], ...body });

describe('the company’s own list of products', () => {
  const HEADER = 'کد کالا,نام کالا,واحد,نوع,قیمت,بارکد,حداقل موجودی,واحد ۲,تعداد در واحد ۲,بارکد واحد ۲,سازگار با,رنگ';
  const FILE = [
    HEADER,
    'K-1,سنسور,عدد,قطعهٔ یدکی,"۱٬۲۵۰٬۰۰۰",6260000000013 | S-1,۵,کارتن,۱۲,6260000000020,D-1,آبی',
    'D-1,دستگاه,دستگاه,Equipment,,,,,,,,',
    'K-2,,عدد,,,,,,,,,',
    'K-3,بی‌واحد,,,,,,,,,,',
    'K-4,ناشناس,عدد,اسباب,,,,,,,,',
    'k-۱,سنسور دیگر,عدد,,,,,,,,,',
    'K-5,دستکش,جفت,مصرفی,صد,S-1,,,,,,',
  ];

  it('makes what is new, with barcodes, minimum, further units and what it fits, and says why not of the rest', async () => {
    window = await signIn(company, 'ada');
    const report = await run({ preset: 'catalogue', files: csv(FILE) });
    expect(rowsOf(report)).toEqual([7, 3, 0, 0, 4]);
    expect(issuesOf(report)).toEqual([
      [0, 'رنگ', 'import.columnNotUsed', 'fieldLeftOut'],
      [3, 'نام کالا', 'import.nameMissing', 'rowSkipped'],
      [4, 'واحد', 'import.unitMissing', 'rowSkipped'],
      [5, 'نوع', 'import.unknownKind', 'rowSkipped'],
      [6, null, 'import.keyTwice', 'rowSkipped'],
      [7, 'قیمت', 'import.notANumber', 'fieldLeftOut'],
      [7, 'بارکد', 'product.codeTaken', 'fieldLeftOut'],
    ]);
    const sensor = await productOf('6260000000020');
    const equipment = (await window.products.byCode({ codes: ['D-1'] })).rows[0]?.id;
    expect(sensor).toMatchObject({
      name: 'سنسور',
      code: 'K-1',
      barcodes: ['6260000000013', 'S-1'],
      stockMinimum: 5_000,
      units: [{ unit: 'کارتن', factor: 12_000, barcodes: ['6260000000020'] }],
      fitsIds: [equipment],
      prices: [{ price: { amount: 1_250_000, currency: 'IRR' }, from: TODAY }],
    });
    const again = await run({ preset: 'catalogue', files: csv(FILE) });
    expect(rowsOf(again)).toEqual([7, 0, 0, 3, 4]);
  });

  it('completes a product that bears the code, whoever made it, and overwrites nothing', async () => {
    put('sensor', { name: 'سنسور', code: 'k-1', barcodes: ['S-1'], category: 'قطعات' });
    put('other', { name: 'دیگر', code: 'X', barcodes: ['6260000000013'] });
    window = await signIn(company, 'ada');
    const lines = ['code,name,category,barcodes,price', 'K-1,سنسور فشار,مصرفی,S-1;S-2;6260000000013,900'];
    const report = await run({ preset: 'catalogue', files: csv(lines) });
    expect(rowsOf(report)).toEqual([1, 0, 1, 0, 0]);
    expect(issuesOf(report)).toEqual([
      [1, 'barcodes', 'product.codeTaken', 'fieldLeftOut'],
      [1, 'name', 'import.differs', 'keptAsIs'],
      [1, 'category', 'import.differs', 'keptAsIs'],
    ]);
    expect(await bodyOf(idOf('sensor'))).toMatchObject({
      name: 'سنسور',
      category: 'قطعات',
      barcodes: ['S-1', 'S-2'],
      prices: [{ price: { amount: 900, currency: 'IRR' } }],
    });
    // Another price is for a price list, or a person.
    const dearer = await run({ preset: 'catalogue', files: csv(['code,price', 'K-1,950']) });
    expect(issuesOf(dearer)).toEqual([[1, 'price', 'import.priceStays', 'fieldLeftOut']]);
  });

  it('gives no row’s code to another as a barcode, wherever in the file it stands', async () => {
    window = await signIn(company, 'ada');
    const lines = [
      'code,name,unit,barcodes,unit 2,how many in unit 2,barcodes of unit 2',
      'C-1,one,piece,C-2;B-1,carton,12,C-3',
      'C-2,two,piece,C-1;B-1;B-2,,,',
      'C-3,three,piece,C-3,,,',
    ];
    const report = await run({ preset: 'catalogue', files: csv(lines) });
    expect(rowsOf(report)).toEqual([3, 3, 0, 0, 0]);
    expect(issuesOf(report)).toEqual([
      [1, 'barcodes', 'product.codeTaken', 'fieldLeftOut'],
      [1, 'barcodes of unit 2', 'product.codeTaken', 'fieldLeftOut'],
      [2, 'barcodes', 'product.codeTaken', 'fieldLeftOut'],
      [2, 'barcodes', 'product.codeTaken', 'fieldLeftOut'],
    ]);
    expect([(await productOf('C-1'))['barcodes'], (await productOf('C-2'))['barcodes']]).toEqual([['B-1'], ['B-2']]);
  });

  it('comes in groups of few: one that the server holds keeps few others back', async () => {
    window = await signIn(company, 'ada');
    const rows = Array.from({ length: 35 }, (_, n) => `SMALL-${n},product ${n},piece`);
    await run({ preset: 'catalogue', files: csv(['code,name,unit', ...rows]) });
    await window.sync.now();
    const sizes = company.server.groups.map(
      ({ operations }) => operations.filter(({ collection }) => collection === 'products').length,
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(35);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(10);
  });

  it('takes no product for what it was called once', async () => {
    window = await signIn(company, 'ada');
    const file = (name: string) => csv(['code,name,unit,barcodes', `R-1,${name},piece,RB-1`]);
    await run({ preset: 'catalogue', files: file('first') });
    const id = (await window.products.byCode({ codes: ['R-1'] })).rows[0]?.id ?? '';
    await window.products.edit({ id, changes: [{ do: 'set', path: 'code', value: 'R-9', seen: 'R-1' }] });
    const before = await bodyOf(id);
    const report = await run({ preset: 'catalogue', files: csv(['code,name,unit,category', 'R-1,other,box,gloves']) });
    expect(issuesOf(report)).toEqual([[1, 'code', 'import.codeChanged', 'rowSkipped']]);
    expect(await bodyOf(id)).toEqual(before);
    // Somebody else bears the code by now: each row goes to whoever bears its code today.
    put('new', { code: 'R-1' });
    await window.sync.now();
    await run({ preset: 'catalogue', files: csv(['code,barcodes', 'R-1,RB-7', 'R-9,RB-8']) });
    expect((await bodyOf(idOf('new')))['barcodes']).toEqual(['RB-7']);
    expect((await bodyOf(id))['barcodes']).toEqual(['RB-1', 'RB-8']);
  });

  it('brings a further unit with each file that names another', async () => {
    window = await signIn(company, 'ada');
    const file = (unit: string, factor: number) =>
      csv(['code,name,unit,unit 2,how many in unit 2', `Q-1,one,piece,${unit},${factor}`]);
    await run({ preset: 'catalogue', files: file('carton', 12) });
    await run({ preset: 'catalogue', files: file('pallet', 480) });
    expect(issuesOf(await run({ preset: 'catalogue', files: file('Carton', 24) }))).toEqual([
      [1, 'how many in unit 2', 'import.differs', 'fieldLeftOut'],
    ]);
    expect((await productOf('Q-1'))['units']).toMatchObject([
      { unit: 'carton', factor: 12_000 },
      { unit: 'pallet', factor: 480_000 },
    ]);
  });

  it('takes the second of two further units of one name for the first', async () => {
    window = await signIn(company, 'ada');
    const lines = [
      'code,name,unit,unit 2,how many in unit 2,unit 3,how many in unit 3',
      'Q-2,two,piece,carton,12,Carton,24',
      'Q-3,three,piece,carton,12,carton,12',
    ];
    const issues = [[1, 'how many in unit 3', 'import.differs', 'fieldLeftOut']];
    expect(issuesOf(await run({ preset: 'catalogue', files: csv(lines) }))).toEqual(issues);
    for (const code of ['Q-2', 'Q-3'])
      expect((await productOf(code))['units']).toEqual([expect.objectContaining({ unit: 'carton', factor: 12_000 })]);
    expect(issuesOf(await run({ preset: 'catalogue', files: csv(lines) }))).toEqual(issues);
  });

  it('makes a product of a code that only what is withdrawn bears as a barcode', async () => {
    put('withdrawn', { code: 'OLD', barcodes: ['W-1'], discontinued: true });
    put('sold', { code: 'S', barcodes: ['W-2'] });
    window = await signIn(company, 'ada');
    const report = await run({ preset: 'catalogue', files: csv(['code,name,unit', 'W-1,new,piece', 'W-2,not,piece']) });
    expect(issuesOf(report)).toEqual([[2, 'code', 'product.codeTaken', 'rowSkipped']]);
    expect((await productOf('W-1'))['name']).toBe('new');
  });

  it('takes no percentage of a workbook for its hundredth', async () => {
    window = await signIn(company, 'ada');
    const cells = [
      ['code', 'name', 'unit', 'tax'].map((value) => ({ value })),
      [{ value: 'T-1' }, { value: 'shown as 9%' }, { value: 'piece' }, { value: 0.09, format: '0%' }],
      [{ value: 'T-2' }, { value: 'nine' }, { value: 'piece' }, { value: 9 }],
      [{ value: 'T-3' }, { value: 'none' }, { value: 'piece' }, { value: 0 }],
      [{ value: 'T-4' }, { value: 'half' }, { value: 'piece' }, { value: '۰٫۵٪' }],
    ];
    const bytes = await writeXlsxFile(cells as never).toBuffer();
    const files = [{ name: 'products.xlsx', bytes: bytes.toString('base64') }];
    const report = await run({ preset: 'catalogue', files });
    expect(issuesOf(report)).toEqual([[2, 'tax', 'import.fractionOfPercent', 'fieldLeftOut']]);
    const taxes = await Promise.all(
      ['T-2', 'T-3', 'T-4'].map(async (code) => (await productOf(code))['taxPercentage']),
    );
    expect(taxes).toEqual([90_000, 0, 5_000]);
    expect((await productOf('T-1'))['taxPercentage']).not.toBe(900);
  });

  it('reads the table of a workbook, whatever stands above and beside it, by the workbook’s own rows', async () => {
    window = await signIn(company, 'ada');
    const row = (...values: (string | number | null)[]) => values.map((value) => (value === null ? null : { value }));
    const cells = [
      row('Price of spring'),
      row(null),
      row(null, 'code', 'name', 'unit', null, null),
      row(null, 'W-1', 'one', 'piece'),
      row(null),
      row(null, 'W-2', 'two', 'piece', null, 'ask Sara'),
      row(null, 'W-3', 'three', null),
      row(null),
    ];
    const bytes = await writeXlsxFile(cells as never).toBuffer();
    const report = await run({
      preset: 'catalogue',
      files: [{ name: 'products.xlsx', bytes: bytes.toString('base64') }],
    });
    expect(rowsOf(report)).toEqual([3, 2, 0, 0, 1]);
    expect(issuesOf(report)).toEqual([
      [0, 'F', 'import.columnNotUsed', 'fieldLeftOut'],
      [7, 'unit', 'import.unitMissing', 'rowSkipped'],
    ]);
    expect((await productOf('W-2'))['name']).toBe('two');
  });

  it('names a column without which it means nothing', async () => {
    window = await signIn(company, 'ada');
    const lost = await failure(window.imports.preview({ preset: 'catalogue', files: csv(['نام,واحد', 'x,عدد']) }));
    expect(lost.facts).toMatchObject({ reason: 'columnMissing', column: 'کد / Code' });
  });
});

it('is not brought in by a rep', async () => {
  window = await signIn(company, 'ali');
  const asked = { preset: 'catalogue', files: csv(['code,name,unit', 'A,B,C']) };
  expect((await failure(window.imports.preview(asked))).code).toBe('permission_denied');
});

describe('the prices of a list', () => {
  const entry = (id: string, product: string, amount: number, more: RecordBody = {}): RecordBody => ({
    id,
    order: id,
    productId: idOf(product),
    price: { amount, currency: 'IRR' },
    ...more,
  });
  const list: RecordBody = {
    name: 'عمده',
    currency: 'IRR',
    from: '2026-01-01',
    scope: 'everyone',
    entries: [entry('a', 'one', 100), entry('b', 'one', 90, { minimumQuantity: 10_000 }), entry('c', 'two', 50)],
  };
  const LINES = [
    'کد,قیمت,از تعداد',
    'A-1,۱۱۰,',
    'A-1,90,10',
    'A-1,80,100',
    '6260000000013,70,',
    'A-9,5,',
    'A-2,0,',
    'A-1,120,',
    'A-2,60,چند',
  ];
  beforeEach(() => {
    put('one', { code: 'A-1' });
    put('two', { code: 'A-2', barcodes: ['6260000000013'] });
    company.server.put('products', 'priceList', idOf('list'), list);
  });

  it('replace those that the file names, add what is new, and leave the rest; nothing is written before', async () => {
    window = await signIn(company, 'ada');
    const asked = { preset: 'price-list', files: csv(LINES), options: { list: idOf('list') } };
    await window.imports.preview(asked);
    expect(await bodyOf(idOf('list'))).toEqual(list);
    const report = await run(asked);
    expect(rowsOf(report)).toEqual([8, 1, 2, 1, 4]);
    expect(issuesOf(report)).toEqual([
      [5, 'کد', 'import.unknownProduct', 'rowSkipped'],
      [6, 'قیمت', 'pricing.priceNotPositive', 'fieldLeftOut'],
      [6, 'قیمت', 'import.priceMissing', 'rowSkipped'],
      [7, 'کد', 'import.keyTwice', 'rowSkipped'],
      [8, 'از تعداد', 'import.notANumber', 'fieldLeftOut'],
      [8, 'از تعداد', 'import.notANumber', 'rowSkipped'],
    ]);
    const after = await bodyOf(idOf('list'));
    expect(after).toMatchObject({ name: 'عمده', from: '2026-01-01' });
    expect(after['entries']).toEqual([
      entry('a', 'one', 110),
      entry('b', 'one', 90, { minimumQuantity: 10_000 }),
      entry('c', 'two', 70),
      expect.objectContaining({
        productId: idOf('one'),
        minimumQuantity: 100_000,
        price: { amount: 80, currency: 'IRR' },
      }),
    ]);
    expect(rowsOf(await run(asked))).toEqual([8, 0, 0, 4, 4]);
  });

  it('come beside a price of theirs whose quantity was changed since', async () => {
    window = await signIn(company, 'ada');
    const asked = { preset: 'price-list', files: csv(['code,price', 'A-2,100']), options: { list: idOf('other') } };
    company.server.put('products', 'priceList', idOf('other'), { ...list, entries: [] });
    await window.sync.now();
    await run(asked);
    const [brought] = elementsOf(await bodyOf(idOf('other')), 'entries');
    await window.sync.now();
    company.server.put('products', 'priceList', idOf('other'), {
      ...list,
      entries: [{ ...brought, minimumQuantity: 10_000 }],
    });
    await window.sync.now();
    expect(rowsOf(await run(asked))).toEqual([1, 1, 0, 0, 0]);
    const entries = elementsOf(await bodyOf(idOf('other')), 'entries');
    expect(entries.map(({ minimumQuantity }) => minimumQuantity)).toEqual([10_000, undefined]);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(2);
    expect(rowsOf(await run(asked))).toEqual([1, 0, 0, 1, 0]);
  });

  it('are of pieces: the barcode of a carton prices nothing', async () => {
    put('boxed', { code: 'A-3', units: [{ id: 'u', order: 'a', unit: 'کارتن', factor: 12_000, barcodes: ['BOX-3'] }] });
    window = await signIn(company, 'ada');
    const lines = ['code,price', 'box-3,1200', 'A-3,100'];
    const report = await run({ preset: 'price-list', files: csv(lines), options: { list: idOf('list') } });
    expect(issuesOf(report)).toEqual([[1, 'code', 'import.barcodeOfUnit', 'rowSkipped']]);
    expect((await bodyOf(idOf('list')))['entries']).toContainEqual(
      expect.objectContaining({ productId: idOf('boxed'), price: { amount: 100, currency: 'IRR' } }),
    );
  });

  it('come into a new list from a workbook, exactly, and once', async () => {
    window = await signIn(company, 'ada');
    const cells = [
      [{ value: 'Code' }, { value: 'Price' }, { value: 'From quantity' }],
      [{ value: 'A-1' }, { value: 1_250_000 }, { value: 2.5 }],
      [{ value: 6_260_000_000_013 }, { value: '۷۰' }, null],
    ];
    const bytes = await writeXlsxFile(cells as never).toBuffer();
    const files = [{ name: 'قیمت.xlsx', bytes: bytes.toString('base64') }];
    const report = await run({ preset: 'price-list', files, options: { list: '', name: 'بهار' } });
    expect(rowsOf(report)).toEqual([2, 2, 0, 0, 0]);
    expect(report.kinds['products/priceList']).toEqual({ created: 1, merged: 0, unchanged: 0 });
    const found = await first(
      window.pricing.list({ kind: 'priceList', day: TODAY, offset: 0, limit: 10, search: 'بهار' }),
    );
    expect(found.rows).toMatchObject([{ name: 'بهار', state: 'now', scope: 'everyone', entryCount: 2 }]);
    expect((await bodyOf(found.rows[0]?.id ?? ''))['entries']).toMatchObject([
      { productId: idOf('one'), minimumQuantity: 2_500, price: { amount: 1_250_000 } },
      { productId: idOf('two'), price: { amount: 70 } },
    ]);
    await run({ preset: 'price-list', files, options: { list: '', name: 'بهار' } });
    expect((await first(window.pricing.list({ kind: 'priceList', day: TODAY, offset: 0, limit: 10 }))).total).toBe(2);
  });

  it('ask for a list that is here, and for a file that is one', async () => {
    window = await signIn(company, 'ada');
    const preview = (options: Record<string, string>, files = csv(LINES)) =>
      failure(window.imports.preview({ preset: 'price-list', files, options }));
    expect((await preview({ list: idOf('one') })).code).toBe('not_found');
    expect((await preview({})).code).toBe('invalid_input');
    const damaged = [{ name: 'x.xlsx', bytes: Buffer.from('no zip').toString('base64') }];
    expect((await preview({ list: idOf('list') }, damaged)).facts).toMatchObject({
      file: 'x.xlsx',
      reason: 'noWorkbook',
    });
  });
});
