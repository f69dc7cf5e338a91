/** What stands in each column of an exported list. The fields of a row are those that its list shows; a few more stand in the records themselves. */
import type { IsoDate } from '../../../../shared/base/clock.ts';
import type { CurrencyCode } from '../../../../shared/base/currency.ts';
import type { JsonValue } from '../../../../shared/base/leafPath.ts';
import { contractState } from '../../../../shared/domain/contracts/contractState.ts';
import { elementsOf, integerOf, moneyOf, objectOf, textOf, textsOf } from '../../../../shared/domain/bodyReads.ts';
import type { OwnField } from '../../../../shared/domain/customers/customFields.ts';
import type { CollectionName, RecordBody } from '../../../../shared/domain/record.ts';
import { countIn, saidInOf } from '../../../../shared/domain/products/units.ts';
import type { OrderLineTotals } from '../../../../shared/domain/salesDocuments/orderTotals.ts';
import type { ActivityListRow } from '../activities/queries.ts';
import type { AssetListRow } from '../assets/queries.ts';
import type { ContractListRow } from '../contracts/queries.ts';
import type { CustomerListRow } from '../customers/queries.ts';
import { readMoneyList } from '../moneyList.ts';
import type { OpportunityListRow } from '../opportunities/queries.ts';
import type { OrderListRow } from '../orders/queries.ts';
import { priceInList } from '../products/index.ts';
import type { ProductListRow } from '../products/queries.ts';
import type { PricesFor } from '../pricing/terms.ts';
import type { ReceiptListRow } from '../receipts/queries.ts';
import type { DocumentListRow } from '../salesDocuments/queries.ts';
import type { RequestListRow } from '../serviceRequests/queries.ts';
import type { Figure } from '../stock/levels.ts';
import type { Cell, OwnWords } from './cells.ts';
import type { StockMovementRow, StockPlaceListRow } from './stockQueries.ts';

export interface ExportField {
  /** Its name in the record, and what its label is looked up by. */
  readonly field: string;
  /** The company's own words for it. */
  readonly label?: OwnWords;
}

export interface ExportColumn<Row> extends ExportField {
  readonly cell: (row: Row, body: RecordBody) => Cell;
}

const text = (value: string | null): Cell => ({ type: 'text', value });
const code = (value: string | null): Cell => ({ type: 'code', value });
const day = (value: string | null): Cell => ({ type: 'day', value });
const instant = (value: string | null): Cell => ({ type: 'instant', value });
const count = (value: number | null): Cell => ({ type: 'count', value });
const quantity = (value: number | null): Cell => ({ type: 'quantity', value });
const percentage = (value: number | null): Cell => ({ type: 'percentage', value });
const word = (collection: CollectionName, field: string, value: string | null): Cell => ({
  type: 'word',
  collection,
  field,
  value,
});
const words = (collection: CollectionName, field: string, values: readonly string[]): Cell => ({
  type: 'words',
  collection,
  field,
  values,
});
const money = (amount: number | null, currency: string | null): Cell => ({
  type: 'money',
  value: amount === null || currency === null ? [] : [{ amount, currency }],
});
const moneyIn = (body: RecordBody, field: string): Cell => {
  const value = moneyOf(body, field);
  return money(value?.amount ?? null, value?.currency ?? null);
};

const CUSTOMERS: readonly ExportColumn<CustomerListRow>[] = [
  { field: 'code', cell: (_, body) => code(textOf(body, 'code')) },
  { field: 'name', cell: (row) => text(row.name) },
  { field: 'kind', cell: (row) => ({ type: 'kind', value: row.kind }) },
  { field: 'stage', cell: (row) => word('customers', 'stage', row.stage) },
  { field: 'class', cell: (row) => word('customers', 'class', row.class) },
  { field: 'channelRole', cell: (row) => word('customers', 'channelRole', row.channelRole) },
  { field: 'industry', cell: (_, body) => text(textOf(body, 'industry')) },
  { field: 'phones', cell: (row) => ({ type: 'phone', value: row.phone }) },
  { field: 'email', cell: (_, body) => text(textOf(body, 'email')) },
  { field: 'city', cell: (row) => text(row.city) },
  { field: 'street', cell: (_, body) => text(textOf(elementsOf(body, 'addresses')[0] ?? {}, 'street')) },
  { field: 'ownerId', cell: (row) => text(row.ownerName) },
  { field: 'territoryId', cell: (row) => text(row.territoryName) },
  { field: 'tags', cell: (_, body) => text(textsOf(body, 'tags').join(' | ')) },
  { field: 'lastContactAt', cell: (row) => instant(row.lastContactAt) },
  { field: 'lastOrderOn', cell: (row) => day(row.lastOrderOn) },
  { field: 'revenue', cell: (row) => ({ type: 'money', value: readMoneyList(row.revenue) }) },
];

