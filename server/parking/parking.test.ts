/**
 * What an administrator sees of held work, decides about it, and how waits end. Long, because every decision is tried against the same company
 * and the same ways to ask, decide and look.
 */
import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { canonicalJson } from '../../shared/base/canonicalJson.ts';
import type { DeviceCallInputs, DeviceCallName, DeviceCallReplies } from '../../shared/contract/server.ts';
import type { DecideInput, HeldEdit } from '../../shared/contract/parking.ts';
import { LEASE_DAYS } from '../auth/lease.ts';
import {
  create,
  createTestServer,
  customerBody,
  idOf,
  orderBody,
  patch,
  set,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';

const DAY_MILLISECONDS = 86_400_000;
/** Without a day an activity breaks its rules. */
const PLANNED = { plannedAt: '2026-11-22T08:00:00.000Z', ownerId: idOf('ali') };
let server: TestServer;
let ada: TestDevice;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  ada = await server.device('ada');
});
afterAll(() => server.close());

const ask = <Name extends DeviceCallName>(
  device: TestDevice,
  name: Name,
  input: DeviceCallInputs[Name],
): Promise<DeviceCallReplies[Name]> => server.app.call(name, device.token, input);

const decide = (hash: string, decision: DecideInput['decision'], edits: HeldEdit[] = [], note = 'دیده شد') =>
  ask(ada, 'decideHeldWork', { id: server.newId(), hash, decision, note, edits });

const listAll = async () => (await ask(ada, 'heldWork', { offset: 0, limit: 500, mine: false })).rows;
const find = async (hash: string) => (await listAll()).find((work) => work.hash === hash);

const newCustomer = async (rest = {}): Promise<string> => {
  const id = server.newId();
  await server.load([{ collection: 'customers', kind: 'company', id, body: customerBody('مشتری', 'north', rest) }]);
  return id;
};

/** Ali may not make a customer in the south: the group is parked. */
async function parkCustomer(ali: TestDevice): Promise<{ id: string; hash: string }> {
  const id = server.newId();
  const outcome = await ali.push(create('customers', 'company', id, customerBody('آن سوی مرز', 'south')));
  expect(outcome).toMatchObject({ outcome: 'parked', reason: 'permission_denied' });
  return { id, hash: outcome.hash };
}

async function decisionsOf(device: TestDevice) {
  const rows = [...(await device.pullAll()).values()].flat();
  return rows.flatMap((row) =>
    row.type === 'put' && row.record.kind === 'decision' && row.record.body['deviceId'] === device.id
      ? [row.record]
      : [],
  );
}

describe('what is held', () => {
  test('SYNC-46: an administrator sees who, which device, since when, why, which records, and what waits behind', async () => {
    const ali = await server.device('ali');
    const { id, hash } = await parkCustomer(ali);
    const orderId = server.newId();
    await ali.push(create('salesDocuments', 'order', orderId, orderBody(id)));
    await ali.push(patch('salesDocuments', 'order', orderId, {}, set('note', 'دنباله')));
    expect(await find(hash)).toMatchObject({
      state: 'parked',
      n: 1,
      author: { id: idOf('ali'), name: 'علی' },
      device: { id: ali.id, code: ali.code },
      reason: 'permission_denied',
      operations: 1,
      behind: 2,
      records: [{ collection: 'customers', id, title: 'آن سوی مرز' }],
    });
    // What waits behind it is no entry of its own.
    expect((await listAll()).filter(({ device }) => device.id === ali.id)).toHaveLength(1);
    const detail = await ask(ada, 'heldWorkDetail', { hash });
    expect(detail.behind.map(({ n, reason }) => [n, reason])).toEqual([
      [2, 'behind_parked'],
      [3, 'behind_parked'],
    ]);
    expect(detail.operations).toMatchObject([{ act: 'create', standing: 'absent', title: 'آن سوی مرز' }]);
  });

  test('SYNC-46: its leaves stand beside the record as it is now', async () => {
    const ali = await server.device('ali');
    const id = await newCustomer({ note: 'پیشین' });
    const { hash } = await ali.push(
      patch('customers', 'company', id, { version: 1 }, set('note', 'تازه', 'پیشین'), set('stage', 'wrong', 'active')),
    );
    await (await server.device('babak')).push(patch('customers', 'company', id, { version: 1 }, set('note', 'دیگری')));
    const { operations } = await ask(ada, 'heldWorkDetail', { hash });
    expect(operations[0]).toMatchObject({ act: 'patch', standing: 'present', title: 'مشتری' });
    expect(operations[0]?.leaves).toEqual([
      { key: '0', path: 'note', act: 'set', mine: 'تازه', seen: 'پیشین', current: 'دیگری' },
      { key: '1', path: 'stage', act: 'set', mine: 'wrong', seen: 'active', current: 'active' },
    ]);
  });

  test('nobody else may see or decide it, but their own work', async () => {
    const [ali, sara, hamid] = await Promise.all([server.device('ali'), server.device('sara'), server.device('hamid')]);
    const { hash } = await parkCustomer(ali);
    const id = server.newId();
    for (const device of [ali, sara, hamid]) {
      const denied = { code: 'permission_denied' };
      await expect(ask(device, 'heldWork', { offset: 0, limit: 10, mine: false })).rejects.toMatchObject(denied);
      await expect(ask(device, 'heldWorkDetail', { hash })).rejects.toMatchObject(denied);
      const input = { id, hash, decision: 'apply', note: '', edits: [] } as const;
      await expect(ask(device, 'decideHeldWork', { ...input, edits: [] })).rejects.toMatchObject(denied);
    }
    const again = await server.device('ali');
    const own = await ask(again, 'heldWork', { offset: 0, limit: 500, mine: true });
    expect(own.rows.map((row) => row.hash)).toContain(hash);
    expect((await ask(sara, 'heldWork', { offset: 0, limit: 500, mine: true })).rows).toEqual([]);
  });
});

