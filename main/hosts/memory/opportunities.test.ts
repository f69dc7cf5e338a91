/** Deals at work: the board and its sums, moves and what takes them back, a pipeline of one's own, and a lead that becomes a customer. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WireJson } from '../../../shared/contract/lists.ts';
import { moneyOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { customerOfLead } from '../../../shared/domain/opportunities/leadConversion.ts';
import { weightedAmount } from '../../../shared/domain/opportunities/opportunityRules.ts';
import { BUILT_IN_PIPELINE, DEFAULT_PIPELINE_ID } from '../../../shared/domain/opportunities/pipeline.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, failure, first, signIn, START, TODAY, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
  window = await signIn(company);
});
afterEach(() => company.close());

const PAGE = { offset: 0, limit: 50 };
const NOW = new Date(START).toISOString();
const IRR = (amount: number) => ({ amount, currency: 'IRR' });
const daysAgo = (days: number): string => new Date(START - days * 86_400_000).toISOString();

async function makeDeal(body: { [field: string]: never } | object, kind = 'opportunity'): Promise<string> {
  const common = { name: 'پمپ', stage: 'proposal', ownerId: idOf('ali'), openedOn: '2026-01-01' };
  return (await window.opportunities.create({ kind, body: { ...common, ...body } })).id;
}
const bodyOf = async (id: string, collection: 'opportunities' | 'customers' = 'opportunities'): Promise<RecordBody> =>
  (await first(window.records.observe({ collection, id })))?.body ?? {};
const stageOfBoard = async (stage: string, filter = {}) =>
  (await first(window.opportunities.board(filter))).find((column) => column.stage === stage);
const names = async (filter: object): Promise<string[]> =>
  (await first(window.opportunities.list({ ...PAGE, ...filter }))).rows.map(({ name }) => name);

/** As it goes over the wire. */
const sent = ({ kind, body }: ReturnType<typeof customerOfLead>) => ({
  kind,
  body: body as Record<string, WireJson>,
});

describe('the board', () => {
  it('adds up every stage as the rule for one deal has it, to the last rial', async () => {
    const amounts = fc.sample(fc.record({ amount: fc.maxSafeNat(), probability: fc.option(fc.nat(1_000_000)) }), {
      numRuns: 60,
      seed: 6,
    });
    const deals = [
      ...amounts.map(({ amount, probability }) => ({ amount: Math.floor(amount / 100), probability })),
      { amount: 5, probability: 500_000 },
      { amount: 7, probability: 500_000 },
      { amount: 3, probability: null },
    ].map(({ amount, probability }) => ({
      amount: IRR(amount),
      stage: 'proposal',
      ...(probability === null ? {} : { probability }),
    }));
    for (const deal of deals) await makeDeal(deal);
    const column = await stageOfBoard('proposal');
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    expect(column).toEqual({
      stage: 'proposal',
      count: deals.length,
      rotting: deals.length,
      amounts: [IRR(sum(deals.map(({ amount }) => amount.amount)))],
      weighted: [IRR(sum(deals.map((deal) => weightedAmount(deal as RecordBody)?.amount ?? 0)))],
    });
  });

  it('shows every stage in its order, and what stands where the pipeline has no stage any more', async () => {
    await makeDeal({ stage: 'engaging' });
    expect((await first(window.opportunities.board({}))).map(({ stage, count }) => [stage, count])).toEqual([
      ['prospecting', 0],
      ['engaging', 1],
      ['proposal', 0],
      ['negotiation', 0],
      ['won', 0],
      ['lost', 0],
    ]);
    await window.session.lock();
    await window.session.addPerson();
    window = await signIn(company, 'ada');
    const stages = [{ id: 'first', order: 'a0', label: 'آغاز', probability: 100_000, rotDays: 5 }];
    await window.opportunities.createPipeline({
      id: DEFAULT_PIPELINE_ID,
      kind: 'pipeline',
      body: { name: 'فروش', stages },
    });
    await makeDeal({ stage: 'first', ownerId: idOf('ada') });
    await window.sync.now();
    expect((await first(window.opportunities.pipelines()))[0]).toMatchObject({ name: 'فروش', isRecord: true });
    expect((await failure(makeDeal({ stage: 'proposal' }))).code).toBe('illegal_transition');
    expect((await first(window.opportunities.board({}))).map(({ stage }) => stage)).toContain('first');
  });

  it('is narrowed by seller, territory, day of closing, words and standing still; the columns alike', async () => {
    await makeDeal({
      name: 'شمالی',
      customerId: idOf('bahar'),
      expectedCloseOn: '2026-11-30',
      stageHistory: { proposal: NOW },
    });
    await makeDeal({ name: 'جنوبی', customerId: idOf('golestan'), expectedCloseOn: '2026-12-30' });
    await makeDeal({ name: 'دیگری', ownerId: idOf('hamid'), stageHistory: { proposal: daysAgo(21) } });
    await makeDeal({ name: 'کهنه', stageHistory: { proposal: daysAgo(22) } });
    const cases: [object, string[]][] = [
      [{ territoryIds: [idOf('north')] }, ['شمالی']],
      [{ ownerIds: [idOf('hamid')] }, ['دیگری']],
      [{ closingFrom: '2026-11-01', closingTo: '2026-11-30' }, ['شمالی']],
      [{ rotting: true }, ['جنوبی', 'کهنه']],
      [{ search: 'بهار' }, ['شمالی']],
      [{ kind: 'lead' }, []],
    ];
    for (const [filter, expected] of cases) {
      expect((await names(filter)).toSorted(), JSON.stringify(filter)).toEqual(expected.toSorted());
      expect((await stageOfBoard('proposal', filter))?.count, JSON.stringify(filter)).toBe(expected.length);
    }
    expect((await names({ order: 'closing' })).slice(0, 2)).toEqual(['شمالی', 'جنوبی']);
  });
});