/** With the company's own fields, under their names, behind what every company has. Retired ones still hold what was written. */
export const customerColumns = (own: readonly OwnField[]): readonly ExportColumn<CustomerListRow>[] => [
  ...CUSTOMERS,
  ...own.map((field) => ({
    field: `custom.${field.key}`,
    label: field,
    cell: (_row: CustomerListRow, body: RecordBody) => ownCell(field, objectOf(body['custom'])[field.key]),
  })),
];

/** What came from elsewhere and is not what its field holds is written as it is. */
function ownCell(field: OwnField, value: JsonValue | undefined): Cell {
  if (typeof value === 'boolean') return { type: 'yesNo', value };
  if (typeof value === 'number') return count(value);
  if (typeof value !== 'string') return text(value === undefined || value === null ? null : JSON.stringify(value));
  const choice = field.choices.find(({ id }) => field.type === 'choice' && id === value);
  if (choice) return { type: 'own', value: choice };
  return field.type === 'date' ? day(value) : text(value);
}

export const ORDERS: readonly ExportColumn<OrderListRow>[] = [
  { field: 'number', cell: (row) => code(row.number) },
  { field: 'customerId', cell: (row) => text(row.customerName) },
  { field: 'orderedOn', cell: (row) => day(row.orderedOn) },
  { field: 'state', cell: (row) => word('salesDocuments', 'state', row.state) },
  { field: 'lines', cell: (row) => count(row.lineCount) },
  { field: 'total', cell: (row) => money(row.total, row.currency) },
];

export const DOCUMENTS: readonly ExportColumn<DocumentListRow>[] = [
  { field: 'kind', cell: (row) => ({ type: 'kind', value: row.kind }) },
  { field: 'number', cell: (row) => code(row.number) },
  { field: 'orderId', cell: (row) => code(row.orderNumber) },
  { field: 'customerId', cell: (row) => text(row.customerName) },
  { field: 'issuedOn', cell: (row) => day(row.day) },
  { field: 'validUntil', cell: (row) => day(row.validUntil) },
  { field: 'state', cell: (row) => word('salesDocuments', 'state', row.state) },
  { field: 'reason', cell: (_, body) => word('salesDocuments', 'reason', textOf(body, 'reason')) },
  { field: 'lines', cell: (row) => count(row.lineCount) },
  { field: 'total', cell: (row) => money(row.total, row.currency) },
  { field: 'note', cell: (_, body) => text(textOf(body, 'note')) },
];

/** A line of a paper, whose own values are its body here. */
export interface PaperLine {
  readonly kind: string;
  readonly number: string | null;
  readonly customerName: string | null;
  readonly day: string | null;
  readonly state: string | null;
  readonly productCode: string | null;
  /** null where the paper says no prices. */
  readonly totals: OrderLineTotals | null;
  /** Why the whole came back, where the line says nothing. */
  readonly reason: string | null;
}

const lineMoney = (value: OrderLineTotals['net'] | undefined): Cell =>
  money(value?.amount ?? null, value?.currency ?? null);

/** «۲ کارتن», as papers say it. */
function saidOf(line: RecordBody): { count: number; unit: string } | null {
  const saidIn = saidInOf(line);
  const whole = saidIn === null ? null : countIn(integerOf(line, 'quantity') ?? 0, saidIn);
  return saidIn === null || whole === null ? null : { count: whole, unit: saidIn.unit };
}

