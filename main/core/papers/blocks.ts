/** What stands below the head of a paper, block by block. */
import type { PaperBlock, PaperFact, PaperSignatures, PaperSums } from '../../../shared/papers/paper.ts';
import {
  readSignature,
  SIGNATURE_HEIGHT,
  SIGNATURE_WIDTH,
} from '../../../shared/domain/serviceRequests/signaturePath.ts';
import { DIM, lineHeight, type Style } from './canvas.ts';
import { CONTENT_WIDTH, MARGIN, type Sheet } from './sheet.ts';
import { drawTable } from './table.ts';

const HEADING: Style = { size: 9.5, bold: true };
const TEXT: Style = { size: 9 };
const LABEL: Style = { size: 8.5, colour: DIM };
const WHOLE = { inset: 0, width: CONTENT_WIDTH };
const GAP = 16;

/** @param next What follows: nobody signs a sheet on which nothing else stands, as far as that can be. */
export function drawBlock(sheet: Sheet, block: PaperBlock, next: PaperBlock | undefined): void {
  const heightBelow = next?.block === 'signatures' ? SIGNATURE_BOX_HEIGHT : 0;
  if (block.block === 'text') return drawText(sheet, block, heightBelow);
  if ('title' in block && block.title !== undefined) drawHeading(sheet, block.title);
  switch (block.block) {
    case 'facts':
      return drawFacts(sheet, block.facts);
    case 'table':
      return drawTable(sheet, block);
    case 'sums':
      return drawSums(sheet, block, heightBelow);
    case 'signatures':
      return drawSignatures(sheet, block);
  }
}

const LINES_TOGETHER = 8;

/** A few lines stay with whatever is signed below them. */
function drawText(sheet: Sheet, { title, text }: Extract<PaperBlock, { block: 'text' }>, heightBelow: number): void {
  const lines = sheet.canvas.lines(text, TEXT, CONTENT_WIDTH, sheet.direction);
  if (lines.length <= LINES_TOGETHER)
    sheet.make((title === undefined ? 0 : lineHeight(HEADING)) + lines.length * lineHeight(TEXT) + 8 + heightBelow);
  if (title !== undefined) drawHeading(sheet, title);
  sheet.flow(lines, TEXT, WHOLE);
  sheet.y += 8;
}

/** Never alone at the foot of a sheet. */
function drawHeading(sheet: Sheet, title: string): void {
  sheet.make(lineHeight(HEADING) + 3 * lineHeight(TEXT));
  sheet.flow([sheet.canvas.line(title, HEADING, sheet.direction)], HEADING, WHOLE);
}

const FACT_LABEL_WIDTH = 110;

function drawFacts(sheet: Sheet, facts: readonly PaperFact[]): void {
  const { canvas, direction } = sheet;
  const box = { inset: FACT_LABEL_WIDTH + GAP, width: CONTENT_WIDTH - FACT_LABEL_WIDTH - GAP };
  for (const { label, value } of facts) {
    sheet.make(lineHeight(TEXT));
    const labels = canvas.lines(label, LABEL, FACT_LABEL_WIDTH, direction);
    for (const [index, line] of labels.entries())
      sheet.put(line, LABEL, { inset: 0, width: FACT_LABEL_WIDTH }, 'start', sheet.y + index * lineHeight(LABEL));
    const top = sheet.y;
    sheet.flow(canvas.lines(value, TEXT, box.width, direction), TEXT, box);
    if (sheet.y > top) sheet.y = Math.max(sheet.y, top + labels.length * lineHeight(LABEL));
    sheet.y += 1;
  }
  sheet.y += 8;
}

// ---- sums ----------------------------------------------------------------------------------------------------------

const SUMS_WIDTH = 300;
const SUM_PADDING = 2;

