import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customerArbitrary } from '../../build/testing/arbitraryRecords.ts';
import { sha256Hex } from '../base/bytes.ts';
import { readGroup, writeGroup } from './group.ts';
import { GROUP_BYTES_MAXIMUM, type OperationGroup, type SignedGroup } from './operation.ts';
import { MESSAGE_BYTES_MAXIMUM } from './protocol.ts';

const ID = '0190a000-0000-7000-8000-000000000001';
const groupOf = (body: Record<string, unknown>): OperationGroup => ({
  format: 1,
  device: ID,
  n: 1,
  parent: null,
  author: ID,
  schema: { customers: 1 },
  occurredAt: '2026-11-01T08:00:00.000Z',
  clockOffset: 0,
  operations: [{ act: 'create', collection: 'customers', kind: 'company', id: ID, body: body as never }],
});
const signed = (bytes: string): SignedGroup => ({ bytes, hash: sha256Hex(bytes), signature: 's' });
const reasonOf = (group: SignedGroup): unknown => {
  const result = readGroup(group);
  return result.ok ? 'read' : [result.error.code, result.error.facts['reason'] ?? null];
};

describe('a group', () => {
  it('SYNC-8: has the same bytes and hash however its keys are ordered, and reads back as it was', () => {
    fc.assert(
      fc.property(customerArbitrary, (body) => {
        const written = writeGroup(groupOf(body));
        const reversed = Object.fromEntries(
          Object.entries(groupOf(Object.fromEntries(Object.entries(body).toReversed()))).toReversed(),
        );
        expect(writeGroup(reversed as OperationGroup)).toEqual(written);
        const read = readGroup({ ...written, signature: '' });
        expect(read.ok && read.value).toEqual(groupOf(body));
        expect(read.ok && writeGroup(read.value)).toEqual(written);
      }),
    );
  });

  it('SYNC-8: has another hash when anything in it differs', () => {
    const group = groupOf({ name: 'x' });
    const others = [
      { ...group, n: 2 },
      { ...group, device: ID.replace('1', '2') },
      { ...group, parent: 'a'.repeat(64) },
      groupOf({ name: 'y' }),
    ];
    const hashes = [group, ...others].map((each) => writeGroup(each).hash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('SYNC-7: keeps what this version does not know, the names that objects inherit included', () => {
    const { bytes } = writeGroup(groupOf({ name: 'x' }));
    const newer = bytes
      .replace('"name":"x"', '"name":"x","__proto__":{"a":1},"constructor":[]')
      .replace('{"author"', '{"aNewField":7,"author"');
    const read = readGroup(signed(newer));
    expect(read.ok && JSON.stringify(read.value)).toBe(newer);
  });

  it('SYNC-8: is refused when its bytes were touched, are no JSON or no group', () => {
    const { bytes, hash } = writeGroup(groupOf({ name: 'x' }));
    expect(reasonOf(signed(bytes))).toBe('read');
    expect(reasonOf({ bytes: bytes.replace('"x"', '"y"'), hash, signature: '' })).toEqual([
      'invalid_input',
      'group_hash',
    ]);
    expect(reasonOf({ bytes: '"\ud800"', hash, signature: '' })).toEqual(['invalid_input', 'group_hash']);
    expect(reasonOf({ bytes, hash: hash.toUpperCase(), signature: '' })).toEqual(['invalid_input', 'group_shape']);
    expect(reasonOf(signed(bytes.slice(0, -1)))).toEqual(['invalid_input', 'group_json']);
    expect(reasonOf(signed('[1e999]'))).toEqual(['invalid_input', 'group_json']);
    expect(reasonOf(signed('['.repeat(100_000) + ']'.repeat(100_000)))).toEqual(['invalid_input', 'group_json']);
    expect(reasonOf(signed('{}'))).toEqual(['invalid_input', 'group_shape']);
    expect(reasonOf(signed('null'))).toEqual(['invalid_input', 'group_shape']);
    expect(reasonOf(signed(bytes.replace('"act":"create"', '"act":"destroy"')))).toEqual([
      'invalid_input',
      'group_shape',
    ]);
    expect(reasonOf(signed(bytes.replace('"format":1', '"format":2')))).toEqual(['protocol_newer', 'group_format']);
  });

  it('refuses to write what it could not read', () => {
    expect(() => writeGroup({ ...groupOf({}), operations: [] })).toThrow('invalid_input');
    expect(() => writeGroup(groupOf({ name: undefined }))).toThrow('invalid_input');
    expect(() => writeGroup(groupOf({ name: Number.NaN }))).toThrow('invalid_input');
  });

  it('SYNC-11: fits a message whatever is in it, or is refused', () => {
    // Quotes are what a push escapes most.
    const quotes = writeGroup(groupOf({ note: '"'.repeat(GROUP_BYTES_MAXIMUM / 2 - 500) })).bytes;
    const push = JSON.stringify({ protocol: 1, groups: [signed(quotes)] });
    expect(push.length).toBeLessThan(MESSAGE_BYTES_MAXIMUM);
    expect(() => writeGroup(groupOf({ note: 'x'.repeat(GROUP_BYTES_MAXIMUM) }))).toThrow('message_too_large');
    // Measured in bytes of UTF-8, not in characters.
    expect(() => writeGroup(groupOf({ note: 'پ'.repeat(GROUP_BYTES_MAXIMUM / 2) }))).toThrow('message_too_large');
    expect(reasonOf(signed(JSON.stringify('پ'.repeat(GROUP_BYTES_MAXIMUM / 2))))).toEqual(['message_too_large', null]);
  });
});
