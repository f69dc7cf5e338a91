/** A small company at work, for tests: people, territories, customers, products, and a window that is signed in. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createManualClock, type ManualClock } from '../../../shared/base/clock.ts';
import { isPeyvandError, type PeyvandError } from '../../../shared/base/errors.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createMemoryHost, type MemoryHost, type MemoryHostOptions } from './index.ts';
import { createMemoryServer, idOf, type MemoryServer, type MemoryUser } from './memoryServer.ts';

/** 10:30 in Tehran, a Saturday. */
export const START = Date.parse('2026-11-21T07:00:00.000Z');
export const TODAY = '2026-11-21';
export const PASSPHRASE = 'یک گذرواژه‌ی خوب';

const user = (login: string, name: string, role: MemoryUser['role']): MemoryUser => ({
  login,
  password: `${login}-password`,
  id: idOf(login),
  name,
  role,
});

export const USERS = [
  user('ali', 'علی رضایی', 'rep'),
  user('tara', 'تارا فنی', 'technician'),
  user('saman', 'سامان سرویس', 'technician'),
  user('hamid', 'حمید مدیر', 'branchManager'),
  user('darius', 'داریوش', 'headOffice'),
  user('nader', 'نادر', 'auditor'),
  user('ada', 'Ada', 'administrator'),
] as const;

export interface TestCompany {
  readonly directory: string;
  readonly server: MemoryServer;
  readonly clock: ManualClock;
  readonly host: MemoryHost;
  /** Ends the core as a crash or a restart would leave it, and starts another over the same folder. */
  restart(options?: Partial<MemoryHostOptions>): Promise<MemoryHost>;
  close(): Promise<void>;
}