describe('a decision', () => {
  test('SYNC-46: applied as it was written: the record is the author’s, what waited behind follows, the bytes stay', async () => {
    const ali = await server.device('ali');
    const { id, hash } = await parkCustomer(ali);
    const activityId = server.newId();
    const waiting = await ali.push(
      create('activities', 'call', activityId, { ...PLANNED, subject: 'تماس', customerId: id }),
    );
    const before = await server.database.rows('SELECT bytes, signature FROM ledger WHERE hash = $1', [hash]);

    expect(await decide(hash, 'apply')).toEqual({
      type: 'decided',
      outcome: 'applied',
      reviews: 0,
      released: 0,
      stillHeld: 1,
    });
    expect(await server.record('customers', id)).toMatchObject({
      version: 1,
      home_scope: `territory/${idOf('south')}`,
    });
    const history = await server.database.rows('SELECT author, device, group_hash FROM history WHERE id = $1', [id]);
    expect(history).toEqual([{ author: idOf('ali'), device: ali.id, group_hash: hash }]);
    expect(await server.database.rows('SELECT bytes, signature FROM ledger WHERE hash = $1', [hash])).toEqual(before);
    // The call is judged by Ali's own rights: he does not hold the south. It has a reason of its own now, and an entry of its own.
    expect(await find(waiting.hash)).toMatchObject({ reason: 'scope_departed', behind: 0 });
    expect(await decide(waiting.hash, 'apply')).toMatchObject({ outcome: 'applied' });
    expect((await server.record('activities', activityId))?.home_scope).toBe(`territory/${idOf('south')}`);
  });

  test('SYNC-46: while the cause is there it is refused, with the reason, and nothing is written', async () => {
    const ali = await server.device('ali');
    const id = await newCustomer();
    const { hash } = await ali.push(patch('customers', 'company', id, { version: 1 }, set('stage', 'no such stage')));
    expect(await decide(hash, 'apply')).toEqual({
      type: 'refused',
      reason: 'invalid',
      facts: { collection: 'customers', id, path: 'stage' },
    });
    expect(await find(hash)).toMatchObject({ reason: 'invalid' });
    expect(await server.database.rows('SELECT 1 FROM decisions WHERE group_hash = $1', [hash])).toEqual([]);
    expect(await decisionsOf(ali)).toEqual([]);
  });

  test('SYNC-46: applied changed: edited and left out leaves, and the group behind it goes on', async () => {
    const ali = await server.device('ali');
    const id = await newCustomer();
    const { hash } = await ali.push(
      patch('customers', 'company', id, { version: 1 }, set('stage', 'wrong'), set('note', 'بماند'), set('email', 'x')),
    );
    const behind = await ali.push(
      patch('customers', 'company', id, { version: 1, group: hash }, set('note', 'دیگر', 'بماند')),
    );
    expect(behind).toMatchObject({ reason: 'behind_parked' });
    const edits: HeldEdit[] = [
      { operation: 0, leaf: { key: '0', path: 'stage' }, act: 'set', value: 'prospect' },
      { operation: 0, leaf: { key: '2', path: 'email' }, act: 'leaveOut' },
    ];
    expect(await decide(hash, 'change', edits)).toMatchObject({ type: 'decided', released: 1, stillHeld: 0 });
    const record = await server.record('customers', id);
    expect(record?.body).toMatchObject({ stage: 'prospect', note: 'دیگر' });
    expect(record?.body).not.toHaveProperty('email');
    const [decision] = await decisionsOf(ali);
    expect(decision?.body).toMatchObject({
      decision: 'changed',
      changes: [
        { path: 'stage', mine: 'wrong', result: 'prospect', leftOut: false },
        { path: 'email', mine: 'x', leftOut: true },
      ],
    });
  });

  test('SYNC-46: a line of a new order is mended, another operation left out', async () => {
    const ali = await server.device('ali');
    const [orderId, otherId] = [server.newId(), server.newId()];
    const body = orderBody(await newCustomer());
    const [line] = body['lines'] as Record<string, unknown>[];
    const { hash } = await ali.push(
      create('salesDocuments', 'order', orderId, { ...body, lines: [{ ...line, quantity: -1 }] }),
      create('customers', 'company', otherId, customerBody('نباید', 'south')),
    );
    const { operations } = await ask(ada, 'heldWorkDetail', { hash });
    const leaf = operations[0]?.leaves.find(({ path }) => path === 'lines/l1');
    expect(leaf).toMatchObject({ act: 'addElement', mine: { quantity: -1 } });
    const edits: HeldEdit[] = [
      { operation: 0, leaf: { key: `${leaf?.key}/quantity`, path: 'lines/l1/quantity' }, act: 'set', value: 3_000 },
      { operation: 1, leaf: null, act: 'leaveOut' },
    ];
    expect(await decide(hash, 'change', edits)).toMatchObject({ type: 'decided', outcome: 'applied' });
    expect((await server.record('salesDocuments', orderId))?.body).toMatchObject({
      lines: [{ id: 'l1', quantity: 3_000 }],
    });
    expect(await server.record('customers', otherId)).toBeNull();
  });

  test('SYNC-46: edits that fit no leaf, and a discard without a word, are refused', async () => {
    const ali = await server.device('ali');
    const { hash } = await parkCustomer(ali);
    const invalid = { code: 'invalid_input' };
    await expect(decide(hash, 'discard', [], '')).rejects.toMatchObject(invalid);
    await expect(decide(hash, 'change')).rejects.toMatchObject(invalid);
    for (const edit of [
      { operation: 0, leaf: { key: '99', path: 'name' }, act: 'set', value: 'x' },
      { operation: 0, leaf: { key: '0', path: 'other' }, act: 'set', value: 'x' },
      { operation: 7, leaf: null, act: 'leaveOut' },
      { operation: 0, leaf: null, act: 'leaveOut' },
    ] satisfies HeldEdit[])
      await expect(decide(hash, 'change', [edit])).rejects.toMatchObject(invalid);
    expect(await find(hash)).toBeDefined();
  });

  test('SYNC-46: discarded: nothing of it is applied, all of it stands in the decision, its chain is released', async () => {
    const ali = await server.device('ali');
    const id = await newCustomer();
    const { hash } = await ali.push(
      patch('customers', 'company', id, { version: 1 }, set('note', 'دور انداختنی'), set('stage', 'wrong')),
    );
    await ali.push(
      patch('customers', 'company', id, { version: 1, group: hash }, set('note', 'ماندنی', 'دور انداختنی')),
    );
    expect(await decide(hash, 'discard', [], 'تکراری')).toMatchObject({ outcome: 'discarded', released: 1 });
    expect((await server.record('customers', id))?.body).toMatchObject({ note: 'ماندنی', stage: 'active' });
    const [decision] = await decisionsOf(ali);
    expect(decision?.body).toMatchObject({
      decision: 'discarded',
      note: 'تکراری',
      reason: 'invalid',
      changes: [
        { path: 'note', mine: 'دور انداختنی', leftOut: true },
        { path: 'stage', mine: 'wrong', leftOut: true },
      ],
    });
    // Its number stays used, and its bytes are kept.
    expect(await server.database.rows('SELECT outcome, n FROM ledger WHERE hash = $1', [hash])).toEqual([
      { outcome: 'discarded', n: 1 },
    ]);
  });

  test('SYNC-41: who waits behind two is released by the second decision, not the first', async () => {
    const ali = await server.device('ali');
    const [one, two] = [await parkCustomer(ali), await parkCustomer(ali)];
    const id = server.newId();
    const waiting = await ali.push(
      create('activities', 'call', id, { ...PLANNED, subject: 'تماس', customerId: await newCustomer(), note: one.id }),
      create('activities', 'call', server.newId(), { ...PLANNED, subject: two.id, customerId: await newCustomer() }),
    );
    expect(waiting).toMatchObject({ reason: 'behind_parked' });
    expect(await decide(one.hash, 'discard')).toMatchObject({ released: 0, stillHeld: 1 });
    expect(await server.record('activities', id)).toBeNull();
    expect(await find(two.hash)).toMatchObject({ behind: 1 });
    expect(await decide(two.hash, 'discard')).toMatchObject({ released: 1, stillHeld: 0 });
    expect(await server.record('activities', id)).not.toBeNull();
  });

  test('SYNC-46: the later one cannot be let through before the one that it waits behind', async () => {
    const ali = await server.device('ali');
    const { id, hash } = await parkCustomer(ali);
    const later = await ali.push(patch('customers', 'company', id, {}, set('note', 'ب')));
    expect(await decide(later.hash, 'apply')).toEqual({
      type: 'refused',
      reason: 'behind_parked',
      facts: { behind: hash },
    });
  });

  test('SYNC-20: asked twice, or by two at once, it is decided once', async () => {
    const ali = await server.device('ali');
    const { id, hash } = await parkCustomer(ali);
    const input = { id: server.newId(), hash, decision: 'apply', note: '', edits: [] } satisfies DecideInput;
    const [first, second] = await Promise.all([ask(ada, 'decideHeldWork', input), ask(ada, 'decideHeldWork', input)]);
    expect(second).toEqual(first);
    await expect(decide(hash, 'discard')).rejects.toMatchObject({ code: 'illegal_transition' });
    await expect(ask(ada, 'decideHeldWork', { ...input, hash: (await parkCustomer(ali)).hash })).rejects.toMatchObject({
      code: 'invalid_input',
      facts: { reason: 'decision_id' },
    });
    expect((await server.record('customers', id))?.version).toBe(1);
    expect(await server.database.rows('SELECT decision FROM decisions WHERE group_hash = $1', [hash])).toHaveLength(1);
  });

  test('SYNC-20: of two different decisions at once one stands, and who comes late is told', async () => {
    const ali = await server.device('ali');
    const { id, hash } = await parkCustomer(ali);
    const results = await Promise.allSettled([decide(hash, 'apply'), decide(hash, 'discard')]);
    const made = results.filter(({ status }) => status === 'fulfilled');
    const late = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(made).toHaveLength(1);
    expect(late).toEqual([expect.objectContaining({ code: 'illegal_transition' })]);
    const [row] = await server.database.rows<{ outcome: string }>('SELECT outcome FROM ledger WHERE hash = $1', [hash]);
    expect((await server.record('customers', id)) !== null).toBe(row?.outcome === 'applied');
  });

  test('SYNC-20: a group that comes again after the decision, by whatever road, changes nothing', async () => {
    const [ali, babak] = await Promise.all([server.device('ali'), server.device('babak')]);
    const [one, two] = [server.newId(), server.newId()];
    const groups = [one, two].map((id) =>
      ali.write(create('customers', 'company', id, customerBody('آن سو', 'south'))),
    );
    await ali.send(groups);
    await decide(groups[0]!.hash, 'apply');
    await decide(groups[1]!.hash, 'discard');
    for (const device of [ali, babak])
      expect((await device.send(groups)).outcomes.map(({ outcome }) => outcome)).toEqual(['applied', 'parked']);
    expect((await server.record('customers', one))?.version).toBe(1);
    expect(await server.record('customers', two)).toBeNull();
    expect(await find(groups[1]!.hash)).toBeUndefined();
  });

  test('SYNC-51: decisions and pushes at the same time do not keep each other from their work', async () => {
    const devices = await Promise.all([server.device('ali'), server.device('babak'), server.device('ali')]);
    const customerIds = await Promise.all([newCustomer(), newCustomer(), newCustomer()]);
    const held = await Promise.all(
      devices.map((device) =>
        device.push(
          ...customerIds.map((id) => patch('customers', 'company', id, { version: 1 }, set('note', device.id))),
          create('customers', 'company', server.newId(), customerBody('آن سو', 'south')),
        ),
      ),
    );
    const results = await Promise.all([
      ...held.map(({ hash }) => decide(hash, 'apply')),
      ...devices.map((device) =>
        device.push(
          ...customerIds
            .toReversed()
            .map((id) => patch('customers', 'company', id, { version: 1 }, set('email', `${device.code}@b.example`))),
        ),
      ),
    ]);
    expect(results.map((result) => ('type' in result ? result.type : result.outcome))).toEqual([
      ...held.map(() => 'decided'),
      ...devices.map(() => 'applied'),
    ]);
  });

  test('SYNC-52: what PostgreSQL cannot store is refused again, can be mended, and poison behind it stays by itself', async () => {
    const ali = await server.device('ali');
    const [id, activityId] = [server.newId(), server.newId()];
    const { hash } = await ali.push(create('customers', 'company', id, customerBody('زهر\u0000', 'north')));
    const poison = await ali.push(
      create('activities', 'call', server.newId(), { ...PLANNED, subject: 'ز\u0000', customerId: id }),
    );
    await ali.push(create('activities', 'call', activityId, { ...PLANNED, subject: 'سالم', customerId: id }));
    expect(await decide(hash, 'apply')).toEqual({
      type: 'refused',
      reason: 'invalid',
      facts: { cause: 'not_storable' },
    });
    const { operations } = await ask(ada, 'heldWorkDetail', { hash });
    const name = operations[0]?.leaves.find(({ path }) => path === 'name');
    const edit: HeldEdit = { operation: 0, leaf: { key: name?.key ?? '', path: 'name' }, act: 'set', value: 'درمان' };
    expect(await decide(hash, 'change', [edit])).toMatchObject({ outcome: 'applied', released: 1, stillHeld: 1 });
    expect((await server.record('customers', id))?.body['name']).toBe('درمان');
    expect(await server.record('activities', activityId)).not.toBeNull();
    expect(await find(poison.hash)).toMatchObject({ reason: 'invalid', facts: { cause: 'not_storable' } });
  });

  test('SYNC-46: is an entry of its own that the server signed', async () => {
    const ali = await server.device('ali');
    const { hash } = await parkCustomer(ali);
    await decide(hash, 'apply');
    const [entry] = await server.database.rows<{ id: string; text: string; signature: string; decided_by: string }>(
      'SELECT id, text, signature, decided_by FROM decisions WHERE group_hash = $1',
      [hash],
    );
    const [record] = await decisionsOf(ali);
    const { signature, ...body } = record?.body ?? {};
    expect(entry).toMatchObject({ id: record?.id, signature, decided_by: idOf('ada') });
    // Whoever holds the record can check it alone.
    const text = canonicalJson({ ...body, id: record?.id });
    expect(text).toBe(entry?.text);
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: server.keys.publicKeys.signing },
      format: 'jwk',
    });
    expect(verify(null, Buffer.from(text), key, Buffer.from(entry?.signature ?? '', 'base64url'))).toBe(true);
  });

  test('SYNC-65: no device changes or makes one', async () => {
    const ali = await server.device('ali');
    const { hash } = await parkCustomer(ali);
    await decide(hash, 'discard');
    const [record] = await decisionsOf(ali);
    const denied = { outcome: 'parked', reason: 'permission_denied' };
    expect(
      await ali.push(patch('reviews', 'decision', record?.id ?? '', { version: 1 }, set('decidedBy', idOf('ali')))),
    ).toMatchObject(denied);
    expect(await ali.push(create('reviews', 'decision', server.newId(), { ...record?.body }))).toMatchObject(denied);
  });
});

