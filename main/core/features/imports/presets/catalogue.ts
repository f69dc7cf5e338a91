/**
 * The company's own list of products. A row is told by its code: a product that bears it is completed and never overwritten, one that nobody bears is made.
 * Prices of what has prices are left to price lists and to the product's form.
 */
import { isIsoDate } from '../../../../../shared/base/clock.ts';
import { foldText } from '../../../../../shared/base/foldText.ts';
import { deterministicId } from '../../../../../shared/base/id.ts';
import { QUANTITY_SCALE } from '../../../../../shared/base/money.ts';
import { elementsOf, moneyOf, textsOf } from '../../../../../shared/domain/bodyReads.ts';
import { codeKey } from '../../../../../shared/domain/products/barcode.ts';
import { PRODUCT_KINDS } from '../../../../../shared/domain/products/product.ts';
import { isSold } from '../../../../../shared/domain/products/productCodes.ts';
import { unitsOf } from '../../../../../shared/domain/products/units.ts';
import { en } from '../../../../../shared/locale/messages/en.ts';
import { fa } from '../../../../../shared/locale/messages/fa.ts';
import { orderKeyBetween } from '../../../../../shared/sync/orderKey.ts';
import type { Heading } from '../headings.ts';
import type { HeldProduct } from '../holdings.ts';
import type { DraftBody, Preset, PresetTable, RowContext } from './preset.ts';
import {
  CODE_HEADING,
  freeElementId,
  heldProduct,
  keyOfCode,
  listIn,
  percentageIn,
  PRICE_HEADING,
  priceIn,
} from './productRows.ts';

const TABLE = 'products';
/** A product has as many further units as columns for them. */
const UNIT_COLUMNS = ['2', '3'] as const;
const FA_DIGIT: Readonly<Record<(typeof UNIT_COLUMNS)[number], string>> = { '2': '۲', '3': '۳' };

const HEADINGS: readonly Heading[] = [
  CODE_HEADING,
  { field: 'name', fa: ['نام', 'نام کالا', 'شرح', 'شرح کالا'], en: ['Name', 'Product name', 'Description'] },
  { field: 'unit', fa: ['واحد', 'واحد شمارش', 'واحد اصلی'], en: ['Unit', 'Base unit'] },
  { field: 'kind', fa: ['نوع', 'نوع کالا'], en: ['Kind', 'Type'] },
  { field: 'category', fa: ['دسته', 'گروه', 'گروه کالا'], en: ['Category', 'Group'] },
  PRICE_HEADING,
  { field: 'from', fa: ['از روز', 'از تاریخ'], en: ['First day', 'Valid from'] },
  { field: 'taxPercentage', fa: ['مالیات', 'درصد مالیات'], en: ['Tax', 'Tax percentage', 'VAT'] },
  { field: 'barcodes', fa: ['بارکدها', 'بارکد'], en: ['Barcodes', 'Barcode', 'GTIN', 'EAN'] },
  { field: 'stockMinimum', fa: ['حداقل موجودی', 'حداقل'], en: ['Minimum in stock', 'Minimum'] },
  ...UNIT_COLUMNS.flatMap((n): Heading[] => [
    { field: `unit${n}`, fa: [`واحد ${FA_DIGIT[n]}`], en: [`Unit ${n}`] },
    { field: `factor${n}`, fa: [`تعداد در واحد ${FA_DIGIT[n]}`], en: [`How many in unit ${n}`] },
    { field: `barcodes${n}`, fa: [`بارکد واحد ${FA_DIGIT[n]}`], en: [`Barcodes of unit ${n}`] },
  ]),
  { field: 'fits', fa: ['سازگار با', 'دستگاه‌ها'], en: ['Fits', 'Fits equipment'] },
  { field: 'note', fa: ['یادداشت', 'توضیح', 'توضیحات'], en: ['Note', 'Remarks'] },
];

