/** Reading as a window asks: every road to a customer is counted, and the wait has a way on. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createError, isPeyvandError } from '../../../shared/base/errors.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, failure, first, firstWhere, signIn, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
let told: unknown[];
beforeEach(async () => {
  company = await createTestCompany();
  company.server.put('organisation', 'setting', idOf('reading'), { key: 'readingPagesPerHour', value: 30 });
  for (let number = 0; number < 60; number += 1)
    company.server.put('customers', 'company', idOf(`many ${number}`), {
      name: `مشتری ${number}`,
      stage: 'lead',
      note: 'x',
    });
  told = [];
  company.server.answer = (name, input) => {
    if (name !== 'reportReading') throw createError('not_found');
    told.push(input);
    return {};
  };
  window = await signIn(company);
});
afterEach(() => company.close());

const observe = (number: number) =>
  first(window.records.observe({ collection: 'customers', id: idOf(`many ${number}`) }));

/** Which of the sixty could not be opened first, by this road. Fails with any other refusal. */
async function readOn(read: (number: number) => PromiseLike<unknown>): Promise<number> {
  for (let number = 0; number < 60; number += 1) {
    try {
      await read(number);
    } catch (error) {
      if (isPeyvandError(error) && error.code === 'reading_paused' && error.facts['limit'] === 30) return number;
      throw error;
    }
  }
  return 60;
}

describe('reading far beyond a habit', () => {
  it('SEC-116: is stopped by every road to a customer’s page', async () => {
    expect(await readOn(observe)).toBe(30);
    const customerId = idOf('many 40');
    for (const call of [
      first(window.customers.story({ customerId, offset: 0, limit: 10 })),
      first(window.customers.summary({ customerId })),
      first(window.records.historyHere({ collection: 'customers', id: customerId })),
      window.records.history({ collection: 'customers', id: customerId, before: null, limit: 10 }),
    ])
      expect(await failure(call)).toMatchObject({ code: 'reading_paused' });
    // Another list, a product, and whom one read already: nobody is kept from work.
    expect(await observe(3)).toMatchObject({ kind: 'company' });
    expect(await first(window.records.observe({ collection: 'products', id: idOf('pump') }))).toMatchObject({
      kind: 'equipment',
    });
    await window.orders.create({
      kind: 'order',
      body: { customerId: idOf('many 3'), orderedOn: '2026-11-21', currency: 'IRR', lines: [] },
    });
  });

  it('SEC-116: lists count as well', async () => {
    const { total } = await first(window.customers.list({ offset: 0, limit: 500 }));
    expect(total).toBe(65);
    expect((await first(window.watch.reading())).pages).toBe(1);
    expect(await readOn(observe)).toBeLessThan(30);
  });

  it('SEC-116: so does the day, which has numbers and streets of those whom it takes one to', async () => {
    for (const number of [0, 1, 20, 21])
      company.server.put('customers', 'company', idOf(`many ${number}`), {
        name: `مشتری ${number}`,
        stage: 'lead',
        phones: [{ id: '1', order: 'a0', label: 'work', number: `+9821880000${number}` }],
      });
    await window.sync.now();
    const plan = (number: number, on: string) =>
      window.day.planVisit({ customerId: idOf(`many ${number}`), on, subject: 'بازدید' });
    for (const number of [0, 1]) await plan(number, '2026-11-21');
    for (const number of [20, 21]) await plan(number, '2026-11-22');
    expect(await readOn((number) => observe(number + 20))).toBe(30);
    const phonesOn = async (on: string) => (await first(window.day.list({ on }))).visits.map(({ phone }) => phone);
    // Whom one read already stays readable, whoever is new has to wait.
    expect(new Set(await phonesOn('2026-11-22'))).toEqual(new Set(['+982188000020', '+982188000021']));
    expect(await failure(phonesOn('2026-11-21'))).toMatchObject({ code: 'reading_paused' });
    await window.watch.goOnReading({ reason: 'روز کار' });
    expect(await phonesOn('2026-11-21')).toHaveLength(2);
  });

  it('SEC-118: tells how long it lasts; who says why goes on; head office hears of both', async () => {
    await readOn(observe);
    expect(await first(window.watch.reading())).toMatchObject({
      pages: 30,
      limit: 30,
      pausedUntil: '2026-11-21T08:00:00.000Z',
      asksLeft: 2,
    });
    await expect(window.watch.goOnReading({ reason: 'half a letter \ud800' })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect((await first(window.watch.reading())).asksLeft).toBe(2);
    await window.watch.goOnReading({ reason: 'تحویل گرفتن منطقه' });
    expect(await observe(45)).not.toBeNull();
    await window.sync.now();
    await expect.poll(() => told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      events: [
        { kind: 'readingPaused', pages: 30, limit: 30 },
        { kind: 'readingAsked', reason: 'تحویل گرفتن منطقه' },
      ],
    });
  });

  it('SEC-118: an administrator’s grant comes with the next sync', async () => {
    await readOn(observe);
    const body = {
      name: 'علی رضایی',
      role: 'rep',
      active: true,
      readingGrant: { pagesPerHour: 100, until: '2026-11-30' },
    };
    company.server.put('organisation', 'person', idOf('ali'), body);
    await window.sync.now();
    await firstWhere(
      window.records.observe({ collection: 'organisation', id: idOf('ali') }),
      (record) => record?.body['readingGrant'] !== undefined,
    );
    expect(await observe(50)).not.toBeNull();
  });
});
