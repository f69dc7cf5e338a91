/**
 * Text for SQL columns that is compared and sorted byte by byte exactly as JavaScript compares strings.
 *
 * JavaScript compares UTF-16 code units, SQLite the bytes of UTF-8: they differ from U+D800 upwards (pairs come before U+E000 in the one,
 * behind U+FFFF in the other), and UTF-8 has no half of a pair at all. So every code unit from U+D800 upwards is written as U+E000
 * followed by its distance from U+D7FF; what lies below stays as it is. The mapping keeps order, loses nothing and collides with nothing.
 * Letters that people use here (Latin, Persian, Chinese, Hangul) lie below; emoji and presentation forms do not.
 */
const HIGH_UNITS = /[\uD800-\uFFFF]/;
const EACH_HIGH_UNIT = /[\uD800-\uFFFF]/g;
const EACH_WRITTEN_UNIT = /\uE000[^]/g;

export const toSortableText = (text: string): string =>
  HIGH_UNITS.test(text)
    ? text.replace(EACH_HIGH_UNIT, (unit) => `\uE000${String.fromCharCode(unit.charCodeAt(0) - 0xd7ff)}`)
    : text;

export const fromSortableText = (stored: string): string =>
  stored.includes('\uE000')
    ? stored.replace(EACH_WRITTEN_UNIT, (written) => String.fromCharCode(written.charCodeAt(1) + 0xd7ff))
    : stored;

/** Whether SQL compares it, stored as it is, as JavaScript does with any other text. */
export const isPlainText = (text: string): boolean => !HIGH_UNITS.test(text);
