/** The rows of the grid as they are typed, and what they say: pure, so that whatever is pasted can be tried without a window. */
import type { CurrencyCode } from '../../../shared/base/currency.ts';
import { digitsToLatin } from '../../../shared/base/digits.ts';
import { foldText } from '../../../shared/base/text.ts';
import type { PaperRow } from '../../../shared/contract/branch.ts';
import { ACTIVITY_OUTCOMES, NO_ORDER_REASONS } from '../../../shared/domain/activities/activity.ts';
import { RECEIPT_METHODS } from '../../../shared/domain/salesDocuments/receiptStates.ts';
import type { MoneyUnit } from '../../../shared/locale/format.ts';
import { parseCountsInput } from '../../../shared/locale/countsInput.ts';
import { parseMoneyInput, parseTimeInput } from '../../../shared/locale/formatInput.ts';
import type { MessageKey } from '../../../shared/locale/translator.ts';
import { readTypedDay } from './readTypedDay.ts';

export const PAPER_KINDS = ['order', 'receipt', 'visit', 'call'] as const;
export type PaperKind = (typeof PAPER_KINDS)[number];

export const COLUMNS = {
  order: ['slip', 'customer', 'product', 'quantity', 'price'],
  receipt: ['slip', 'customer', 'method', 'amount', 'reference', 'bank', 'dueOn'],
  visit: ['slip', 'customer', 'outcome', 'reason', 'time', 'note'],
  call: ['slip', 'customer', 'outcome', 'time', 'note'],
} as const satisfies Readonly<Record<PaperKind, readonly string[]>>;
export type PaperColumn = (typeof COLUMNS)[PaperKind][number];

/** Columns in which one of a few words stands: its value, never its label. */
export const CHOICES: Readonly<Partial<Record<PaperColumn, readonly string[]>>> = {
  method: RECEIPT_METHODS,
  outcome: ACTIVITY_OUTCOMES,
  reason: NO_ORDER_REASONS,
};

export interface TypedRow {
  /** Of the record that it becomes. */
  readonly id: string;
  readonly kind: PaperKind;
  readonly cells: Readonly<Partial<Record<PaperColumn, string>>>;
  /** What was found for the typed words. */
  readonly customerId: string | null;
  readonly productId: string | null;
  /** It was said that the slip is another one of that number. */
  readonly isAnother: boolean;
  /** Where it took over the order of a row that was removed, and its id with it: the id that it had. */
  readonly ownId?: string;
}

export const emptyRow = (kind: PaperKind, id: string): TypedRow => ({
  id,
  kind,
  cells: {},
  customerId: null,
  productId: null,
  isAnother: false,
});

export const cellOf = ({ cells }: TypedRow, column: PaperColumn): string => (cells[column] ?? '').trim();
export const isEmptyRow = (row: TypedRow): boolean => COLUMNS[row.kind].every((column) => cellOf(row, column) === '');

/** A line of an order without a slip and a customer of its own goes on with the order above it. */
const continues = (row: TypedRow): boolean => row.kind === 'order' && !isHead(row) && !isEmptyRow(row);

/** Rows that are entered together, in their order: an order with its lines, anything else by itself. Empty rows are none. */
export function groupRows(rows: readonly TypedRow[]): TypedRow[][] {
  const groups: TypedRow[][] = [];
  for (const row of rows) {
    if (isEmptyRow(row)) continue;
    const last = groups.at(-1);
    if (continues(row) && last !== undefined) last.push(row);
    else groups.push([row]);
  }
  return groups;
}

/** The first column of an order's own goods: those before it are of the slip. */
export const FIRST_GOODS_COLUMN = COLUMNS.order.indexOf('product');

/** A row that begins an order of its own. */
export const isHead = (row: TypedRow): boolean => cellOf(row, 'slip') !== '' || cellOf(row, 'customer') !== '';

