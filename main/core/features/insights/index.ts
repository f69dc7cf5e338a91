/** What was won and sold, by whom, where and to whom; live, from the read models. */
import { createError } from '../../../../shared/base/errors.ts';
import { INSIGHTS, type InsightFigure } from '../../../../shared/contract/insights.ts';
import type { CollectionName } from '../../../../shared/domain/record.ts';
import { liveQuery, readWindow } from '../live.ts';
import { atWork, type Work } from '../procedures.ts';
import { causes } from './causes.ts';
import { behindQuery, figuresQuery, type BehindRow, type FigureRow, type Question } from './queries.ts';

export const insights = {
  ...causes,
  figures: atWork.insights.figures.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      ...collectionsOf(input),
      run: (ends) => readFigures(work, input, ends),
    }),
  ),
  behind: atWork.insights.behind.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      ...collectionsOf(input),
      run: (ends) => readBehind(work, input, ends),
    }),
  ),
};

/** @throws PeyvandError `invalid_input` for a measure that is not counted so. */
function collectionsOf({ measure, by }: Question): { readable: CollectionName[]; dependencies: CollectionName[] } {
  const isCounted = INSIGHTS[measure].some((group) => group === by);
  if (!isCounted) throw createError('invalid_input', { reason: 'shape', paths: ['by'] });
  const facts = measure === 'won' ? 'opportunities' : 'salesDocuments';
  return { readable: [facts], dependencies: [facts, 'customers', 'organisation', 'products'] };
}

async function readFigures(work: Work, question: Question, signal: AbortSignal): Promise<InsightFigure[]> {
  const { rows, parameters } = figuresQuery(question);
  const found = await work.store.readInWorker<FigureRow>(rows, parameters, signal);
  const byKey = Map.groupBy(found, ({ key }) => key);
  return [...byKey]
    .map(([key, own]) => ({
      key,
      name: own[0]?.name ?? null,
      count: own.reduce((sum, { count }) => sum + count, 0),
      amounts: own
        .filter(({ currency }) => currency !== '')
        .map(({ amount, currency }) => ({ amount, currency }))
        .toSorted((one, other) => other.amount - one.amount),
    }))
    .toSorted((one, other) => largest(other) - largest(one) || other.count - one.count);
}

const largest = ({ amounts }: InsightFigure): number => amounts[0]?.amount ?? 0;

async function readBehind(work: Work, question: Parameters<typeof behindQuery>[0], signal: AbortSignal) {
  const { total, rows } = await readWindow<BehindRow>(work, behindQuery(question), signal);
  return {
    total,
    rows: rows.map(({ id, title, customerName, on, amount, currency }) => ({
      id,
      title: title ?? '',
      customerName,
      on: on ?? '',
      amount: { amount, currency },
    })),
  };
}