/** Together on one sheet: a total apart from what it is made of says little. */
function drawSums(sheet: Sheet, { lines, inWords }: PaperSums, heightBelow: number): void {
  const { canvas, direction } = sheet;
  const styleOf = (strong = false): Style => ({ size: strong ? 10.5 : 9, bold: strong, figures: true });
  const values = lines.map(({ value, strong }) => canvas.line(value, styleOf(strong), direction));
  const valueWidth = Math.max(0, ...values.map(({ width }) => width)) + 1;
  const labelWidth = SUMS_WIDTH - valueWidth - GAP;
  const labels = lines.map(({ label, strong }) =>
    canvas.lines(label, { ...styleOf(strong), figures: false }, labelWidth, direction),
  );
  const heights = lines.map(
    ({ strong }, index) => (labels[index]?.length ?? 1) * lineHeight(styleOf(strong)) + 2 * SUM_PADDING,
  );
  const words = inWords ? canvas.lines(`${inWords.label}: ${inWords.value}`, TEXT, CONTENT_WIDTH - 12, direction) : [];
  const wordsHeight = words.length === 0 ? 0 : words.length * lineHeight(TEXT) + 8;
  sheet.make(heights.reduce((total, height) => total + height, 0) + wordsHeight + 10 + heightBelow);
  const inset = CONTENT_WIDTH - SUMS_WIDTH;
  for (const [index, { strong }] of lines.entries()) {
    const style = styleOf(strong);
    const height = heights[index] ?? 0;
    if (strong) canvas.rule(sheet.left(inset, SUMS_WIDTH), sheet.y, SUMS_WIDTH, DIM);
    for (const [row, line] of (labels[index] ?? []).entries())
      sheet.put(
        line,
        { ...style, figures: false },
        { inset, width: labelWidth },
        'start',
        sheet.y + SUM_PADDING + row * lineHeight(style),
      );
    const value = values[index];
    if (value)
      sheet.put(value, style, { inset: inset + labelWidth + GAP, width: valueWidth }, 'right', sheet.y + SUM_PADDING);
    sheet.y += height;
  }
  if (words.length > 0) {
    sheet.y += 4;
    canvas.shade(MARGIN, sheet.y, CONTENT_WIDTH, wordsHeight - 4);
    for (const [index, line] of words.entries())
      sheet.put(line, TEXT, { inset: 6, width: CONTENT_WIDTH - 12 }, 'start', sheet.y + 2 + index * lineHeight(TEXT));
    sheet.y += wordsHeight - 4;
  }
  sheet.y += 10;
}

// ---- signatures ----------------------------------------------------------------------------------------------------

const SIGNATURE_BOX_HEIGHT = 72;

function drawSignatures(sheet: Sheet, { boxes }: PaperSignatures): void {
  const { canvas, direction } = sheet;
  const width = (CONTENT_WIDTH - GAP) / 2;
  sheet.make(SIGNATURE_BOX_HEIGHT);
  for (const [index, { label, name = '', drawn }] of boxes.entries()) {
    const box = { inset: index * (width + GAP) + 6, width: width - 12 };
    const left = sheet.left(index * (width + GAP), width);
    canvas.box(left, sheet.y, width, SIGNATURE_BOX_HEIGHT);
    sheet.put(canvas.line(label, LABEL, direction), LABEL, box, 'start', sheet.y + 3);
    const [nameLine] = canvas.lines(name, TEXT, box.width, direction);
    if (name !== '' && nameLine)
      sheet.put(nameLine, TEXT, box, 'start', sheet.y + SIGNATURE_BOX_HEIGHT - lineHeight(TEXT) - 3);
    if (drawn !== undefined) {
      const height = SIGNATURE_BOX_HEIGHT - lineHeight(LABEL) - lineHeight(TEXT) - 6;
      const scale = Math.min(box.width / SIGNATURE_WIDTH, height / SIGNATURE_HEIGHT);
      const [x, y] = [left + (width - SIGNATURE_WIDTH * scale) / 2, sheet.y + lineHeight(LABEL) + 3];
      canvas.pen(
        readSignature(drawn).map((stroke) =>
          stroke.map((point) => ({ x: x + point.x * scale, y: y + point.y * scale })),
        ),
      );
    }
  }
  sheet.y += SIGNATURE_BOX_HEIGHT + 8;
}
