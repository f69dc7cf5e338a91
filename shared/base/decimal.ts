import { digitsToLatin } from './digits.ts';
import { removeDirectionMarks } from './direction.ts';
import { createError } from './errors.ts';
import { fail, ok, type Result } from './result.ts';

/** Nobody types a longer number; the bound keeps a pasted megabyte from becoming a bigint. */
const LONGEST_INPUT = 100;

/** Grouping, between digits only: Latin and Persian commas, ٬, apostrophes, and the spaces that locales group with. */
const GROUPING = /[,،٬'’ \u00a0\u2009\u202f]/g;

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?$/;
const GROUPED_NUMBER = /^[+-]?\d{1,3}(?:G\d{3})*(?:\.\d*)?$/;

/**
 * Reads a decimal number exactly (no float is involved) into an integer of `1/scale`: ('۱٬۲۳۴٫۵', 1_000) gives 1_234_500.
 * `scale` is a power of ten. Digits may be Latin, Persian or Arabic. `.` and `٫` separate decimals; `,` `،` `٬` `'` and spaces
 * group, in threes only, so that '1,5' is refused and never read as 15. `/` is refused: in Persian it may mean a point or a fraction.
 * Fails with `invalid_input` and `reason`: empty, not_a_number, grouping, too_many_decimals (with `decimals`, how many are possible), too_large.
 */
export function parseDecimal(text: string, scale: number): Result<number> {
  const decimals = scaleToDecimals(scale);
  if (text.length > LONGEST_INPUT) return refuse('too_large');
  const plain = normalise(text);
  if (plain === '') return refuse('empty');
  if (plain.includes('G') && !GROUPED_NUMBER.test(plain))
    return refuse(/^[-+\dG.]+$/.test(plain) ? 'grouping' : 'not_a_number');
  const match = NUMBER.exec(plain.replaceAll('G', ''));
  const [sign, whole, fraction] = [match?.[1] ?? '', match?.[2] ?? '', (match?.[3] ?? '').replace(/0+$/, '')];
  if (!match || !/\d/.test(plain)) return refuse('not_a_number');
  if (fraction.length > decimals) return fail(createError('invalid_input', { reason: 'too_many_decimals', decimals }));
  const value = Number(BigInt(`${whole}${fraction.padEnd(decimals, '0')}` || '0'));
  if (!Number.isSafeInteger(value)) return refuse('too_large');
  return ok(sign === '-' && value !== 0 ? -value : value);
}

/** The same number in one spelling: Latin digits, `-`, `.`, and a `G` for every grouping sign. */
function normalise(text: string): string {
  return digitsToLatin(removeDirectionMarks(text).trim())
    .replaceAll('G', '?')
    .replace(/^([+\-−‐–])\s*/, (_, sign: string) => (sign === '+' ? '+' : '-'))
    .replaceAll('٫', '.')
    .replace(GROUPING, 'G');
}

function scaleToDecimals(scale: number): number {
  const decimals = String(scale).length - 1;
  if (!/^10*$/.test(String(scale))) throw createError('invalid_input', { reason: 'scale' });
  return decimals;
}

function refuse(reason: string): Result<never> {
  return fail(createError('invalid_input', { reason }));
}
