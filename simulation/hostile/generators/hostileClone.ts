/** What a structured clone carries beside JSON: between processes and through ports come more kinds of values than over a line. */
import fc from 'fast-check';
import { hostileValue } from './hostileJson.ts';
import { CANARY } from './nasties.ts';

function circle(): unknown {
  const value: { self?: unknown; name: string } = { name: CANARY };
  value.self = value;
  return value;
}

function deep(): unknown {
  let value: unknown = CANARY;
  for (let depth = 0; depth < 2_000; depth += 1) value = depth % 2 === 0 ? [value] : { value };
  return value;
}

const STRANGE: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => Number.NaN,
  () => Infinity,
  () => -0,
  () => 10n ** 30n,
  () => new Date(8.64e15),
  () => new Date(Number.NaN),
  () => /(a+)+$/,
  () => new Map([[CANARY, 1]]),
  () => new Set([CANARY]),
  () => new Error(CANARY),
  () => new Uint8Array(70_000),
  () => new ArrayBuffer(10),
  () => new Float64Array([Number.NaN]),
  () => new DataView(new ArrayBuffer(3)),
  () => Object.assign([], { length: 5 }),
  () => Object.assign([], { length: 100_000 }),
  () => new Boolean(true),
  () => new String(CANARY),
  circle,
  deep,
];

const strange: fc.Arbitrary<unknown> = fc.constantFrom(...STRANGE).map((make) => make());

/** A message that is valid or was: a place of it may be held by what JSON has no word for. */
export function hostileClone(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 6, arbitrary: hostileValue(valid) },
    { weight: 3, arbitrary: fc.tuple(hostileValue(valid), strange, fc.nat(0xffff)).map(withStrange) },
    { weight: 1, arbitrary: strange },
  );
}

function withStrange([value, put, where]: [unknown, unknown, number]): unknown {
  if (typeof value !== 'object' || value === null) return put;
  const names = Object.keys(value);
  const name = names[where % Math.max(1, names.length)] ?? 'type';
  const inner: unknown = Object.entries(value).find(([key]) => key === name)?.[1];
  const changed = where > 0 && where % 3 === 0 ? withStrange([inner, put, where >> 2]) : put;
  // `fromEntries` defines what it is given, a `__proto__` too.
  return Object.fromEntries([...Object.entries(value).filter(([key]) => key !== name), [name, changed]]);
}
