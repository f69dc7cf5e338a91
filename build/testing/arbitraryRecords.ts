/**
 * Random customers and draft orders, and random edits of them, for property tests of whatever carries records. Bodies are always
 * valid; an edit leads from one valid body to another. Small pools of ids and values make two people meet on the same leaf.
 */
import fc from 'fast-check';
import type { JsonValue } from '../../shared/base/leafPath.ts';
import type { RecordBody } from '../../shared/domain/record.ts';

/** One thing a person does in a form. */
export type Edit =
  | { readonly act: 'field'; readonly path: readonly string[]; readonly value: JsonValue | undefined }
  | {
      readonly act: 'elementField';
      readonly list: string;
      readonly index: number;
      readonly field: string;
      readonly value: JsonValue | undefined;
    }
  | {
      readonly act: 'addElement';
      readonly list: string;
      readonly number: number;
      readonly order: string;
      readonly value: RecordBody;
    }
  | { readonly act: 'removeElement'; readonly list: string; readonly index: number }
  | { readonly act: 'addMember' | 'removeMember'; readonly set: string; readonly value: string };

const uuid = (number: number): string => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;

const wordArbitrary = fc.constantFrom('الف', 'ب', 'پیوند', 'north', 'south', "it's", 'a/b~c', '۱۲', 'Zoë');
const optional = <Value extends JsonValue>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined });
const moneyArbitrary = fc.record({
  amount: fc.integer({ min: 0, max: 4 }).map((units) => units * 1_000),
  currency: fc.constant('IRR'),
});
const orderArbitrary = fc.constantFrom('a0', 'a1', 'a1V', 'a2', 'a3');
/** Keys that a careless program trips over. */
const keyArbitrary = fc.constantFrom('size', 'رنگ', 'a/b', '~', 'constructor', '__proto__');
const anyJsonArbitrary = fc.oneof(
  wordArbitrary,
  fc.integer({ min: -3, max: 3 }),
  fc.boolean(),
  fc.constant(null),
  fc.array(wordArbitrary, { maxLength: 2 }),
  fc.dictionary(keyArbitrary, wordArbitrary, { maxKeys: 2 }),
) as fc.Arbitrary<JsonValue>;

const phoneArbitrary = fc.record({ label: fc.constantFrom('mobile', 'office'), number: wordArbitrary });
const contactArbitrary = withoutUndefined({
  name: wordArbitrary,
  title: optional(wordArbitrary),
  note: optional(wordArbitrary),
  newer: optional(anyJsonArbitrary),
});
const lineArbitrary = withoutUndefined({
  productId: fc.integer({ min: 1, max: 3 }).map(uuid),
  productName: wordArbitrary,
  unit: fc.constantFrom('عدد', 'kg'),
  quantity: fc.integer({ min: 1, max: 5 }).map((pieces) => pieces * 1_000),
  unitPrice: moneyArbitrary,
  discountPercentage: fc.constantFrom(0, 50_000),
  taxPercentage: fc.constantFrom(0, 90_000),
  note: optional(wordArbitrary),
});

export const customerArbitrary: fc.Arbitrary<RecordBody> = withoutUndefined({
  name: wordArbitrary,
  stage: fc.constantFrom('lead', 'prospect', 'active'),
  industry: optional(wordArbitrary),
  territoryId: optional(fc.integer({ min: 1, max: 2 }).map(uuid)),
  contacts: optional(elements(contactArbitrary)),
  phones: optional(elements(phoneArbitrary)),
  accountTeam: optional(fc.uniqueArray(fc.integer({ min: 1, max: 4 }).map(uuid), { maxLength: 3 })),
  consent: optional(
    fc.record(
      { phone: fc.constantFrom('granted', 'refused'), sms: fc.constantFrom('granted', 'refused') },
      { requiredKeys: [] },
    ),
  ),
  creditLimit: optional(moneyArbitrary),
  tags: optional(fc.uniqueArray(wordArbitrary, { maxLength: 3 })),
  custom: optional(
    fc.dictionary(keyArbitrary, fc.oneof(wordArbitrary, fc.integer(), fc.boolean(), fc.constant(null)), { maxKeys: 3 }),
  ),
  note: optional(wordArbitrary),
  newerField: optional(anyJsonArbitrary),
});

export const draftOrderArbitrary: fc.Arbitrary<RecordBody> = withoutUndefined({
  customerId: fc.integer({ min: 1, max: 2 }).map(uuid),
  state: fc.constant('draft'),
  orderedOn: fc.constantFrom('2026-11-01', '2026-11-02'),
  currency: fc.constant('IRR'),
  lines: elements(lineArbitrary),
  discountPercentage: optional(fc.constantFrom(0, 10_000)),
  freight: optional(moneyArbitrary),
  paymentDays: optional(fc.constantFrom(0, 30, 60)),
  deliverOn: optional(fc.constantFrom('2026-12-01', '2026-12-02')),
  deliveryAddress: optional(wordArbitrary),
  note: optional(wordArbitrary),
  newerField: optional(anyJsonArbitrary),
});

export const customerEditArbitrary: fc.Arbitrary<Edit> = fc.oneof(
  field(['name'], wordArbitrary),
  field(['stage'], fc.constantFrom('lead', 'prospect', 'active')),
  field(['industry'], optional(wordArbitrary)),
  field(['territoryId'], optional(fc.integer({ min: 1, max: 2 }).map(uuid))),
  field(['note'], optional(wordArbitrary)),
  field(['creditLimit'], optional(moneyArbitrary)),
  field(['consent', 'phone'], optional(fc.constantFrom('granted', 'refused'))),
  keyArbitrary.chain((key) => field(['custom', key], optional(wordArbitrary))),
  field(['newerField'], optional(anyJsonArbitrary)),
  elementField('contacts', {
    name: wordArbitrary,
    title: optional(wordArbitrary),
    order: orderArbitrary,
    newer: optional(anyJsonArbitrary),
  }),
  elementField('phones', { number: wordArbitrary, order: orderArbitrary }),
  addition('contacts', contactArbitrary),
  addition('phones', phoneArbitrary),
  removal('contacts'),
  removal('phones'),
  member('tags', wordArbitrary),
  member('accountTeam', fc.integer({ min: 1, max: 4 }).map(uuid)),
);

