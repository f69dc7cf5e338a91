/** An edit as a form makes it: what the person saw, what they want, and the changes that lead from one to the other. */
import type { JsonValue } from '../../shared/base/leafPath.ts';
import { kindOf } from '../../shared/domain/catalogue.ts';
import type { RecordBody, RecordReference } from '../../shared/domain/record.ts';
import { diffBodies } from '../../shared/sync/diff.ts';
import { orderKeyBetween } from '../../shared/sync/orderKey.ts';
import type { LocalOperation } from '../../main/core/store/index.ts';
import type { Actor } from '../actorTypes.ts';

/** Changes a body; null = there is nothing to change in this one. */
export type Change = (body: RecordBody, actor: Actor) => RecordBody | null;

export interface Seen extends RecordReference {
  readonly kind: string;
  readonly version: number;
  readonly body: RecordBody;
}

/** Nothing when the change came to nothing. */
export function patchOf(
  { collection, kind, id, version, body }: Seen,
  next: RecordBody | null,
): Extract<LocalOperation, { act: 'patch' }>[] {
  const definition = kindOf(collection, kind);
  const changes = definition && next ? diffBodies(definition, body, next) : [];
  return changes.length === 0 ? [] : [{ act: 'patch', collection, kind, id, changes, seen: { version, body } }];
}

/** Two changes at once, now and then three. */
export function changed(actor: Actor, body: RecordBody, changes: readonly Change[]): RecordBody | null {
  let next: RecordBody | null = null;
  for (let count = actor.choice.weighted(COUNTS).count; count > 0; count -= 1)
    next = actor.choice.pick(changes)(next ?? body, actor) ?? next;
  return next;
}

const COUNTS = [
  { weight: 6, count: 1 },
  { weight: 3, count: 2 },
  { weight: 1, count: 3 },
];

/** Words people type, with what makes text hard: joiners, two scripts, letters beyond the basic plane, quotes, Arabic forms. */
const WORDS = ['سفارش', 'می‌خواهم', 'كتابي', 'Ünï', '😀 ok', 'a "b" \\ c', '۱۲۳-۴۵۶', "l'été", '\t', 'نمونه'];

export const text = (actor: Actor): string => `${actor.choice.pick(WORDS)} ${actor.token()}`;

export const setField =
  (field: string, value: (actor: Actor) => JsonValue = text): Change =>
  (body, actor) => ({ ...body, [field]: value(actor) });

export const unsetField =
  (field: string): Change =>
  (body) => {
    const { [field]: gone, ...rest } = body;
    return gone === undefined ? null : rest;
  };

export const addMember =
  (field: string, value: (actor: Actor) => string): Change =>
  (body, actor) => ({ ...body, [field]: [...new Set([...textsIn(body, field), value(actor)])] });

export const removeMember =
  (field: string): Change =>
  (body, actor) => {
    const texts = textsIn(body, field);
    if (texts.length === 0) return null;
    const gone = actor.choice.pick(texts);
    return { ...body, [field]: texts.filter((member) => member !== gone) };
  };

type Element = RecordBody & { readonly id: string; readonly order: string };

export const addElement =
  (field: string, value: (actor: Actor) => RecordBody): Change =>
  (body, actor) => {
    const elements = elementsIn(body, field);
    const place = actor.choice.integer(elements.length + 1);
    const order = orderKeyBetween(elements[place - 1]?.order ?? null, elements[place]?.order ?? null);
    const element: Element = { ...value(actor), id: actor.token(), order };
    return { ...body, [field]: [...elements, element] };
  };

export const changeElement =
  (field: string, change: (element: RecordBody, actor: Actor) => RecordBody): Change =>
  (body, actor) => {
    const elements = elementsIn(body, field);
    if (elements.length === 0) return null;
    const { id } = actor.choice.pick(elements);
    return {
      ...body,
      [field]: elements.map((element) => (element.id === id ? { ...element, ...change(element, actor) } : element)),
    };
  };

/** To its neighbour's other side. */
export const moveElement =
  (field: string): Change =>
  (body, actor) => {
    const elements = elementsIn(body, field);
    if (elements.length < 2) return null;
    const place = actor.choice.integer(elements.length - 1);
    const moved = elements[place];
    const order = orderKeyBetween(elements[place + 1]?.order ?? null, elements[place + 2]?.order ?? null);
    return { ...body, [field]: elements.map((element) => (element === moved ? { ...element, order } : element)) };
  };

export const removeElement =
  (field: string): Change =>
  (body, actor) => {
    const elements = elementsIn(body, field);
    if (elements.length === 0) return null;
    const gone = actor.choice.pick(elements);
    return { ...body, [field]: elements.filter((element) => element !== gone) };
  };

export const textsIn = (body: RecordBody, field: string): string[] => {
  const value = body[field];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
};

const elementsIn = (body: RecordBody, field: string): Element[] => {
  const value = body[field];
  return Array.isArray(value) ? (value as Element[]) : [];
};
