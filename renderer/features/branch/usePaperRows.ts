/** The grid's rows: kept as a draft at each key, matched with customers and products, and entered one after the other as soon as they are whole. */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { v7 as uuidv7 } from 'uuid';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import { paperDraftKey, type Entered, type FoundByWord, type PaperRow } from '../../../shared/contract/branch.ts';
import type { Language } from '../../../shared/locale/format.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useDraft } from '../../data/useDraft.ts';
import { findWord, matchWords } from './matchWords.ts';
import { groupOfRow, inUnit, removeRow, standsStill, swapRow, type Kept, type PaperSaid } from './paperDraft.ts';
import {
  cellOf,
  emptyRow,
  groupRows,
  isEmptyRow,
  isHead,
  pasteBlock,
  readGroup,
  type PaperColumn,
  type PaperKind,
  type Problem,
  type Reading,
  type TypedRow,
} from './paperRows.ts';

/** Why a whole row was not taken. */
export interface Refusal {
  readonly error: PeyvandError;
}

export interface PaperRows {
  readonly isReady: boolean;
  readonly isRestored: boolean;
  readonly said: PaperSaid;
  say(name: string, text: string): void;
  /** Of a kind, with an empty one at the end. */
  rowsOf(kind: PaperKind): readonly TypedRow[];
  type(row: TypedRow, column: PaperColumn, text: string): void;
  choose(row: TypedRow, column: 'customer' | 'product', option: { id: string; name: string }): void;
  paste(kind: PaperKind, at: { row: number; column: number }, block: string[][]): Promise<void>;
  /** @returns the way back. */
  remove(row: TypedRow): () => void;
  /** Offers for what is typed in a cell. */
  find(what: 'customers' | 'products', text: string): Promise<FoundByWord | null>;
  /** Whoever leaves a row has it entered, if it is whole; else it says what is missing. */
  leave(row: TypedRow): void;
  enterAll(kind: PaperKind): Promise<void>;
  /** The slip is another one of that number. */
  enterAnyway(row: TypedRow): void;
  /** What an earlier entry of the row made is taken back, and the row entered as it is now. */
  replace(row: TypedRow): Promise<void>;
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
  readonly refusals: ReadonlyMap<string, Refusal>;
  readonly busy: ReadonlySet<string>;
}

export interface PaperWords {
  readonly language: Language;
  readonly labelOf: (column: PaperColumn, value: string) => string;
  /** Why something is taken back that is entered anew. */
  readonly takenBackReason: string;
}

const KEPT: Kept = { rows: [], said: {} };

