import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMemoryHost, type MemoryHost } from '../../main/hosts/memory/index.ts';
import { createError } from '../../shared/base/errors.ts';
import type { CoreClient } from '../../shared/rpc/client.ts';
import { createTestCompany, idOf, type TestCompany } from './company.ts';
import { createTestDevice, type TestDevice } from './device.ts';

let company: TestCompany;
let ali: TestDevice;
let folder: string;
let ada: MemoryHost;
let admin: CoreClient;
let isOnline = true;

beforeAll(async () => {
  company = await createTestCompany();
  ali = await createTestDevice({ login: 'ali', transport: company.transport(), seed: 1 });
  folder = await mkdtemp(join(tmpdir(), 'peyvand-parking-'));
  ada = await openHost('ada');
  admin = await signIn(ada, 'administrator');
});
afterAll(async () => {
  await ada.close();
  await ali.close();
  await company.close();
  await rm(folder, { recursive: true, force: true });
});

const openHost = async (name: string): Promise<MemoryHost> => {
  const transport = company.transport();
  return createMemoryHost({
    directory: await mkdtemp(join(folder, name)),
    openTransport: () => ({
      ...transport,
      call: (...parameters) =>
        isOnline ? transport.call(...parameters) : Promise.reject(createError('server_unreachable')),
    }),
  });
};

async function signIn(host: MemoryHost, login: string): Promise<CoreClient> {
  const client = host.connect();
  await client.session.signIn({ login, password: `password-of-${login}` });
  await client.session.enrol({ passphrase: 'یک رمز بلند' });
  await client.sync.now();
  return client;
}

/** What a live query says first. */
async function first<Value>(stream: Promise<AsyncIterable<Value>>): Promise<Value> {
  for await (const value of await stream) return value;
  throw new Error('the stream ended without a value');
}

const list = (mine = false) => admin.parking.list({ offset: 0, limit: 50, mine });

/** Ali sells in the north: a customer of the south is not his to make. */
async function parkCustomer(name: string): Promise<{ id: string; hash: string }> {
  const id = await ali.create('customers', 'company', { name, stage: 'active', territoryId: idOf('south') });
  await ali.sync();
  expect(ali.record('customers', id)?.held).toEqual({ reason: 'permission_denied' });
  const hash = (await list()).rows.find(({ records }) => records.some((record) => record.id === id))?.hash;
  if (hash === undefined) throw new Error('not held');
  return { id, hash };
}

it('SYNC-46 what is held is decided through the core: edited, applied, and the follower with it', async () => {
  const { id, hash } = await parkCustomer('آن سوی مرز');
  await ali.edit('customers', id, { ...ali.record('customers', id)?.body, note: 'دنباله' });
  await ali.sync();
  const { work, operations, behind } = await admin.parking.inspect({ hash });
  expect(work).toMatchObject({ author: { id: idOf('ali') }, reason: 'permission_denied', behind: 1 });
  expect(behind).toMatchObject([{ reason: 'behind_parked' }]);
  const leaf = operations[0]?.leaves.find(({ path }) => path === 'territoryId');
  const decided = await admin.parking.decide({
    id: ali.newId(),
    hash,
    decision: 'change',
    note: 'این مشتری در شمال است',
    edits: [{ operation: 0, leaf: { key: leaf?.key ?? '', path: 'territoryId' }, act: 'set', value: idOf('north') }],
  });
  expect(decided).toEqual({ type: 'decided', outcome: 'applied', reviews: 0, released: 1, stillHeld: 0 });

  expect((await ali.sync()).held).toBe(0);
  expect(ali.record('customers', id)).toMatchObject({
    held: null,
    pending: false,
    body: { name: 'آن سوی مرز', territoryId: idOf('north'), note: 'دنباله' },
  });
});

it('SYNC-45 a discarded group leaves the author’s screen together with the decision that says who, when and why', async () => {
  const { id, hash } = await parkCustomer('تکراری');
  await admin.parking.decide({ id: ali.newId(), hash, decision: 'discard', note: 'دوباره ثبت شده', edits: [] });
  expect(ali.record('customers', id)).toMatchObject({ held: { reason: 'permission_denied' } });

  // The answer arrives, the checkpoint does not: what was typed stays on the screen as long as nothing explains why it went.
  ali.network.onMessage = (kind) => {
    if (kind === 'pull') throw createError('server_unreachable');
  };
  await ali.sync();
  expect(ali.record('customers', id)?.body).toMatchObject({ name: 'تکراری' });
  ali.network.onMessage = () => {};
  expect((await ali.sync()).held).toBe(0);
  expect(ali.record('customers', id)).toBeNull();
  const decisions = ali.store.read.all<{ body: string }>("SELECT body FROM reviews WHERE kind = 'decision'");
  expect(decisions.map(({ body }) => JSON.parse(body) as unknown)).toContainEqual(
    expect.objectContaining({
      decision: 'discarded',
      group: hash,
      note: 'دوباره ثبت شده',
      decidedBy: idOf('administrator'),
      changes: expect.arrayContaining([expect.objectContaining({ path: 'name', mine: 'تکراری', leftOut: true })]),
    }),
  );
});

it('SYNC-45 a replacement device of the author reads the decision, and what is still held', async () => {
  const one = await parkCustomer('یک');
  const two = await parkCustomer('دو');
  await admin.parking.decide({ id: ali.newId(), hash: one.hash, decision: 'discard', note: 'نه', edits: [] });
  const host = await openHost('replacement');
  try {
    const replacement = await signIn(host, 'ali');
    const { rows } = await first(replacement.parking.decisions({ offset: 0, limit: 50 }));
    expect(rows[0]).toMatchObject({ decision: 'discarded', note: 'نه', records: [{ id: one.id, title: 'یک' }] });
    const held = await replacement.parking.list({ offset: 0, limit: 50, mine: true });
    expect(held.rows.map(({ hash }) => hash)).toEqual([two.hash]);
    await expect(replacement.parking.list({ offset: 0, limit: 50, mine: false })).rejects.toMatchObject({
      code: 'permission_denied',
    });
  } finally {
    await host.close();
  }
});

it('without a line the page is told so, and decisions are read all the same', async () => {
  isOnline = false;
  try {
    await expect(list()).rejects.toMatchObject({ code: 'server_unreachable' });
    expect((await first(admin.parking.decisions({ offset: 0, limit: 10 }))).total).toBe(0);
  } finally {
    isOnline = true;
  }
});
