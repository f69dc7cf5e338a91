/** Takes one change of a record's history back: the body with the value that stood there before. Pure. */
import { joinPath, splitPath, type JsonValue } from '../../../shared/base/leafPath.ts';
import { elementsOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { LeafChange } from '../../../shared/sync/operation.ts';
import { valueAt, withElementBack, withoutElement, withValueAt } from './bodyEdits.ts';

/** The value before a change and the one after it, for showing side by side; undefined where there was none. */
export interface Sides {
  /** Leads to the leaf, or to the whole element. */
  readonly path: string;
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}

export function sidesOf(change: LeafChange): Sides {
  const { path } = change;
  switch (change.do) {
    case 'set':
      return { path, before: change.seen, after: change.value };
    case 'unset':
      return { path, before: change.seen, after: undefined };
    case 'addElement':
      return { path, before: undefined, after: change.value };
    case 'removeElement':
      return { path, before: change.seen, after: undefined };
    case 'add':
      return { path, before: undefined, after: change.value };
    case 'remove':
      return { path, before: change.value, after: undefined };
    case 'increment':
      return { path, before: undefined, after: change.by };
  }
}

/** null when nothing would change, or when it cannot be taken back here: a counter, or an element that is no longer there. */
export function withoutChange(body: RecordBody, change: LeafChange): RecordBody | null {
  const restored = takeBack(body, change);
  return restored === null || JSON.stringify(restored) === JSON.stringify(body) ? null : restored;
}

function takeBack(body: RecordBody, change: LeafChange): RecordBody | null {
  const { path } = change;
  const [list = '', ...inner] = splitPath(path);
  switch (change.do) {
    case 'set':
    case 'unset':
      // Inside an element that was taken out since there is nothing to put a value into.
      return isElementGone(body, list, inner) ? null : withValueAt(body, path, change.seen);
    case 'addElement':
      return inner.length > 0 ? null : withoutElement(body, list, change.id);
    case 'removeElement':
      return inner.length > 0 || !isElement(change.seen) ? null : withElementBack(body, list, change.seen);
    case 'add':
    case 'remove': {
      const members = valueAt(body, path);
      const others = (Array.isArray(members) ? (members as JsonValue[]) : []).filter((each) => each !== change.value);
      return withValueAt(body, path, change.do === 'add' ? others : [...others, change.value]);
    }
    case 'increment':
      return null;
  }
}

const isElementGone = (body: RecordBody, list: string, [id, ...rest]: readonly string[]): boolean =>
  id !== undefined &&
  rest.length > 0 &&
  Array.isArray(body[list]) &&
  !elementsOf(body, list).some((element) => element['id'] === id) &&
  valueAt(body, joinPath(list, id)) === undefined;

const isElement = (value: JsonValue | undefined): value is RecordBody =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
