import { afterEach, describe, expect, it } from 'vitest';
import { readGroup } from '../../../shared/sync/group.ts';
import { createError, type PeyvandError } from '../../../shared/base/errors.ts';
import {
  createRecordStore,
  matchExpression,
  openRecordStore,
  searchCondition,
  wholeWordsExpression,
  type StoreChange,
} from './index.ts';
import { createCompany, orderBody, setLeaf, testStoreOpener, type TestStore } from './testing/testStore.ts';

const open = testStoreOpener(afterEach);

const codeOf = async (work: () => unknown): Promise<string> => {
  try {
    await work();
    return 'none';
  } catch (error) {
    return (error as PeyvandError).code;
  }
};

describe('a commit', () => {
  it('SYNC-1: shows the record at once, pending, and keeps it over a reopening', async () => {
    const test = open();
    const id = test.newId();
    const receipt = await test.store.commit({ author: test.person, operations: [createCompany(id, 'شرکت البرز')] });
    expect(receipt).toMatchObject({ n: 1, number: null, references: [{ collection: 'customers', id }] });
    expect(test.store.read.record({ collection: 'customers', id })).toMatchObject({
      version: 0,
      pending: true,
      held: null,
      revision: 1,
      body: { name: 'شرکت البرز' },
    });
    const again = await test.reopen();
    expect(again.read.record({ collection: 'customers', id })?.body).toEqual({ name: 'شرکت البرز', stage: 'active' });
    expect(again.sync.lastGroup()).toEqual({ n: 1, hash: receipt.hash });
  });

  it('SYNC-9: appends signed groups in a chain, with what the author had seen', async () => {
    const test = open();
    const id = test.newId();
    const first = await test.store.commit({ author: test.person, operations: [createCompany(id, 'Alborz')] });
    await test.store.commit({ author: test.person, operations: [setLeaf(id, 'industry', 'tools')] });
    const groups = test.store.sync
      .outbox(10)
      .map(({ bytes, hash, signature }) => readGroup({ bytes, hash, signature }));
    expect(groups.map((group) => group.ok)).toEqual([true, true]);
    const [one, two] = groups.map((group) => (group.ok ? group.value : null));
    expect(one).toMatchObject({ n: 1, parent: null, device: test.options.identity.device, author: test.person });
    expect(two).toMatchObject({
      n: 2,
      parent: first.hash,
      operations: [{ act: 'patch', seen: { epoch: null, version: 0, group: null } }],
    });
  });

  it('SYNC-11: gives of what waits no more than a message holds, in bytes, and one group whatever its size', async () => {
    const test = open();
    const texts = ['ک'.repeat(1_000), 'c'.repeat(2_000), 'ک'.repeat(50_000), 'c'];
    const hashes: string[] = [];
    for (const text of texts) {
      const operations = [createCompany(test.newId(), 'c', { unknown: text })];
      hashes.push((await test.store.commit({ author: test.person, operations })).hash);
    }
    const of = (...place: [number, number?, number?]) => test.store.sync.outbox(...place).map(({ hash }) => hash);
    expect(of(10)).toEqual(hashes);
    expect(of(10, 0, 6_000)).toEqual(hashes.slice(0, 2));
    expect(of(10, 0, 4_000)).toEqual(hashes.slice(0, 1));
    expect(of(10, 2, 6_000)).toEqual(hashes.slice(2, 3));
    expect(of(10, 2, 200_000)).toEqual(hashes.slice(2));
    expect(of(1, 3, 6_000)).toEqual(hashes.slice(3));
    expect(of(10, 4, 6_000)).toEqual([]);
  });

  it('SYNC-1: is refused whole when one of its operations is wrong', async () => {
    const test = open();
    const [id, missing] = [test.newId(), test.newId()];
    const code = await codeOf(() =>
      test.store.commit({
        author: test.person,
        operations: [createCompany(id, 'Alborz'), setLeaf(missing, 'name', 'x')],
      }),
    );
    expect(code).toBe('not_found');
    expect(test.store.read.record({ collection: 'customers', id })).toBeNull();
    expect(test.store.sync.lastGroup()).toBeNull();
    expect(test.store.sync.counts().pending).toBe(0);
  });

  it('refuses a stale edit of a field that asks', async () => {
    const test = open();
    const id = test.newId();
    await test.store.commit({
      author: test.person,
      operations: [createCompany(id, 'Alborz', { creditLimit: { amount: 100, currency: 'IRR' } })],
    });
    const stale = () =>
      test.store.commit({
        author: test.person,
        operations: [
          {
            act: 'patch',
            collection: 'customers',
            kind: 'company',
            id,
            changes: [
              {
                do: 'set',
                path: 'creditLimit',
                value: { amount: 300, currency: 'IRR' },
                seen: { amount: 200, currency: 'IRR' },
              },
            ],
          },
        ],
      });
    await expect(stale()).rejects.toMatchObject({ code: 'stale_edit', facts: { id, paths: ['creditLimit'] } });
    expect(test.store.read.record({ collection: 'customers', id })?.body['creditLimit']).toEqual({
      amount: 100,
      currency: 'IRR',
    });
  });

  it('tells listeners once, with the records', async () => {
    const test = open();
    const heard: StoreChange[] = [];
    test.store.onChange((change) => heard.push(change));
    const id = test.newId();
    await test.store.commit({ author: test.person, operations: [createCompany(id, 'Alborz')] });
    expect(heard).toEqual([
      {
        origin: 'local',
        syncMoved: true,
        collections: new Set(['customers']),
        references: [{ collection: 'customers', id }],
      },
    ]);
  });

  it('SYNC-150, SYNC-151, SYNC-152: takes printed numbers from the leased blocks, each once, and refuses when they are used up', async () => {
    const test = open();
    test.store.sync.addNumberBlocks([{ series: 'SO', code: 'K7M2Q', first: 1, last: 2 }]);
    const customerId = test.newId();
    const productId = test.newId();
    const confirm = (id: string) =>
      test.store.commit({
        author: test.person,
        operations: [
          {
            act: 'create',
            collection: 'salesDocuments',
            kind: 'order',
            id,
            body: {
              ...orderBody(customerId, [{ id: 'a', productId, quantity: 2000, price: 500 }], { state: 'confirmed' }),
            },
          },
        ],
        number: { series: 'SO', reference: { collection: 'salesDocuments', id }, path: 'number' },
      });
    const ids = [test.newId(), test.newId(), test.newId()];
    expect((await confirm(ids[0]!)).number).toBe('SO-K7M2Q-0001');
    expect((await confirm(ids[1]!)).number).toBe('SO-K7M2Q-0002');
    expect(await codeOf(() => confirm(ids[2]!))).toBe('number_block_exhausted');
    test.store.sync.addNumberBlocks([
      { series: 'SO', code: 'K7M2Q', first: 1, last: 2 },
      { series: 'SO', code: 'K7M2Q', first: 2, last: 3 },
    ]);
    expect((await confirm(ids[2]!)).number).toBe('SO-K7M2Q-0003');
    expect(test.store.sync.numbersUsed()).toEqual([{ series: 'SO', code: 'K7M2Q', last: 3 }]);
    expect(test.store.read.record({ collection: 'salesDocuments', id: ids[0]! })?.body['number']).toBe('SO-K7M2Q-0001');
  });

  it('SYNC-151: an old disk that was put back takes no number that the server knows to be on paper', async () => {
    const test = open();
    const block = { series: 'SO', code: 'K7M2Q' };
    test.store.sync.addNumberBlocks([
      { ...block, first: 1, last: 2 },
      { ...block, first: 3, last: 10 },
    ]);
    // Since the copy was made, this device used six; of another series the server says nothing.
    test.store.sync.addNumberBlocks([{ series: 'CON', code: 'K7M2Q', first: 5, last: 9 }]);
    test.store.sync.addNumberBlocks([
      { ...block, first: 7, last: 10 },
      { ...block, first: 11, last: 20 },
    ]);
    const id = test.newId();
    const { number } = await test.store.commit({
      author: test.person,
      operations: [createCompany(id, 'numbered')],
      number: { series: 'SO', reference: { collection: 'customers', id }, path: 'code' },
    });
    expect(number).toBe('SO-K7M2Q-0007');
    expect(test.store.sync.numbersUsed()).toContainEqual({ ...block, last: 7 });
  });
});

