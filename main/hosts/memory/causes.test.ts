/** Quality, read back: causes of requests and reasons of returns by month, product, customer and person, with what stands behind each number. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CauseGroup, CausesOf } from '../../../shared/contract/causes.ts';
import { failure, first, firstWhere } from './company.ts';
import { idOf } from './memoryServer.ts';
import { CUSTOMER, MACHINE, closeServiceDesk, desk, openServiceDesk } from './testing/serviceDesk.ts';

const OTHER = idOf('other');
const [DIALYSER, PUMP] = [idOf('dialyser'), idOf('pump')];

beforeEach(async () => {
  await openServiceDesk();
  const { server } = desk.company;
  const machine = (name: string, productId?: string) => ({
    name,
    customerId: CUSTOMER,
    ...(productId ? { productId } : {}),
  });
  const goods = { unit: 'دستگاه', taxPercentage: 0, prices: [] };
  server.put('products', 'equipment', DIALYSER, { name: 'دیالیز', ...goods });
  server.put('products', 'equipment', PUMP, { name: 'پمپ', ...goods });
  server.put('customers', 'company', OTHER, { name: 'کلینیک بهار', stage: 'active', territoryId: idOf('north') });
  server.put('assets', 'equipment', MACHINE, machine('دیالیز بخش', DIALYSER));
  server.put('assets', 'equipment', idOf('second'), machine('دیالیز دوم', DIALYSER));
  server.put('assets', 'equipment', idOf('pump of mehr'), machine('پمپ بخش', PUMP));
  server.put('assets', 'equipment', idOf('nameless'), machine('بی‌نام'));
  const request = (name: string, kind: string, body: object): void =>
    server.put('serviceRequests', kind, idOf(name), {
      subject: name,
      customerId: CUSTOMER,
      channel: 'phone',
      priority: 'normal',
      state: 'inquiry',
      receivedAt: '2026-11-21T06:00:00.000Z',
      ...body,
    });
  request('one', 'job', { causes: ['wear', 'power'], assetIds: [MACHINE], assigneeId: idOf('tara') });
  // Two machines of one kind are one request about it.
  request('two', 'complaint', {
    causes: ['wear'],
    assetIds: [MACHINE, idOf('second'), idOf('pump of mehr')],
    assigneeId: idOf('tara'),
  });
  request('three', 'job', {
    causes: ['power'],
    assetIds: [idOf('nameless')],
    assigneeId: idOf('saman'),
    customerId: OTHER,
  });
  // A second before the 30th of Aban in Tehran; the month before ends on the 21st of November for the other calendar.
  request('four', 'complaint', { causes: ['price'], receivedAt: '2026-10-22T20:29:59.999Z' });
  request('none', 'job', { causes: [] });
  request('silent', 'job', {});
  const line = (id: string, productId: string, reason?: string) => ({
    id,
    order: id,
    productId,
    productName: id,
    unit: 'عدد',
    quantity: 1_000,
    orderLineId: id,
    unitPrice: { amount: 1_000, currency: 'IRR' },
    ...(reason ? { reason } : {}),
  });
  const goneBack = (name: string, body: object): void =>
    server.put('salesDocuments', 'return', idOf(name), {
      customerId: CUSTOMER,
      ownerId: idOf('ali'),
      orderId: idOf('order'),
      state: 'received',
      issuedOn: '2026-11-10',
      currency: 'IRR',
      remedy: 'refund',
      number: name,
      ...body,
    });
  goneBack('R-1', { reason: 'damaged', lines: [line('a', DIALYSER), line('b', PUMP, 'expired'), line('c', DIALYSER)] });
  goneBack('R-2', { reason: 'damaged', lines: [line('a', PUMP)], issuedOn: '2026-10-01', state: 'accepted' });
  goneBack('R-3', { reason: 'damaged', lines: [line('a', PUMP)], state: 'refused' });
  goneBack('R-4', { reason: 'damaged', lines: [line('a', PUMP)], state: 'draft' });
  await desk.window.sync.now();
});
afterEach(closeServiceDesk);

interface Question {
  readonly of?: CausesOf;
  readonly by: CauseGroup;
  readonly from?: string;
  readonly to?: string;
  readonly cause?: string;
}
const full = (question: Question) => ({ of: 'requests' as const, calendar: 'persian' as const, ...question });
const ask = (question: Question) => first(desk.window.insights.causes(full(question)));
/** [what, how many, what it was most often, how often that]: the commonest first, of equally common ones by what they are called. */
const figures = async (question: Question) => {
  const rows = (await ask(question)).figures.map(
    ({ key, name, count, most }) => [name ?? key, count, most?.what ?? null, most?.count ?? 0] as const,
  );
  if (question.by !== 'month')
    expect(rows.map(([, count]) => count)).toEqual(
      rows.map(([, count]) => count).toSorted((one, other) => other - one),
    );
  return question.by === 'month' ? rows : inOrder(rows);
};
const inOrder = <Row extends readonly [unknown, ...unknown[]]>(rows: readonly Row[]): Row[] =>
  rows.toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1));
