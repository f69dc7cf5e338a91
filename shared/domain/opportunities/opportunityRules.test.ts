import { describe, expect, it } from 'vitest';
import type { RecordBody } from '../record.ts';
import { opportunityKind } from './opportunity.ts';
import {
  isRotting,
  opportunityTransition,
  opportunityViolations,
  rottingSince,
  stageChanges,
  weightedAmount,
} from './opportunityRules.ts';
import {
  BUILT_IN_PIPELINE,
  DEFAULT_PIPELINE_ID,
  OPPORTUNITY_STAGES,
  pipelineViolations,
  readPipeline,
} from './pipeline.ts';

const at = { now: '2026-05-05T08:00:00.000Z', today: '2026-05-05' };
const engaging = {
  name: 'x',
  stage: 'engaging',
  stageHistory: { engaging: '2026-04-01T08:00:00.000Z' },
  probability: 300_000,
  openedOn: '2026-03-01',
};

const TENDERS = readPipeline('01935a3e-0000-7000-8000-0000000000aa', {
  name: 'مناقصه‌ها',
  stages: [
    { id: 'tender', order: 'a1', label: 'مناقصه', probability: 600_000 },
    { id: 'papers', order: 'a0', label: 'اسناد', probability: 200_000, rotDays: 10 },
  ],
});

describe('the pipeline', () => {
  it('moves freely among open stages, and from a closed one only back into them', () => {
    const closedToClosed = [opportunityTransition('won', 'lost'), opportunityTransition('lost', 'won')];
    expect(closedToClosed).toEqual([false, false]);
    expect(opportunityTransition('won', 'negotiation')).toBe(true);
    expect(OPPORTUNITY_STAGES.filter((to) => opportunityTransition('proposal', to))).toEqual([
      'prospecting',
      'engaging',
      'negotiation',
      'won',
      'lost',
    ]);
    expect([opportunityTransition('engaging', 'nowhere'), opportunityTransition('engaging', 'toString')]).toEqual([
      false,
      false,
    ]);
  });

  it('leaves a stage that was taken out of the pipeline, and enters none that another pipeline has', () => {
    expect(opportunityTransition('taken-out', 'proposal')).toBe(true);
    expect(opportunityTransition('taken-out', 'won')).toBe(true);
    expect(opportunityTransition('', 'won')).toBe(false);
    expect(opportunityTransition('proposal', 'tender', TENDERS)).toBe(true);
    expect(opportunityTransition('tender', 'proposal', TENDERS)).toBe(false);
  });

  it('closes with a day, a reason and the history, carrying what the person saw', () => {
    expect(stageChanges(engaging, { to: 'lost', lostReason: 'قیمت', ...at })).toEqual([
      { do: 'set', path: 'stage', value: 'lost', seen: 'engaging' },
      { do: 'set', path: 'stageHistory/lost', value: at.now },
      { do: 'set', path: 'closedOn', value: at.today },
      { do: 'set', path: 'lostReason', value: 'قیمت' },
      { do: 'set', path: 'probability', value: 0, seen: 300_000 },
    ]);
  });

  it('re-opens without the closing day and the reason', () => {
    const lost = { ...engaging, stage: 'lost', closedOn: '2026-05-01', lostReason: 'قیمت', probability: 0 };
    expect(stageChanges(lost, { to: 'engaging', ...at })).toEqual([
      { do: 'set', path: 'stage', value: 'engaging', seen: 'lost' },
      { do: 'set', path: 'stageHistory/engaging', value: at.now, seen: '2026-04-01T08:00:00.000Z' },
      { do: 'unset', path: 'closedOn', seen: '2026-05-01' },
      { do: 'unset', path: 'lostReason', seen: 'قیمت' },
      { do: 'set', path: 'probability', value: 300_000, seen: 0 },
    ]);
  });

  it('changes nothing for a move that is not allowed', () => {
    expect(stageChanges({ ...engaging, stage: 'won' }, { to: 'lost', ...at })).toEqual([]);
  });

  it('weighs an amount by its probability, half-even; won in full, lost not at all', () => {
    const amount = { amount: 5, currency: 'IRR' };
    const weighted = (stage: string, probability?: number) =>
      weightedAmount({ stage, amount, ...(probability === undefined ? {} : { probability }) })?.amount;
    expect([
      weighted('engaging', 500_000),
      weighted('proposal'),
      weighted('won', 100_000),
      weighted('lost', 100_000),
    ]).toEqual([2, 2, 5, 0]);
    expect(weightedAmount({ stage: 'engaging' })).toBeNull();
  });
});

