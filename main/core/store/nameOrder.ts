/**
 * The order of names of a collection, kept in memory by the thread that reads: 8 bytes a record. A search that finds many records would
 * otherwise look each of them up, or walk the list from its first name on, to show the 50 that come first.
 */
import type { CollectionName } from '../../../shared/domain/record.ts';
import type { Connection } from './connection.ts';
import { tableOf } from './recordTables.ts';

export interface NameOrder {
  /** Of these row numbers those that the window shows, in the order of names and ids. Rows without a living record are left out. */
  window(rows: readonly number[], window: NameWindow): number[];
  /**
   * The same window, by asking of one row after another whether it is among them: quick where many are. null when it takes more than
   * {@link QUESTIONS_MAXIMUM} questions.
   */
  ask(isHit: (row: number) => boolean, window: NameWindow): number[] | null;
  /** These records were written or are gone; null: too many to name. Looked up when the order is next needed. */
  noteChanged(ids: readonly string[] | null): void;
}

export interface NameWindow {
  readonly offset: number;
  readonly limit: number;
  readonly descending: boolean;
}

/** More changes than this are read anew with all the others. */
const CHANGES_MAXIMUM = 200;

/** At about 20 µs each: a question of the full-text index opens it anew. */
const QUESTIONS_MAXIMUM = 250;

/** The collection's table has a column `name_sort`. */
export function createNameOrder(connection: Connection, collection: CollectionName): NameOrder {
  const table = tableOf(collection);
  const changed = new Set<string>();
  let places: Places | null = null;

  const current = (): Places => {
    if (places !== null && changed.size > 0) places = merge(connection, table, places, [...changed]);
    changed.clear();
    places ??= createPlaces(
      Int32Array.from(connection.column(`SELECT rowid FROM ${table} WHERE deleted = 0 ORDER BY name_sort, id`)),
    );
    return places;
  };

  /** The window of those rows that pass, from the one end of the order or from the other. */
  const walk = (
    passes: (row: number, place: number) => boolean,
    { offset, limit, descending }: NameWindow,
  ): number[] => {
    const { order } = current();
    const shown: number[] = [];
    let toSkip = offset;
    for (let walked = 0; walked < order.length && shown.length < limit; walked += 1) {
      const place = descending ? order.length - 1 - walked : walked;
      const row = order[place] ?? 0;
      if (!passes(row, place)) continue;
      if (toSkip > 0) toSkip -= 1;
      else shown.push(row);
    }
    return shown;
  };

  return {
    window(rows, window) {
      const { placeByRow, isHit } = current();
      isHit.fill(0);
      for (const row of rows) {
        const place = placeByRow[row] ?? NOWHERE;
        if (place !== NOWHERE) isHit[place] = 1;
      }
      return walk((_row, place) => isHit[place] === 1, window);
    },
    ask(isHit, window) {
      let questions = 0;
      const shown = walk((row) => (questions += 1) <= QUESTIONS_MAXIMUM && isHit(row), window);
      return questions <= QUESTIONS_MAXIMUM ? shown : null;
    },
    noteChanged(ids) {
      for (const id of ids ?? []) changed.add(id);
      if (ids !== null && changed.size <= CHANGES_MAXIMUM) return;
      places = null;
      changed.clear();
    },
  };
}

interface Places {
  /** Row numbers in the order of names. */
  readonly order: Int32Array;
  /** Where a row number stands in `order`. */
  readonly placeByRow: Int32Array;
  /** By place, for one search at a time. */
  readonly isHit: Uint8Array;
}

const NOWHERE = -1;

function createPlaces(order: Int32Array): Places {
  const last = order.reduce((greatest, row) => Math.max(greatest, row), 0);
  const placeByRow = new Int32Array(last + 1).fill(NOWHERE);
  for (let place = 0; place < order.length; place += 1) placeByRow[order[place] ?? 0] = place;
  return { order, placeByRow, isHit: new Uint8Array(order.length) };
}

interface ChangedRow {
  readonly place: number;
  readonly name: string | null;
  readonly id: string;
  readonly deleted: number;
}

/** The order with some records put where they belong now; null when it must be read anew: it holds records that are gone. */
function merge(connection: Connection, table: string, places: Places, ids: readonly string[]): Places | null {
  const rows = connection.all<ChangedRow>(
    `SELECT rowid AS place, name_sort AS name, id, deleted FROM ${table}
     WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY name_sort, id`,
    { ids: JSON.stringify(ids) },
  );
  const moved = new Set(rows.map((row) => row.place));
  const kept = places.order.filter((row) => !moved.has(row));
  // SQLite compares, for it and JavaScript disagree about characters beyond U+FFFF.
  const isBefore = connection.prepare(
    `SELECT (name_sort, id) < (:name, :id) AS answer FROM ${table} WHERE rowid = :row`,
  );
  const merged = new Int32Array(kept.length + rows.length);
  let taken = 0;
  let length = 0;
  for (const { place, name, id, deleted } of rows) {
    if (deleted === 1) continue;
    let [low, high] = [taken, kept.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const { answer } = (isBefore.get({ name, id, row: kept[middle] ?? 0 }) ?? {}) as { answer?: number | null };
      if (answer === undefined || answer === null) return null;
      if (answer === 1) low = middle + 1;
      else high = middle;
    }
    merged.set(kept.subarray(taken, low), length);
    length += low - taken;
    taken = low;
    merged[length] = place;
    length += 1;
  }
  merged.set(kept.subarray(taken), length);
  return createPlaces(merged.slice(0, length + kept.length - taken));
}
