import { expect, test } from 'vitest';
import { instantFromMilliseconds } from '../../../shared/base/clock.ts';
import type { OperationGroup } from '../../../shared/sync/operation.ts';
import type { LedgerRow } from './chain.ts';
import { momentBefore, momentsOf } from './moments.ts';

const NOW = Date.UTC(2026, 10, 21, 8);
const HOUR = 3_600_000;
const at = (hours: number) => instantFromMilliseconds(NOW + hours * HOUR);

const group = (
  hash: string,
  parent: string | null,
  hours: number,
  offset = 0,
): { hash: string; group: OperationGroup } => ({
  hash,
  group: {
    format: 1,
    device: '00000000-0000-7000-8000-000000000001',
    n: 1,
    parent,
    author: '00000000-0000-7000-8000-000000000002',
    schema: {},
    occurredAt: at(hours),
    clockOffset: offset * HOUR,
    operations: [],
  },
});
const ledgerWith = (happenedAt: string | null): { ledger: ReadonlyMap<string, LedgerRow> } => ({
  ledger: new Map([
    [
      'before',
      {
        hash: 'before',
        device: 'd',
        n: 1,
        parent: null,
        outcome: 'applied',
        reason: null,
        facts: {},
        covers: {},
        reviews: [],
        confirmed: false,
        happenedAt,
      },
    ],
  ]),
});
const hours = (groups: ReturnType<typeof group>[], known = ledgerWith(at(-10))) =>
  [...momentsOf(groups, known, NOW)].map(([hash, moment]) => `${hash} ${(Date.parse(moment) - NOW) / HOUR}`);

test('SYNC-160: a group happened when its device says, put right by what it measured, and never in the future', () => {
  expect(hours([group('a', null, -5)])).toEqual(['a -5']);
  expect(hours([group('a', null, -5, 2)])).toEqual(['a -3']);
  expect(hours([group('a', null, 5)])).toEqual(['a 0']);
  expect(hours([group('a', null, 0, Number.MAX_SAFE_INTEGER / HOUR)])).toEqual(['a 0']);
});

test('SYNC-160: and never before what it follows, in one message or over many', () => {
  expect(hours([group('a', 'before', -20), group('b', 'a', -30), group('c', 'b', -4), group('d', 'c', -9)])).toEqual([
    'a -10',
    'b -10',
    'c -4',
    'd -4',
  ]);
  // Another branch of the same chain has moments of its own.
  expect(hours([group('a', 'before', -4), group('b', 'before', -9)])).toEqual(['a -4', 'b -9']);
  expect(hours([group('a', 'before', -20)], ledgerWith(null))).toEqual(['a -20']);
});

test('what nobody can read happened when what it follows did', () => {
  const unreadable = { ...group('a', 'before', 0), hash: 'a' };
  expect(momentBefore(unreadable, ledgerWith(at(-10)))).toBe(at(-10));
  expect(momentBefore(group('a', null, 0), ledgerWith(at(-10)))).toBeNull();
});
