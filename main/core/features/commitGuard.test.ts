/** What stands in the store's road for every commit, also for those that come through RxDB and ask no command. */
import { afterEach, expect, it } from 'vitest';
import type { Role } from '../../../shared/domain/organisation/organisation.ts';
import { openRecordDatabase } from '../documents/recordDatabase.ts';
import { createRecordStorage } from '../store/index.ts';
import {
  companyBody,
  createCompany,
  createTestStore,
  orderBody,
  setLeaf,
  type TestStore,
} from '../store/testing/testStore.ts';
import { createCommitGuard } from './commitGuard.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

const LIMITS = { roles: { rep: { discountPercentage: 0 } } };

/** A store at which somebody of this role is at work; the role can be changed. */
function open(): { test: TestStore; become: (role: Role, standing?: 'active' | 'left') => void } {
  let [role, standing]: [Role, 'active' | 'left'] = ['rep', 'active'];
  const guard = createCommitGuard({
    get store() {
      return test.store;
    },
    settings: { all: () => ({ approvalLimits: LIMITS }) },
    clock: { now: () => Date.parse('2026-11-21T08:00:00.000Z') },
    person: () => ({ id: test.person, role, standing }),
  });
  const test = createTestStore({ guard });
  opened.push(() => test.remove());
  return { test, become: (next, stands = 'active') => void ([role, standing] = [next, stands]) };
}

const DENIED = { code: 'permission_denied' };

it('SEC-82: RxDB writes are asked for by collection and by field, and a refused one changes nothing', async () => {
  const { test, become } = open();
  const id = test.newId();
  await test.store.commit({ author: test.person, operations: [createCompany(id, 'آلفا')] });
  const database = await openRecordDatabase({
    storage: createRecordStorage(test.store),
    owner: test.store.identity.device,
  });
  opened.push(() => database.close());
  const customers = await database.collection('customers');
  const document = await customers.findOne(id).exec();
  if (!document) throw new Error('no document');
  await document.incrementalPatch({ body: companyBody('بتا') });
  expect(test.store.read.record({ collection: 'customers', id })?.body['name']).toBe('بتا');
  await expect(
    document.incrementalPatch({ body: companyBody('بتا', { creditLimit: { amount: 1, currency: 'IRR' } }) }),
  ).rejects.toThrow();
  await expect(document.incrementalRemove()).rejects.toThrow();
  become('auditor');
  await expect(document.incrementalPatch({ body: companyBody('گاما') })).rejects.toThrow();
  const held = test.store.read.record({ collection: 'customers', id });
  expect([held?.body['name'], held?.body['creditLimit'], held?.deleted]).toEqual(['بتا', undefined, false]);
  become('branchManager');
  await document.incrementalPatch({ body: companyBody('بتا', { creditLimit: { amount: 1, currency: 'IRR' } }) });
  expect(test.store.read.record({ collection: 'customers', id })?.body['creditLimit']).toEqual({
    amount: 1,
    currency: 'IRR',
  });
});

it('SEC-84: nobody who left commits anything', async () => {
  const { test, become } = open();
  become('administrator', 'left');
  const create = { author: test.person, operations: [createCompany(test.newId(), 'آلفا')] };
  await expect(test.store.commit(create)).rejects.toMatchObject({ ...DENIED, facts: { reason: 'not_active' } });
});

it('SEC-82: every field of every operation counts, also of the last of many alike', async () => {
  const { test } = open();
  const [first, last] = [test.newId(), test.newId()];
  const hidden = { act: 'create' as const, collection: 'customers' as const, kind: 'company', id: last };
  const operations = [
    createCompany(first, 'آلفا'),
    { ...hidden, body: companyBody('بتا', { creditLimit: { amount: 1, currency: 'IRR' } }) },
  ];
  await expect(test.store.commit({ author: test.person, operations })).rejects.toMatchObject({
    ...DENIED,
    facts: { path: 'creditLimit' },
  });
  expect(test.store.read.record({ collection: 'customers', id: first })).toBeNull();
  await test.store.commit({ author: test.person, operations: [createCompany(first, 'آلفا')] });
  const patch = setLeaf(first, 'chequeLimit', { amount: 1, currency: 'IRR' } as never);
  await expect(test.store.commit({ author: test.person, operations: [patch] })).rejects.toMatchObject(DENIED);
});

it('SEC-85: no order is confirmed beyond the limits, by whatever road', async () => {
  const { test } = open();
  const customer = test.newId();
  await test.store.commit({ author: test.person, operations: [createCompany(customer, 'آلفا')] });
  const draft = orderBody(customer, [{ id: 'a', productId: test.newId(), quantity: 1_000, price: 1_000 }]);
  const body = { ...draft, state: 'confirmed', discountPercentage: 1 };
  const create = (kind: object) => ({
    author: test.person,
    operations: [
      {
        act: 'create' as const,
        collection: 'salesDocuments' as const,
        kind: 'order',
        id: test.newId(),
        body: kind as never,
      },
    ],
  });
  await expect(test.store.commit(create(body))).rejects.toMatchObject({
    code: 'approval_needed',
    facts: { reasons: ['discount'] },
  });
  await test.store.commit(create({ ...body, state: 'draft' }));
});