const products: PresetTable = {
  table: TABLE,
  file: 'products.xlsx',
  required: true,
  columns: ['code'],
  headings: HEADINGS,
  key: (row) => keyOfCode(row.cells['code'] ?? null),
  read(row, context) {
    const code = context.text('code') ?? context.skip('code', 'import.keyMissing');
    if (!context.isFirst(`product ${codeKey(code)}`)) context.skip('code', 'import.keyTwice');
    const held = heldProduct(context, code, 'code');
    // A barcode of another product that is sold, taken for a code of this one, would make two of what is one.
    if (!held && context.held.productsFoundBy(codeKey(code)).some(({ body }) => isSold(body)))
      context.skip('code', 'product.codeTaken');
    // Made of this code by an earlier file, and called otherwise since: it is another product's row by now.
    if (!held && context.held.isProduct(context.idOf(TABLE, keyOfCode(code))))
      context.skip('code', 'import.codeChanged');
    const kind = kindIn(context, held);
    const body: DraftBody = {
      ...nameIn(context, held),
      ...(held ? {} : { code }),
      ...unitIn(context, held),
      ...optional('category', context.text('category')),
      ...optional('note', context.text('note')),
      ...taxIn(context, held),
      ...pricesIn(context, held),
      ...quantity('stockMinimum', context),
    };
    if (held) context.put({ collection: 'products', kind, id: held.id, body, mode: 'complete', over: held.body });
    else context.createOwn('products', kind, body);
    const fits = listIn(context.text('fits'));
    const drafted = (): DraftBody => (held ? body : (newOfCode(context, keyOfCode(code)) ?? body));
    // Once the codes of all rows are known: none of them is another row's barcode.
    context.afterwards(() => {
      addBarcodes(context, held, drafted());
      addUnits(context, held, drafted());
    });
    if (fits.length > 0 && kind !== 'equipment') context.afterwards(() => addFits(context, held, drafted(), fits));
  },
};

export const cataloguePreset: Preset = { id: 'catalogue', isOwn: true, tables: [products] };

/** What a row of the file makes of this code. A held product that came in under it, and is called otherwise today, has its id and brings no code. */
function newOfCode(context: RowContext, key: string): DraftBody | undefined {
  const drafted = context.draftOf(TABLE, key);
  return drafted?.['code'] === undefined ? undefined : drafted;
}

/** «دستگاه», `Equipment`, `equipment`. What names none is a consumable; what is held stays what it is. */
function kindIn(context: RowContext, held: HeldProduct | null): string {
  const written = context.text('kind');
  const named = written === null ? null : (KIND_OF_WORD.get(foldText(written)) ?? null);
  if (written !== null && named === null) context.skip('kind', 'import.unknownKind');
  if (!held) return named ?? 'consumable';
  if (named !== null && named !== held.kind) context.leaveOut('kind', 'import.differs');
  return held.kind;
}

const KIND_OF_WORD = new Map(
  PRODUCT_KINDS.flatMap((kind) => [kind, en[`kind.${kind}`], fa[`kind.${kind}`]].map((word) => [foldText(word), kind])),
);

function nameIn(context: RowContext, held: HeldProduct | null): DraftBody {
  const name = context.text('name');
  if (name === null && !held) context.skip('name', 'import.nameMissing');
  return optional('name', name);
}

function unitIn(context: RowContext, held: HeldProduct | null): DraftBody {
  const unit = context.text('unit');
  if (unit === null && !held) context.skip('unit', 'import.unitMissing');
  return optional('unit', unit);
}

function taxIn(context: RowContext, held: HeldProduct | null): DraftBody {
  const tax = percentageIn(context, 'taxPercentage');
  return optional('taxPercentage', tax ?? (held ? null : context.held.taxPercentage));
}

/** Of what has prices, another price is only named. */
function pricesIn(context: RowContext, held: HeldProduct | null): DraftBody {
  const amount = priceIn(context, 'price', context.held.currency);
  const from = context.text('from') === null ? null : context.date('from');
  if (amount === null) return held ? {} : { prices: [] };
  const price = { amount, currency: context.held.currency };
  const before = held ? elementsOf(held.body, 'prices') : [];
  if (before.length === 0)
    return {
      prices: [
        { id: 'list', order: orderKeyBetween(null, null), price, from: isIsoDate(from) ? from : context.held.today },
      ],
    };
  const isThere = before.some((element) => {
    const own = moneyOf(element, 'price');
    return own?.amount === amount && own.currency === price.currency;
  });
  if (!isThere) context.leaveOut('price', 'import.priceStays');
  return {};
}

