/** Two records of one customer: found while somebody types, made one with nothing lost, and taken apart again. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TwinInput } from '../../../shared/contract/customerTwins.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, failure, first, firstWhere, nextWhere, signIn, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
});
afterEach(() => company.close());

/** In the order of their age: ids of the server sort as they are written. */
const OLDER = '01900000-0000-7000-8000-000000000001';
const YOUNGER = '01900000-0000-7000-8000-000000000002';
const YOUNGEST = '01900000-0000-7000-8000-000000000003';
const phones = (...numbers: string[]) =>
  numbers.map((number, index) => ({ id: `p${index}`, order: `a${index}`, label: 'office', number }));
const put = (id: string, body: object): void =>
  company.server.put('customers', 'company', id, { stage: 'active', territoryId: idOf('north'), ...body });
const pair = (): void => {
  put(OLDER, { name: 'شرکت نفت پارس', code: 'C-1', phones: phones('021-88776655') });
  put(YOUNGER, {
    name: 'نفت‌پارس',
    code: 'C-2',
    email: 'info@pars.ir',
    phones: phones('09121234567', '+98 21 8877 6655'),
  });
};
const twins = async (input: TwinInput) => first(window.customers.twins(input));
const names = async (input: object = {}): Promise<string[]> =>
  (await first(window.customers.list({ offset: 0, limit: 100, ...input }))).rows.map(({ name }) => name);