const behind = async (question: Question, key: string | null) => {
  const asked = { ...full(question), key, offset: 0, limit: 10 };
  const { total, rows } = await first(desk.window.insights.behindCauses(asked));
  expect(rows).toHaveLength(total);
  expect(rows.map(({ on }) => on)).toEqual(
    rows
      .map(({ on }) => on)
      .toSorted()
      .toReversed(),
  );
  return inOrder(rows.map(({ title, causes }) => [title, causes.toSorted()] as const));
};

describe('causes of requests', () => {
  it('are counted each request once, with the product that each was most often about', async () => {
    expect(await figures({ by: 'cause' })).toEqual([
      ['power', 2, 'دیالیز', 1],
      ['price', 1, null, 0],
      ['wear', 2, 'دیالیز', 2],
    ]);
    expect(await ask({ by: 'cause' })).toMatchObject({ of: 'requests', by: 'cause', total: 4, isMore: false });
    expect(await figures({ of: 'complaints', by: 'cause' })).toEqual([
      ['price', 1, null, 0],
      ['wear', 1, expect.stringMatching('دیالیز|پمپ'), 1],
    ]);
    expect(await behind({ by: 'cause' }, 'power')).toEqual([
      ['one', ['power']],
      ['three', ['power']],
    ]);
  });

  it('by product, customer and person say what each was most often, and lead to the very requests', async () => {
    expect(await figures({ by: 'product' })).toEqual([
      [null, 2, 'power', 1],
      ['دیالیز', 2, 'wear', 2],
      ['پمپ', 1, 'wear', 1],
    ]);
    expect(await behind({ by: 'product' }, PUMP)).toEqual([['two', ['wear']]]);
    expect((await behind({ by: 'product' }, null)).map(([title]) => title)).toEqual(['four', 'three']);
    expect(await figures({ by: 'customer' })).toEqual([
      ['بیمارستان مهر', 3, 'wear', 2],
      ['کلینیک بهار', 1, 'power', 1],
    ]);
    expect(await behind({ by: 'customer' }, OTHER)).toEqual([['three', ['power']]]);
    expect(await figures({ by: 'person' })).toEqual([
      [null, 1, 'price', 1],
      ['تارا فنی', 2, 'wear', 2],
      ['سامان سرویس', 1, 'power', 1],
    ]);
    expect(await behind({ by: 'person' }, null)).toEqual([['four', ['price']]]);
    expect(await figures({ by: 'person', cause: 'power' })).toEqual([
      ['تارا فنی', 1, 'power', 1],
      ['سامان سرویس', 1, 'power', 1],
    ]);
  });

  it('by month are those of the person’s calendar, on the company’s clock, within the period', async () => {
    expect(await figures({ by: 'month' })).toEqual([
      ['2026-09-23', 1, 'price', 1],
      ['2026-10-23', 3, 'power', 2],
    ]);
    const gregorian = await first(desk.window.insights.causes({ of: 'requests', by: 'month', calendar: 'gregory' }));
    expect(gregorian.figures.map(({ key, count }) => [key, count])).toEqual([
      ['2026-10-01', 1],
      ['2026-11-01', 3],
    ]);
    expect(await behind({ by: 'month' }, '2026-09-23')).toEqual([['four', ['price']]]);
    expect(await figures({ by: 'month', from: '2026-11-01' })).toEqual([['2026-10-23', 3, 'power', 2]]);
    expect(await behind({ by: 'month', to: '2026-11-20' }, '2026-10-23')).toEqual([]);
    expect(await figures({ by: 'cause', from: '2026-10-22', to: '2026-10-22' })).toEqual([['price', 1, null, 0]]);
    expect(await figures({ by: 'cause', from: '2026-10-23', to: '2026-10-23' })).toEqual([]);
    const never = { ...full({ by: 'month' }), key: 'never', offset: 0, limit: 5 };
    expect((await failure(first(desk.window.insights.behindCauses(never)))).code).toBe('invalid_input');
  });

  it('of a merged customer count for the one that stands for it', async () => {
    await desk.window.customers.merge({ ids: [CUSTOMER, OTHER], fromMerged: [] });
    const [only, ...others] = (await ask({ by: 'customer' })).figures;
    expect([only?.count, others]).toEqual([4, []]);
    expect(await behind({ by: 'customer' }, only?.key ?? null)).toHaveLength(4);
  });

  it('of more customers than are shown are told to be more, also where some of those shown are one by now', async () => {
    const { server } = desk.company;
    const request = (name: string, customerId: string): void =>
      server.put('serviceRequests', 'job', idOf(name), {
        subject: name,
        customerId,
        channel: 'phone',
        priority: 'normal',
        state: 'inquiry',
        receivedAt: '2026-11-21T06:00:00.000Z',
        causes: ['wear'],
      });
    request('second of other', OTHER);
    for (let index = 0; index < 200; index += 1) {
      const id = idOf(`customer ${index}`);
      server.put('customers', 'company', id, { name: `${index}`, stage: 'active', territoryId: idOf('north') });
      request(`of customer ${index}`, id);
    }
    await desk.window.sync.now();
    await desk.window.customers.merge({ ids: [CUSTOMER, OTHER], fromMerged: [] });
    const { figures: shown, isMore } = await ask({ by: 'customer' });
    expect(shown[0]?.count).toBe(5);
    // With one that stands for two, 201 have a cause.
    expect([shown.length, isMore]).toEqual([200, true]);
  });
});

