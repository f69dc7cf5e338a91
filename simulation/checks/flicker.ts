/** One's own work never flickers or vanishes: until the server has answered, what was typed is what is shown. */
import { splitPath, type JsonValue } from '../../shared/base/leafPath.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { isEmptyContainer } from '../../shared/sync/forceChange.ts';
import { overlaps } from '../../shared/sync/mergeRules.ts';
import { readAt } from '../../shared/sync/place.ts';
import type { GroupOutcome } from '../../shared/sync/protocol.ts';
import type { RecordOperation } from '../../shared/sync/operation.ts';
import { isSameJson } from '../../shared/sync/jsonValues.ts';
import type { RecordStore } from '../../main/core/store/index.ts';
import { keyOf, readOutbox } from './deviceState.ts';

interface LastWord {
  readonly state: string;
  readonly value: JsonValue;
}

interface Wanted {
  readonly reference: Pick<RecordOperation, 'collection' | 'id'>;
  /** By path. */
  words: Map<string, LastWord>;
  isDeleted: boolean;
  isUnsent: boolean;
}

/**
 * Every group that is not covered, in the order of the commits: the last word on each leaf must be on the screen.
 * @param decided hashes of groups that the server once decided, of which this one notes those that it finds. Sent again to a restored server,
 * they may be about records that have left since.
 */
export function flickers(store: RecordStore, decided: Set<string>): string[] {
  const answered = "SELECT hash FROM outbox WHERE state IN ('acknowledged', 'covered', 'parked')";
  for (const { hash } of store.read.all<{ hash: string }>(answered)) decided.add(hash);
  const wanted = new Map<string, Wanted>();
  for (const { group, state, hash } of readOutbox(store, "state <> 'covered' AND in_base = 0")) {
    for (const operation of group.operations) {
      const key = keyOf(operation);
      const known: Wanted = wanted.get(key) ?? {
        reference: operation,
        words: new Map(),
        isDeleted: false,
        isUnsent: false,
      };
      wanted.set(key, known);
      // The server may have taken a record away from somebody whose work on it it keeps for a decision.
      known.isUnsent ||= (state === 'pending' || state === 'waiting') && !decided.has(hash);
      known.isDeleted = operation.act === 'delete';
      for (const [path, value] of wordsOf(operation)) {
        for (const other of known.words.keys()) if (overlaps(other, path)) known.words.delete(other);
        if (value !== undefined) known.words.set(path, { state, value });
      }
    }
  }
  return [...[...wanted].flatMap(([key, one]) => missing(store, key, one)), ...givenUpEarly(store, decided)];
}

/** Groups whose place was given up before the cursor reached what the server said covers them. Each is looked at once, when that happens. */
function givenUpEarly(store: RecordStore, decided: Set<string>): string[] {
  const cursor = store.sync.cursor();
  const covered = store.read.all<{ n: number; hash: string; outcome: string | null }>(
    "SELECT device_n AS n, hash, outcome FROM outbox WHERE state = 'covered'",
  );
  return covered.flatMap(({ n, hash, outcome }) => {
    const isKnown = decided.has(`covered ${hash}`);
    decided.add(`covered ${hash}`);
    const told = isKnown || outcome === null ? null : (JSON.parse(outcome) as GroupOutcome);
    if (told?.outcome !== 'applied') return [];
    // A scope without a cursor is held no more; one at zero is about to be fetched anew.
    const early = Object.entries(told.covers).filter(
      ([scope, seq]) => (cursor[scope] ?? 0) > 0 && (cursor[scope] ?? 0) < seq,
    );
    return early.map(([scope, seq]) => `group ${n} gave up its place at ${cursor[scope]} of ${scope}, before ${seq}`);
  });
}

function missing(store: RecordStore, key: string, { reference, words, isDeleted, isUnsent }: Wanted): string[] {
  const shown = store.read.record(reference);
  if (isDeleted) return shown && !shown.deleted ? [`${key} is shown although it was deleted here`] : [];
  if (!shown || shown.deleted) return isUnsent ? [`${key} is not shown although it has unsent work`] : [];
  return [...words].flatMap(([path, { state, value }]) => {
    const segments = splitPath(path);
    // The rest of an element that others took out is not known any more.
    if (segments.length > 2 && readAt(shown.body, segments.slice(0, 2)) === undefined) return [];
    const held = readAt(shown.body, segments);
    return isSameJson(held, value)
      ? []
      : [`${key} ${path} shows ${JSON.stringify(held)}, not ${JSON.stringify(value)} (${state})`];
  });
}

type Word = readonly [path: string, value: JsonValue | undefined];

/** Paths that an operation sets for good; undefined for one that it merely disturbs. */
function wordsOf(operation: RecordOperation): Word[] {
  if (operation.act === 'delete') return [];
  if (operation.act === 'create') return scalarsOf(operation.body);
  return operation.changes.map((change): Word => {
    // That an empty list is there says nothing about what others put into it.
    if (change.do === 'set') return [change.path, isEmptyContainer(change.value) ? undefined : change.value];
    const path =
      change.do === 'addElement' || change.do === 'removeElement' ? `${change.path}/${change.id}` : change.path;
    return [path, undefined];
  });
}

const scalarsOf = (body: RecordBody): Word[] =>
  Object.entries(body).filter(([, value]) => typeof value === 'string' || typeof value === 'number');