/** Of one kind: what somebody at this cell works on. The empty row below an order is its next line, until a slip or a customer is begun there. */
export function groupAt(rows: readonly TypedRow[], place: number, column: number): readonly TypedRow[] {
  const row = rows[place];
  if (!row) return [];
  if (!isEmptyRow(row)) return groupRows(rows).find((group) => group.some(({ id }) => id === row.id)) ?? [];
  return row.kind === 'order' && column >= FIRST_GOODS_COLUMN ? (groupRows(rows.slice(0, place)).at(-1) ?? []) : [];
}

export interface Reading {
  readonly personId: string;
  readonly on: string;
  readonly currency: CurrencyCode;
  readonly moneyUnit: MoneyUnit;
  /** What a visit and a call are called where nothing else is said. */
  readonly subject: (kind: 'visit' | 'call') => string;
}

export interface Problem {
  readonly rowId: string;
  readonly column: PaperColumn;
  readonly words: MessageKey;
}

/** What a group of rows says, or what is still wrong with it, cell by cell. */
export function readGroup(group: readonly TypedRow[], reading: Reading): { row: PaperRow } | { problems: Problem[] } {
  const [first] = group;
  if (!first) return { problems: [] };
  const problems: Problem[] = [];
  const wrong = (row: TypedRow, column: PaperColumn, words: MessageKey): void => {
    problems.push({ rowId: row.id, column, words });
  };
  const customerId = first.customerId;
  if (customerId === null)
    wrong(first, 'customer', cellOf(first, 'customer') === '' ? 'slips.wrong.customer' : 'slips.wrong.unknown');
  const slip = digitsToLatin(cellOf(first, 'slip'));
  const common = {
    id: first.id,
    personId: reading.personId,
    on: reading.on,
    customerId: customerId ?? '',
    ...(slip === '' ? {} : { slip }),
    ...(first.isAnother ? { isAnother: true } : {}),
    ...(cellOf(first, 'note') === '' ? {} : { note: cellOf(first, 'note') }),
  };
  const row = READ[first.kind](group, first, reading, wrong);
  return problems.length > 0 || row === null ? { problems } : { row: { ...common, ...row } as PaperRow };
}

type Wrong = (row: TypedRow, column: PaperColumn, words: MessageKey) => void;
type OwnFields = object;

const READ: Readonly<
  Record<PaperKind, (group: readonly TypedRow[], first: TypedRow, reading: Reading, wrong: Wrong) => OwnFields | null>
> = {
  order: (group, _first, reading, wrong) => ({
    kind: 'order',
    lines: group.map((row) => {
      if (row.productId === null)
        wrong(row, 'product', cellOf(row, 'product') === '' ? 'slips.wrong.product' : 'slips.wrong.unknown');
      // Which units the words mean the core says: what is no quantity of any product is said here.
      const said = cellOf(row, 'quantity');
      const typed = parseCountsInput(said);
      if (!typed.ok || said.length > SAID_MAXIMUM || typed.value.some(({ count }) => count <= 0))
        wrong(row, 'quantity', 'slips.wrong.quantity');
      const price = cellOf(row, 'price') === '' ? null : amountOf(row, 'price', reading, wrong, 1);
      return {
        productId: row.productId ?? '',
        said,
        ...(price === null ? {} : { unitPrice: price }),
      };
    }),
  }),
  receipt: (_group, row, reading, wrong) => {
    const method = RECEIPT_METHODS.find((known) => known === cellOf(row, 'method')) ?? 'cash';
    const amount = amountOf(row, 'amount', reading, wrong, 1);
    const reference = digitsToLatin(cellOf(row, 'reference'));
    if (method !== 'cheque') return { kind: 'receipt', method, amount, ...(reference === '' ? {} : { reference }) };
    const dueOn = readTypedDay(cellOf(row, 'dueOn'));
    if (reference === '') wrong(row, 'reference', 'slips.wrong.chequeNumber');
    if (cellOf(row, 'bank') === '') wrong(row, 'bank', 'slips.wrong.bank');
    if (dueOn === null) wrong(row, 'dueOn', 'slips.wrong.dueOn');
    return {
      kind: 'receipt',
      method,
      amount,
      cheque: { number: reference, bank: cellOf(row, 'bank'), dueOn: dueOn ?? '' },
    };
  },
  visit: (_group, row, reading, wrong) => {
    const reason = NO_ORDER_REASONS.find((known) => known === cellOf(row, 'reason'));
    return { ...activityOf(row, reading, wrong), ...(reason === undefined ? {} : { noOrderReason: reason }) };
  },
  call: (_group, row, reading, wrong) => activityOf(row, reading, wrong),
};