export const PAPER_LINES: readonly ExportColumn<PaperLine>[] = [
  { field: 'kind', cell: (row) => ({ type: 'kind', value: row.kind }) },
  { field: 'number', cell: (row) => code(row.number) },
  { field: 'customerId', cell: (row) => text(row.customerName) },
  { field: 'issuedOn', cell: (row) => day(row.day) },
  { field: 'state', cell: (row) => word('salesDocuments', 'state', row.state) },
  { field: 'productCode', cell: (row) => code(row.productCode) },
  { field: 'productId', cell: (_, line) => text(textOf(line, 'productName')) },
  { field: 'quantity', cell: (_, line) => quantity(integerOf(line, 'quantity')) },
  { field: 'unit', cell: (_, line) => text(textOf(line, 'unit')) },
  { field: 'saidCount', cell: (_, line) => quantity(saidOf(line)?.count ?? null) },
  { field: 'saidIn', cell: (_, line) => text(saidOf(line)?.unit ?? null) },
  { field: 'unitPrice', cell: (_, line) => moneyIn(line, 'unitPrice') },
  { field: 'discountPercentage', cell: (_, line) => percentage(integerOf(line, 'discountPercentage')) },
  { field: 'discount', cell: (row) => lineMoney(row.totals?.discount) },
  { field: 'documentDiscount', cell: (row) => lineMoney(row.totals?.documentDiscount) },
  { field: 'taxable', cell: (row) => lineMoney(row.totals?.taxable) },
  { field: 'tax', cell: (row) => lineMoney(row.totals?.tax) },
  { field: 'reason', cell: (row, line) => word('salesDocuments', 'reason', textOf(line, 'reason') ?? row.reason) },
  { field: 'note', cell: (_, line) => text(textOf(line, 'note')) },
];

const chequeOf = (body: RecordBody): RecordBody => objectOf(body['cheque']);

export const RECEIPTS: readonly ExportColumn<ReceiptListRow>[] = [
  { field: 'number', cell: (row) => code(row.number) },
  { field: 'customerId', cell: (row) => text(row.customerName) },
  { field: 'receivedOn', cell: (row) => day(row.day) },
  { field: 'method', cell: (row) => word('salesDocuments', 'method', row.method) },
  { field: 'amount', cell: (row) => money(row.total, row.currency) },
  { field: 'state', cell: (row) => word('salesDocuments', 'state', row.state) },
  { field: 'collectedBy', cell: (row) => text(row.collectedByName) },
  { field: 'reference', cell: (_, body) => code(textOf(body, 'reference')) },
  { field: 'bank', cell: (row) => text(row.bank) },
  { field: 'chequeNumber', cell: (row) => code(row.chequeNumber) },
  { field: 'sayadId', cell: (_, body) => code(textOf(chequeOf(body), 'sayadId')) },
  { field: 'drawer', cell: (_, body) => text(textOf(chequeOf(body), 'drawer')) },
  { field: 'dueOn', cell: (row) => day(row.dueOn) },
  { field: 'depositedOn', cell: (_, body) => day(textOf(body, 'depositedOn')) },
  { field: 'depositedTo', cell: (_, body) => text(textOf(body, 'depositedTo')) },
  { field: 'clearedOn', cell: (_, body) => day(textOf(body, 'clearedOn')) },
  { field: 'bouncedOn', cell: (_, body) => day(textOf(body, 'bouncedOn')) },
  { field: 'note', cell: (_, body) => text(textOf(body, 'note')) },
];

/** @param prices Everyone's. */
export const productColumns = (
  currency: CurrencyCode,
  today: IsoDate,
  prices: PricesFor,
): readonly ExportColumn<ProductListRow>[] => [
  { field: 'code', cell: (row) => code(row.code) },
  { field: 'name', cell: (row) => text(row.name) },
  { field: 'kind', cell: (row) => ({ type: 'kind', value: row.kind }) },
  { field: 'unit', cell: (_, body) => text(textOf(body, 'unit')) },
  {
    field: 'price',
    cell: (row, body) => {
      const price = priceInList(row.id, body, today, currency, prices);
      return money(price?.amount ?? null, price?.currency ?? null);
    },
  },
  { field: 'taxPercentage', cell: (_, body) => percentage(integerOf(body, 'taxPercentage')) },
  { field: 'stock', cell: (row) => quantity(row.quantity) },
];

/** A product at a place, with what lies there. */
export type PlacedStock = StockPlaceListRow & { readonly figure: Figure | null };

export const STOCK: readonly ExportColumn<PlacedStock>[] = [
  { field: 'code', cell: (row) => code(row.code) },
  { field: 'productId', cell: (row) => text(row.name) },
  { field: 'placeId', cell: (row) => text(row.placeName) },
  { field: 'unit', cell: (row) => text(row.unit) },
  { field: 'stock', cell: ({ figure }) => quantity(figure?.quantity ?? null) },
  { field: 'available', cell: ({ figure }) => quantity(figure?.available ?? null) },
  { field: 'asOf', cell: ({ figure }) => instant(figure?.asOf ?? null) },
];

