import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMemoryHost, type MemoryHost } from '../../main/hosts/memory/index.ts';
import type { CoreClient } from '../../shared/rpc/client.ts';
import { createTestCompany, idOf, type TestCompany } from './company.ts';
import { createTestDevice, type TestDevice } from './device.ts';

let company: TestCompany;
let sara: TestDevice;
let host: MemoryHost;
let ali: CoreClient;
let directory: string;

beforeAll(async () => {
  company = await createTestCompany();
  sara = await createTestDevice({ login: 'sara', transport: company.transport(), seed: 2 });
  directory = await mkdtemp(join(tmpdir(), 'peyvand-takeback-'));
  host = createMemoryHost({ directory, openTransport: () => company.transport() });
  ali = host.connect();
  await ali.session.signIn({ login: 'ali', password: 'password-of-ali' });
  await ali.session.enrol({ passphrase: 'یک رمز بلند' });
  await ali.sync.now();
  await sara.sync();
});
afterAll(async () => {
  await host.close();
  await sara.close();
  await company.close();
  await rm(directory, { recursive: true, force: true });
});

/** What a live query says first. */
async function first<Value>(stream: Promise<AsyncIterable<Value>>): Promise<Value> {
  for await (const value of await stream) return value;
  throw new Error('the stream ended without a value');
}

const reviews = (open: boolean) => first(ali.reviews.list({ offset: 0, limit: 10, open }));

it('SYNC-87 one tap puts the loser back, here and on the other device, and the review is closed', async () => {
  const id = idOf('pars');
  // Ali's change reaches the server first, so Sara's, which comes last, holds: Ali's is the one that may be taken back.
  await ali.customers.edit({ id, changes: [{ do: 'set', path: 'note', value: 'یادداشت علی', seen: 'قدیمی' }] });
  await sara.edit('customers', id, { note: 'یادداشت سارا' });
  await ali.sync.now();
  await sara.sync();
  const state = await ali.sync.now();
  expect(state.problem).toBeNull();
  const { rows } = await reviews(true);
  expect(rows).toHaveLength(1);
  const [review] = rows;
  expect(review?.leaves).toEqual([
    expect.objectContaining({
      path: 'note',
      base: 'قدیمی',
      mine: 'یادداشت سارا',
      theirs: 'یادداشت علی',
      result: 'یادداشت سارا',
    }),
  ]);

  await ali.reviews.decide({ id: review?.id ?? '', decision: 'takeBack' });
  await ali.sync.now();
  await sara.sync();
  expect(sara.record('customers', id)?.body['note']).toBe('یادداشت علی');
  expect((await first(ali.records.observe({ collection: 'customers', id })))?.body['note']).toBe('یادداشت علی');
  expect((await reviews(true)).total).toBe(0);
  expect((await reviews(false)).rows.map(({ status }) => status)).toEqual(['takenBack']);
});
