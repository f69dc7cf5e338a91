/**
 * Prices of one price list: code, price, and from which quantity on. The file is what is valid from now on: a price that is in the list already is
 * replaced, and what the file does not name stays. It is of the product's own unit: what a carton's barcode names is a carton, and its price no price of a list. Everything comes as one change of the list, so that its history takes it back as one.
 */
import { isCurrencyCode, type CurrencyCode } from '../../../../../shared/base/currency.ts';
import { createError } from '../../../../../shared/base/errors.ts';
import { QUANTITY_SCALE } from '../../../../../shared/base/money.ts';
import { deterministicId, type RecordId } from '../../../../../shared/base/id.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../../../../../shared/domain/bodyReads.ts';
import { codeKey } from '../../../../../shared/domain/products/barcode.ts';
import { codesOf } from '../../../../../shared/domain/products/productCodes.ts';
import type { RecordBody } from '../../../../../shared/domain/record.ts';
import { orderKeyBetween } from '../../../../../shared/sync/orderKey.ts';
import type { Heading } from '../headings.ts';
import type { DraftBody, Preset, PresetTable, RowContext } from './preset.ts';
import { CODE_HEADING, freeElementId, heldProduct, keyOfCode, PRICE_HEADING, priceIn } from './productRows.ts';

const HEADINGS: readonly Heading[] = [
  { ...CODE_HEADING, fa: [...CODE_HEADING.fa, 'بارکد'], en: [...CODE_HEADING.en, 'Barcode', 'GTIN', 'EAN'] },
  { ...PRICE_HEADING, required: true },
  { field: 'minimumQuantity', fa: ['از تعداد', 'از مقدار', 'حداقل تعداد'], en: ['From quantity', 'Minimum quantity'] },
];
/** As many as a list holds. */
const ENTRIES_MAXIMUM = 5_000;

const entries: PresetTable = {
  table: 'priceListEntries',
  file: 'prices.xlsx',
  required: true,
  columns: ['code', 'price'],
  headings: HEADINGS,
  // The same code may stand in several rows, for several quantities.
  key: (row) => `${keyOfCode(row.cells['code'] ?? null)} ${row.number}`,
  read(row, context) {
    const code = context.text('code') ?? context.skip('code', 'import.keyMissing');
    const product = heldProduct(context, code, 'anyCode') ?? context.skip('code', 'import.unknownProduct');
    const isOfUnit = codesOf(product.body).every(({ key, unitId }) => key !== codeKey(code) || unitId !== null);
    if (isOfUnit) context.skip('code', 'import.barcodeOfUnit');
    const list = listMeant(context);
    const amount = priceIn(context, 'price', list.currency) ?? context.skip('price', 'import.priceMissing');
    const minimum = quantityIn(context);
    if (!context.isFirst(`${product.id} ${minimum}`)) context.skip('code', 'import.keyTwice');
    const body = bodyOf(context, list);
    const before = elementsOf(body, 'entries');
    const there = before.find((entry) => isFor(entry, product.id, minimum));
    const held = there && moneyOf(there, 'price');
    if (held?.amount === amount) return context.counted('unchanged');
    if (!there && before.length >= ENTRIES_MAXIMUM) context.skip(null, 'import.listFull');
    const entry = there ?? {
      id: freeElementId(before, ['price-list', product.id, String(minimum)]),
      order: orderKeyBetween(textOf(before.at(-1) ?? {}, 'order'), null),
      productId: product.id,
      ...(minimum === 0 ? {} : { minimumQuantity: minimum }),
    };
    const priced = { ...entry, price: { amount, currency: list.currency } };
    body['entries'] = there ? before.map((one) => (one === there ? priced : one)) : [...before, priced];
    return context.counted(there ? 'merged' : 'created');
  },
};

export const priceListPreset: Preset = { id: 'price-list', isOwn: true, tables: [entries] };

const isFor = (entry: RecordBody, productId: RecordId, minimum: number): boolean =>
  textOf(entry, 'productId') === productId && (integerOf(entry, 'minimumQuantity') ?? 0) === minimum;

/** From this quantity on, × 1,000; 0 for any. One that cannot be read would be another price than the file says: its row is left. */
function quantityIn(context: RowContext): number {
  if (context.text('minimumQuantity') === null) return 0;
  const minimum = context.decimal('minimumQuantity', QUANTITY_SCALE);
  return minimum !== null && minimum >= 0 ? minimum : context.skip('minimumQuantity', 'import.notANumber');
}

interface ListMeant {
  readonly id: RecordId;
  /** null for a new one. */
  readonly held: RecordBody | null;
  readonly currency: CurrencyCode;
}

/** The list that is meant: one that is held, or a new one under the name that was typed. @throws `not_found`, `invalid_input` when none is named. */
function listMeant({ options, held: { priceList, currency, today } }: RowContext): ListMeant {
  const { list = '', name = '' } = options;
  if (list === '' && name.trim() === '') throw createError('invalid_input', { reason: 'empty', path: 'name' });
  // The same again on the same day is the same list: importing twice changes nothing.
  const id = list === '' ? deterministicId('import', 'price-list', name.trim(), today) : list;
  const held = priceList(id);
  if (list !== '' && held === null) throw createError('not_found', { collection: 'products', id });
  const own = held && textOf(held, 'currency');
  return { id, held, currency: isCurrencyCode(own) ? own : currency };
}

/** What is brought in: of a held list its prices alone. */
function bodyOf(context: RowContext, { id, held, currency }: ListMeant): DraftBody {
  const drafted = context.drafted(id);
  if (drafted) return drafted;
  const body: DraftBody = held
    ? { entries: [...elementsOf(held, 'entries')] }
    : {
        name: (context.options['name'] ?? '').trim(),
        from: context.held.today,
        scope: 'everyone',
        currency,
        entries: [],
      };
  const over = held === null ? {} : { over: held };
  context.put({ table: 'priceList', collection: 'products', kind: 'priceList', id, body, mode: 'replace', ...over });
  return body;
}