export function usePaperRows(
  reading: Reading,
  words: PaperWords,
  onEntered: (entered: Entered, row: PaperRow) => void,
): PaperRows {
  const core = useCore();
  const draft = useDraft<never>(paperDraftKey(reading), KEPT as never);
  const { currency, moneyUnit } = reading;
  const { language } = words;
  const typed = (draft.value as Kept | undefined) ?? KEPT;
  const kept = useMemo(() => inUnit(typed, { currency, moneyUnit, language }), [typed, currency, moneyUnit, language]);
  const latest = useRef({ kept, reading, draft, onEntered });
  useLayoutEffect(() => {
    latest.current = { kept, reading, draft, onEntered };
  });
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  const [asked, setAsked] = useState<ReadonlySet<string>>(new Set());
  const [refusals, setRefusals] = useState<ReadonlyMap<string, Refusal>>(new Map());
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const underWay = useRef(new Set<string>());
  /** Left again while they were being entered: they may say something else by now. */
  const leftAgain = useRef(new Set<string>());
  /** Lines without a price of that day, which the slip does not say either. */
  const [priceless, setPriceless] = useState<ReadonlySet<string>>(new Set());
  /** The empty rows at the end of each grid keep their ids until something is typed into them. */
  const [trailing, setTrailing] = useState(() => freshRows());

  const change = useCallback((to: (before: Kept) => Kept, now = false) => {
    const next = { ...to(latest.current.kept), unit: latest.current.reading.moneyUnit };
    latest.current.kept = next;
    const { draft: current } = latest.current;
    (now ? current.keepNow : current.set)(next as never);
  }, []);

  const changeRows = useCallback(
    (to: (rows: readonly TypedRow[]) => readonly TypedRow[], now = false) =>
      change((before) => ({ ...before, rows: to(before.rows) }), now),
    [change],
  );

  const replaceRow = useCallback(
    (row: TypedRow) =>
      changeRows((rows) =>
        rows.some(({ id }) => id === row.id)
          ? rows.map((other) => (other.id === row.id ? row : other))
          : [...rows, row],
      ),
    [changeRows],
  );

  const rowsOf = (kind: PaperKind): TypedRow[] => [...kept.rows.filter((row) => row.kind === kind), trailing[kind]];

  /** @param shown as it was drawn: what is known of it by now is changed. */
  function put(shown: TypedRow, to: (now: TypedRow) => TypedRow): void {
    const before = latest.current.kept.rows.find(({ id }) => id === shown.id);
    const row = to(before ?? shown);
    replaceRow(row);
    if (trailing[row.kind].id === row.id)
      setTrailing((fresh) => ({ ...fresh, [row.kind]: emptyRow(row.kind, uuidv7()) }));
    setRefusals((refused) => without(refused, row.id));
    // Whoever begins the next slip is done with the one above.
    if (row.kind === 'order' && isHead(row) && !(before && isHead(before))) leaveGroup(orderAbove(row));
  }

  const refuse = (id: string, error: PeyvandError): void =>
    setRefusals((before) => new Map([...before, [id, { error }]]));

  /** A line of an order begins no other one while the order is being entered, and the line with it: it would be entered twice. */
  const isBound = (row: TypedRow, column: PaperColumn): boolean =>
    (column === 'slip' || column === 'customer') &&
    row.kind === 'order' &&
    !isHead(row) &&
    underWay.current.has(row.id);

  function orderAbove({ id }: TypedRow): readonly TypedRow[] {
    const { rows } = latest.current.kept;
    const above = rows
      .slice(
        0,
        rows.findIndex((row) => row.id === id),
      )
      .findLast((row) => row.kind === 'order');
    return above ? groupOfRow(rows, above) : [];
  }

  function leaveGroup(group: readonly TypedRow[]): void {
    const [first] = group;
    if (!first) return;
    if (underWay.current.has(first.id)) leftAgain.current.add(first.id);
    else void enter(group);
  }

  async function enter(group: readonly TypedRow[]): Promise<boolean> {
    const ids = group.map(({ id }) => id);
    const [first] = group;
    if (!first || underWay.current.has(first.id)) return false;
    for (const id of ids) underWay.current.add(id);
    setBusy(new Set(underWay.current));
    try {
      const whole = await matchWords(core, group);
      changeRows((rows) => whole.reduce((swapped, row, place) => swapRow(swapped, group[place] ?? row, row), rows));
      // Typed on meanwhile: it is entered when it is left again.
      if (!standsStill(latest.current.kept.rows, whole)) return false;
      setAsked((before) => new Set([...before, ...ids]));
      const read = readGroup(whole, latest.current.reading);
      if ('problems' in read) return false;
      const entered = await attempt(core.branch.enter, read.row);
      if (!entered.ok) {
        const { code, facts } = entered.error;
        if (code === 'price_missing' && Array.isArray(facts['lines'])) {
          const lines = facts['lines'].flatMap((place) => whole[Number(place)] ?? []);
          setPriceless((before) => new Set([...before, ...lines.map(({ id }) => id)]));
          // A cell in which something stands does not say that it wants a price.
          if (lines.length === 0 || lines.some((row) => cellOf(row, 'price') !== '')) refuse(first.id, entered.error);
        } else refuse(first.id, entered.error);
        return false;
      }
      // What was typed on while it was sent is not what was entered: it stays, and says so when it is entered again.
      if (standsStill(latest.current.kept.rows, whole))
        changeRows((rows) => rows.filter((row) => !whole.includes(row)), true);
      setRefusals((before) => without(before, first.id));
      latest.current.onEntered(entered.value, read.row);
      return true;
    } finally {
      for (const id of ids) underWay.current.delete(id);
      setBusy(new Set(underWay.current));
      if (leftAgain.current.delete(first.id)) leaveGroup(groupOfRow(latest.current.kept.rows, first));
    }
  }

  const problems = new Map<string, readonly Problem[]>();
  for (const kind of ['order', 'receipt', 'visit', 'call'] as const)
    for (const group of groupRows(kept.rows.filter((row) => row.kind === kind))) {
      const read = readGroup(group, reading);
      for (const row of group) {
        const own = 'problems' in read ? read.problems.filter(({ rowId }) => rowId === row.id) : [];
        if (priceless.has(row.id) && cellOf(row, 'price') === '')
          own.push({ rowId: row.id, column: 'price', words: 'slips.wrong.price' });
        if (asked.has(row.id) && own.length > 0) problems.set(row.id, own);
      }
    }

  return {
    isReady: draft.value !== undefined,
    isRestored: draft.isRestored && kept.rows.length > 0,
    said: kept.said,
    say: (name, text) => change((before) => ({ ...before, said: { ...before.said, [name]: text } })),
    rowsOf,
    type: (row, column, text) => {
      if (isBound(row, column)) return;
      put(row, (now) => ({
        ...now,
        cells: { ...now.cells, [column]: text },
        ...(column === 'customer' ? { customerId: null } : {}),
        ...(column === 'product' ? { productId: null } : {}),
        ...(column === 'slip' ? { isAnother: false } : {}),
      }));
    },
    choose: (row, column, { id, name }) => {
      if (isBound(row, column)) return;
      put(row, (now) => ({
        ...now,
        cells: { ...now.cells, [column]: name },
        ...(column === 'customer' ? { customerId: id } : { productId: id }),
      }));
    },
    async paste(kind, at, block) {
      const { labelOf } = words;
      const own = [...latest.current.kept.rows.filter((row) => row.kind === kind), trailing[kind]];
      const pasted = pasteBlock(kind, { rows: own, at, block, newId: uuidv7, labelOf }).filter(
        (row) => !isEmptyRow(row),
      );
      // Laid down at once: what is typed while their words are looked up is typed into these rows.
      changeRows((rows) => [...rows.filter((row) => row.kind !== kind), ...pasted]);
      setTrailing((before) => ({ ...before, [kind]: emptyRow(kind, uuidv7()) }));
      setAsked((before) => new Set([...before, ...pasted.map(({ id }) => id)]));
      const matched = await matchWords(core, pasted);
      changeRows((rows) => matched.reduce((swapped, row, place) => swapRow(swapped, pasted[place] ?? row, row), rows));
    },
    remove: (row) => {
      const { rows, putBack } = removeRow(latest.current.kept.rows, row);
      changeRows(() => rows);
      return () => {
        if (isShown.current) changeRows(putBack);
      };
    },
    find: (what, text) => findWord(core, what, text),
    leave: (row) => leaveGroup(groupOfRow(latest.current.kept.rows, row)),
    async enterAll(kind) {
      // One after the other, as they stand: numbers go up with the slips.
      for (const group of groupRows(latest.current.kept.rows.filter((row) => row.kind === kind))) await enter(group);
    },
    enterAnyway: (row) => {
      replaceRow({ ...row, isAnother: true });
      leaveGroup(groupOfRow(latest.current.kept.rows, row));
    },
    async replace(row) {
      const facts = refusals.get(row.id)?.error.facts ?? {};
      const { collection, id, isTakenBack } = facts;
      if (isTakenBack === false && (collection === 'salesDocuments' || collection === 'activities')) {
        const input = { collection, id: String(id), reason: words.takenBackReason } as const;
        const taken = await attempt(core.branch.takeBack, input);
        if (!taken.ok) {
          refuse(row.id, taken.error);
          return;
        }
      }
      // A record of its own: what was taken back keeps its number.
      const anew = uuidv7();
      changeRows((rows) => rows.map((other) => (other.id === row.id ? { ...other, id: anew } : other)));
      setRefusals((before) => without(before, row.id));
      leaveGroup(groupOfRow(latest.current.kept.rows, { id: anew, kind: row.kind }));
    },
    problems,
    refusals,
    busy,
  };
}

const freshRows = (): Readonly<Record<PaperKind, TypedRow>> => ({
  order: emptyRow('order', uuidv7()),
  receipt: emptyRow('receipt', uuidv7()),
  visit: emptyRow('visit', uuidv7()),
  call: emptyRow('call', uuidv7()),
});

const without = <Value>(map: ReadonlyMap<string, Value>, key: string): ReadonlyMap<string, Value> =>
  map.has(key) ? new Map([...map].filter(([other]) => other !== key)) : map;