describe('reasons of returns', () => {
  it('are those of their lines, else of the whole, of what was taken back', async () => {
    expect(await figures({ of: 'returns', by: 'cause' })).toEqual([
      ['damaged', 2, expect.any(String), 1],
      ['expired', 1, 'پمپ', 1],
    ]);
    expect(await figures({ of: 'returns', by: 'product', cause: 'expired' })).toEqual([['پمپ', 1, 'expired', 1]]);
    expect(await behind({ of: 'returns', by: 'product' }, PUMP)).toEqual([
      ['R-1', ['expired']],
      ['R-2', ['damaged']],
    ]);
    expect(await figures({ of: 'returns', by: 'month' })).toEqual([
      ['2026-09-23', 1, 'damaged', 1],
      ['2026-10-23', 1, 'damaged', 1],
    ]);
    expect(await figures({ of: 'returns', by: 'person' })).toEqual([['علی رضایی', 2, 'damaged', 2]]);
    expect(await behind({ of: 'returns', by: 'cause', to: '2026-10-31' }, 'damaged')).toEqual([['R-2', ['damaged']]]);
  });
});

it('whoever reads no sales reads what they were sent to, and nothing of what came back', async () => {
  const { server } = desk.company;
  server.put('organisation', 'person', idOf('hamid'), { name: 'حمید', role: 'technician', active: true });
  server.put('serviceRequests', 'job', idOf('five'), {
    subject: 'five',
    channel: 'phone',
    priority: 'normal',
    state: 'assigned',
    receivedAt: '2026-11-20T06:00:00.000Z',
    assigneeId: idOf('hamid'),
    causes: ['wear'],
    assetIds: [MACHINE],
  });
  await desk.window.sync.now();
  await firstWhere(
    desk.window.session.state(),
    (state) => state.phase === 'open' && state.person.role === 'technician',
  );
  expect(await figures({ by: 'cause' })).toEqual([['wear', 1, 'دیالیز', 1]]);
  expect(await ask({ by: 'person' })).toMatchObject({ total: 1, figures: [{ key: idOf('hamid'), count: 1 }] });
  expect(await behind({ by: 'cause' }, 'wear')).toEqual([['five', ['wear']]]);
  expect(await behind({ by: 'cause' }, 'power')).toEqual([]);
  expect((await failure(ask({ of: 'returns', by: 'cause' }))).code).toBe('permission_denied');
});
