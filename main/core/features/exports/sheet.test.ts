import { unzipSync } from 'fflate';
import readXlsxFile from 'read-excel-file/node';
import { expect, it } from 'vitest';
import { writeSheet } from './sheet.ts';

function written(rows: readonly (readonly (string | number)[])[], at = 1): Buffer {
  const pieces: Uint8Array[] = [];
  const sheet = writeSheet({
    name: 'فهرست [۱]',
    rightToLeft: true,
    widths: [36, 18, 18],
    headingAt: at,
    onBytes: (bytes) => pieces.push(bytes),
  });
  for (const row of rows) sheet.write([row]);
  sheet.end();
  return Buffer.concat(pieces);
}

it('is read as it was written: texts as texts, numbers as numbers, in either script', async () => {
  const rows = [
    ['نام', 'Amount', 'کد'],
    ['بهار «شیمی» & <پارس> "۱"', 12.5, '00123'],
    ['  spaces kept  ', -3, '=1+1'],
    ['line\nbreak', 0, '۲'],
  ];
  const [sheet] = await readXlsxFile(written(rows), { trim: false });
  expect(sheet?.data).toEqual(rows);
});

it('has columns beyond Z, and leaves out what XML has no way to write', async () => {
  const row = Array.from({ length: 30 }, (_, index) => `ستون ${index}`);
  const [sheet] = await readXlsxFile(written([row, ['a\u0000b\u000Bc\uFFFEd', '', 7]]), { trim: false });
  expect(sheet?.data[0]).toEqual(row);
  expect(sheet?.data[1]?.slice(0, 3)).toEqual(['abcd', null, 7]);
});

it('SEC-106: has no formula, whatever somebody typed', () => {
  const xml = Buffer.from(
    unzipSync(written([['=HYPERLINK("x")'], ['+1']]))['xl/worksheets/sheet1.xml'] ?? [],
  ).toString();
  expect(xml).toContain('t="inlineStr"');
  expect(xml).not.toMatch(/<f[ >]/);
  expect(xml).toContain('rightToLeft="1"');
});

it('cuts what a cell cannot hold, so that the file can be opened', async () => {
  const [sheet] = await readXlsxFile(written([['x'.repeat(40_000)]]), { trim: false });
  expect(String(sheet?.data[0]?.[0]).length).toBe(32_767);
});

it('tells its bytes while it is written', () => {
  let told = 0;
  const sheet = writeSheet({
    name: 'x',
    rightToLeft: false,
    widths: [18],
    headingAt: 1,
    onBytes: ({ length }) => (told += length),
  });
  const before = told;
  for (let row = 0; row < 20_000; row += 1) sheet.write([[`row ${row} ${row * 7919}`]]);
  expect(told).toBeGreaterThan(before + 50_000);
  sheet.end();
});
