/** What windows see of single records, which the core reads through RxDB. */
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
const set = (path: string, value: string) => ({ do: 'set' as const, path, value });

it('every window sees a save of a record, and the next who asks sees it at once', async () => {
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
    const other = await window.records.observe({ collection: 'customers', id: idOf('bahar') });
    await record.next();
    const codes = [record.next(), other.next().then(() => other.next())].map(
      async (call) => (await failure(call)).code,
    );
    const early = window.records.observe({ collection: 'products', id: idOf('pump') }).then((stream) => stream.next());
    await Promise.all([window.session.lock(), early.catch(() => undefined)]);
    expect(await Promise.all(codes)).toEqual(['locked', 'locked']);
    await window.session.unlock({ profileId: profiles.profileId, passphrase: PASSPHRASE });
    expect((await first(window.records.observe({ collection: 'customers', id: acme })))?.id).toBe(acme);
  }
});