/** Barcodes come to those that are there. One that another product bears, here, further up in the file, or as its code anywhere in it, is left out. */
function addBarcodes(context: RowContext, held: HeldProduct | null, body: DraftBody): void {
  const added = freeBarcodes(context, held, 'barcodes');
  const before = held ? textsOf(held.body, 'barcodes') : [];
  const known = new Set(before.map(codeKey));
  const all = [...before, ...added.filter((barcode) => !known.has(codeKey(barcode)))];
  if (all.length > 0) body['barcodes'] = all;
}

function freeBarcodes(context: RowContext, held: HeldProduct | null, field: string): string[] {
  const ownKey = keyOfCode(context.text('code'));
  return listIn(context.text(field)).filter((barcode) => {
    const key = codeKey(barcode);
    const isOthers = context.held
      .productsFoundBy(key)
      .some(({ id, body }) => id !== held?.id && body['discontinued'] !== true);
    const isCodeOfRow = key !== ownKey && newOfCode(context, key) !== undefined;
    const isFree = key !== '' && !isOthers && !isCodeOfRow && context.isFirst(`barcode ${key}`);
    if (!isFree) context.leaveOut(field, 'product.codeTaken');
    return isFree;
  });
}

/** A unit that is there by its name, here or in the same row, stays as it is. */
function addUnits(context: RowContext, held: HeldProduct | null, body: DraftBody): void {
  const units = held ? [...elementsOf(held.body, 'units')] : [];
  for (const n of UNIT_COLUMNS) {
    const unit = context.text(`unit${n}`);
    if (unit === null) continue;
    const factor = context.decimal(`factor${n}`, QUANTITY_SCALE);
    const words = ['unit', foldText(unit)];
    const known = unitsOf({ units });
    // One that was called so when it came is that one still, whatever it is called today.
    const there =
      known.find((one) => foldText(one.unit) === foldText(unit)) ??
      known.find((one) => one.id === deterministicId('import', ...words));
    if (there && (factor === null || factor === there.factor)) continue;
    if (there || factor === null || factor <= 0) {
      context.leaveOut(`factor${n}`, there ? 'import.differs' : 'import.factorMissing');
      continue;
    }
    const barcodes = freeBarcodes(context, held, `barcodes${n}`);
    const last = units.at(-1)?.['order'];
    const order = orderKeyBetween(typeof last === 'string' ? last : null, null);
    units.push({ id: freeElementId(units, words), order, unit, factor, ...(barcodes.length > 0 ? { barcodes } : {}) });
  }
  if (units.length > 0) body['units'] = units;
}

/** Equipment of the file itself, wherever in it, or that is here. */
function addFits(context: RowContext, held: HeldProduct | null, body: DraftBody, codes: readonly string[]): void {
  const ids = codes.flatMap((code): string[] => {
    const found = context.held.productsOfCode(codeKey(code)).find(({ kind }) => kind === 'equipment');
    if (found) return [found.id];
    if (newOfCode(context, codeKey(code))) return [context.idOf(TABLE, codeKey(code))];
    context.leaveOut('fits', 'import.unknownProduct');
    return [];
  });
  const all = [...new Set([...(held ? textsOf(held.body, 'fitsIds') : []), ...ids])];
  if (all.length > 0) body['fitsIds'] = all;
}

function quantity(field: string, context: RowContext): DraftBody {
  const value = context.decimal(field, QUANTITY_SCALE);
  if (value === null || value >= 0) return optional(field, value);
  context.leaveOut(field, 'import.notANumber');
  return {};
}

const optional = (field: string, value: string | number | null): DraftBody =>
  value === null ? {} : { [field]: value };
