import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROLES, type Role } from '../organisation/organisation.ts';
import type { RecordBody } from '../record.ts';
import { agreedTermsOf, approvalStateOf, contractApprovalState, contractTerms, orderTerms } from './approval.ts';
import { contractApprovalReasons } from './contractApproval.ts';
import { judgeApproval, type ApprovalStep } from './judge.ts';
import { approvalLimitsOf } from './limits.ts';

const ALI = '00000000-0000-7000-8000-00000000000a';
const HAMID = '00000000-0000-7000-8000-00000000000b';
const DARIUS = '00000000-0000-7000-8000-00000000000c';
const AT = '2026-11-21T08:00:00.000Z';
const TEN_PERCENT = { discountPercentage: 100_000 };
const TWENTY_PERCENT = { discountPercentage: 200_000 };

const draft = (discountPercentage: number, rest: RecordBody = {}): RecordBody => ({
  state: 'draft',
  ownerId: ALI,
  orderedOn: '2026-11-21',
  currency: 'IRR',
  lines: [
    {
      id: 'a',
      order: 'a0',
      unitPrice: { amount: 1_000, currency: 'IRR' },
      quantity: 1_000,
      discountPercentage,
      taxPercentage: 0,
    },
  ],
  ...rest,
});
const asked = (body: RecordBody, by = ALI): RecordBody => ({
  ...body,
  approval: { reasons: [{ reason: 'discount' }], terms: orderTerms(body), askedBy: by, askedAt: AT },
});
const decided = (body: RecordBody, decision: 'approved' | 'refused', by = HAMID): RecordBody => ({
  ...body,
  approval: { ...(body['approval'] as RecordBody), decision, decidedBy: by, decidedAt: AT },
});
const confirmed = (body: RecordBody): RecordBody => ({ ...body, state: 'confirmed' });

const judge = (
  before: RecordBody | null,
  after: RecordBody,
  author: Partial<ApprovalStep['author']> = {},
  kind: ApprovalStep['kind'] = 'order',
) =>
  judgeApproval({
    kind,
    before,
    after,
    author: { id: ALI, role: 'rep', limits: TEN_PERCENT, ...author },
    facts: () => ({
      product: () => null,
      customer: null,
      prices: () => ({ priceLists: [], promotions: [] }),
      isListed: () => false,
      quote: null,
      covered: new Map(),
      stockLeft: () => new Map(),
      credit: { orderId: '', others: [], elsewhere: [], payments: [], person: ALI, since: null },
      confirmedOn: '2026-11-21',
      earliestDay: null,
    }),
  })?.cause ?? null;
const hamid = { id: HAMID, role: 'branchManager' as Role, limits: TWENTY_PERCENT };

describe('SEC-85: an order beyond its author’s limits', () => {
  const order = draft(150_000);

  it('is a draft like any other, and is not confirmed without somebody’s word', () => {
    expect(judge(null, order)).toBeNull();
    expect(judge(order, confirmed(order))).toBe('approval_missing');
    expect(judge(null, confirmed(order))).toBe('approval_missing');
    expect(judge(asked(order), confirmed(asked(order)))).toBe('approval_missing');
    expect(judge(draft(100_000), confirmed(draft(100_000)))).toBeNull();
    expect(judge(order, confirmed(order), hamid)).toBeNull();
  });

  it('is confirmed together with the word, or later by anybody, as long as nothing of it has changed', () => {
    const request = asked(order);
    const approved = decided(request, 'approved');
    expect(judge(request, confirmed(approved), hamid)).toBeNull();
    expect(judge(request, approved, hamid)).toBeNull();
    expect(judge(approved, confirmed(approved))).toBeNull();
    const changed = { ...approved, lines: draft(160_000)['lines'] ?? [] };
    expect(judge(approved, confirmed(changed))).toBe('approval_missing');
    expect(judge(approved, confirmed({ ...approved, note: 'فوری', deliverOn: '2026-12-01' }))).toBeNull();
    const refused = decided(request, 'refused');
    expect(judge(request, refused, hamid)).toBeNull();
    expect(judge(refused, confirmed(refused))).toBe('approval_missing');
  });
});

