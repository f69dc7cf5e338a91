/** The grid's rows: kept as a draft at each key, matched with customers and products, and entered one after the other as soon as they are whole. */
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { v7 as uuidv7 } from 'uuid';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import type { Entered, FoundByWord, PaperRow } from '../../../shared/contract/branch.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useDraft } from '../../data/useDraft.ts';
import {
  cellOf,
  emptyRow,
  groupRows,
  isEmptyRow,
  pasteBlock,
  readGroup,
  type PaperColumn,
  type PaperKind,
  type Problem,
  type Reading,
  type TypedRow,
} from './paperRows.ts';

/** What the paper's own sums say, as typed: to be compared with what was entered. */
export type PaperSaid = Readonly<Record<string, string>>;

interface Kept {
  readonly rows: readonly TypedRow[];
  readonly said: PaperSaid;
}

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
  remove(row: TypedRow): void;
  /** Offers for what is typed in a cell. */
  find(what: 'customers' | 'products', text: string): Promise<FoundByWord | null>;
  /** Whoever leaves a row has it entered, if it is whole; else it says what is missing. */
  leave(row: TypedRow): void;
  enterAll(kind: PaperKind): Promise<void>;
  /** The slip is another one of that number. */
  enterAnyway(row: TypedRow): void;
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
  readonly refusals: ReadonlyMap<string, Refusal>;
  readonly busy: ReadonlySet<string>;
}

const KEPT: Kept = { rows: [], said: {} };

