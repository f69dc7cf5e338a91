import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordBody } from '../record.ts';
import {
  isRequestLocked,
  isRequestOpen,
  isRequestStep,
  requestViolations,
  signatureViolations,
} from './requestRules.ts';
import { nextRequestStates, OPEN_REQUEST_STATES, REQUEST_STATES, requestTransition } from './requestStates.ts';

const request: RecordBody = { subject: 'تعمیر پمپ', state: 'inquiry', customerId: 'c', assigneeId: 't' };
const signature = { name: 'خانم رضایی', at: '2026-11-22T09:00:00.000Z' };

describe('the steps of a request', () => {
  it('lead from the question to the end, each once', () => {
    const walk = ['inquiry', 'quoted', 'ordered', 'assigned', 'inProgress', 'confirmed', 'invoiced', 'closed'];
    for (const [place, from] of walk.slice(0, -1).entries())
      expect([from, requestTransition(from, walk[place + 1] ?? '')]).toEqual([from, true]);
  });

  it('lead back to the quote with the draft of its order', () => {
    expect(requestTransition('ordered', 'quoted')).toBe(true);
  });

  it('never lead back over a signature, nor out of the end', () => {
    for (const from of ['confirmed', 'invoiced', 'closed', 'cancelled'])
      for (const to of ['inquiry', 'assigned', 'inProgress', 'cancelled'])
        expect([from, to, requestTransition(from, to)]).toEqual([from, to, false]);
    expect([
      nextRequestStates('closed'),
      nextRequestStates('cancelled'),
      nextRequestStates('of a newer version'),
    ]).toEqual([[], [], []]);
  });

  it('lead from every open state to the end in the end', () => {
    fc.assert(
      fc.property(fc.constantFrom(...OPEN_REQUEST_STATES), fc.infiniteStream(fc.nat(20)), (start, choices) => {
        let state: string = start;
        for (let step = 0; step < 200 && state !== 'closed' && state !== 'cancelled'; step += 1) {
          const next = nextRequestStates(state);
          state = next[(choices.next().value ?? 0) % next.length] ?? 'nowhere';
        }
        expect(REQUEST_STATES).toContain(state);
      }),
    );
  });
});

describe('what a request must be', () => {
  it.each([
    [request, []],
    [{ ...request, state: 'assigned', assigneeId: undefined }, ['request.assigneeMissing']],
    [{ ...request, state: 'inProgress', customerId: undefined }, ['request.customerMissing']],
    [
      {
        ...request,
        workTimes: [
          { id: 'w', order: 'a0', startedAt: '2026-11-22T09:00:00.000Z', stoppedAt: '2026-11-22T08:00:00.000Z' },
        ],
      },
      ['request.stoppedBeforeStarted'],
    ],
    [{ ...request, partsUsed: [{ id: 'p', order: 'a0', quantity: 0 }] }, ['request.quantityNotPositive']],
    [{ ...request, state: 'confirmed' }, ['request.signatureMissing']],
    [{ ...request, state: 'confirmed', signature }, []],
  ])('%j: %j', (body, reasons) => {
    expect(requestViolations(body as RecordBody).map(({ reason }) => reason)).toEqual(reasons);
  });

  it('is not signed for while the clock runs', () => {
    const running = {
      ...request,
      signature,
      workTimes: [{ id: 'w', order: 'a0', startedAt: '2026-11-22T09:00:00.000Z' }],
    };
    expect(signatureViolations(running)).toEqual([{ path: 'workTimes/w/stoppedAt', reason: 'request.workGoesOn' }]);
  });
});

describe('a signed request', () => {
  const signed: RecordBody = { ...request, state: 'confirmed', signature };

  it('is locked, and still open until it is closed', () => {
    expect(REQUEST_STATES.filter((state) => isRequestLocked({ state }))).toEqual([
      'confirmed',
      'invoiced',
      'closed',
      'cancelled',
    ]);
    expect(REQUEST_STATES.filter((state) => !isRequestOpen({ state }))).toEqual(['closed', 'cancelled']);
  });

  it('goes on to its papers and its end, and nothing that was signed for changes on the way', () => {
    expect(isRequestStep(signed, { ...signed, state: 'invoiced', invoiceId: 'i' })).toBe(true);
    expect(isRequestStep(signed, { ...signed, causes: ['wear'] })).toBe(true);
    // Its bill is gone, and another made.
    const invoiced = { ...signed, state: 'invoiced', orderId: 'gone' };
    expect(isRequestStep(invoiced, { ...invoiced, orderId: 'again', earlierOrderIds: ['gone'] })).toBe(true);
    expect(isRequestStep(signed, { ...signed, state: 'inProgress' })).toBe(false);
    expect(isRequestStep(signed, { ...signed, state: 'invoiced', partsUsed: [] })).toBe(false);
    expect(isRequestStep(signed, { ...signed, signature: { ...signature, name: 'دیگری' } })).toBe(false);
  });
});