/** As the core takes it. */
const SAID_MAXIMUM = 200;

function activityOf(row: TypedRow, reading: Reading, wrong: Wrong): OwnFields {
  const kind = row.kind === 'call' ? 'call' : 'visit';
  const outcome = ACTIVITY_OUTCOMES.find((known) => known === cellOf(row, 'outcome'));
  if (outcome === undefined) wrong(row, 'outcome', 'slips.wrong.outcome');
  const time = cellOf(row, 'time') === '' ? null : parseTimeInput(cellOf(row, 'time'));
  if (time !== null && !time.ok) wrong(row, 'time', 'slips.wrong.time');
  const [hour = 0, minute = 0] = time?.ok ? time.value.split(':').map(Number) : [];
  return { kind, subject: reading.subject(kind), outcome, ...(time?.ok ? { minute: hour * 60 + minute } : {}) };
}

function amountOf(
  row: TypedRow,
  column: PaperColumn,
  { currency, moneyUnit }: Reading,
  wrong: Wrong,
  least: number,
): number {
  const money = parseMoneyInput(cellOf(row, column), currency, moneyUnit);
  if (money.ok && money.value.amount >= least) return money.value.amount;
  wrong(row, column, 'slips.wrong.amount');
  return 0;
}

// ---- pasting -------------------------------------------------------------------------------------------------------

/** A block of cells as spreadsheets put it on the clipboard; null for a single cell, which is pasted as it is. */
export function readBlock(text: string): string[][] | null {
  const lines = text.replaceAll('\r\n', '\n').replace(/\n$/, '').split('\n');
  const block = lines.map((line) => line.split('\t').map((cell) => cell.trim()));
  return block.length > 1 || (block[0]?.length ?? 0) > 1 ? block : null;
}

export interface Pasting {
  readonly rows: readonly TypedRow[];
  readonly at: { readonly row: number; readonly column: number };
  readonly block: readonly (readonly string[])[];
  readonly newId: () => string;
  /** The words of a choice, as people write them. */
  readonly labelOf: (column: PaperColumn, value: string) => string;
}

/** The rows with the block laid over them from that cell on; what does not fit to the right is left out, what does not fit below gets rows. */
export function pasteBlock(kind: PaperKind, { rows, at, block, newId, labelOf }: Pasting): TypedRow[] {
  const columns: readonly PaperColumn[] = COLUMNS[kind];
  const pasted = [...rows];
  for (const [down, cells] of block.entries()) {
    const place = at.row + down;
    const row = pasted[place] ?? emptyRow(kind, newId());
    const laid = Object.fromEntries(
      cells.flatMap((text, across): [PaperColumn, string][] => {
        const column = columns[at.column + across];
        return column === undefined ? [] : [[column, chosenOf(column, text, labelOf)]];
      }),
    );
    pasted[place] = {
      ...row,
      cells: { ...row.cells, ...laid },
      ...('customer' in laid ? { customerId: null } : {}),
      ...('product' in laid ? { productId: null } : {}),
    };
  }
  return pasted;
}

function chosenOf(column: PaperColumn, text: string, labelOf: Pasting['labelOf']): string {
  const choices = CHOICES[column];
  if (!choices) return text;
  const wanted = foldText(text);
  return choices.find((value) => value === text || foldText(labelOf(column, value)) === wanted) ?? '';
}
