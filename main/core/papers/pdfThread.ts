/** A thread that writes one PDF and ends: laying out a hundred lines takes half a second that no window should wait through. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Paper } from '../../../shared/papers/paper.ts';
import type { PaperFonts } from './faces.ts';
import { writePdf } from './writePdf.ts';

export interface PdfTask {
  readonly papers: readonly Paper[];
  readonly fonts: PaperFonts;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const { papers, fonts, at } = workerData as PdfTask;
parentPort?.postMessage(await writePdf(papers, fonts, new Date(at)));