export async function createTestCompany(options: Partial<MemoryHostOptions> = {}): Promise<TestCompany> {
  const directory = await mkdtemp(join(tmpdir(), 'peyvand-company-'));
  const clock = createManualClock(START);
  const server = createMemoryServer(USERS, clock);
  fill(server);
  const open = (more: Partial<MemoryHostOptions>): MemoryHost =>
    createMemoryHost({ directory, clock, openTransport: () => server.transport, ...options, ...more });
  let host = open({});
  return {
    directory,
    server,
    clock,
    get host() {
      return host;
    },
    async restart(more = {}) {
      await host.close();
      host = open(more);
      return host;
    },
    async close() {
      await host.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A window at which this person is at work, with everything of the server already here. */
export async function signIn(
  company: Pick<TestCompany, 'host'>,
  login: (typeof USERS)[number]['login'] = 'ali',
): Promise<CoreClient> {
  const window = company.host.connect();
  await window.session.signIn({ login, password: `${login}-password` });
  await window.session.enrol({ passphrase: PASSPHRASE });
  await window.sync.now();
  return window;
}

/** The first value of a stream, which then ends. */
export async function first<Value>(stream: PromiseLike<AsyncIterator<Value, unknown>>): Promise<Value> {
  const iterator = await stream;
  const result = await iterator.next();
  await iterator.return?.();
  if (result.done) throw new Error('the stream ended without a value');
  return result.value;
}

/** The first value that is as asked; fails with the stream. */
export async function firstWhere<Value>(
  stream: PromiseLike<AsyncIterator<Value, unknown>>,
  isWanted: (value: Value) => boolean,
): Promise<Value> {
  const iterator = await stream;
  const value = await nextWhere(iterator, isWanted);
  await iterator.return?.();
  return value;
}

/** The next value of an open stream that is as asked; fails with the stream, and leaves it open. */
export async function nextWhere<Value>(
  stream: AsyncIterator<Value, unknown>,
  isWanted: (value: Value) => boolean,
): Promise<Value> {
  for (;;) {
    const result = await stream.next();
    if (result.done) throw new Error('the stream ended without the value');
    if (isWanted(result.value)) return result.value;
  }
}

/** What a call failed with. */
export async function failure(call: PromiseLike<unknown>): Promise<PeyvandError> {
  const outcome = await Promise.resolve(call).then(
    (value: unknown) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) throw new Error(`expected a failure, got ${JSON.stringify(outcome.value)}`);
  if (!isPeyvandError(outcome.error)) throw new Error('expected a PeyvandError', { cause: outcome.error });
  return outcome.error;
}

/** An order of this customer, as a window drafts it: lines of pumps. */
export const pumpOrder = (
  customer: string,
  orderedOn: string,
  lines: readonly (readonly [quantity: number, price: number])[],
) => ({
  kind: 'order',
  body: {
    customerId: idOf(customer),
    ownerId: idOf('ali'),
    orderedOn,
    currency: 'IRR',
    lines: lines.map(([quantity, amount], index) => ({
      id: `line-${index}`,
      order: `a${index}`,
      productId: idOf('pump'),
      productName: 'پمپ آب',
      unit: 'عدد',
      quantity,
      unitPrice: { amount, currency: 'IRR' },
      discountPercentage: 0,
      taxPercentage: 0,
    })),
  },
});

function fill(server: MemoryServer): void {
  server.put('organisation', 'branch', idOf('tehran'), { name: 'تهران' });
  server.put('organisation', 'territory', idOf('north'), { name: 'شمال', branchId: idOf('tehran') });
  server.put('organisation', 'territory', idOf('south'), { name: 'جنوب', branchId: idOf('tehran') });
  server.put('organisation', 'setting', idOf('currency'), { key: 'defaultCurrency', value: 'IRR' });
  server.put('organisation', 'setting', idOf('zone'), { key: 'timeZone', value: 'Asia/Tehran' });
  server.put('organisation', 'setting', idOf('idle'), { key: 'idleLockMinutes', value: 15 });
  for (const customer of CUSTOMERS) server.put('customers', customer.kind, idOf(customer.key), customer.body);
  server.put('products', 'equipment', idOf('pump'), {
    name: 'پمپ آب',
    code: 'P-10',
    unit: 'عدد',
    taxPercentage: 90_000,
    prices: [
      { id: 'old', order: 'a0', price: { amount: 900_000, currency: 'IRR' }, from: '2025-01-01', to: '2025-12-31' },
      { id: 'new', order: 'a1', price: { amount: 1_200_000, currency: 'IRR' }, from: '2026-01-01' },
    ],
  });
  server.put('products', 'consumable', idOf('filter'), {
    name: 'فیلتر',
    code: 'F-1',
    unit: 'عدد',
    taxPercentage: 0,
    prices: [],
  });
  server.put('products', 'sparePart', idOf('retired'), {
    name: 'پمپ قدیمی',
    unit: 'عدد',
    taxPercentage: 0,
    prices: [],
    discontinued: true,
  });
  server.put('stock', 'balance', idOf('stock 1'), {
    productId: idOf('pump'),
    placeId: idOf('store 1'),
    quantity: 5_000,
    asOf: '2026-11-20T10:00:00.000Z',
  });
  server.put('stock', 'balance', idOf('stock 2'), {
    productId: idOf('pump'),
    placeId: idOf('store 2'),
    quantity: 2_000,
    asOf: '2026-11-19T10:00:00.000Z',
  });
}

const address = (city: string) => [{ id: 'main', order: 'a0', label: 'main', city }];
const phone = (number: string) => [{ id: 'office', order: 'a0', label: 'office', number }];

/** In the order of the Persian alphabet. */
export const CUSTOMERS = [
  {
    key: 'bahar',
    kind: 'company',
    body: {
      name: 'بهار شیمی',
      stage: 'active',
      territoryId: idOf('north'),
      ownerId: idOf('ali'),
      addresses: address('تهران'),
      phones: phone('021-8877 6655'),
      tags: ['طلایی', 'صادراتی'],
    },
  },
  {
    key: 'part',
    kind: 'company',
    body: {
      name: 'پارت صنعت',
      stage: 'prospect',
      territoryId: idOf('north'),
      ownerId: idOf('ali'),
      addresses: address('اصفهان'),
      tags: ['طلایی'],
    },
  },
  {
    key: 'karimi',
    kind: 'person',
    body: {
      name: 'کریمی',
      stage: 'lead',
      territoryId: idOf('south'),
      ownerId: idOf('hamid'),
      addresses: address('تهران'),
    },
  },
  {
    key: 'golestan',
    kind: 'dealer',
    body: { name: 'گلستان یدک', stage: 'active', territoryId: idOf('south'), addresses: address('شیراز') },
  },
  { key: 'acme', kind: 'company', body: { name: 'Acme Water', stage: 'dormant', ownerId: idOf('ali') } },
] as const;