describe('twins', () => {
  it('are found by what tells a customer apart, the likeliest first, however it is spelled', async () => {
    pair();
    put(YOUNGEST, { name: 'Somebody else', nationalId: '10380284790' });
    window = await signIn(company);
    expect(await twins({ name: 'شركت نفت پارس (سهامی خاص)' })).toMatchObject([
      { id: OLDER, reasons: ['name'] },
      { id: YOUNGER, reasons: ['name'] },
    ]);
    expect(await twins({ name: 'نفت پارس', phones: ['۰۰۹۸۹۱۲ ۱۲۳ ۴۵۶۷'] })).toMatchObject([
      { id: YOUNGER, reasons: ['phone', 'name'] },
      { id: OLDER, reasons: ['name'] },
    ]);
    expect(await twins({ ids: ['1038028-4790'] })).toMatchObject([{ id: YOUNGEST, reasons: ['id'] }]);
    expect(await twins({ emails: ['INFO@pars.ir '] })).toMatchObject([{ id: YOUNGER, reasons: ['email'] }]);
    expect(await twins({ code: 'c-1' })).toMatchObject([{ id: OLDER, reasons: ['code'] }]);
    expect(await twins({ name: 'ناشناس', phones: ['110'], ids: ['0'], emails: ['ندارد'] })).toEqual([]);
  });

  it('are named while the name is still being typed, and not the customer itself', async () => {
    pair();
    window = await signIn(company);
    expect((await twins({ name: 'نفت پا', exceptId: OLDER })).map(({ id }) => id)).toEqual([YOUNGER]);
    expect(await twins({ name: 'نف' })).toEqual([]);
  });

  it('are listed two by two for whoever may merge, the likeliest first, until they are one', async () => {
    pair();
    put(YOUNGEST, { name: 'ساروج', email: 'info@pars.ir' });
    window = await signIn(company, 'hamid');
    const own = new Set([OLDER, YOUNGER, YOUNGEST]);
    const pairs = async () =>
      (await first(window.customers.twinPairs())).pairs.filter(({ pair: both }) => both.every(({ id }) => own.has(id)));
    expect((await pairs()).map(({ pair: both, reasons }) => [both.map(({ id }) => id), reasons])).toEqual([
      [
        [OLDER, YOUNGER],
        ['phone', 'name'],
      ],
      [[YOUNGER, YOUNGEST], ['email']],
    ]);
    await window.customers.merge({ ids: [OLDER, YOUNGER], fromMerged: [] });
    expect((await pairs()).map(({ pair: both }) => both.map(({ id }) => id))).toEqual([[OLDER, YOUNGEST]]);
  });

  it('are told apart by whoever may merge, until they have something else in common', async () => {
    pair();
    put(YOUNGEST, { name: 'ساروج', email: 'info@pars.ir' });
    window = await signIn(company, 'hamid');
    const answers = await window.customers.twinPairs();
    const own = new Set([OLDER, YOUNGER, YOUNGEST]);
    const next = async () => {
      const { done, value } = await answers.next();
      if (done) throw new Error('the stream ended');
      return value;
    };
    const shown = async (): Promise<unknown[]> =>
      (await next()).pairs
        .filter(({ pair: both }) => both.every(({ id }) => own.has(id)))
        .map(({ pair: both, reasons }) => [both.map(({ id }) => id), reasons]);
    const twoOthers = [[YOUNGER, YOUNGEST], ['email']];
    expect(await shown()).toEqual([
      [
        [OLDER, YOUNGER],
        ['phone', 'name'],
      ],
      twoOthers,
    ]);
    expect(await window.customers.tellApart({ ids: [YOUNGER, OLDER] })).toEqual({ id: OLDER });
    expect(await shown()).toEqual([twoOthers]);
    const told = await first(window.records.observe({ collection: 'customers', id: OLDER }));
    expect(told?.body['toldApart']).toEqual([`${YOUNGER} name:نفتپارس`, `${YOUNGER} phone:+982188776655`]);
    // Nor is whoever writes one of them down asked about the other.
    expect(await twins({ name: 'شرکت نفت پارس', exceptId: OLDER })).toEqual([]);
    expect(await twins({ name: 'نفت پارس', exceptId: YOUNGER })).toEqual([]);
    expect(await twins({ name: 'نفت پارس' })).toHaveLength(2);
    // Said twice it is said once.
    const { version } = told ?? {};
    await window.customers.tellApart({ ids: [OLDER, YOUNGER] });
    expect((await first(window.records.observe({ collection: 'customers', id: OLDER })))?.version).toBe(version);

    await window.customers.edit({ id: OLDER, changes: [{ do: 'set', path: 'email', value: 'INFO@pars.ir' }] });
    const ofThree = await shown();
    expect(ofThree).toHaveLength(3);
    expect(ofThree).toEqual(
      expect.arrayContaining([[[OLDER, YOUNGER], ['email']], [[OLDER, YOUNGEST], ['email']], twoOthers]),
    );
    await window.customers.tellApart({ ids: [OLDER, YOUNGER] });
    expect(await shown()).toHaveLength(2);
    await window.customers.askAgain({ ids: [OLDER, YOUNGER] });
    expect(await shown()).toEqual(
      expect.arrayContaining([
        [
          [OLDER, YOUNGER],
          ['phone', 'email', 'name'],
        ],
      ]),
    );
    expect((await first(window.records.observe({ collection: 'customers', id: OLDER })))?.body).not.toHaveProperty(
      'toldApart',
    );
    expect((await failure(window.customers.tellApart({ ids: [OLDER, OLDER] }))).code).toBe('invalid_input');
    await answers.return?.(undefined);
  });

  it('are found anew by what was changed, as a list that is opened anew finds them', async () => {
    pair();
    put(YOUNGEST, { name: 'ساروج', email: 'info@pars.ir' });
    window = await signIn(company, 'hamid');
    const answers = await window.customers.twinPairs();
    await answers.next();
    const create = (body: object) =>
      window.customers.create({ kind: 'company', body: { stage: 'lead', territoryId: idOf('north'), ...body } });
    const edit = (id: string, path: string, value: string) =>
      window.customers.edit({ id, changes: [{ do: 'set', path, value }] });
    const acts: (() => Promise<unknown>)[] = [
      () => create({ name: 'ساروج' }),
      () => edit(YOUNGEST, 'name', 'نفت پارس'),
      () => edit(YOUNGER, 'email', 'other@pars.ir'),
      () => window.customers.merge({ ids: [OLDER, YOUNGER], fromMerged: [] }),
      () => window.customers.unmerge({ id: YOUNGER }),
      () => edit(YOUNGEST, 'name', 'سیمان'),
      // So many that it says nothing, and one fewer again.
      async () => {
        for (let count = 0; count < 4; count += 1) await create({ name: 'شرکت نفت پارس' });
      },
      () => edit(YOUNGER, 'name', 'گاز پارس'),
    ];
    for (const act of acts) {
      await act();
      const anew = await first(window.customers.twinPairs());
      const inOrder = ({ pairs }: typeof anew): string[] => pairs.map((found) => JSON.stringify(found)).toSorted();
      const wanted = JSON.stringify(inOrder(anew));
      const live = await nextWhere(answers, (pairs) => JSON.stringify(inOrder(pairs)) === wanted);
      expect(inOrder(live)).toEqual(inOrder(anew));
    }
    await answers.return?.(undefined);
  });

  it('are listed for nobody who may not merge', async () => {
    window = await signIn(company);
    expect((await failure(first(window.customers.twinPairs()))).code).toBe('permission_denied');
    expect((await failure(window.customers.tellApart({ ids: [OLDER, YOUNGER] }))).code).toBe('permission_denied');
    expect((await failure(window.customers.askAgain({ ids: [OLDER, YOUNGER] }))).code).toBe('permission_denied');
  });

  it('are live', async () => {
    window = await signIn(company);
    const answers = await window.customers.twins({ name: 'ساروج بندر' });
    expect((await answers.next()).value).toEqual([]);
    await window.customers.create({
      kind: 'company',
      body: { name: 'ساروج‌بندر', stage: 'lead', ownerId: idOf('ali') },
    });
    expect((await answers.next()).value).toMatchObject([{ name: 'ساروج‌بندر' }]);
    await answers.return?.(undefined);
  });
});

