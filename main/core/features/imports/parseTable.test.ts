import { describe, expect, it } from 'vitest';
import { parseTable, ROWS_MAXIMUM } from './parseTable.ts';

const failure = (text: string): unknown => {
  try {
    parseTable('a.csv', text);
  } catch (error) {
    return error;
  }
  return null;
};

describe('reading of CSV tables', () => {
  it('numbers rows from the first after the header and keeps every cell as text', () => {
    expect(parseTable('a.csv', 'id,name\n007,"Ali, ""the rep"""\n8,=1+1\n').rows).toEqual([
      { number: 1, flaw: null, cells: { id: '007', name: 'Ali, "the rep"' } },
      { number: 2, flaw: null, cells: { id: '8', name: '=1+1' } },
    ]);
  });

  it('passes over a byte order mark and takes semicolons and tabs', () => {
    expect(parseTable('a.csv', '\uFEFFid;name\r\n1;پارس\r\n').rows[0]?.cells).toEqual({ id: '1', name: 'پارس' });
    expect(parseTable('a.csv', 'id\tname\n1\tپارس').rows[0]?.cells).toEqual({ id: '1', name: 'پارس' });
  });

  it('puts a cell with an unquoted separator together again and says so', () => {
    const table = parseTable('a.csv', 'id,address,city\n1,24, place Kléber,Strasbourg\n');
    expect(table.rows[0]).toEqual({
      number: 1,
      flaw: 'rejoined',
      cells: { id: '1', address: '24, place Kléber', city: 'Strasbourg' },
    });
  });

  it('marks rows with too few or too many cells', () => {
    expect(parseTable('a.csv', 'id,name\n1\n2,a,b\n3,c').rows.map(({ flaw }) => flaw)).toEqual([
      'unequal',
      'unequal',
      null,
    ]);
  });

  it('refuses a broken quote and names the line', () => {
    expect(failure('id,name\n1,"never closed\n2,b\n3,c\n')).toMatchObject({
      code: 'file_malformed',
      facts: { reason: 'brokenQuote', line: 2 },
    });
    expect(failure('id,name\r\n1,"two\r\nlines"\r\n2,"never closed\r\n3,c\r\n')).toMatchObject({
      facts: { reason: 'brokenQuote', line: 4 },
    });
    expect(failure('"id,name\n1,a\n')).toMatchObject({ facts: { reason: 'brokenQuote', line: 1 } });
    expect(failure('id,name\n1,a"b\n')).toMatchObject({
      code: 'file_malformed',
      facts: { reason: 'brokenQuote', line: 2 },
    });
  });

  it('refuses a thousand columns, unnamed and doubled columns, and an empty file', () => {
    const thousand = Array.from({ length: 1_000 }, (_, index) => `c${index}`).join(',');
    expect(failure(`${thousand}\n`)).toMatchObject({
      code: 'file_malformed',
      facts: { reason: 'tooManyColumns', columns: 1_000 },
    });
    expect(failure('id,,name\n')).toMatchObject({ facts: { reason: 'unnamedColumn', column: 2 } });
    expect(failure('id,name,id\n')).toMatchObject({ facts: { reason: 'doubledColumn', column: 'id' } });
    expect(failure('')).toMatchObject({ facts: { reason: 'empty' } });
  });

  it('refuses more rows than it reads instead of dropping the rest', () => {
    expect(failure(`id\n${'1\n'.repeat(ROWS_MAXIMUM + 1)}`)).toMatchObject({
      code: 'file_malformed',
      facts: { reason: 'tooManyRows', limit: ROWS_MAXIMUM },
    });
  });
});
