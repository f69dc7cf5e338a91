import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neutraliseFormula } from './cellText.ts';

describe('cells of an export', () => {
  it.for([
    ['=HYPERLINK("http://example.com")', '\'=HYPERLINK("http://example.com")'],
    ['+989121234567', "'+989121234567"],
    ['-1+1|cmd', "'-1+1|cmd"],
    ['@SUM(1)', "'@SUM(1)"],
    ['＝1+1', "'＝1+1"],
    ['\t=1', "'\t'=1"],
    ['  =1', "'  =1"],
    ['\u200f=1', "'\u200f=1"],
    ['\ufeff@x', "'\ufeff@x"],
    ['بهار; =1', "بهار;' =1"],
    ['a\r\n=1', "a\r'\n'=1"],
  ] as const)('SEC-106: %j is no formula', ([text, safe]) => {
    expect(neutraliseFormula(text)).toBe(safe);
  });

  it.for(['بیمارستان مهر', 'A-1', '021-88776655', 'a = b', '', "it's", '3 + 4'])(
    'SEC-106: %j stays as it is',
    (text) => {
      expect(neutraliseFormula(text)).toBe(text);
    },
  );

  it('SEC-106: nothing that is written begins a formula, whatever was typed', () => {
    const part = fc.constantFrom(
      '=',
      '+',
      '-',
      '@',
      '＝',
      ' ',
      '\t',
      '\r',
      '\n',
      ';',
      '|',
      '\u200c',
      '\u200f',
      'الف',
      "'",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const safe = neutraliseFormula(parts.join(''));
        for (const piece of safe.split(/[;\t\r\n|]/)) expect(piece).not.toMatch(/^[\s\p{Cf}]*[=+\-@＝＋－＠]/u);
      }),
    );
  });
});
