/** Words of one company that make sense at several borders: paths of leaves, days, scopes, people. */
import { COLLECTION_NAMES } from '../../../shared/domain/record.ts';
import { allKinds } from './valid.ts';

export const PATHS: readonly string[] = [
  ...new Set(allKinds.flatMap(({ schema }) => Object.keys(schema.shape))),
  'lines/1/quantity',
  'lines/line-0/unitPrice',
  'phones/office/number',
  'addresses/main/city',
  'custom/color',
  'consent/sms',
];

export const DAYS: readonly string[] = ['2026-11-20', '2026-11-21', '2026-10-01', '2024-02-29'];
export const INSTANTS: readonly string[] = ['2026-11-21T07:00:00.000Z', '2026-11-20T23:59:59.999Z'];

/** What lists, filters and forms send besides ids. */
export const COMMON_WORDS: Readonly<Record<string, readonly unknown[]>> = {
  collection: COLLECTION_NAMES,
  path: PATHS,
  day: DAYS,
  on: DAYS,
  from: DAYS,
  to: DAYS,
  orderedOn: DAYS,
  occurredAt: INSTANTS,
  offset: [0, 1, 50, 100_000],
  limit: [1, 10, 500],
  search: ['بهار', 'a', '12', '"', 'ب*'],
  text: ['بهار', 'a b c', 'پمپ'],
  currency: ['IRR', 'USD'],
  open: [true, false],
  order: ['a0', 'a1', 'Zz', ''],
};
