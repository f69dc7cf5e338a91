import { createError } from './errors.ts';

/** Deeper nesting than this is no record of ours; the bound also catches cycles. */
const DEEPEST_LEVEL = 100;

/**
 * One text per value: the JSON Canonicalization Scheme of RFC 8785 (keys in UTF-16 order, no spaces, ECMAScript numbers), for
 * hashes, signatures and comparisons.
 * @throws PeyvandError `invalid_input` for what JSON would drop or change: undefined (also as a property), holes in arrays, non-finite
 *   numbers, bigint, functions, symbols, class instances such as Date, half surrogate pairs, cycles and nesting beyond 100 levels.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, level: number): string {
  if (level > DEEPEST_LEVEL) throw createError('invalid_input', { reason: 'nesting' });
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return writeNumber(value);
  if (typeof value === 'string') return writeText(value);
  if (Array.isArray(value)) return `[${Array.from(value, (element: unknown) => write(element, level + 1)).join(',')}]`;
  if (isPlainObject(value)) return writeObject(value, level);
  throw createError('invalid_input', { reason: 'not_json', type: typeof value });
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw createError('invalid_input', { reason: 'not_finite' });
  return JSON.stringify(value);
}

function writeText(text: string): string {
  if (!text.isWellFormed()) throw createError('invalid_input', { reason: 'text' });
  return JSON.stringify(text);
}

function writeObject(value: Record<string, unknown>, level: number): string {
  // Array.prototype.sort without a comparison orders by UTF-16 code units, which is what the RFC asks for.
  const members = Object.keys(value)
    .toSorted()
    .map((key) => `${writeText(key)}:${write(value[key], level + 1)}`);
  return `{${members.join(',')}}`;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