describe('a deal moves', () => {
  it('with its day, its history, its chances and the reason; and back to what it was', async () => {
    const id = await makeDeal({ stageHistory: { proposal: daysAgo(3) }, probability: 600_000, amount: IRR(10) });
    const before = await bodyOf(id);
    const { undo } = await window.opportunities.move({
      id,
      from: 'proposal',
      to: 'lost',
      lostReasonId: 'price',
      lostReason: ' رقیب ارزان‌تر داد ',
    });
    expect(await bodyOf(id)).toMatchObject({
      stage: 'lost',
      closedOn: TODAY,
      lostReasonId: 'price',
      lostReason: 'رقیب ارزان‌تر داد',
      probability: 0,
      stageHistory: { proposal: daysAgo(3), lost: NOW },
    });
    await window.opportunities.edit({ id, changes: undo });
    expect(await bodyOf(id)).toEqual(before);
  });

  it('from where the person saw it, and never from lost to won', async () => {
    const id = await makeDeal({});
    expect((await failure(window.opportunities.move({ id, from: 'engaging', to: 'won' }))).code).toBe('stale_edit');
    await window.opportunities.move({ id, from: 'proposal', to: 'lost' });
    expect((await failure(window.opportunities.move({ id, from: 'lost', to: 'won' }))).code).toBe('illegal_transition');
    expect((await failure(window.opportunities.move({ id, from: 'lost', to: 'converted' }))).code).toBe(
      'illegal_transition',
    );
  });
});