export function usePaperRows(
  reading: Reading,
  labelOf: (column: PaperColumn, value: string) => string,
  onEntered: (entered: Entered, row: PaperRow) => void,
): PaperRows {
  const core = useCore();
  const draft = useDraft<never>(`branch/paper/${reading.personId}/${reading.on}`, KEPT as never);
  const kept = (draft.value as Kept | undefined) ?? KEPT;
  const latest = useRef({ kept, reading, draft, onEntered });
  useLayoutEffect(() => {
    latest.current = { kept, reading, draft, onEntered };
  });
  const [asked, setAsked] = useState<ReadonlySet<string>>(new Set());
  const [refusals, setRefusals] = useState<ReadonlyMap<string, Refusal>>(new Map());
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const underWay = useRef(new Set<string>());
  /** The empty rows at the end of each grid keep their ids until something is typed into them. */
  const [trailing, setTrailing] = useState(() => freshRows());

  const change = useCallback((to: (before: Kept) => Kept, now = false) => {
    const next = to(latest.current.kept);
    latest.current.kept = next;
    const { draft: current } = latest.current;
    (now ? current.keepNow : current.set)(next as never);
  }, []);

  const replaceRow = useCallback(
    (row: TypedRow) =>
      change(({ rows, said }) => ({
        said,
        rows: rows.some(({ id }) => id === row.id)
          ? rows.map((other) => (other.id === row.id ? row : other))
          : [...rows, row],
      })),
    [change],
  );

  const rowsOf = (kind: PaperKind): TypedRow[] => [...kept.rows.filter((row) => row.kind === kind), trailing[kind]];

  function put(row: TypedRow): void {
    replaceRow(row);
    if (trailing[row.kind].id === row.id)
      setTrailing((before) => ({ ...before, [row.kind]: emptyRow(row.kind, uuidv7()) }));
    setRefusals((before) => without(before, row.id));
  }

  const find = useCallback(
    async (what: 'customers' | 'products', text: string): Promise<FoundByWord | null> => {
      if (text.trim() === '') return null;
      const found = await attempt(core.branch.find, { what, texts: [text] });
      return found.ok ? (found.value[0] ?? null) : null;
    },
    [core],
  );

  /** What a word means beyond doubt, for rows that have none yet; the name stands in the cell then. */
  async function match(rows: readonly TypedRow[]): Promise<TypedRow[]> {
    const matched = [...rows];
    for (const [what, column, field] of MATCHED) {
      const open = matched.filter((row) => row[field] === null && cellOf(row, column) !== '');
      if (open.length === 0) continue;
      const found = await attempt(core.branch.find, { what, texts: open.map((row) => cellOf(row, column)) });
      if (!found.ok) continue;
      for (const [index, row] of open.entries()) {
        const { match: id = null, options = [] } = found.value[index] ?? {};
        const option = options.find((candidate) => candidate.id === id);
        const place = matched.indexOf(row);
        if (id !== null && option && place >= 0)
          matched[place] = { ...row, [field]: id, cells: { ...row.cells, [column]: option.name } };
      }
    }
    return matched;
  }

  async function enter(group: readonly TypedRow[]): Promise<boolean> {
    const ids = group.map(({ id }) => id);
    const [first] = group;
    if (!first || underWay.current.has(first.id)) return false;
    for (const id of ids) underWay.current.add(id);
    setBusy(new Set(underWay.current));
    try {
      const whole = await match(group);
      for (const row of whole) if (!group.includes(row)) replaceRow(row);
      setAsked((before) => new Set([...before, ...ids]));
      const read = readGroup(whole, latest.current.reading);
      if ('problems' in read) return false;
      const entered = await attempt(core.branch.enter, read.row);
      if (!entered.ok) {
        setRefusals((before) => new Map([...before, [first.id, { error: entered.error }]]));
        return false;
      }
      change(({ rows, said }) => ({ said, rows: rows.filter(({ id }) => !ids.includes(id)) }), true);
      setRefusals((before) => without(before, first.id));
      latest.current.onEntered(entered.value, read.row);
      return true;
    } finally {
      for (const id of ids) underWay.current.delete(id);
      setBusy(new Set(underWay.current));
    }
  }

  const groupOf = (row: TypedRow): readonly TypedRow[] =>
    groupRows(latest.current.kept.rows.filter(({ kind }) => kind === row.kind)).find((group) =>
      group.some(({ id }) => id === row.id),
    ) ?? [];

  const problems = new Map<string, readonly Problem[]>();
  for (const kind of ['order', 'receipt', 'visit', 'call'] as const)
    for (const group of groupRows(kept.rows.filter((row) => row.kind === kind))) {
      const read = readGroup(group, reading);
      if ('problems' in read)
        for (const row of group)
          if (asked.has(row.id))
            problems.set(
              row.id,
              read.problems.filter(({ rowId }) => rowId === row.id),
            );
    }

  return {
    isReady: draft.value !== undefined,
    isRestored: draft.isRestored && kept.rows.length > 0,
    said: kept.said,
    say: (name, text) => change(({ rows, said }) => ({ rows, said: { ...said, [name]: text } })),
    rowsOf,
    type: (row, column, text) =>
      put({
        ...row,
        cells: { ...row.cells, [column]: text },
        ...(column === 'customer' ? { customerId: null } : {}),
        ...(column === 'product' ? { productId: null } : {}),
        ...(column === 'slip' ? { isAnother: false } : {}),
      }),
    choose: (row, column, { id, name }) =>
      put({
        ...row,
        cells: { ...row.cells, [column]: name },
        ...(column === 'customer' ? { customerId: id } : { productId: id }),
      }),
    async paste(kind, at, block) {
      const own = rowsOf(kind);
      const pasted = await match(pasteBlock(kind, { rows: own, at, block, newId: uuidv7, labelOf }));
      change(({ rows, said }) => ({
        said,
        rows: [...rows.filter((row) => row.kind !== kind), ...pasted.filter((row) => !isEmptyRow(row))],
      }));
      setTrailing((before) => ({ ...before, [kind]: emptyRow(kind, uuidv7()) }));
      setAsked((before) => new Set([...before, ...pasted.map(({ id }) => id)]));
    },
    remove: (row) => change(({ rows, said }) => ({ said, rows: rows.filter(({ id }) => id !== row.id) })),
    find,
    leave: (row) => {
      const group = groupOf(row);
      if (group.length > 0) void enter(group);
    },
    async enterAll(kind) {
      // One after the other, as they stand: numbers go up with the slips.
      for (const group of groupRows(latest.current.kept.rows.filter((row) => row.kind === kind))) await enter(group);
    },
    enterAnyway: (row) => {
      const another = { ...row, isAnother: true };
      replaceRow(another);
      const group = groupOf(row).map((other) => (other.id === row.id ? another : other));
      void enter(group);
    },
    problems,
    refusals,
    busy,
  };
}

const MATCHED = [
  ['customers', 'customer', 'customerId'],
  ['products', 'product', 'productId'],
] as const;

const freshRows = (): Readonly<Record<PaperKind, TypedRow>> => ({
  order: emptyRow('order', uuidv7()),
  receipt: emptyRow('receipt', uuidv7()),
  visit: emptyRow('visit', uuidv7()),
  call: emptyRow('call', uuidv7()),
});

const without = <Value>(map: ReadonlyMap<string, Value>, key: string): ReadonlyMap<string, Value> =>
  map.has(key) ? new Map([...map].filter(([other]) => other !== key)) : map;
