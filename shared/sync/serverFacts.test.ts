import { describe, expect, it } from 'vitest';
import { deterministicId } from '../base/id.ts';
import { booksMarkText, decisionFactOf, isInvoiceWanted, readBooksMark, type WantedFacts } from './serverFacts.ts';

const id = deterministicId('test', 'one');
const wanted: WantedFacts = {
  books: [{ year: 1405, last: 120, missing: [[118, 119]] }],
  since: { invoice: '2026-11-21T00:00:00.000Z', decision: null, receipt: null },
};
const invoice = (year: number, serial: number, postedAt = '2026-11-20T00:00:00.000Z') => ({
  number: '-',
  year,
  serial,
  postedAt,
  signature: '-',
});

describe('what a restored server wants back', () => {
  it('SYNC-33: numbers that it lacks, of whatever time, and all that were given since its backup', () => {
    const isWanted = (serial: number): boolean => isInvoiceWanted(wanted, invoice(1405, serial));
    expect([117, 118, 119, 120, 121].map(isWanted)).toEqual([false, true, true, false, true]);
    expect(isInvoiceWanted(wanted, invoice(1406, 1))).toBe(true);
    // It may have given it to another order since.
    expect(isInvoiceWanted(wanted, invoice(1405, 7, '2026-11-21T00:00:00.000Z'))).toBe(true);
    expect(isInvoiceWanted({ ...wanted, since: { ...wanted.since, invoice: null } }, invoice(1405, 7))).toBe(true);
  });
});

describe('a mark of the books', () => {
  it('SYNC-33: is read back from its text, and nothing else is', () => {
    const text = booksMarkText(id, { '1405': 120, '1406': 1 });
    expect(readBooksMark(text)?.serials).toEqual({ '1405': 120, '1406': 1 });
    const others = ['', '{}', text.replace('books', 'other'), text.replace('120', '0'), text.replace('1405', 'x')];
    expect(others.map(readBooksMark)).toEqual(others.map(() => null));
  });
});

it('SYNC-33: what was signed of a decision is its body without the signature, with the id of its record', () => {
  expect(decisionFactOf(id, { note: 'ب', decision: 'lost', signature: 's' })).toEqual({
    text: `{"decision":"lost","id":"${id}","note":"ب"}`,
    signature: 's',
  });
  expect(decisionFactOf(id, { decision: 'lost' })).toBeNull();
});
