/** The head of a paper: what it is, who sells, who buys, its days and terms. */
import type { Paper, PaperFact, PaperParty } from '../../../shared/papers/paper.ts';
import { DIM, INK, lineHeight, type Style } from './canvas.ts';
import { CONTENT_WIDTH, MARGIN, type Sheet } from './sheet.ts';

const COMPANY: Style = { size: 13, bold: true };
const TITLE: Style = { size: 15, bold: true };
const NUMBER: Style = { size: 10 };
const LABEL: Style = { size: 8, colour: DIM };
const NAME: Style = { size: 10, bold: true };
const TEXT: Style = { size: 8.5 };
const GAP = 16;

export function drawHead(sheet: Sheet, paper: Paper): void {
  const { canvas, direction } = sheet;
  const whole = { inset: 0, width: CONTENT_WIDTH };
  const title = canvas.line(paper.title, TITLE, direction);
  sheet.put(title, TITLE, whole, 'end', sheet.y);
  const names = canvas.lines(paper.seller.name, COMPANY, CONTENT_WIDTH - title.width - GAP, direction);
  const top = sheet.y;
  for (const [index, line] of names.entries())
    sheet.put(line, COMPANY, whole, 'start', top + index * lineHeight(COMPANY));
  sheet.y = top + Math.max(lineHeight(TITLE), names.length * lineHeight(COMPANY));
  if (paper.number !== '') {
    sheet.put(canvas.line(paper.number, NUMBER, direction), NUMBER, whole, 'end', sheet.y);
    sheet.y += lineHeight(NUMBER);
  }
  sheet.y += 4;
  canvas.rule(MARGIN, sheet.y, CONTENT_WIDTH, INK, 1);
  sheet.y += 8;
  drawParties(sheet, [paper.seller, ...(paper.buyer ? [paper.buyer] : [])]);
  drawFactGrid(sheet, paper.facts);
}

/** Side by side, each with half of the room. */
function drawParties(sheet: Sheet, parties: readonly PaperParty[]): void {
  const { canvas, direction } = sheet;
  const width = (CONTENT_WIDTH - GAP) / 2;
  const top = sheet.y;
  let bottom = top;
  for (const [index, party] of parties.entries()) {
    const box = { inset: index * (width + GAP), width };
    sheet.y = top;
    sheet.flow([canvas.line(party.label, LABEL, direction)], LABEL, box);
    sheet.flow(canvas.lines(party.name, NAME, width, direction), NAME, box);
    for (const line of party.lines) sheet.flow(canvas.lines(line, TEXT, width, direction), TEXT, box);
    bottom = Math.max(bottom, sheet.y);
  }
  sheet.y = bottom + 8;
  canvas.rule(MARGIN, sheet.y, CONTENT_WIDTH);
  sheet.y += 6;
}

const FACT_COLUMNS = 3;
/** A value that is longer than this many lines of its column takes the whole width. */
const LINES_IN_COLUMN = 2;

/** Short ones beside each other, long ones below them. */
function drawFactGrid(sheet: Sheet, facts: readonly PaperFact[]): void {
  const { canvas, direction } = sheet;
  const width = (CONTENT_WIDTH - (FACT_COLUMNS - 1) * GAP) / FACT_COLUMNS;
  const linesOf = (value: string) => canvas.lines(value, TEXT, width, direction);
  const isLong = ({ value }: PaperFact): boolean => linesOf(value).length > LINES_IN_COLUMN;
  const short = facts.filter((fact) => !isLong(fact));
  for (let from = 0; from < short.length; from += FACT_COLUMNS) {
    const row = short.slice(from, from + FACT_COLUMNS);
    const height = lineHeight(LABEL) + Math.max(...row.map(({ value }) => linesOf(value).length)) * lineHeight(TEXT);
    sheet.make(height);
    const top = sheet.y;
    for (const [index, fact] of row.entries()) {
      const box = { inset: index * (width + GAP), width };
      sheet.y = top;
      sheet.flow([canvas.line(fact.label, LABEL, direction)], LABEL, box);
      sheet.flow(linesOf(fact.value), TEXT, box);
    }
    sheet.y = top + height + 2;
  }
  for (const fact of facts.filter(isLong)) {
    const box = { inset: 0, width: CONTENT_WIDTH };
    sheet.flow([canvas.line(fact.label, LABEL, direction)], LABEL, box);
    sheet.flow(canvas.lines(fact.value, TEXT, CONTENT_WIDTH, direction), TEXT, box);
  }
  sheet.y += 8;
}