describe('waits', () => {
  test('SYNC-26: a range of a chain is declared lost, and what waited behind it is applied', async () => {
    const ali = await server.device('ali');
    const ids = Array.from({ length: 5 }, () => server.newId());
    const groups = ids.map((id) => ali.write(create('customers', 'company', id, customerBody('مشتری', 'north'))));
    await ali.send([groups[0]!, groups[3]!, groups[4]!]);
    const work = await find(groups[3]!.hash);
    expect(work).toMatchObject({ state: 'waiting', reason: 'group_missing', n: 4, behind: 1 });
    expect((await ask(ada, 'heldWorkDetail', { hash: groups[3]!.hash })).missing).toEqual({ first: 2, last: 3 });
    const input = { id: server.newId(), device: ali.id, first: 2, last: 3, note: 'لپ‌تاپ سوخت' };
    expect(await ask(ada, 'declareLost', input)).toEqual({ applied: 2, parked: 0, waiting: 0 });
    expect(await ask(ada, 'declareLost', input)).toEqual({ applied: 2, parked: 0, waiting: 0 });
    expect(await server.record('customers', ids[4]!)).not.toBeNull();
    const [decision] = await decisionsOf(ali);
    expect(decision?.body).toMatchObject({ decision: 'lost', first: 2, last: 3, note: 'لپ‌تاپ سوخت' });
    // Found after all.
    expect((await ali.send(groups.slice(1, 3))).outcomes).toMatchObject([
      { outcome: 'applied' },
      { outcome: 'applied' },
    ]);
  });

  test('SYNC-26: a second gap still holds what is behind it; what is not missing is not lost', async () => {
    const ali = await server.device('ali');
    const groups = Array.from({ length: 6 }, () =>
      ali.write(create('customers', 'company', server.newId(), customerBody('مشتری', 'north'))),
    );
    await ali.send([groups[0]!, groups[2]!, groups[4]!, groups[5]!]);
    const lost = (first: number, last: number) =>
      ask(ada, 'declareLost', { id: server.newId(), device: ali.id, first, last, note: 'گم' });
    await expect(lost(1, 1)).rejects.toMatchObject({ code: 'illegal_transition' });
    expect(await lost(2, 2)).toEqual({ applied: 1, parked: 0, waiting: 0 });
    expect(await find(groups[4]!.hash)).toMatchObject({ state: 'waiting', behind: 1 });
  });

  test('SYNC-28: an administrator ends the wait for a group that the base contained', async () => {
    const ali = await server.device('ali');
    const id = await newCustomer();
    const missing = 'a'.repeat(64);
    const group = ali.write(patch('customers', 'company', id, { version: 1, group: missing }, set('note', 'رها')));
    expect((await ali.send([group])).outcomes).toMatchObject([{ outcome: 'waiting', for: missing }]);
    const input = { id: server.newId(), hash: group.hash, note: 'دستگاه رفت' };
    expect(await ask(ada, 'releaseHeldWork', input)).toEqual({ applied: 1, parked: 0, waiting: 0 });
    expect(await ask(ada, 'releaseHeldWork', input)).toEqual({ applied: 1, parked: 0, waiting: 0 });
    expect((await server.record('customers', id))?.body['note']).toBe('رها');
    expect((await decisionsOf(ali))[0]?.body).toMatchObject({ decision: 'released', group: group.hash });
  });

  test('SYNC-28: it ends by itself when the lease has passed, whoever comes then', async () => {
    const [ali, sara] = await Promise.all([server.device('ali'), server.device('sara')]);
    const id = await newCustomer();
    const group = ali.write(
      patch('customers', 'company', id, { version: 1, group: 'b'.repeat(64) }, set('note', 'سرآمد')),
    );
    await ali.send([group]);
    const someone = () => sara.push(create('customers', 'company', server.newId(), customerBody('کسی', 'south')));
    await someone();
    expect((await server.record('customers', id))?.body['note']).toBeUndefined();
    // Rows are dated by PostgreSQL's clock, which is not the test's.
    const ahead = Math.max(0, Date.now() - server.clock.now());
    server.clock.advance(ahead + (LEASE_DAYS + 1) * DAY_MILLISECONDS);
    await someone();
    server.clock.advance(-ahead - (LEASE_DAYS + 1) * DAY_MILLISECONDS);
    expect((await server.record('customers', id))?.body['note']).toBe('سرآمد');
  });
});