describe("a pipeline of one's own", () => {
  it('is read in its order; what it proposes and how long it lets stand holds', () => {
    expect(TENDERS.stages.map(({ id }) => id)).toEqual(['papers', 'tender']);
    const body = { stage: 'papers', stageHistory: { papers: '2026-05-01T08:00:00.000Z' }, probability: 200_000 };
    expect(stageChanges(body, { to: 'tender', pipeline: TENDERS, ...at })).toEqual([
      { do: 'set', path: 'stage', value: 'tender', seen: 'papers' },
      { do: 'set', path: 'stageHistory/tender', value: at.now },
      { do: 'set', path: 'probability', value: 600_000, seen: 200_000 },
    ]);
    const amount = { amount: 1_000, currency: 'IRR' };
    expect(weightedAmount({ stage: 'tender', amount }, TENDERS)?.amount).toBe(600);
    expect(weightedAmount({ stage: 'taken-out', amount }, TENDERS)?.amount).toBe(0);
  });

  it('lets no stage be called as an end is', () => {
    const stages = [{ id: 'won', order: 'a0', probability: 0 }];
    expect(pipelineViolations({ name: 'x', stages })).toEqual([{ path: 'stages', reason: 'pipeline.stageReserved' }]);
    expect(readPipeline(DEFAULT_PIPELINE_ID, { name: 'x', stages }).stages).toEqual([]);
  });
});

describe('a deal rots', () => {
  const rots = (body: RecordBody, now: string): boolean => isRotting(body, BUILT_IN_PIPELINE, now);
  const since = (stage: string, entered: string) => ({ stage, stageHistory: { [stage]: entered } });

  it('when it has stood longer than its stage lets it, to the instant', () => {
    const negotiation = since('negotiation', '2026-05-01T08:00:00.000Z');
    expect(rots(negotiation, '2026-05-15T08:00:00.000Z')).toBe(false);
    expect(rots(negotiation, '2026-05-15T08:00:00.001Z')).toBe(true);
    expect(rots({ stage: 'negotiation', openedOn: '2026-05-01' }, '2026-05-15T00:00:00.001Z')).toBe(true);
  });

  it('never when it is closed, when nobody knows since when, or where there is no limit', () => {
    const later = '2030-01-01T00:00:00.000Z';
    expect(rots(since('won', '2020-01-01T00:00:00.000Z'), later)).toBe(false);
    expect(rots({ stage: 'proposal' }, later)).toBe(false);
    expect(isRotting(since('tender', '2020-01-01T00:00:00.000Z'), TENDERS, later)).toBe(false);
    expect(rottingSince(null, later)).toBeNull();
  });
});

describe('the rules of an opportunity', () => {
  it.each([
    [engaging, []],
    [{ ...engaging, stage: 'won' }, ['opportunity.closedOnMissing']],
    [{ ...engaging, closedOn: '2026-05-01' }, ['opportunity.closedOnUnexpected']],
    [{ ...engaging, stage: 'lost', closedOn: '2026-02-01' }, ['opportunity.closedBeforeOpened']],
    [{ ...engaging, amount: { amount: -1, currency: 'IRR' } }, ['opportunity.amountNegative']],
  ])('%j: %j', (body, reasons) => {
    expect(opportunityViolations(body).map(({ reason }) => reason)).toEqual(reasons);
    expect(opportunityKind('opportunity').invariants?.(body)).toHaveLength(reasons.length);
  });
});
