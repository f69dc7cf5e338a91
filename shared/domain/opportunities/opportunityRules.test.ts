import { describe, expect, it } from 'vitest';
import { opportunityKind, OPPORTUNITY_STAGES } from './opportunity.ts';
import { opportunityTransition, opportunityViolations, stageChanges, weightedAmount } from './opportunityRules.ts';

const at = { now: '2026-05-05T08:00:00.000Z', today: '2026-05-05' };
const engaging = {
  name: 'x',
  stage: 'engaging',
  stageHistory: { engaging: '2026-04-01T08:00:00.000Z' },
  probability: 300_000,
  openedOn: '2026-03-01',
};

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
    expect([opportunityTransition('engaging', 'nowhere'), opportunityTransition('toString', 'won')]).toEqual([
      false,
      false,
    ]);
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
