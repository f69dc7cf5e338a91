/** Papers as one PDF: each begins on a sheet of its own and counts its own pages. What they say stands in `shared/papers`; here it gets its place. */
import { pageWords, type Paper } from '../../../shared/papers/paper.ts';
import { createFormats } from '../../../shared/locale/format.ts';
import type { PaperFonts } from './faces.ts';
import { createCanvas, DIM, type Style } from './canvas.ts';
import { createSheet, MARGIN, PAGE_HEIGHT, PAGE_WIDTH } from './sheet.ts';
import { drawBlock } from './blocks.ts';
import { drawHead } from './head.ts';

/** @param at When it was made; stands in the file. */
export async function writePdf(papers: readonly Paper[], fonts: PaperFonts, at: Date): Promise<Uint8Array> {
  const [first] = papers;
  if (!first) throw new Error('no paper');
  const canvas = createCanvas({
    fonts,
    language: first.language,
    title: papers.map(({ fileName }) => fileName).join(', '),
    author: first.seller.name,
    at,
  });
  for (const paper of papers) {
    const from = canvas.pageCount();
    const sheet = createSheet(canvas, paper);
    drawHead(sheet, paper);
    for (const [index, block] of paper.blocks.entries()) drawBlock(sheet, block, paper.blocks[index + 1]);
    drawFeet(canvas, paper, from);
  }
  return canvas.finish();
}

const FOOT: Style = { size: 7.5, colour: DIM };

/** Only now is it known how many pages there are. */
function drawFeet(canvas: ReturnType<typeof createCanvas>, paper: Paper, from: number): void {
  const direction = paper.language === 'fa' ? 'rtl' : 'ltr';
  const { number } = createFormats({
    language: paper.language,
    calendar: 'gregory',
    moneyUnit: 'rial',
    timeZone: 'UTC',
  });
  const count = canvas.pageCount() - from;
  const y = PAGE_HEIGHT - MARGIN + 6;
  for (let page = 0; page < count; page += 1) {
    canvas.goToPage(from + page);
    canvas.rule(MARGIN, y - 4, PAGE_WIDTH - 2 * MARGIN);
    const pages = canvas.line(pageWords(paper, number(page + 1), number(count)), FOOT, direction);
    const foot = canvas.line(paper.foot, FOOT, direction);
    const right = PAGE_WIDTH - MARGIN;
    canvas.drawLine(foot, FOOT, direction === 'rtl' ? right - foot.width : MARGIN, y);
    canvas.drawLine(pages, FOOT, direction === 'rtl' ? MARGIN : right - pages.width, y);
  }
  canvas.goToPage(from + count - 1);
}
