import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROLES, type Role } from '../organisation/organisation.ts';
import type { RecordBody } from '../record.ts';
import { agreedTermsOf, approvalStateOf, contractApprovalState, contractTerms, orderTerms } from './approval.ts';
import { contractApprovalReasons } from './contractApproval.ts';
import { agreedBefore, judgeApproval, type ApprovalStep } from './judge.ts';
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
  product: RecordBody | null = null,
) =>
  judgeApproval({
    kind,
    before,
    after,
    author: { id: ALI, role: 'rep', limits: TEN_PERCENT, ...author },
    facts: () => ({
      product: () => product,
      customer: null,
      prices: () => ({ priceLists: [], promotions: [] }),
      isListed: () => false,
      lowestTax: null,
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

describe('SEC-85: whose sale a confirmed order is', () => {
  const of = (ownerId: string | null, state = 'confirmed'): RecordBody => {
    const { ownerId: _owner, ...rest } = draft(0);
    return { ...rest, state, ...(ownerId === null ? {} : { ownerId }) };
  };

  it('is not for its seller to change: what it takes of their slices would be free again', () => {
    expect(judge(of(ALI), of(DARIUS))).toBe('approval_seller');
    expect(judge(of(ALI), of(null))).toBe('approval_seller');
    expect(judge(of(ALI), { ...of(DARIUS), state: 'cancelled' })).toBe('approval_seller');
    expect(judge(of(DARIUS), of(ALI))).toBe('approval_seller');
    expect(judge(of(HAMID), of(DARIUS), hamid)).toBe('approval_seller');
    expect(judge(of(ALI, 'cancelled'), of(DARIUS, 'cancelled'))).toBe('approval_seller');
  });

  it('is changed by those who approve orders, stays through every other step, and is anybody’s who says so first', () => {
    expect(judge(of(ALI), of(DARIUS), hamid)).toBeNull();
    expect(judge(of(ALI), { ...of(ALI), note: 'x', state: 'cancelled' })).toBeNull();
    expect(judge(of(ALI, 'draft'), of(DARIUS, 'draft'))).toBeNull();
    expect(judge(of(null), of(ALI))).toBeNull();
    expect(judge(of(null), of(DARIUS))).toBe('approval_seller');
    expect(judge(of(null), of(DARIUS), hamid)).toBeNull();
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

  it('lets less tax pass by the word of whoever decides about orders, and nothing else with it', () => {
    const taxed = { taxPercentage: 90_000 };
    const untaxed = asked(draft(150_000));
    const of = (body: RecordBody, author: Partial<ApprovalStep['author']>) =>
      judge(body, decided(body, 'approved'), author, 'order', taxed);
    expect(judge(untaxed, confirmed(untaxed), { limits: TWENTY_PERCENT }, 'order', taxed)).toBe('approval_missing');
    expect(of(untaxed, hamid)).toBeNull();
    expect(of(untaxed, { ...hamid, role: 'rep' })).toBe('approval_denied');
    expect(of(asked(draft(250_000)), hamid)).toBe('approval_beyond');
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
    contractCoverage: ['parts', 'visits', 'labour'],
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

  const rials = (amount: number): RecordBody => ({ partsUpTo: { amount, currency: 'IRR' } });
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
    [
      'as many visits as it takes',
      { coverage: ['parts', 'visits'], visitsIncluded: 1_000 },
      { coverage: ['parts', 'visits'] },
    ],
    ['something more', {}, { coverage: ['parts', 'visits'] }],
    ['more hours', { hoursIncluded: 2 }, { hoursIncluded: 3 }],
    ['hours where there were none', {}, { hoursIncluded: 3 }],
    ['dearer parts', rials(1_000), rials(1_001)],
    ['parts of whatever worth', rials(1_000), {}],
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

  it('counts what is promised so much of as covered', () => {
    const allowsVisits = { contractCoverage: ['visits'] };
    const body = contract({ coverage: ['visits'], hoursIncluded: 2, ...rials(1), visitsIncluded: 1_000 });
    expect(contractApprovalReasons(body, allowsVisits)).toEqual([
      { reason: 'coverage', coverage: ['labour', 'parts'] },
    ]);
    expect(contractApprovalReasons({ ...body, hoursIncluded: 0, ...rials(0) }, allowsVisits)).toEqual([]);
    expect(
      contractApprovalReasons(contract({ coverage: [], visitsIncluded: 1_000 }), { contractCoverage: [] }),
    ).toEqual([{ reason: 'coverage', coverage: ['visits'] }]);
  });

  it('says by how much it goes further than what was in force', () => {
    const agreed = agreedTermsOf(contract({ hoursIncluded: 2, ...rials(1_000) }));
    const reasons = (rest: RecordBody) =>
      contractApprovalReasons(contract({ hoursIncluded: 2, ...rials(1_000), ...rest }), POLICY, agreed);
    expect(reasons({})).toEqual([]);
    expect(reasons({ hoursIncluded: 3 })).toEqual([{ reason: 'hours', found: 3, limit: 2 }]);
    expect(reasons(rials(1_001))).toEqual([{ reason: 'parts', found: 1_001, limit: 1_000, currency: 'IRR' }]);
    expect(reasons({ partsUpTo: { amount: 1, currency: 'EUR' } })).toEqual([
      { reason: 'parts', found: 1, limit: 0, currency: 'EUR' },
    ]);
    const { partsUpTo: _parts, ...unlimited } = contract({ hoursIncluded: 2 });
    expect(contractApprovalReasons(unlimited, POLICY, agreed)).toEqual([
      { reason: 'parts', limit: 1_000, currency: 'IRR' },
    ]);
  });

  it('that was agreed to before hours and parts were among its terms still is, and more of them asks anew', () => {
    const inForce = contract({ ...named('1'), hoursIncluded: 2, ...rials(1_000) });
    const { hoursIncluded: _hours, partsUpTo: _parts, ...counted } = inForce;
    const approval = {
      ...(asking(counted)['approval'] as RecordBody),
      decision: 'approved',
      decidedBy: HAMID,
      decidedAt: AT,
    };
    const agreed: RecordBody = { ...inForce, approval };
    expect(contractApprovalState(agreed)).toBe('approved');
    expect(judge(agreed, { ...agreed, hoursIncluded: 3 }, ali, 'serviceContract')).toBe('approval_missing');
    expect(judge(agreed, { ...agreed, ...rials(1_001) }, ali, 'serviceContract')).toBe('approval_missing');
    expect(judge(agreed, { ...agreed, hoursIncluded: 1 }, ali, 'serviceContract')).toBeNull();
    // A request that leaves them out is none about what stands there, and agreeing to it agrees to nothing.
    const { decision: _decision, decidedBy: _by, decidedAt: _at, ...open } = approval as RecordBody;
    const waiting: RecordBody = { ...inForce, approval: open };
    expect(contractApprovalState(waiting)).toBe('outdated');
    expect(judge(waiting, agreed, { ...hamid, limits: {} }, 'serviceContract')).toBe('approval_unasked');
  });

  it.each<[string, RecordBody, RecordBody]>([
    ['through narrower terms', { coverage: ['parts'], endsOn: '2026-12-31' }, { coverage: ['parts', 'visits'] }],
    ['through other terms', { coverage: ['labour'] }, { coverage: ['parts', 'visits'], endsOn: '2026-12-31' }],
  ])('that was agreed to is not widened by two steps either: %s', (_, first, second) => {
    const agreed = decided(asking(long), 'approved');
    const between = { ...agreed, ...first };
    const wider = { ...between, ...second };
    const { approval: _approval, ...bare } = wider;
    const { approval: _asked, ...narrow } = between;
    // It may lie there, and covers nothing.
    expect(contractApprovalState(between)).toBe('outdated');
    expect(judge(between, bare, ali, 'serviceContract')).toBe('approval_missing');
    expect(judge(between, narrow, ali, 'serviceContract')).toBe('approval_missing');
    expect(judge(between, agreed, ali, 'serviceContract')).toBeNull();
    expect(judge(between, bare, { limits: {} }, 'serviceContract')).toBeNull();
    // What was in force is not known any more, so all of it is asked anew.
    const anew = { ...bare, approval: { ...(asking(bare)['approval'] as RecordBody), agreed: agreedTermsOf(between) } };
    expect(judge(between, anew, ali, 'serviceContract')).toBe('approval_foreign');
    const known = agreedBefore(between);
    const right = { ...bare, approval: { ...(asking(bare)['approval'] as RecordBody), agreed: known } };
    expect(judge(between, right, ali, 'serviceContract')).toBeNull();
    expect(judge(right, bare, ali, 'serviceContract')).toBe('approval_missing');
  });

  it('that was agreed to before machines were among its terms is not widened by a detour', () => {
    const { coveredThings: _things, ...without } = contract(named('1'));
    const approval = {
      ...(asking(without)['approval'] as RecordBody),
      decision: 'approved',
      decidedBy: HAMID,
      decidedAt: AT,
    };
    const agreed: RecordBody = { ...without, ...named('1'), approval };
    const between = { ...agreed, coverage: ['labour'], ...named('1', '2') };
    const back = { ...agreed, ...named('1', '2') };
    expect(judge(between, back, ali, 'serviceContract')).toBe('approval_missing');
  });

  it('a decision is about what it was asked beside, too', () => {
    const wider = contract({ visitsIncluded: 2_000 });
    const agreed = agreedTermsOf(contract({ visitsIncluded: 1_000 }));
    const waiting: RecordBody = { ...wider, approval: { ...(asking(wider)['approval'] as RecordBody), agreed } };
    const refused = decided(waiting, 'refused');
    expect(judge(waiting, refused, hamid, 'serviceContract')).toBeNull();
    const forged = { ...refused, approval: { ...(refused['approval'] as RecordBody), agreed: agreedTermsOf(wider) } };
    expect(judge(waiting, forged, hamid, 'serviceContract')).toBe('approval_unasked');
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
