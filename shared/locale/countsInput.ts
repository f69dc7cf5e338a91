/** Counts as people write them, «۳ کارتن و ۴ عدد»: how many, and the word that stands behind. What the words mean is asked of the product (`quantitySaid`). */
import { removeDirectionMarks } from '../base/direction.ts';
import { createError } from '../base/errors.ts';
import { foldText } from '../base/foldText.ts';
import { parseDecimal, QUANTITY_SCALE } from '../base/money.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { NamedCount } from '../domain/products/namedCounts.ts';

/** Reads a quantity into stored form (× 1,000); fails as {@link parseDecimal} does. */
export function parseQuantityInput(text: string): Result<number> {
  return parseDecimal(text, QUANTITY_SCALE);
}

const FIGURE = /\p{Nd}/u;
const ONE_COUNT = /([+\-−]?\p{Nd}[\p{Nd}.,٫٬]*)\s*([^\p{Nd}+]*)/gu;
const JOINED_BY = /(?:^|\s)(?:و|and)$|[،,]$/u;
const MINUS = /^[-−]/u;
/** `Pack7`, `m3`: a figure of a name, and no count of its own. */
const FIGURE_OF_A_NAME = /\p{L}[\p{Nd}.,٫٬]+$/u;

/**
 * Reads how many, and the word that stands behind, as it was typed: «۲ کارتن», "2 cartons", or several behind each other as people count a shelf, «۳ کارتن و ۴ عدد»,
 * "3 cartons + 4". Fails as {@link parseDecimal} does, also where anything else stands between them: nothing that was written is passed over.
 * @param names of the product's units: «کارتن ۲۴تایی» is one of them, and no carton and twenty-four. Without them figures behind words are counts.
 */
export function parseCountsInput(text: string, names: readonly string[] = []): Result<readonly NamedCount[]> {
  const plain = removeDirectionMarks(text).trim();
  const ofNames = countsOfNames(plain, names);
  if (ofNames) return ofNames;
  const parts = [...plain.matchAll(ONE_COUNT)].map(([, number = '', word = '']) => ({
    number,
    word: word.trim().replace(JOINED_BY, '').trim(),
  }));
  // Figures behind figures are a number that is grouped by blanks, or none.
  if (parts.length < 2 || parts.slice(0, -1).some(({ word }) => word === '') || FIGURE_OF_A_NAME.test(plain)) {
    const one = parseCountInput(plain);
    return one.ok ? ok([one.value]) : one;
  }
  const isMore = /[^\s+]/u.test(plain.replaceAll(ONE_COUNT, ''));
  if (isMore || parts.some(({ number }) => MINUS.test(number))) return refuse('not_a_number');
  const counts: NamedCount[] = [];
  for (const { number, word } of parts) {
    const count = parseQuantityInput(number);
    if (!count.ok) return count;
    counts.push({ count: count.value, word: word === '' ? null : word });
  }
  return ok(counts);
}

const COUNT_WITH_WORD = /^([^\p{L}]*\p{Nd}[^\p{L}]*)(\p{L}.*)$/su;

/** Reads «۲ کارتن» or "2 cartons"; fails as {@link parseDecimal} does. */
function parseCountInput(plain: string): Result<NamedCount> {
  const [, number = plain, word] = COUNT_WITH_WORD.exec(plain) ?? [];
  const count = parseQuantityInput(number.trim());
  return count.ok ? ok({ count: count.value, word: word?.trim() ?? null }) : count;
}

// ---- names with figures ----------------------------------------------------------------------------------------

/** Nobody types more into one field. */
const LONGEST = 400;
const BETWEEN_COUNTS = /\s+(?:و|and)\s+|\s*\+\s*|\s*[،,]\s+/u;
const BEHIND_A_FIGURE = /(?<=\p{Nd})(?!\p{Nd})/gu;

/** What is written with a unit's whole name that holds figures, alone or among others; null where no such name is meant. */
function countsOfNames(plain: string, names: readonly string[]): Result<readonly NamedCount[]> | null {
  const known = new Set(names.map(foldText).filter((name) => name !== ''));
  if (plain.length > LONGEST || ![...known].some((name) => FIGURE.test(name))) return null;
  const [alone, ...others] = countsOfName(plain, known);
  // «۱ ۲۰۰ عدد» where one unit is called «۲۰۰ عدد», and another «عدد».
  if (others.length > 0) return refuse('unit_unknown');
  if (alone) return ok([alone]);
  const counts = plain.split(BETWEEN_COUNTS).map((part) => countAmong(part, known));
  if (counts.length < 2 || !counts.every((count) => count !== null)) return null;
  return counts.some(({ count }) => count < 0) ? refuse('not_a_number') : ok(counts);
}

/** Each way to take it for a number and a whole name behind it. */
function countsOfName(plain: string, known: ReadonlySet<string>): NamedCount[] {
  return [...plain.matchAll(BEHIND_A_FIGURE)].flatMap(({ index }): NamedCount[] => {
    const word = plain.slice(index).trim();
    const count = known.has(foldText(word)) ? parseQuantityInput(plain.slice(0, index)) : null;
    return count?.ok ? [{ count: count.value, word }] : [];
  });
}

/** Between two joints: with a whole name, or any word without figures. */
function countAmong(part: string, known: ReadonlySet<string>): NamedCount | null {
  const [ofName, ...others] = countsOfName(part, known);
  if (ofName) return others.length === 0 ? ofName : null;
  const one = parseCountInput(part);
  return one.ok && !FIGURE.test(one.value.word ?? '') ? one.value : null;
}

const refuse = (reason: string) => fail(createError('invalid_input', { reason }));