describe('the sealed copy', () => {
  it('SYNC-13: is appended after the commit and before "saved"; if that fails, the person learns it and the work is there', async () => {
    const order: string[] = [];
    let fails = false;
    const test: TestStore = open({
      sealedCopy: {
        async append({ n, hash }) {
          order.push(`copy ${n} of ${test.store.sync.lastGroup()?.n}`);
          if (fails) throw createError('disk_full', { hash });
        },
      },
    });
    const [one, two] = [test.newId(), test.newId()];
    await test.store.commit({ author: test.person, operations: [createCompany(one, 'one')] });
    order.push('saved 1');
    fails = true;
    await expect(
      test.store.commit({ author: test.person, operations: [createCompany(two, 'two')] }),
    ).rejects.toMatchObject({ code: 'saved_without_copy', facts: { why: 'disk_full', n: 2 } });
    expect(order).toEqual(['copy 1 of 1', 'saved 1', 'copy 2 of 2']);
    expect(test.store.read.record({ collection: 'customers', id: two })).not.toBeNull();
  });
});

describe('opening', () => {
  it('SYNC-192: opens with its own key alone', async () => {
    const test = open();
    await test.store.close();
    expect(await codeOf(() => openRecordStore({ ...test.options, key: new Uint8Array(32) }))).toBe('wrong_passphrase');
    await openRecordStore(test.options).close();
  });

  it('lets one in at a time', async () => {
    const test = open();
    expect(await codeOf(() => openRecordStore(test.options))).toBe('store_in_use');
    expect(await codeOf(() => createRecordStore(test.options))).toBe('store_in_use');
  });
});