describe('a merge', () => {
  const work = async (customerId: string, subject: string): Promise<void> => {
    await window.activities.log({
      kind: 'call',
      body: { customerId, ownerId: idOf('ali'), subject, happenedAt: '2026-11-20T08:00:00.000Z' },
    });
  };

  it('keeps the older one in lists, with everything of both, and what happened with either', async () => {
    pair();
    window = await signIn(company, 'hamid');
    await work(OLDER, 'تماس با یکی');
    await work(YOUNGER, 'تماس با دیگری');
    expect(await window.customers.merge({ ids: [YOUNGER, OLDER], fromMerged: ['code'] })).toEqual({ id: OLDER });
    const record = await first(window.records.observe({ collection: 'customers', id: OLDER }));
    expect(record?.body).toMatchObject({
      name: 'شرکت نفت پارس',
      code: 'C-2',
      email: 'info@pars.ir',
      alsoKnownAs: ['C-1'],
      phones: [{ number: '021-88776655' }, { number: '09121234567' }],
    });
    expect(await names()).not.toContain('نفت‌پارس');
    expect(await names({ search: 'C-1' })).toEqual(['شرکت نفت پارس']);
    expect(await names({ search: '0912123' })).toEqual(['شرکت نفت پارس']);
    const story = await first(window.customers.story({ customerId: OLDER, offset: 0, limit: 10 }));
    expect(story.rows.map(({ title }) => title).toSorted()).toEqual(['تماس با دیگری', 'تماس با یکی']);
    expect(story.total).toBe(2);
    // What the younger one was known by leads to the one that stands for it.
    expect(await twins({ code: 'C-2' })).toMatchObject([{ id: OLDER }]);
    expect(await first(window.customers.mergedInto({ id: OLDER }))).toEqual([
      { id: YOUNGER, name: 'نفت‌پارس', intoId: OLDER },
    ]);
  });

  it('is undone, whatever else was written meanwhile', async () => {
    pair();
    window = await signIn(company, 'hamid');
    const before = await first(window.records.observe({ collection: 'customers', id: OLDER }));
    await window.customers.merge({ ids: [OLDER, YOUNGER], fromMerged: ['name', 'code'] });
    await window.customers.edit({ id: OLDER, changes: [{ do: 'set', path: 'website', value: 'pars.ir' }] });
    await window.customers.unmerge({ id: YOUNGER });
    const after = await firstWhere(
      window.records.observe({ collection: 'customers', id: OLDER }),
      (record) => record?.body['website'] === 'pars.ir',
    );
    expect(after?.body).toEqual({ ...before?.body, website: 'pars.ir' });
    expect(await names()).toEqual(expect.arrayContaining(['شرکت نفت پارس', 'نفت‌پارس']));
    const other = await first(window.records.observe({ collection: 'customers', id: YOUNGER }));
    expect(other?.body).not.toHaveProperty('mergedIntoId');
    expect(other?.body).not.toHaveProperty('mergeTaken');
    expect((await failure(window.customers.unmerge({ id: YOUNGER }))).code).toBe('invalid_input');
  });

  it('of three goes by way of the one between', async () => {
    pair();
    put(YOUNGEST, { name: 'پارس نفت جنوب' });
    window = await signIn(company, 'hamid');
    await work(YOUNGEST, 'تماس با سومی');
    await window.customers.merge({ ids: [YOUNGER, YOUNGEST], fromMerged: [] });
    await window.customers.merge({ ids: [OLDER, YOUNGER], fromMerged: [] });
    const story = await first(window.customers.story({ customerId: OLDER, offset: 0, limit: 10 }));
    expect(story.rows.map(({ title }) => title)).toEqual(['تماس با سومی']);
    expect(await names({ search: 'پارس نفت جنوب' })).toEqual(['شرکت نفت پارس']);
  });

  it('is for those who may remove customers, of two that stand for themselves', async () => {
    pair();
    window = await signIn(company);
    expect((await failure(window.customers.merge({ ids: [OLDER, YOUNGER], fromMerged: [] }))).code).toBe(
      'permission_denied',
    );
    const change = { do: 'set' as const, path: 'mergedIntoId', value: OLDER };
    expect((await failure(window.customers.edit({ id: YOUNGER, changes: [change] }))).code).toBe('permission_denied');
  });

  it('is refused where there is nothing to merge', async () => {
    pair();
    window = await signIn(company, 'hamid');
    expect((await failure(window.customers.merge({ ids: [OLDER, OLDER], fromMerged: [] }))).code).toBe('invalid_input');
    await window.customers.merge({ ids: [OLDER, YOUNGER], fromMerged: [] });
    expect((await failure(window.customers.merge({ ids: [OLDER, YOUNGER], fromMerged: [] }))).code).toBe(
      'invalid_input',
    );
    expect((await failure(window.customers.merge({ ids: [OLDER, YOUNGEST], fromMerged: [] }))).code).toBe('not_found');
  });
});