export const STOCK_MOVEMENTS: readonly ExportColumn<StockMovementRow>[] = [
  { field: 'occurredAt', cell: (_, body) => instant(textOf(body, 'occurredAt')) },
  { field: 'code', cell: (row) => code(row.code) },
  { field: 'productId', cell: (row) => text(row.name) },
  { field: 'placeId', cell: (row) => text(row.placeName) },
  { field: 'reason', cell: (_, body) => word('stock', 'reason', textOf(body, 'reason')) },
  { field: 'quantity', cell: (_, body) => quantity(integerOf(body, 'quantity')) },
  { field: 'unit', cell: (row) => text(row.unit) },
  { field: 'counted', cell: (_, body) => quantity(integerOf(body, 'counted')) },
  { field: 'otherPlaceId', cell: (row) => text(row.otherPlaceName) },
  { field: 'createdBy', cell: (row) => text(row.byName) },
  { field: 'note', cell: (_, body) => text(textOf(body, 'note')) },
];

export const OPPORTUNITIES: readonly ExportColumn<OpportunityListRow>[] = [
  { field: 'name', cell: (row) => text(row.name) },
  { field: 'customerId', cell: (row) => text(row.customerName) },
  { field: 'ownerId', cell: (row) => text(row.ownerName) },
  { field: 'stage', cell: (row) => word('opportunities', 'stage', row.stage) },
  { field: 'amount', cell: (row) => money(row.amount, row.currency) },
  { field: 'expectedCloseOn', cell: (row) => day(row.expectedCloseOn) },
  { field: 'nextStep', cell: (row) => text(row.nextStep) },
];

export const ACTIVITIES: readonly ExportColumn<ActivityListRow>[] = [
  { field: 'kind', cell: (row) => ({ type: 'kind', value: row.kind }) },
  { field: 'customerId', cell: (row) => text(row.customerName) },
  { field: 'subject', cell: (row) => text(row.subject) },
  { field: 'happenedAt', cell: (row) => instant(row.at) },
  { field: 'outcome', cell: (row) => word('activities', 'outcome', row.outcome) },
  { field: 'note', cell: (_, body) => text(textOf(body, 'note')) },
];

export const contractColumns = (today: IsoDate): readonly ExportColumn<ContractListRow>[] => [
  { field: 'number', cell: (row) => code(row.number) },
  { field: 'title', cell: (row) => text(row.title) },
  { field: 'customerId', cell: (row) => text(row.customerName) },
  { field: 'startsOn', cell: (row) => day(row.startsOn) },
  { field: 'endsOn', cell: (row) => day(row.endsOn) },
  { field: 'state', cell: (_, body) => word('contracts', 'state', contractState(body, today)) },
  { field: 'coverage', cell: (_, body) => words('contracts', 'coverage', textsOf(body, 'coverage')) },
  { field: 'price', cell: (_, body) => moneyIn(body, 'price') },
];

export const EQUIPMENT: readonly ExportColumn<AssetListRow>[] = [
  { field: 'name', cell: (row) => text(row.name) },
  { field: 'serial', cell: (row) => code(row.serial) },
  { field: 'customerId', cell: (row) => text(row.customerName) },
  { field: 'place', cell: (_, body) => text(textOf(body, 'place')) },
  { field: 'installedOn', cell: (row) => day(row.installedOn) },
  { field: 'warrantyUntil', cell: (row) => day(row.warrantyUntil) },
  { field: 'removedOn', cell: (row) => day(row.removedOn) },
  { field: 'note', cell: (_, body) => text(textOf(body, 'note')) },
];

export const SERVICE_REQUESTS: readonly ExportColumn<RequestListRow>[] = [
  { field: 'number', cell: (_, body) => code(textOf(body, 'number')) },
  { field: 'kind', cell: (row) => ({ type: 'kind', value: row.kind }) },
  { field: 'subject', cell: (row) => text(row.subject) },
  { field: 'customerId', cell: (row) => text(row.customerName) },
  { field: 'state', cell: (row) => word('serviceRequests', 'state', row.state) },
  { field: 'priority', cell: (row) => word('serviceRequests', 'priority', row.priority) },
  { field: 'channel', cell: (_, body) => word('serviceRequests', 'channel', textOf(body, 'channel')) },
  { field: 'assigneeId', cell: (row) => text(row.assigneeName) },
  { field: 'receivedAt', cell: (row) => instant(row.receivedAt) },
  { field: 'dueAt', cell: (_, body) => instant(textOf(body, 'dueAt')) },
  { field: 'plannedOn', cell: (row) => day(row.plannedOn) },
  { field: 'causes', cell: (_, body) => words('serviceRequests', 'causes', textsOf(body, 'causes')) },
  { field: 'outcome', cell: (_, body) => word('serviceRequests', 'outcome', textOf(body, 'outcome')) },
];
