/** Reading a body whose kind's schema has been left behind (columns, scopes, search text see plain JSON). */
import type { JsonValue } from '../base/leafPath.ts';
import type { RecordBody } from './record.ts';

export const textOf = (body: RecordBody, field: string): string | null => {
  const value = body[field];
  return typeof value === 'string' && value !== '' ? value : null;
};

export const integerOf = (body: RecordBody, field: string): number | null => {
  const value = body[field];
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
};

export const moneyOf = (body: RecordBody, field: string): { amount: number; currency: string } | null => {
  const value = objectOf(body[field]);
  return typeof value['amount'] === 'number' && typeof value['currency'] === 'string'
    ? { amount: value['amount'], currency: value['currency'] }
    : null;
};

/** The elements of a list, in their order. */
export const elementsOf = (body: RecordBody, field: string): RecordBody[] => {
  const value = body[field];
  if (!Array.isArray(value)) return [];
  return value
    .map(objectOf)
    .toSorted(
      (a, b) =>
        compareText(textOf(a, 'order') ?? '', textOf(b, 'order') ?? '') ||
        compareText(textOf(a, 'id') ?? '', textOf(b, 'id') ?? ''),
    );
};

export const textsOf = (body: RecordBody, field: string): string[] => {
  const value = body[field];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
};

export const objectOf = (value: JsonValue | undefined): RecordBody =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as RecordBody) : {};
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
