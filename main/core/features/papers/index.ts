/** Papers that leave the house: as they read, and as PDF. */
import { createError } from '../../../../shared/base/errors.ts';
import { instantToMilliseconds } from '../../../../shared/base/clock.ts';
import type { PaperAsk } from '../../../../shared/contract/papers.ts';
import type { CollectionName } from '../../../../shared/domain/record.ts';
import type { Paper } from '../../../../shared/papers/paper.ts';
import { fileNameOf } from '../../../../shared/papers/paperWords.ts';
import { writePdfBeside } from '../../papers/pdf.ts';
import { atWork, nowOf } from '../procedures.ts';
import { requireReadable } from '../rights.ts';
import { nameOfAsked, readPaper } from './readPaper.ts';

/** What somebody must be allowed to read to have the paper. */
const READABLE: Readonly<Record<PaperAsk['of'], readonly CollectionName[]>> = {
  document: ['salesDocuments'],
  statement: ['salesDocuments', 'customers'],
  serviceRequest: ['serviceRequests'],
  dayReceipt: ['organisation'],
};

/** Divisible by three: each piece's base64 can be read by itself. */
const PIECE_BYTES = 3 * 1024 * 1024;

export const papers = {
  read: atWork.papers.read.handler(({ input: { paper, language }, context, signal }) => {
    const { work } = context;
    requireReadable(work, READABLE[paper.of]);
    return readPaper(context, paper, language, signal ? AbortSignal.any([signal, work.ended]) : work.ended);
  }),
  write: atWork.papers.write.handler(async ({ input: { papers: asked, language }, context, signal }) => {
    const { work, core } = context;
    const ends = signal ? AbortSignal.any([signal, work.ended]) : work.ended;
    for (const { of } of asked) requireReadable(work, READABLE[of]);
    const written: Paper[] = [];
    const leftOut: string[] = [];
    for (const ask of asked) {
      const paper = await readPaper(context, ask, language, ends);
      if (paper) written.push(paper);
      else leftOut.push(nameOfAsked(context, ask));
    }
    if (written.length === 0) throw createError('not_found', { what: 'paper' });
    const fonts = await core.readPaperFonts();
    const bytes = await writePdfBeside({ papers: written, fonts, at: instantToMilliseconds(nowOf(context)) }, ends);
    const [first] = written;
    const pieces: string[] = [];
    for (let start = 0; start < bytes.length; start += PIECE_BYTES)
      pieces.push(
        Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(PIECE_BYTES, bytes.length - start)).toString(
          'base64',
        ),
      );
    const name =
      written.length === 1 ? (first?.fileName ?? '') : fileNameOf([first?.fileName ?? '', `+${written.length - 1}`]);
    return { fileName: `${name}.pdf`, pieces, leftOut };
  }),
};
