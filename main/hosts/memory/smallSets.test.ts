/** What windows see of single records and small sets, which the core reads through RxDB. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, failure, first, firstWhere, PASSPHRASE, signIn, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
  window = await signIn(company);
});
afterEach(() => company.close());

const acme = idOf('acme');
const PAGE = { offset: 0, limit: 10 };
const make = (customerId: string, title: string, endsOn: string) =>
  window.contracts.create({
    kind: 'serviceContract',
    body: { customerId, title, startsOn: '2026-01-01', endsOn, coverage: ['parts', 'visits'] },
  });
const set = (path: string, value: string) => ({ do: 'set' as const, path, value });

it('the contracts of a customer are those of the list, in its order, a window at a time', async () => {
  for (const [place, month] of ['03', '01', '02', '01'].entries()) await make(acme, `no ${place}`, `2027-${month}-10`);
  await make(idOf('bahar'), 'of somebody else', '2029-01-10');
  // A round with the server in between would confirm some of them.
  await firstWhere(window.sync.state(), ({ pending }) => pending === 0);
  await window.sync.now();
  const { rows } = await first(window.contracts.list(PAGE));
  const expected = rows.filter(({ customerId }) => customerId === acme);
  expect(expected.map(({ title }) => title)).toEqual(['no 0', 'no 2', 'no 3', 'no 1']);
  const ofAcme = (window_: { offset: number; limit: number }) =>
    first(window.contracts.list({ ...window_, customerId: acme }));
  expect(await ofAcme(PAGE)).toEqual({ total: 4, rows: expected });
  expect(await ofAcme({ offset: 1, limit: 2 })).toEqual({ total: 4, rows: expected.slice(1, 3) });
  expect(await first(window.contracts.list({ ...PAGE, customerId: idOf('nobody') }))).toEqual({ total: 0, rows: [] });
});

it('a small set is live: what is added, ended, renamed, and confirmed by the server', async () => {
  const { id } = await make(acme, 'first', '2027-01-10');
  const stream = await window.contracts.list({ ...PAGE, customerId: acme });
  type Rows = Extract<Awaited<ReturnType<typeof stream.next>>, { done?: false }>['value']['rows'];
  let shown: Rows = [];
  const until = async (isWanted: (rows: Rows) => boolean) => {
    while (!isWanted(shown)) {
      const { value, done } = await stream.next();
      if (done) throw new Error('the stream ended');
      shown = value.rows;
    }
  };
  await until((rows) => rows.length === 1);
  await make(acme, 'second', '2027-02-10');
  await until((rows) => rows.map(({ title }) => title).join() === 'second,first');
  await window.contracts.edit({ id, changes: [set('endedOn', '2028-01-01')] });
  await until((rows) => rows.map(({ title }) => title).join() === 'first,second' && rows[0]?.endsOn === '2028-01-01');
  await window.customers.edit({ id: acme, changes: [set('name', 'Acme Rivers')] });
  await until((rows) => rows.length === 2 && rows.every(({ customerName }) => customerName === 'Acme Rivers'));
  await window.sync.now();
  await window.sync.now();
  await until((rows) => rows.every(({ pending }) => !pending));
  expect((await first(window.contracts.list({ ...PAGE, customerId: acme }))).total).toBe(2);
});

it('every window sees a save of one of them, and the next who asks sees it at once', async () => {
  // Or a round that is under way confirms it before it is seen.
  company.server.reachable = false;
  const other = company.host.connect();
  const seen = firstWhere(
    other.records.observe({ collection: 'customers', id: acme }),
    (record) => record?.body['name'] === 'Acme Rivers',
  );
  await first(window.records.observe({ collection: 'customers', id: acme }));
  await window.customers.edit({ id: acme, changes: [set('name', 'Acme Rivers')] });
  expect((await first(window.records.observe({ collection: 'customers', id: acme })))?.body['name']).toBe(
    'Acme Rivers',
  );
  expect((await seen)?.pending).toBe(true);
});

it('locking ends them with the reason, also those that have only just been asked for, as often as one likes', async () => {
  const profiles = await firstWhere(window.session.state(), ({ phase }) => phase === 'open');
  if (profiles.phase !== 'open') throw new Error('not open');
  for (let round = 0; round < 3; round += 1) {
    const record = await window.records.observe({ collection: 'customers', id: acme });
    const some = await window.contracts.list({ ...PAGE, customerId: acme });
    await record.next();
    const codes = [record.next(), some.next().then(() => some.next())].map(async (call) => (await failure(call)).code);
    const early = window.records.observe({ collection: 'products', id: idOf('pump') }).then((stream) => stream.next());
    await Promise.all([window.session.lock(), early.catch(() => undefined)]);
    expect(await Promise.all(codes)).toEqual(['locked', 'locked']);
    await window.session.unlock({ profileId: profiles.profileId, passphrase: PASSPHRASE });
    expect((await first(window.records.observe({ collection: 'customers', id: acme })))?.id).toBe(acme);
  }
});
