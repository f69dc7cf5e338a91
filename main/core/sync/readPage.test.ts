import { describe, expect, it } from 'vitest';
import { pullReplySchema } from '../../../shared/sync/protocol.ts';
import { readPullReply } from './readPage.ts';

const ID = '0190a000-0000-7000-8000-000000000001';
const AT = '2026-11-21T08:00:00.000Z';
const image = () => ({
  collection: 'customers',
  kind: 'company',
  id: ID,
  version: 3,
  homeScope: 'company',
  shares: ['person/1'],
  createdBy: ID,
  createdAt: AT,
  updatedBy: ID,
  updatedAt: AT,
  deleted: false,
  body: { name: 'الف', lines: [{ id: 'l1', quantity: 1 }] },
});
const page = (rows: unknown[] = [{ seq: 1, type: 'put', record: image() }]) => ({
  type: 'page',
  token: 't',
  scope: 'company',
  rows,
  next: 1,
  done: true,
});
const withImage = (changes: object) => page([{ seq: 1, type: 'put', record: { ...image(), ...changes } }]);

/** Every field of a value in turn: absent, of another type, and beside one that nobody knows. */
const spoilt = (value: object): object[] =>
  Object.keys(value).flatMap((name) => [
    Object.fromEntries(Object.entries(value).filter(([other]) => other !== name)),
    ...[null, 0, 1.5, -1, '', 'x', 'y'.repeat(200), [], [1], {}, true].map((other) => ({ ...value, [name]: other })),
    { ...value, unknownField: 1 },
  ]);

describe('the check of a page by hand', () => {
  it('passes what the schema passes, unchanged', () => {
    const leave = { seq: 2, type: 'leave', collection: 'products', id: ID };
    for (const content of [page(), page([]), page([leave]), page([...page().rows, leave])])
      expect(readPullReply(content)).toEqual(pullReplySchema.parse(content));
  });

  it('judges as the schema does whatever is missing, wrong or unknown', () => {
    const cases = [
      ...spoilt(page()),
      ...spoilt(page().rows[0] as object).map((row) => page([row])),
      ...spoilt({ seq: 2, type: 'leave', collection: 'products', id: ID }).map((row) => page([row])),
      ...spoilt(image()).map(withImage),
      null,
      'page',
      1,
      [],
      {},
      { type: 'again', reason: 'view_changed' },
    ];
    for (const content of cases) {
      const expected = pullReplySchema.safeParse(content);
      expect(readPullReply(content), JSON.stringify(content)).toEqual(expected.success ? expected.data : null);
    }
  });

  it('keeps a body verbatim, whatever its keys', () => {
    const body = JSON.parse('{"__proto__": {"a": 1}, "": null, "newer": [1, {"b": "ج"}]}') as object;
    const reply = readPullReply(withImage({ body }));
    expect(JSON.stringify(reply)).toContain(JSON.stringify(body));
  });
});