describe('search', () => {
  it('finds what a reader takes for the same spelling', async () => {
    const test = open();
    const ids = ['علي كريمي', 'می‌خواهم', 'فروشگاه ۱۲۳'].map((name) => ({ id: test.newId(), name }));
    await test.store.commit({ author: test.person, operations: ids.map(({ id, name }) => createCompany(id, name)) });
    const find = (text: string): string[] =>
      test.store.read
        .all<{ name: string }>(
          `SELECT name FROM customers WHERE deleted = 0 AND ${searchCondition('customers', 'id')} ORDER BY name_sort`,
          { match: matchExpression(text) },
        )
        .map((row) => row.name);
    expect(find('کریمی')).toEqual(['علي كريمي']);
    expect(find('علی كر')).toEqual(['علي كريمي']);
    expect(find('می خواهم')).toEqual(['می‌خواهم']);
    expect(find('میخواهم')).toEqual(['می‌خواهم']);
    expect(find('123')).toEqual(['فروشگاه ۱۲۳']);
    expect(find('فرو ۱۲')).toEqual(['فروشگاه ۱۲۳']);
    expect(find('"فرو* OR')).toEqual([]);
    expect(matchExpression(' - ')).toBeNull();
    // Whole words alone: what a number begins with is another number.
    const exactly = (text: string): string[] =>
      test.store.read
        .all<{ name: string }>(`SELECT name FROM customers WHERE ${searchCondition('customers', 'id')}`, {
          match: wholeWordsExpression(text),
        })
        .map((row) => row.name);
    expect([exactly('123'), exactly('۱۲۳'), exactly('12'), exactly('فرو'), exactly('"123* OR')]).toEqual([
      ['فروشگاه ۱۲۳'],
      ['فروشگاه ۱۲۳'],
      [],
      [],
      [],
    ]);
    expect(wholeWordsExpression(' - ')).toBeNull();
  });
});
