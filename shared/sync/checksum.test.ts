import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addChecksum, checksumFromHex, checksumToHex, recordChecksum, subtractChecksum } from './checksum.ts';

const recordArbitrary = fc.record({ id: fc.uuid(), version: fc.integer({ min: 1, max: 1_000_000 }) });
const sumOf = (records: readonly { id: string; version: number }[]): bigint =>
  records.reduce((sum, { id, version }) => addChecksum(sum, recordChecksum(id, version)), 0n);

describe('checksums', () => {
  it('SYNC-130: are the first eight bytes of SHA-256 over id and version', () => {
    const id = '0190a000-0000-7000-8000-000000000001';
    const digest = createHash('sha256').update(`${id}:7`).digest('hex');
    expect(checksumToHex(recordChecksum(id, 7))).toBe(digest.slice(0, 16));
    expect(checksumToHex(recordChecksum(id, 7))).toBe('13d54914dc81cdbb');
  });

  it('SYNC-130: add up to the same in any order, and are taken out again by version', () => {
    fc.assert(
      fc.property(fc.array(recordArbitrary, { maxLength: 20 }), recordArbitrary, (records, changed) => {
        expect(sumOf(records.toReversed())).toBe(sumOf(records));
        const sum = sumOf([...records, changed]);
        expect(subtractChecksum(sum, recordChecksum(changed.id, changed.version))).toBe(sumOf(records));
        const moved = addChecksum(sumOf(records), recordChecksum(changed.id, changed.version + 1));
        expect(moved).not.toBe(sum);
      }),
    );
  });

  it('wrap at 2⁶⁴ and survive hex and a signed 64-bit column', () => {
    expect(addChecksum(2n ** 64n - 1n, 2n)).toBe(1n);
    expect(subtractChecksum(1n, 2n)).toBe(2n ** 64n - 1n);
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (sum) => {
        expect(checksumFromHex(checksumToHex(sum))).toBe(sum);
        expect(checksumToHex(BigInt.asIntN(64, sum))).toBe(checksumToHex(sum));
      }),
    );
    expect(checksumToHex(0n)).toBe('0000000000000000');
  });

  it.each(['', '0', 'g000000000000000', '00000000000000001', '0X00000000000000'])('refuse %j as hex', (hex) => {
    expect(() => checksumFromHex(hex)).toThrow('invalid_input');
  });
});
