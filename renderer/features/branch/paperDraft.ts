/** What is typed and not entered yet, as it is kept: pure, so that whatever comes between two keys can be tried without a window. */
import type { CurrencyCode } from '../../../shared/base/currency.ts';
import type { Language, MoneyUnit } from '../../../shared/locale/format.ts';
import { parseMoneyInput } from '../../../shared/locale/formatInput.ts';
import { moneyUnitName } from '../../../shared/locale/formatMoney.ts';
import { cellOf, groupRows, type PaperColumn, type TypedRow } from './paperRows.ts';

/** What the paper's own sums say, as typed: to be compared with what was entered. */
export type PaperSaid = Readonly<Record<string, string>>;

export interface Kept {
  readonly rows: readonly TypedRow[];
  readonly said: PaperSaid;
  /** In which amounts were typed. Older programs kept none: theirs are read in the person's unit of now. */
  readonly unit?: MoneyUnit;
}

type Rows = readonly TypedRow[];

/** A row as it was looked up, where it still stands as it was when that was asked: what was typed meanwhile stays. */
export const swapRow = (rows: Rows, before: TypedRow, after: TypedRow): Rows =>
  rows.map((row) => (row === before ? after : row));

/** The order, or the single row, that a row belongs to. */
export const groupOfRow = (rows: Rows, { id, kind }: Pick<TypedRow, 'id' | 'kind'>): Rows =>
  groupRows(rows.filter((row) => row.kind === kind)).find((group) => group.some((row) => row.id === id)) ?? [];

/** Stands the group there as it was taken, with no line more, and none typed on? */
export function standsStill(rows: Rows, group: Rows): boolean {
  const [first] = group;
  if (!first) return false;
  const now = groupOfRow(rows, first);
  return now.length === group.length && now.every((row, place) => row === group[place]);
}

// ---- removing --------------------------------------------------------------------------------------------------

export interface Removal {
  readonly rows: Rows;
  /** The rows of later, with the row back where it was. */
  putBack(rows: Rows): Rows;
}

/**
 * Takes one row out. The first of an order gives its slip and customer to the line below it: else that would go on with the order above. And its id, which is
 * the order's: what was sent under it, or is being sent, is found by it, and never entered a second time with the lines that are left.
 */
export function removeRow(rows: Rows, row: TypedRow): Removal {
  const group = groupOfRow(rows, row);
  const heir = group[0]?.id === row.id ? group[1] : undefined;
  const above = rows
    .slice(
      0,
      rows.findIndex(({ id }) => id === row.id),
    )
    .findLast(({ kind }) => kind === row.kind);
  return {
    rows: rows.flatMap((other) =>
      other.id === row.id ? [] : other.id === heir?.id ? [withHead(other, row)] : [other],
    ),
    putBack(later) {
      if (later.some((other) => ownIdOf(other) === ownIdOf(row))) return later;
      const held = heir
        ? (later.find(({ id }) => id === row.id) ?? later.find((other) => ownIdOf(other) === ownIdOf(heir)))
        : undefined;
      const belowAbove = later.findIndex(({ id }) => id === above?.id) + 1;
      // Its order is no longer here: it was entered, and what comes back is an order of its own.
      if (!held) return later.toSpliced(belowAbove, 0, heir ? withId(row, ownIdOf(heir)) : row);
      const place = later.indexOf(held);
      // The order has a first row again.
      if (held.ownId === undefined) return later.toSpliced(held.id === row.id ? place + 1 : place, 0, withoutHead(row));
      const freed = hasHeadOf(held, row) ? withoutHead(held) : withOwnId(held);
      return later.toSpliced(place, 1, withId(row, held.id), freed);
    },
  };
}

const ownIdOf = ({ id, ownId }: TypedRow): string => ownId ?? id;

const withOwnId = ({ ownId, ...row }: TypedRow): TypedRow => ({ ...row, id: ownId ?? row.id });

const withId = (row: TypedRow, id: string): TypedRow =>
  ownIdOf(row) === id ? withOwnId(row) : { ...row, id, ownId: ownIdOf(row) };

const withHead = (row: TypedRow, { id, cells, customerId, isAnother }: TypedRow): TypedRow => ({
  ...withId(row, id),
  cells: { ...row.cells, slip: cells.slip ?? '', customer: cells.customer ?? '' },
  customerId,
  isAnother,
});

const withoutHead = (row: TypedRow): TypedRow => ({
  ...withOwnId(row),
  cells: { ...row.cells, slip: '', customer: '' },
  customerId: null,
  isAnother: false,
});

const hasHeadOf = (row: TypedRow, head: TypedRow): boolean =>
  (['slip', 'customer'] as const).every((column) => cellOf(row, column) === cellOf(head, column));

// ---- the unit of amounts ---------------------------------------------------------------------------------------

export interface MoneyWords {
  readonly currency: CurrencyCode;
  readonly moneyUnit: MoneyUnit;
  readonly language: Language;
}

const OF_MONEY: readonly PaperColumn[] = ['price', 'amount'];

/** Amounts that were typed in another unit say so from now on («۱۲۰ تومان»): they mean what they meant when they were typed. */
export function inUnit(kept: Kept, words: MoneyWords): Kept {
  const { unit = words.moneyUnit } = kept;
  if (unit === words.moneyUnit) return kept;
  return {
    unit: words.moneyUnit,
    said: Object.fromEntries(Object.entries(kept.said).map(([name, text]) => [name, withUnit(text, unit, words)])),
    rows: kept.rows.map((row) => {
      const typed = OF_MONEY.filter((column) => cellOf(row, column) !== '');
      const cells = Object.fromEntries(typed.map((column) => [column, withUnit(cellOf(row, column), unit, words)]));
      return typed.length === 0 ? row : { ...row, cells: { ...row.cells, ...cells } };
    }),
  };
}

function withUnit(text: string, unit: MoneyUnit, { currency, moneyUnit, language }: MoneyWords): string {
  const [before, now] = [unit, moneyUnit].map((as) => parseMoneyInput(text, currency, as));
  const isOtherNow = before?.ok === true && !(now?.ok === true && now.value.amount === before.value.amount);
  return isOtherNow ? `${text} ${moneyUnitName(currency, language, unit)}` : text;
}
