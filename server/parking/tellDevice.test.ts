import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { personScope } from '../../shared/domain/record.ts';
import type { HandshakeRequest } from '../../shared/sync/protocol.ts';
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
let ada: TestDevice;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  ada = await server.device('ada');
});
afterAll(() => server.close());

const shake = (device: TestDevice, more: Pick<HandshakeRequest, 'held' | 'confirmed'>) =>
  server.app.handshake(device.token, { ...device.greeting(), ...more });

const decide = (hash: string, decision: 'apply' | 'discard') =>
  server.app.call('decideHeldWork', ada.token, { id: server.newId(), hash, decision, note: 'دیده شد', edits: [] });

const parkCustomer = async (device: TestDevice): Promise<string> =>
  (await device.push(create('customers', 'company', server.newId(), customerBody('آن سو', 'south')))).hash;

const held = (hash: string, reason = 'permission_denied') => [{ hash, reason }];

test('SYNC-45: a device hears what became of the groups that it shows as held; the answer is covered with the decision', async () => {
  const ali = await server.device('ali');
  const [one, two, three] = [await parkCustomer(ali), await parkCustomer(ali), await parkCustomer(ali)];
  const all = [...held(one), ...held(two), ...held(three)];
  expect(await shake(ali, { held: all })).not.toHaveProperty('decided');
  await decide(one, 'apply');
  await decide(two, 'discard');
  const { decided } = await shake(ali, { held: all });
  const own = personScope(idOf('ali'));
  // Ali does not hold the south, where the customer came to lie: he is told of his own scope alone, where the decision is.
  expect(decided).toMatchObject([
    { hash: one, outcome: 'applied', covers: { [own]: expect.any(Number) } },
    { hash: two, outcome: 'discarded', covers: { [own]: expect.any(Number) } },
  ]);
  expect(decided?.map(({ covers }) => Object.keys(covers))).toEqual([[own], [own]]);
  // Until it says that it knows, it is told again.
  expect((await shake(ali, { held: all })).decided).toEqual(decided);
  expect(await shake(ali, { held: held(three) })).not.toHaveProperty('decided');
});

test('SYNC-45: a group that is held for another reason than before is told anew', async () => {
  const ali = await server.device('ali');
  const id = server.newId();
  const first = await ali.push(create('customers', 'company', id, customerBody('آن سو', 'south')));
  const second = await ali.push(patch('customers', 'company', id, {}, set('note', 'ب')));
  expect(second).toMatchObject({ reason: 'behind_parked' });
  await decide(first.hash, 'discard');
  const { decided } = await shake(ali, { held: held(second.hash, 'behind_parked') });
  expect(decided).toMatchObject([{ hash: second.hash, outcome: 'parked', reason: 'unknown_record', facts: { id } }]);
  expect(await shake(ali, { held: held(second.hash, 'unknown_record') })).not.toHaveProperty('decided');
});

test('SYNC-45: a replacement device receives the decision, and nobody hears of anybody else’s groups', async () => {
  const [ali, sara] = await Promise.all([server.device('ali'), server.device('sara')]);
  const hash = await parkCustomer(ali);
  await decide(hash, 'discard');
  expect(await shake(sara, { held: held(hash) })).not.toHaveProperty('decided');
  const replacement = await server.device('ali');
  const rows = (await replacement.pullAll()).get(personScope(idOf('ali'))) ?? [];
  const bodies = rows.flatMap((row) => (row.type === 'put' ? [row.record.body] : []));
  expect(bodies).toContainEqual(
    expect.objectContaining({ decision: 'discarded', group: hash, decidedByName: 'Ada', note: 'دیده شد' }),
  );
  expect(
    [...(await sara.pullAll()).values()].flat().filter((row) => row.type === 'put' && row.record.kind === 'decision'),
  ).toEqual([]);
});

test('SYNC-29: once a device has confirmed an answer only the outcome is kept; who asks again is covered by the heads of now', async () => {
  const ali = await server.device('ali');
  const groups = [1, 2].map(() =>
    ali.write(create('customers', 'company', server.newId(), customerBody('مشتری', 'north'))),
  );
  const { outcomes } = await ali.send(groups);
  const rowsOf = () =>
    server.database.rows<{ n: number; covers: object; outcome: string }>(
      'SELECT n, covers, outcome FROM ledger WHERE device = $1 ORDER BY n',
      [ali.id],
    );
  await shake(ali, { confirmed: 1 });
  expect(await rowsOf()).toMatchObject([
    { n: 1, covers: {}, outcome: 'applied' },
    { n: 2, covers: outcomes[1]?.outcome === 'applied' ? outcomes[1].covers : null },
  ]);
  const { heads } = await ali.heads();
  const again = (await ali.send(groups)).outcomes;
  expect(again[1]).toEqual(outcomes[1]);
  // A device out of a backup shows its own work until its cursor is past all of this.
  expect(again[0]).toMatchObject({ outcome: 'applied', covers: heads, reviews: [] });
});

test('SYNC-29: a decision that its device has not heard of yet is not dropped with the rest', async () => {
  const ali = await server.device('ali');
  const hash = await parkCustomer(ali);
  await decide(hash, 'apply');
  const { decided } = await shake(ali, { held: held(hash), confirmed: 1 });
  expect(decided).toMatchObject([{ hash, covers: { [personScope(idOf('ali'))]: expect.any(Number) } }]);
  await shake(ali, { confirmed: 1 });
  expect(await server.database.rows('SELECT covers FROM ledger WHERE hash = $1', [hash])).toEqual([{ covers: {} }]);
});
