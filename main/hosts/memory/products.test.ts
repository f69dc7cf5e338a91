/** The catalogue at work: who makes and changes products, and what each of them alone is found by. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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

const gloves = (rest: RecordBody = {}) =>
  ({
    name: 'دستکش',
    code: 'F-10',
    barcodes: ['0036000291452'],
    units: [{ id: 'carton', order: 'a0', unit: 'کارتن', factor: 12_000, barcodes: ['BOX 7'] }],
    unit: 'عدد',
    taxPercentage: 100_000,
    prices: [{ id: 'p', order: 'a0', price: { amount: 90_000, currency: 'IRR' }, from: '2026-01-01' }],
    ...rest,
  }) as never;
const make = (body: never, kind = 'consumable') => window.products.create({ kind, body });
const listed = async (discontinued?: boolean) => {
  const found = await first(
    window.products.search({
      offset: 0,
      limit: 50,
      text: 'دستکش',
      on: TODAY,
      ...(discontinued ? { discontinued } : {}),
    }),
  );
  return found.rows.map(({ name }) => name);
};

describe('a product', () => {
  it('is made and changed by those who keep the catalogue, and by nobody else', async () => {
    window = await signIn(company, 'darius');
    const { id } = await make(gloves());
    // Asked again after a lost answer, it is the same one.
    expect(await window.products.create({ id, kind: 'consumable', body: gloves() })).toEqual({ id });
    expect(await listed()).toEqual(['دستکش']);
    await window.products.edit({ id, changes: [{ do: 'set', path: 'discontinued', value: true }] });
    expect(await listed()).toEqual([]);
    expect(await listed(true)).toEqual(['دستکش']);
    expect((await failure(make(gloves(), 'priceList'))).code).toBe('invalid_input');
    expect((await failure(make(gloves({ code: 'X', unit: '' })))).facts['reason']).not.toBe('product.codeTaken');
  });

  it('is not a rep’s to make', async () => {
    window = await signIn(company);
    expect((await failure(make(gloves()))).code).toBe('permission_denied');
  });

  it('names the units that others are counted in', async () => {
    window = await signIn(company, 'darius');
    await make(gloves({ unit: 'جفت' }));
    expect(await first(window.products.unitNames())).toContain('جفت');
  });
});

describe('its codes', () => {
  it.for([
    ['its code, in other digits and letters', { code: 'f-۱۰', barcodes: [], units: [] }],
    ['a barcode with other zeros in front', { code: 'N', barcodes: ['036000291452'], units: [] }],
    ['the barcode of its carton', { code: 'N', barcodes: ['BOX7'], units: [] }],
    ['its code as a barcode', { code: 'N', barcodes: ['F-10'], units: [] }],
  ] satisfies [string, RecordBody][])('are its own while it is sold: %s', async ([, codes]) => {
    window = await signIn(company, 'darius');
    const { id } = await make(gloves());
    const other = gloves({ name: 'دستکش دیگر', ...codes });
    const refused = await failure(make(other));
    expect(refused.facts).toMatchObject({ reason: 'product.codeTaken', bearerId: id, bearer: 'دستکش' });

    await window.products.edit({ id, changes: [{ do: 'set', path: 'discontinued', value: true }] });
    await make(other);
    // Sold again, it would claim what another one bears by now.
    const again = window.products.edit({ id, changes: [{ do: 'unset', path: 'discontinued', seen: true }] });
    expect((await failure(again)).facts['reason']).toBe('product.codeTaken');
  });

  it('are told while they are typed, with who bears them', async () => {
    company.server.put('products', 'consumable', idOf('old'), { ...(gloves({ discontinued: true }) as RecordBody) });
    window = await signIn(company, 'darius');
    const { id } = await make(gloves({ code: 'F-10', barcodes: [], units: [] }));
    const ask = (codes: string[], exceptId?: string) =>
      first(window.products.bearers({ codes, ...(exceptId === undefined ? {} : { exceptId }) }));
    expect((await ask(['F-10'])).map((bearer) => [bearer.id, bearer.discontinued])).toEqual([
      [id, false],
      [idOf('old'), true],
    ]);
    expect((await ask(['F-10'], id)).map((bearer) => bearer.id)).toEqual([idOf('old')]);
    expect(await ask(['F-9', 'box'])).toEqual([]);
  });

  it('are one with and without blanks, as on the server: told, refused and found', async () => {
    window = await signIn(company, 'darius');
    const { id } = await make(gloves({ code: 'GL 7 A', barcodes: [], units: [] }));
    expect((await first(window.products.bearers({ codes: ['gl7a'] }))).map((bearer) => bearer.id)).toEqual([id]);
    expect((await window.products.byCode({ codes: ['gl7a'] })).rows.map((row) => row.id)).toEqual([id]);
    expect((await failure(make(gloves({ code: 'G L7A', barcodes: [], units: [] })))).facts['reason']).toBe(
      'product.codeTaken',
    );
  });

  it('do not keep a product from being edited that has had them all along', async () => {
    company.server.put('products', 'consumable', idOf('one'), { ...(gloves() as RecordBody) });
    company.server.put('products', 'consumable', idOf('two'), { ...(gloves() as RecordBody) });
    window = await signIn(company, 'darius');
    await window.products.edit({ id: idOf('two'), changes: [{ do: 'set', path: 'name', value: 'دستکش لاتکس' }] });
    expect(await listed()).toContain('دستکش لاتکس');
  });
});
