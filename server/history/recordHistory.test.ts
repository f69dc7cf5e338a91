import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import {
  create,
  createTestServer,
  customerBody,
  idOf,
  patch,
  set,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';

let server: TestServer;
let ali: TestDevice;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  ali = await server.device('ali');
});
afterAll(() => server.close());

const ask = (device: TestDevice, id: string, before: number | null = null, limit = 50) =>
  server.app.call('recordHistory', device.token, { collection: 'customers', id, before, limit });

async function twiceChanged(rest = {}): Promise<string> {
  const id = server.newId();
  await ali.push(create('customers', 'company', id, customerBody('نخست', 'north', rest)));
  await ali.push(patch('customers', 'company', id, { version: 1 }, set('name', 'دوم', 'نخست')));
  await ali.push(patch('customers', 'company', id, { version: 2 }, set('note', 'یادداشت')));
  return id;
}

test('SYNC-92: every version tells who made it and what it changed, with the value before it, the newest first', async () => {
  const id = await twiceChanged();
  const { entries, next } = await ask(ali, id);
  expect(next).toBeNull();
  expect(entries.map(({ version, authorName, act, standing }) => [version, authorName, act, standing])).toEqual([
    [3, 'علی', 'changed', 'server'],
    [2, 'علی', 'changed', 'server'],
    [1, 'علی', 'created', 'server'],
  ]);
  expect(entries[0]?.changes).toEqual([{ do: 'set', path: 'note', value: 'یادداشت' }]);
  expect(entries[1]?.changes).toEqual([{ do: 'set', path: 'name', value: 'دوم', seen: 'نخست' }]);
});

test('SYNC-92: it comes in pages, which lose and double nothing', async () => {
  const id = await twiceChanged();
  const versions: (number | null)[] = [];
  for (let before: number | null = null, isFirst = true; isFirst || before !== null; isFirst = false) {
    const page = await ask(ali, id, before, 1);
    versions.push(...page.entries.map(({ version }) => version));
    before = page.next;
  }
  expect(versions).toEqual([3, 2, 1]);
  await expect(ask(ali, id, null, 51)).rejects.toMatchObject({ code: 'invalid_input' });
});

test('SYNC-92: nobody is told of a record that they do not hold, nor of a field that their role hides', async () => {
  const [id, technicianId] = [server.newId(), server.newId()];
  const contract = { title: 'سرویس', startsOn: '2026-01-01', endsOn: '2026-12-31', coverage: ['parts'] };
  const customerId = await server.newCustomer('north', { note: 'راز' });
  const price = (amount: number) => ({ amount, currency: 'IRR' });
  await server.load([
    { collection: 'contracts', kind: 'serviceContract', id, body: { ...contract, customerId, price: price(1) } },
  ]);
  await expect(ask(await server.device('sara'), customerId)).rejects.toMatchObject({ code: 'not_found' });
  await server.load([
    {
      collection: 'organisation',
      kind: 'person',
      id: technicianId,
      body: { name: 'فنی', role: 'technician', active: true, branchId: idOf('tehran'), territoryIds: [idOf('north')] },
    },
  ]);
  const technician = await server.device(technicianId);
  const seen = await server.app.call('recordHistory', technician.token, {
    collection: 'contracts',
    id,
    before: null,
    limit: 50,
  });
  expect(seen.entries).toHaveLength(1);
  expect(JSON.stringify(seen)).toContain('سرویس');
  expect(JSON.stringify(seen)).not.toContain('price');
});
