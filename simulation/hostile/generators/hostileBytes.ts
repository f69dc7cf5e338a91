/** Bytes of a good file, and what storage, transport and people do to them. */
import fc from 'fast-check';

export interface ByteChange {
  readonly how: number;
  readonly where: number;
  readonly what: number;
}

/** Places are parts of a million, so that a change means the same in a file of any length. */
export const byteChanges: fc.Arbitrary<ByteChange[]> = fc.array(
  fc.record({ how: fc.nat(0xffff), where: fc.nat(999_999), what: fc.nat(0xffff_ffff) }),
  { minLength: 0, maxLength: 4 },
);

export const hostileBytes = (good: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc.tuple(good, byteChanges).map(([bytes, list]) => changeBytes(bytes, list));

export function changeBytes(bytes: Uint8Array, list: readonly ByteChange[]): Uint8Array {
  let changed = Buffer.from(bytes);
  for (const { how, where, what } of list) {
    const place = Math.floor((where / 1_000_000) * changed.length);
    changed = WAYS[how % WAYS.length]?.(changed, place, what) ?? changed;
  }
  return Uint8Array.from(changed);
}

type Way = (bytes: Buffer<ArrayBuffer>, place: number, what: number) => Buffer<ArrayBuffer>;

const join = (...parts: readonly Uint8Array[]): Buffer<ArrayBuffer> => Buffer.concat(parts);

const flipBit: Way = (bytes, place, what) => {
  if (bytes.length > 0) bytes[place] = (bytes[place] ?? 0) ^ (1 << (what % 8));
  return bytes;
};
const setByte: Way = (bytes, place, what) => {
  if (bytes.length > 0) bytes[place] = what % 256;
  return bytes;
};
const cutOff: Way = (bytes, place) => bytes.subarray(0, place);
const cutFront: Way = (bytes, place) => bytes.subarray(place);
const drop: Way = (bytes, place, what) => join(bytes.subarray(0, place), bytes.subarray(place + 1 + (what % 64)));
const double: Way = (bytes, place, what) =>
  join(bytes.subarray(0, place), bytes.subarray(Math.max(0, place - (what % 4_096))));
const insertSame: Way = (bytes, place, what) =>
  join(
    bytes.subarray(0, place),
    Buffer.alloc(1 + (what % 70_000), [0, 1, 2, 0xff, 0x22, 0x2c, 0x5b][what % 7]),
    bytes.subarray(place),
  );
const setLength: Way = (bytes, place, what) => {
  // Four bytes that may be a length somewhere.
  if (place + 4 <= bytes.length)
    bytes.writeUInt32BE([0, 1, 0xff, 0xffff, 0x7fff_ffff, 0xffff_ffff, what][what % 7] ?? 0, place);
  return bytes;
};
const zero: Way = (bytes, place, what) => bytes.fill(0, place, Math.min(bytes.length, place + 1 + (what % 4_096)));
const append: Way = (bytes, _place, what) => join(bytes, Buffer.alloc(1 + (what % 5_000), what % 256));
const empty: Way = () => Buffer.alloc(0);
const repeatWhole: Way = (bytes) => (bytes.length > 1_000_000 ? bytes : join(bytes, bytes));

const WAYS: readonly Way[] = [
  flipBit,
  flipBit,
  setByte,
  cutOff,
  cutFront,
  drop,
  double,
  insertSame,
  setLength,
  setLength,
  zero,
  append,
  empty,
  repeatWhole,
];
