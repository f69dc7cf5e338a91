/** PDFs, as a reader that others wrote finds them: pages, the order of words, letters that are whole. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { getDocumentProxy } from 'unpdf';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Paper } from '../../../shared/papers/paper.ts';
import type { PaperFonts } from './faces.ts';
import { writePdf } from './writePdf.ts';

let fonts: PaperFonts;
beforeAll(async () => {
  const [regular, bold] = await Promise.all([fontOf('Regular'), fontOf('Bold')]);
  fonts = { regular, bold };
});

const fontOf = (weight: string): Promise<Buffer> =>
  readFile(createRequire(import.meta.url).resolve(`vazirmatn/fonts/ttf/Vazirmatn-${weight}.ttf`));

const AT = new Date('2026-11-23T08:00:00Z');

function paper(rest: Partial<Paper> = {}): Paper {
  return {
    language: 'fa',
    title: 'فاکتور فروش',
    number: '\u2066INV-A7-000123\u2069',
    mark: null,
    seller: { label: 'فروشنده', name: 'پیوند', lines: ['کد اقتصادی: ۴۱۱۱۱۱۱۱۱۱۱۱'] },
    buyer: { label: 'خریدار', name: 'نگین‌آب', lines: [] },
    facts: [],
    blocks: [],
    foot: 'چاپ: علی',
    pages: 'صفحهٔ {page} از {pages}',
    fileName: 'x',
    ...rest,
  };
}

const table = (rows: number, name = (index: number) => `کالای ${index}`): Paper['blocks'][number] => ({
  block: 'table',
  columns: [
    { heading: 'شرح', figures: false, wide: true },
    { heading: 'مبلغ (ریال)', figures: true, wide: false },
  ],
  rows: Array.from({ length: rows }, (_, index) => ({ cells: [{ text: name(index) }, { text: '۱٬۲۳۴٬۵۶۷' }] })),
});

interface ReadPage {
  /** In the order of the file; lines joined where they lie at one height. */
  readonly lines: readonly string[];
  readonly text: string;
}

async function read(bytes: Uint8Array): Promise<ReadPage[]> {
  const document = await getDocumentProxy(Uint8Array.from(bytes));
  const pages: ReadPage[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const { items } = await (await document.getPage(number)).getTextContent();
    const lines = items.flatMap((item) => ('str' in item && item.str.trim() !== '' ? [item.str] : []));
    pages.push({ lines, text: lines.join('\n') });
  }
  return pages;
}

const written = async (...papers: Paper[]): Promise<ReadPage[]> => read(await writePdf(papers, fonts, AT));
const text = (words: string): Paper['blocks'][number] => ({ block: 'text', text: words });
/** What a reader leaves out, or puts in, between letters. */
const letters = (line: string): string => line.replaceAll(/[\s\u200c]/gu, '').replaceAll('هٔ', 'ۀ');

describe('a PDF', () => {
  it('gives Persian back in the order in which it is read', async () => {
    const sentences = [
      'پیش‌فاکتور شماره INV-1405-0012 به تاریخ ۳۰ آبان ۱۴۰۵',
      'کالا (با ضمانت) روی پمپ Grundfos است؛ مبلغ ۱٬۲۳۴٬۵۶۷ ریال',
      'شرکت «نگین‌آب» تهران، خیابان ولی‌عصر، پلاک ۱۲',
      'لاله، کالا، سلام و گلاب',
      'Amount due: 1,250 rials',
    ];
    const [page] = await written(paper({ blocks: sentences.map(text) }));
    for (const sentence of sentences) expect(letters(page?.text ?? '')).toContain(letters(sentence));
  });

  it('keeps words whole at a non-joiner, a hamza and a vowel mark', async () => {
    const [page] = await written(paper({ blocks: [text('می‌خواهم نمی‌شود'), text('صفحهٔ نخست لطفاً باز')] }));
    // This reader leaves the non-joiner out.
    expect(page?.lines).toContain('میخواهم نمیشود');
    expect(page?.lines).toContain('صفحۀ نخست لطفا باز');
  });

  it('holds a bracket for what it is in both directions', async () => {
    const [page] = await written(paper({ blocks: [text('قیمت (ریال)'), text('Price (rial)')] }));
    expect(page?.text).toContain('قیمت (ریال)');
    expect(page?.text).toContain('Price (rial)');
  });

  it('runs over pages with its columns named on each, and counts them', async () => {
    const pages = await written(paper({ blocks: [table(110), text('پایان')] }));
    const digits = ['۱', '۲', '۳', '۴'];
    expect(pages).toHaveLength(digits.length);
    for (const [index, page] of pages.entries()) {
      expect(page.text).toContain('مبلغ (ریال)');
      expect(letters(page.text)).toContain(letters(`صفحهٔ ${digits[index] ?? ''} از ۴`));
    }
    const rows = pages.flatMap(({ lines }) => lines.filter((line) => line.startsWith('کالای')));
    expect(rows).toHaveLength(110);
    expect(pages.at(-1)?.text).toContain('پایان');
  });

  it('holds several papers, each with its own pages and its own language', async () => {
    const english = paper({
      language: 'en',
      title: 'Invoice',
      pages: 'Page {page} of {pages}',
      foot: 'Printed by Ali',
    });
    const pages = await written(paper({ blocks: [table(60)] }), english);
    expect(pages.map(({ text: whole }) => /Page \d of \d/.exec(whole)?.[0] ?? null)).toEqual(
      [null, null, null, 'Page 1 of 1'].slice(-pages.length),
    );
  });

  it('is written across where it is a draft', async () => {
    const [page] = await written(paper({ mark: 'پیش‌نویس' }));
    expect(letters(page?.text ?? '')).toContain('پیشنویس');
  });

  it('has room for the longest text, the widest word and the strangest letters', async () => {
    const long = `${'توضیح بسیار بلند '.repeat(400)}پایان`;
    const pages = await written(
      paper({
        facts: [{ label: 'نشانی', value: 'x'.repeat(300) }],
        blocks: [text(long), table(2, () => `${'ن'.repeat(400)} 🙂 漢字 \u202e`), { block: 'sums', lines: [] }],
      }),
    );
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.map(({ text: whole }) => whole).join('\n')).toContain('پایان');
  });

  it('is the same file for the same paper', async () => {
    const one = await writePdf([paper({ blocks: [table(3)] })], fonts, AT);
    const other = await writePdf([paper({ blocks: [table(3)] })], fonts, AT);
    expect(Buffer.compare(one, other)).toBe(0);
  });

  it('embeds what it uses of the typeface and no more', async () => {
    const bytes = await writePdf([paper()], fonts, AT);
    const whole = fonts.regular.length + fonts.bold.length;
    expect(bytes.length).toBeLessThan(whole / 4);
    expect(Buffer.from(bytes).toString('latin1')).toMatch(/\/FontFile2 /);
  });
});