export const orderEditArbitrary: fc.Arbitrary<Edit> = fc.oneof(
  field(['orderedOn'], fc.constantFrom('2026-11-01', '2026-11-02')),
  field(['discountPercentage'], optional(fc.constantFrom(0, 10_000, 20_000))),
  field(['freight'], optional(moneyArbitrary)),
  field(['paymentDays'], optional(fc.constantFrom(0, 30, 60))),
  field(['deliverOn'], optional(fc.constantFrom('2026-12-01', '2026-12-02'))),
  field(['note'], optional(wordArbitrary)),
  field(['newerField'], optional(anyJsonArbitrary)),
  elementField('lines', {
    quantity: fc.constantFrom(1_000, 2_000, 7_000),
    unitPrice: moneyArbitrary,
    note: optional(wordArbitrary),
    order: orderArbitrary,
  }),
  addition('lines', lineArbitrary),
  removal('lines'),
);

/** Carries edits out as a form would, giving a new body. Edits of what is not there do nothing. */
export function editBody(body: RecordBody, edits: readonly Edit[], side: string): RecordBody {
  const result = structuredClone(body) as Record<string, JsonValue>;
  for (const edit of edits) carryOut(result, edit, side);
  return result;
}

function carryOut(body: Record<string, JsonValue>, edit: Edit, side: string): void {
  switch (edit.act) {
    case 'field':
      return carryOutField(body, edit.path, edit.value);
    case 'elementField': {
      const list = listAt(body, edit.list);
      const element = list[edit.index % Math.max(list.length, 1)];
      return element && put(element, edit.field, edit.value);
    }
    case 'addElement': {
      const id = `${side}${edit.number}`;
      if (listAt(body, edit.list).some((element) => element['id'] === id)) return;
      body[edit.list] = [...listAt(body, edit.list), { ...structuredClone(edit.value), id, order: edit.order }];
      return;
    }
    case 'removeElement': {
      const list = listAt(body, edit.list);
      if (list.length > 0) body[edit.list] = list.toSpliced(edit.index % list.length, 1);
      return;
    }
    case 'addMember':
    case 'removeMember': {
      const members = (body[edit.set] ?? []) as string[];
      const others = members.filter((value) => value !== edit.value);
      if (body[edit.set] !== undefined || edit.act === 'addMember')
        body[edit.set] = edit.act === 'addMember' ? [...others, edit.value] : others;
    }
  }
}

function carryOutField(body: Record<string, JsonValue>, path: readonly string[], value: JsonValue | undefined): void {
  const [first = '', second] = path;
  if (second === undefined) return put(body, first, value);
  if (body[first] === undefined && value !== undefined) body[first] = {};
  if (body[first] !== undefined) put(body[first] as Record<string, JsonValue>, second, value);
}

function put(target: Record<string, JsonValue>, name: string, value: JsonValue | undefined): void {
  if (value === undefined) Reflect.deleteProperty(target, name);
  else
    Object.defineProperty(target, name, {
      value: structuredClone(value),
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

const listAt = (body: RecordBody, list: string): Record<string, JsonValue>[] =>
  (body[list] ?? []) as Record<string, JsonValue>[];

function withoutUndefined(fields: Record<string, fc.Arbitrary<JsonValue | undefined>>): fc.Arbitrary<RecordBody> {
  return fc
    .record(fields)
    .map((body) => Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as RecordBody);
}

function elements(value: fc.Arbitrary<RecordBody>): fc.Arbitrary<JsonValue> {
  const element = fc.record({ number: fc.integer({ min: 1, max: 4 }), order: orderArbitrary, value });
  return fc
    .uniqueArray(element, { maxLength: 3, selector: ({ number }) => number })
    .map((list) => list.map(({ number, order, value: fields }) => ({ ...fields, id: `e${number}`, order })));
}

function field(path: readonly string[], value: fc.Arbitrary<JsonValue | undefined>): fc.Arbitrary<Edit> {
  return value.map((wanted) => ({ act: 'field', path, value: wanted }));
}

function elementField(list: string, fields: Record<string, fc.Arbitrary<JsonValue | undefined>>): fc.Arbitrary<Edit> {
  const wanted = Object.entries(fields).map(([name, value]) => value.map((item) => ({ name, item })));
  return fc
    .tuple(fc.nat({ max: 3 }), fc.oneof(...wanted))
    .map(([index, { name, item }]) => ({ act: 'elementField', list, index, field: name, value: item }));
}

function addition(list: string, value: fc.Arbitrary<RecordBody>): fc.Arbitrary<Edit> {
  return fc
    .tuple(fc.nat({ max: 2 }), orderArbitrary, value)
    .map(([number, order, fields]) => ({ act: 'addElement', list, number, order, value: fields }));
}

function removal(list: string): fc.Arbitrary<Edit> {
  return fc.nat({ max: 3 }).map((index) => ({ act: 'removeElement', list, index }));
}

function member(set: string, value: fc.Arbitrary<string>): fc.Arbitrary<Edit> {
  return fc
    .tuple(fc.constantFrom('addMember' as const, 'removeMember' as const), value)
    .map(([act, wanted]) => ({ act, set, value: wanted }));
}