describe('SEC-86: a decision', () => {
  const request = asked(draft(150_000));

  it('is not one’s own: neither of who asked, nor of whose order it is', () => {
    const own = asked(draft(150_000, { ownerId: HAMID }));
    expect(judge(own, decided(own, 'approved'), hamid)).toBe('approval_own');
    const askedByHamid = asked(draft(150_000), HAMID);
    expect(judge(askedByHamid, decided(askedByHamid, 'approved'), hamid)).toBe('approval_own');
    expect(judge(askedByHamid, decided(askedByHamid, 'refused'), hamid)).toBe('approval_own');
  });

  it('is of those alone who may', () => {
    const mayDecide = ROLES.filter(
      (role) => judge(request, decided(request, 'approved', DARIUS), { id: DARIUS, role, limits: {} }) === null,
    );
    expect(mayDecide).toEqual(['branchManager', 'headOffice', 'administrator']);
  });

  it('goes no further than whoever decides may go alone, and is in nobody else’s name', () => {
    const far = asked(draft(250_000));
    expect(judge(far, decided(far, 'approved'), hamid)).toBe('approval_beyond');
    expect(judge(far, decided(far, 'refused'), hamid)).toBeNull();
    expect(judge(request, decided(request, 'approved', DARIUS), hamid)).toBe('approval_foreign');
    expect(judge(draft(150_000), asked(draft(150_000), DARIUS))).toBe('approval_foreign');
  });

  it('is about what was asked: not without a question, and not on another', () => {
    const order = draft(150_000);
    expect(judge(order, decided(request, 'approved'), hamid)).toBe('approval_unasked');
    expect(judge(null, confirmed(decided(request, 'approved')), hamid)).toBe('approval_unasked');
    const other = {
      ...request,
      approval: { ...(request['approval'] as RecordBody), askedAt: '2026-11-20T08:00:00.000Z' },
    };
    expect(judge(other, decided(request, 'approved'), hamid)).toBe('approval_unasked');
  });

  it('written by the one who asked is never taken, whatever they write and whoever they are', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ROLES),
        fc.constantFrom('approved' as const, 'refused' as const),
        fc.constantFrom(ALI, HAMID),
        fc.boolean(),
        (role, decision, by, confirms) => {
          const after = decided(request, decision, by);
          const cause = judge(request, confirms ? confirmed(after) : after, { role, limits: TEN_PERCENT });
          expect(cause).not.toBeNull();
        },
      ),
    );
  });
});