describe('a lead', () => {
  const lead = {
    stage: 'engaging',
    companyName: 'آبگستر',
    contactName: 'مینا',
    phone: '09121234567',
    amount: IRR(900),
  };

  it('becomes a customer and an opportunity at once, and its story is that of all three', async () => {
    const id = await makeDeal(lead, 'lead');
    const called = await window.activities.log({
      kind: 'call',
      body: { subject: 'نخستین تماس', happenedAt: daysAgo(2), opportunityId: id },
    });
    const customer = sent(customerOfLead(id, await bodyOf(id)));
    const made = await window.opportunities.convert({ id, customer });
    const { id: opportunityId, customerId } = made;
    // The answer was lost: asking again makes nothing twice.
    expect(await window.opportunities.convert({ id, customer })).toEqual(made);
    expect(await bodyOf(customerId, 'customers')).toMatchObject({ name: 'آبگستر', stage: 'prospect' });
    const opportunity = await bodyOf(opportunityId);
    expect(opportunity).toMatchObject({ stage: 'engaging', customerId, convertedFromId: id, name: 'پمپ' });
    expect(moneyOf(opportunity, 'amount')).toEqual(IRR(900));
    expect(await bodyOf(id)).toMatchObject({ stage: 'converted', convertedToId: opportunityId, customerId });
    for (const about of [id, opportunityId])
      expect((await first(window.opportunities.story({ id: about, ...PAGE }))).rows.map((row) => row.id)).toEqual([
        called.id,
      ]);
    expect((await first(window.activities.list({ ...PAGE, customerId }))).rows.map((row) => row.id)).toEqual([
      called.id,
    ]);
    expect((await stageOfBoard('engaging'))?.count).toBe(1);
    await window.sync.now();
    expect((await first(window.sync.state())).pending).toBe(0);
  });

  it('can be that of a customer who is here already, and is a lead again by a plain edit', async () => {
    const id = await makeDeal(lead, 'lead');
    const made = await window.opportunities.convert({ id, customer: { id: idOf('bahar') } });
    expect(textOf(await bodyOf(made.id), 'customerId')).toBe(idOf('bahar'));
    await window.opportunities.move({ id, from: 'converted', to: 'engaging' });
    expect(await bodyOf(id)).not.toHaveProperty('convertedToId');
    expect(await bodyOf(id)).not.toHaveProperty('closedOn');
    // What it becomes then is something else.
    const again = await window.opportunities.convert({ id, customer: { id: idOf('bahar') } });
    expect(again.id).not.toBe(made.id);
  });

  it('that two people convert apart becomes one customer and one deal', async () => {
    const id = idOf('lead of both');
    const elsewhere = await createTestCompany();
    try {
      const conversions = [];
      for (const apart of [company, elsewhere]) {
        apart.server.put('opportunities', 'lead', id, { name: 'پمپ', openedOn: TODAY, ...lead });
        const own = apart === company ? window : await signIn(elsewhere, 'hamid');
        await own.sync.now();
        const body = (await first(own.records.observe({ collection: 'opportunities', id })))?.body ?? {};
        const done = await own.opportunities.convert({ id, customer: sent(customerOfLead(id, body)) });
        const made = await first(own.records.observe({ collection: 'customers', id: done.customerId }));
        conversions.push({ ...done, phones: made?.body['phones'], contacts: made?.body['contacts'] });
      }
      expect(conversions[1]).toEqual(conversions[0]);
    } finally {
      await elsewhere.close();
    }
  });

  it('is converted once, and no opportunity ever', async () => {
    const [open, deal] = [await makeDeal(lead, 'lead'), await makeDeal({})];
    const customer = { id: idOf('bahar') };
    expect((await failure(window.opportunities.convert({ id: deal, customer }))).code).toBe('illegal_transition');
    const made = await window.opportunities.convert({ id: open, customer });
    expect(await window.opportunities.convert({ id: open, customer: { id: idOf('kian') } })).toEqual(made);
    const gone = { id: idOf('nobody') };
    const other = await makeDeal(lead, 'lead');
    expect((await failure(window.opportunities.convert({ id: other, customer: gone }))).code).toBe('not_found');
    expect((await bodyOf(other))['stage']).toBe('engaging');
  });
});

describe('pipelines', () => {
  it('are there without a record, and administrators alone change them', async () => {
    expect(await first(window.opportunities.pipelines())).toEqual([
      expect.objectContaining({
        id: DEFAULT_PIPELINE_ID,
        name: null,
        isRecord: false,
        stages: BUILT_IN_PIPELINE.stages,
      }),
    ]);
    const create = window.opportunities.createPipeline({
      kind: 'pipeline',
      body: { name: 'x', stages: [{ id: 'one', order: 'a0', probability: 0 }] },
    });
    expect((await failure(create)).code).toBe('permission_denied');
  });
});