describe('the channel', () => {
  it('begins where nobody stands above, and shows who hangs on whom and by what', async () => {
    put(OLDER, { name: 'پخش مرکزی', channelRole: 'wholesaler' });
    put(YOUNGER, { name: 'پخش شهر', supplierIds: [OLDER], parentId: OLDER, channelRole: 'retailer' });
    put(YOUNGEST, { name: 'دکان', supplierIds: [YOUNGER], referredById: OLDER });
    window = await signIn(company);
    const supply = { relations: ['parent' as const, 'supplier' as const] };
    expect(await first(window.customers.networkRoots(supply))).toMatchObject({
      total: 1,
      rows: [{ id: OLDER, channelRole: 'wholesaler', count: 1 }],
    });
    expect(await first(window.customers.networkBelow({ customerId: OLDER, ...supply }))).toMatchObject({
      total: 1,
      rows: [{ id: YOUNGER, relation: 'parent', count: 1 }],
    });
    expect(await first(window.customers.networkBelow({ customerId: OLDER, relations: ['referrer'] }))).toMatchObject({
      rows: [{ id: YOUNGEST, relation: 'referrer' }],
    });
    expect(await first(window.customers.networkAbove({ customerId: YOUNGEST }))).toMatchObject([
      { id: OLDER, relation: 'referrer' },
      { id: YOUNGER, relation: 'supplier' },
    ]);
    expect(await first(window.customers.networkRoots({ ...supply, territoryId: idOf('south') }))).toEqual({
      total: 0,
      rows: [],
    });
  });

  it('of a merged customer hangs on the one that stands for it', async () => {
    pair();
    put(YOUNGEST, { name: 'دکان', supplierIds: [YOUNGER] });
    window = await signIn(company, 'hamid');
    await window.customers.merge({ ids: [OLDER, YOUNGER], fromMerged: [] });
    expect(await first(window.customers.networkBelow({ customerId: OLDER, relations: ['supplier'] }))).toMatchObject({
      rows: [{ id: YOUNGEST }],
    });
  });
});