describe('SEC-87: a contract outside of the policy', () => {
  const POLICY = {
    contractMonths: 12,
    contractVisits: 4_000,
    contractResponseHours: 24,
    contractCoverage: ['parts', 'visits'],
  };
  const contract = (rest: RecordBody = {}): RecordBody => ({
    customerId: DARIUS,
    title: 'سرویس',
    startsOn: '2026-01-01',
    endsOn: '2026-12-31',
    coverage: ['parts'],
    ...rest,
  });
  const asking = (body: RecordBody): RecordBody => ({
    ...body,
    approval: { reasons: [], terms: contractTerms(body), askedBy: ALI, askedAt: AT },
  });
  const ali = { limits: POLICY };
  const long = contract({ endsOn: '2027-01-01' });

  it('is one with any term beyond it, by name and figure', () => {
    const reasons = (rest: RecordBody) => contractApprovalReasons(contract(rest), POLICY);
    expect(reasons({})).toEqual([]);
    expect(reasons({ endsOn: '2027-01-01' })).toEqual([{ reason: 'months', found: 13, limit: 12 }]);
    expect(reasons({ startsOn: '2026-03-21', endsOn: '2027-03-20' })).toEqual([]);
    expect(reasons({ visitsIncluded: 4_001 })).toEqual([{ reason: 'visits', found: 4_001, limit: 4_000 }]);
    expect(reasons({ responseHours: 23 })).toEqual([{ reason: 'responseHours', found: 23, limit: 24 }]);
    expect(reasons({ coverage: ['parts', 'replacement'] })).toEqual([
      { reason: 'coverage', coverage: ['replacement'] },
    ]);
    expect(contractApprovalReasons(contract({ coverage: ['replacement'], responseHours: 0 }), {})).toEqual([]);
  });

  it('says by itself that it waits; written without that it is refused', () => {
    expect(judge(null, long, ali, 'serviceContract')).toBe('approval_missing');
    expect(judge(null, asking(long), ali, 'serviceContract')).toBeNull();
    expect(judge(contract(), long, ali, 'serviceContract')).toBe('approval_missing');
    expect(judge(asking(long), long, ali, 'serviceContract')).toBe('approval_missing');
    expect(judge(long, { ...long, title: 'دیگر' }, ali, 'serviceContract')).toBeNull();
    expect(judge(null, long, hamid, 'serviceContract')).toBeNull();
  });

  const named = (...things: string[]): RecordBody => ({
    coveredThings: things.map((serial, place) => ({ id: `t${place}`, order: 'a0', name: 'پمپ', serial })),
  });
  it.each<[string, RecordBody, RecordBody]>([
    ['another machine', named('1'), named('1', '2')],
    ['every machine', named('1'), {}],
    ['a later end', {}, { endsOn: '2027-01-31' }],
    ['a later end that was agreed since', { endedOn: '2026-06-30' }, { endedOn: '2026-12-31' }],
    ['an end that is taken back', { endedOn: '2026-06-30' }, {}],
    ['an earlier beginning', { endsOn: '2026-10-31' }, { startsOn: '2025-12-31' }],
    ['more visits', { visitsIncluded: 1_000 }, { visitsIncluded: 2_000 }],
    ['something more', {}, { coverage: ['parts', 'visits'] }],
  ])('covers no more than it did when it was in force without a word: %s', (_, before, after) => {
    const inForce = contract({ endsOn: '2026-10-31', ...before });
    const wider = contract({ endsOn: '2026-10-31', ...after });
    expect(judge(inForce, wider, ali, 'serviceContract')).toBe('approval_missing');
    expect(judge(wider, inForce, ali, 'serviceContract')).toBeNull();
    expect(judge(inForce, wider, { limits: {} }, 'serviceContract')).toBeNull();
    // It says that it waits, and what it covered; taken back or written otherwise, it is measured all the same.
    const agreed = { ...(asking(wider)['approval'] as RecordBody), agreed: agreedTermsOf(inForce) };
    const waiting = { ...wider, approval: agreed };
    expect(judge(inForce, waiting, ali, 'serviceContract')).toBeNull();
    expect(judge(waiting, wider, ali, 'serviceContract')).toBe('approval_missing');
    expect(judge(waiting, inForce, ali, 'serviceContract')).toBeNull();
    const forged = { ...wider, approval: { ...agreed, agreed: agreedTermsOf(wider) } };
    expect(judge(inForce, forged, ali, 'serviceContract')).toBe('approval_foreign');
    expect(judge(inForce, asking(wider), ali, 'serviceContract')).toBe('approval_foreign');
  });

  it('that was agreed to before machines were among its terms still is, and a change of them asks anew', () => {
    const things = named('1');
    const { coveredThings: _things, ...without } = contract({ ...things, endsOn: '2027-01-01' });
    const approval = {
      ...(asking(without)['approval'] as RecordBody),
      decision: 'approved',
      decidedBy: HAMID,
      decidedAt: AT,
    };
    const agreed = { ...without, ...things, approval };
    expect(contractApprovalState(agreed)).toBe('approved');
    expect(judge(agreed, { ...agreed, ...named('1', '2') }, ali, 'serviceContract')).toBe('approval_missing');
  });

  it('is agreed to by the right person, for the terms that they saw', () => {
    const agreed = decided(asking(long), 'approved');
    const hamidMay = { ...hamid, limits: {} };
    expect(judge(asking(long), agreed, hamidMay, 'serviceContract')).toBeNull();
    expect(approvalStateOf(agreed, contractTerms)).toBe('approved');
    expect(approvalStateOf({ ...agreed, coverage: ['parts', 'replacement'] }, contractTerms)).toBe('outdated');
    expect(approvalStateOf({ ...agreed, price: { amount: 1, currency: 'IRR' } }, contractTerms)).toBe('approved');
    expect(judge(asking(long), decided(asking(long), 'approved', ALI), ali, 'serviceContract')).toBe('approval_denied');
  });
});

describe('limits', () => {
  const person = { id: ALI, role: 'rep' as const };

  it('are the role’s, and where they name a person that person’s', () => {
    const setting = {
      roles: { rep: { discountPercentage: 100_000, withinCredit: true } },
      people: { [ALI]: { discountPercentage: 150_000 } },
    };
    expect(approvalLimitsOf(setting, person)).toEqual({ discountPercentage: 150_000, withinCredit: true });
    expect(approvalLimitsOf(setting, { ...person, id: HAMID })).toEqual({
      discountPercentage: 100_000,
      withinCredit: true,
    });
    expect(approvalLimitsOf(setting, { ...person, role: 'headOffice', id: HAMID })).toEqual({});
    expect(approvalLimitsOf(undefined, person)).toEqual({});
    expect(approvalLimitsOf('ten', person)).toEqual({});
  });

  it('that cannot be read are the strictest there are', () => {
    const rep = {
      discountPercentage: 'ten',
      withinCredit: 'yes',
      contractMonths: -1,
      contractResponseHours: null,
      contractCoverage: 'parts',
    };
    expect(approvalLimitsOf({ roles: { rep } }, person)).toEqual({
      discountPercentage: 0,
      withinCredit: true,
      contractMonths: 0,
      contractResponseHours: Number.MAX_SAFE_INTEGER,
      contractCoverage: [],
    });
  });
});
