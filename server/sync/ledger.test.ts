/** Groups and their chains: what is taken once, what is refused, what waits and for how long, and where a chain ends. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { writeGroup } from '../../shared/sync/group.ts';
import type { SignedGroup } from '../../shared/sync/operation.ts';
import {
  create,
  createTestServer,
  customerBody,
  idOf,
  orderBody,
  patch,
  set,
  type TestServer,
} from '../testing/testCompany.ts';
import { beginEpoch } from './epochs.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

const ledgerCount = async (hash: string): Promise<number> =>
  (await server.database.rows('SELECT 1 FROM ledger WHERE hash = $1', [hash])).length;

test('SYNC-20: a replay returns the outcome it got then and changes nothing, through another node too', async () => {
  const ali = await server.device('ali');
  const node = await server.openNode();
  const id = server.newId();
  const group = ali.write(create('customers', 'company', id, customerBody('بتا', 'north')));
  const [first] = (await ali.send([group])).outcomes;
  const [second] = (await ali.send([group], node)).outcomes;
  const twice = (await ali.send([group, group])).outcomes;
  expect(second).toEqual(first);
  expect(twice).toEqual([first, first]);
  expect((await server.record('customers', id))?.version).toBe(1);
});

test('SYNC-20: a replay undoes nothing that others did since', async () => {
  const [ali, babak] = [await server.device('ali'), await server.device('babak')];
  const id = await server.newCustomer();
  const early = ali.write(patch('customers', 'company', id, { version: 1 }, set('note', 'پیشین')));
  const { outcomes } = await ali.send([early]);
  await babak.push(patch('customers', 'company', id, { version: 2 }, set('note', 'پسین', 'پیشین')));
  for (const bringer of [ali, babak]) expect((await bringer.send([early])).outcomes).toEqual(outcomes);
  expect(await server.record('customers', id)).toMatchObject({ version: 3, body: { note: 'پسین' } });
});

test('SYNC-20: the device and a courier bring the same groups at the same time over two nodes: each is applied once', async () => {
  const [ali, courier, node] = await Promise.all([server.device('ali'), server.device('babak'), server.openNode()]);
  const id = await server.newCustomer();
  const groups = Array.from({ length: 40 }, (_, index) =>
    ali.write(patch('customers', 'company', id, {}, { do: 'add', path: 'tags', value: `t${index}` })),
  );
  const replies = await Promise.all([
    ali.send(groups),
    courier.send(groups, node),
    ali.send(groups, node),
    courier.send(groups),
  ]);
  for (const reply of replies) expect(reply.outcomes).toEqual(replies[0].outcomes);
  expect(replies[0].outcomes.every(({ outcome }) => outcome === 'applied')).toBe(true);
  expect(await server.record('customers', id)).toMatchObject({ version: 41 });
});

test('SYNC-21: when the last statement of a transaction fails, nothing of a group is there; afterwards it is applied as if new', async () => {
  const ali = await server.device('ali');
  const id = server.newId();
  const group = ali.write(create('customers', 'company', id, customerBody('گاما', 'north')));
  await server.database.rows(
    "ALTER TABLE ledger ADD CONSTRAINT refused CHECK (hash <> '" + group.hash + "') NOT VALID",
  );
  await expect(ali.send([group])).rejects.toMatchObject({ code: 'internal' });
  expect(await server.record('customers', id)).toBeNull();
  expect(await server.database.rows('SELECT 1 FROM history WHERE id = $1', [id])).toEqual([]);
  expect(await server.database.rows('SELECT 1 FROM feed WHERE id = $1', [id])).toEqual([]);
  await server.database.rows('ALTER TABLE ledger DROP CONSTRAINT refused');
  expect((await ali.send([group])).outcomes[0]).toMatchObject({ outcome: 'applied' });
  expect(await server.database.rows('SELECT 1 FROM feed WHERE id = $1', [id])).toHaveLength(1);
});

test('SYNC-10: a signature stands for what its group follows, and for nothing else', async () => {
  const [ali, sara] = await Promise.all([server.device('ali'), server.device('sara')]);
  const nobodys = 'A'.repeat(86);
  const write = (note: string): SignedGroup =>
    ali.write(create('customers', 'company', server.newId(), customerBody(note, 'north')));
  const [first, second, third, fourth] = [write('۱'), write('۲'), write('۳'), write('۴')];

  // Nothing that is signed follows the fourth: it is refused, and what it follows is looked at by itself.
  const torn = [first, { ...second, signature: nobodys }, third, { ...fourth, signature: nobodys }];
  expect((await ali.send(torn)).outcomes.map(({ outcome }) => outcome)).toEqual([
    'applied',
    'applied',
    'applied',
    'refused',
  ]);
  expect(await ledgerCount(fourth.hash)).toBe(0);
  expect((await ali.send([fourth])).outcomes[0]).toMatchObject({ outcome: 'applied' });

  // The last holds up to the first; between them the signature of another device says nothing.
  const [fifth, sixth] = [write('۵'), write('۶')];
  expect(
    (await ali.send([{ ...fifth, signature: sara.sign(fifth).signature }, sixth])).outcomes.map(
      ({ outcome }) => outcome,
    ),
  ).toEqual(['applied', 'applied']);

  // Somebody else's signed group that names one of ali's as its parent stands for none of ali's.
  const seventh = write('۷');
  const content = JSON.parse(seventh.bytes) as Parameters<typeof writeGroup>[0];
  const behind = writeGroup({ ...content, device: sara.id, author: idOf('sara'), n: 1, parent: seventh.hash });
  const reply = await ali.send([{ ...seventh, signature: nobodys }, sara.sign(behind)]);
  expect(reply.outcomes[0]).toMatchObject({ outcome: 'refused', code: 'signature_invalid' });
  expect(await ledgerCount(seventh.hash)).toBe(0);
});

test('SYNC-10: a changed byte, a foreign signature, an unknown device and a stolen author are refused and never stored', async () => {
  const [ali, sara] = await Promise.all([server.device('ali'), server.device('sara')]);
  const id = server.newId();
  const group = ali.write(create('customers', 'company', id, customerBody('دلتا', 'north')));
  const tampered = { ...group, bytes: group.bytes.replace('دلتا', 'دلتآ') };
  expect((await ali.send([tampered])).outcomes[0]).toMatchObject({ outcome: 'refused', code: 'invalid_input' });

  const foreign = { ...group, signature: sara.sign(group).signature };
  expect((await ali.send([foreign])).outcomes[0]).toMatchObject({ outcome: 'refused', code: 'signature_invalid' });
  expect((await ali.send([{ ...group, signature: 'AAAA' }])).outcomes[0]).toMatchObject({
    outcome: 'refused',
    code: 'signature_invalid',
  });

  const content = JSON.parse(group.bytes) as Parameters<typeof writeGroup>[0];
  const stranger = writeGroup({ ...content, device: server.newId() });
  const { privateKey } = generateKeyPairSync('ed25519');
  const signed = { ...stranger, signature: sign(null, Buffer.from(stranger.hash), privateKey).toString('base64url') };
  expect((await ali.send([signed])).outcomes[0]).toMatchObject({ outcome: 'refused', code: 'not_enrolled' });

  const posing = ali.sign(writeGroup({ ...content, author: idOf('ada') }));
  expect((await ali.send([posing])).outcomes[0]).toMatchObject({ outcome: 'refused', code: 'permission_denied' });
  const miscounted = ali.sign(writeGroup({ ...content, n: 2 }));
  expect((await ali.send([miscounted])).outcomes[0]).toMatchObject({ outcome: 'refused', code: 'invalid_input' });

  for (const { hash } of [tampered, signed, posing, miscounted]) expect(await ledgerCount(hash)).toBe(0);
  expect(await server.record('customers', id)).toBeNull();
  expect((await ali.send([group])).outcomes[0]).toMatchObject({ outcome: 'applied' });
});

test('SYNC-25: a group whose parent has not arrived waits, on the server too, and is applied with it, in whatever order they come', async () => {
  const [ali, courier] = await Promise.all([server.device('ali'), server.device('babak')]);
  const id = server.newId();
  const first = ali.write(create('customers', 'company', id, customerBody('اول', 'north')));
  const second = ali.write(patch('customers', 'company', id, { group: first.hash }, set('name', 'دوم', 'اول')));
  const third = ali.write(patch('customers', 'company', id, { group: second.hash }, set('name', 'سوم', 'دوم')));
  expect((await courier.send([third])).outcomes).toEqual([{ hash: third.hash, outcome: 'waiting', for: second.hash }]);
  expect((await courier.send([second])).outcomes).toEqual([{ hash: second.hash, outcome: 'waiting', for: first.hash }]);
  expect((await ali.handshake()).last).toEqual({ n: 3, hash: third.hash });
  // Only the first is sent now: the others lie here already.
  expect((await ali.send([first])).outcomes).toMatchObject([{ outcome: 'applied' }]);
  expect(await server.record('customers', id)).toMatchObject({ version: 3, body: { name: 'سوم' } });
  expect((await ali.send([third, second])).outcomes).toMatchObject([{ outcome: 'applied' }, { outcome: 'applied' }]);
  expect(await server.database.rows('SELECT 1 FROM waiting_groups')).toEqual([]);
  // Children before their parents inside one message.
  const fourth = ali.write(patch('customers', 'company', id, { version: 3 }, set('note', 'چهار')));
  const fifth = ali.write(
    patch('customers', 'company', id, { version: 3, group: fourth.hash }, set('note', 'پنج', 'چهار')),
  );
  expect((await ali.send([fifth, fourth])).outcomes).toMatchObject([
    { hash: fifth.hash, outcome: 'applied' },
    { hash: fourth.hash, outcome: 'applied' },
  ]);
});

test('SYNC-27: a group whose base contains a group that is not here waits for it', async () => {
  const ali = await server.device('ali');
  const id = await server.newCustomer();
  const missing = 'f'.repeat(64);
  const group = ali.write(patch('customers', 'company', id, { version: 1, group: missing }, set('note', 'یادداشت')));
  expect((await ali.send([group])).outcomes).toEqual([{ hash: group.hash, outcome: 'waiting', for: missing }]);
  expect((await server.record('customers', id))?.version).toBe(1);
});

test('SYNC-28: such a wait ends when the lease has passed', async () => {
  const ali = await server.device('ali');
  const id = await server.newCustomer();
  const group = ali.write(
    patch('customers', 'company', id, { version: 1, group: 'e'.repeat(64) }, set('note', 'یادداشت')),
  );
  await ali.send([group]);
  await server.database.rows(
    "UPDATE waiting_groups SET received_at = to_timestamp($1) - interval '31 days' WHERE hash = $2",
    [server.clock.now() / 1000, group.hash],
  );
  // Whatever the device sends next brings it along.
  const other = await server.newCustomer();
  expect(await ali.push(patch('customers', 'company', other, { version: 1 }, set('note', 'x')))).toMatchObject({
    outcome: 'applied',
  });
  expect(await server.record('customers', id)).toMatchObject({ body: { note: 'یادداشت' } });
  expect((await ali.send([group])).outcomes).toMatchObject([{ outcome: 'applied' }]);
});

test('SYNC-22: a second child of one parent opens a branch and is accepted like the first', async () => {
  const ali = await server.device('ali');
  const id = await server.newCustomer();
  const root = ali.write(patch('customers', 'company', id, { version: 1 }, set('note', 'ریشه')));
  const restored = ali.last;
  const original = ali.write(
    patch('customers', 'company', id, { version: 1, group: root.hash }, set('email', 'a@example.com')),
  );
  ali.last = restored;
  const branch = ali.write(
    patch('customers', 'company', id, { version: 1, group: root.hash }, set('website', 'example.com')),
  );
  const onBranch = ali.write(patch('customers', 'company', id, { version: 1, group: branch.hash }, set('code', 'C1')));
  expect((await ali.send([root, original])).outcomes).toMatchObject([{ outcome: 'applied' }, { outcome: 'applied' }]);
  expect((await ali.send([branch, onBranch])).outcomes).toMatchObject([{ outcome: 'applied' }, { outcome: 'applied' }]);
  expect((await server.record('customers', id))?.body).toMatchObject({
    note: 'ریشه',
    email: 'a@example.com',
    website: 'example.com',
    code: 'C1',
  });
  expect(await server.database.rows('SELECT parent, hash FROM branches WHERE device = $1', [ali.id])).toEqual([
    { parent: root.hash, hash: branch.hash },
  ]);
});

test('SYNC-22: what the other branch did to a merge group is not one’s own earlier work', async () => {
  const ali = await server.device('ali');
  const customerId = await server.newCustomer();
  const orderId = server.newId();
  const root = ali.write(create('salesDocuments', 'order', orderId, orderBody(customerId)));
  const restored = ali.last;
  const original = ali.write(patch('salesDocuments', 'order', orderId, { group: root.hash }, set('paymentDays', 30)));
  ali.last = restored;
  const branch = ali.write(
    patch('salesDocuments', 'order', orderId, { group: root.hash }, set('discountPercentage', 50_000)),
  );
  await ali.send([root, original]);
  const [outcome] = (await ali.send([branch])).outcomes;
  expect(outcome).toMatchObject({ outcome: 'applied', reviews: [expect.any(String)] });
  expect((await server.record('salesDocuments', orderId))?.body).toMatchObject({ paymentDays: 30 });
});

test('SYNC-24: the handshake returns the last group known, be it applied, parked or waiting', async () => {
  const ali = await server.device('ali');
  expect((await ali.handshake()).last).toBeNull();
  const id = await server.newCustomer();
  const first = ali.write(patch('customers', 'company', id, { version: 1 }, set('note', 'یک')));
  await ali.send([first]);
  expect((await ali.handshake()).last).toEqual({ n: 1, hash: first.hash });
  const parked = ali.write(patch('customers', 'company', server.newId(), {}, set('note', 'هیچ')));
  expect((await ali.send([parked])).outcomes).toMatchObject([{ outcome: 'parked', reason: 'unknown_record' }]);
  expect((await ali.handshake()).last).toEqual({ n: 2, hash: parked.hash });
});

test('SYNC-34 SYNC-27: what waits for a state that others bring is applied once they have, though its own device never comes again', async () => {
  const own = await createTestServer(await createTestDatabase());
  try {
    const [ali, babak] = [await own.device('ali'), await own.device('babak')];
    const id = own.newId();
    const made = ali.write(create('customers', 'company', id, customerBody('گم', 'north')));
    await ali.send([made]);
    // Of the life of the server that is over: there somebody else's change was the second version.
    const old = { epoch: 'an earlier one', version: 2, group: made.hash };
    const ahead = ali.write(patch('customers', 'company', id, old, set('note', 'پیش')));
    const behind = ali.write(patch('customers', 'company', id, old, set('website', 'پس')));
    expect((await ali.send([ahead, behind])).outcomes).toMatchObject([{ outcome: 'waiting' }, { outcome: 'waiting' }]);
    await babak.push(patch('customers', 'company', id, { version: 1 }, set('industry', 'دو')));
    expect((await own.record('customers', id))?.body).toMatchObject({ industry: 'دو', note: 'پیش', website: 'پس' });
  } finally {
    await own.close();
  }
});

test('SYNC-24 SYNC-32: to a device of an earlier epoch it is the last group before the first that is missing, or that was decided since', async () => {
  const own = await createTestServer(await createTestDatabase());
  try {
    const ali = await own.device('ali');
    const id = own.newId();
    const groups = [
      ali.write(create('customers', 'company', id, customerBody('زنجیره', 'north'))),
      ...['یک', 'دو', 'سه'].map((note) =>
        ali.write(patch('customers', 'company', id, { version: 1 }, set('note', note))),
      ),
    ];
    const [first, second, third, fourth] = groups;
    await ali.send([first!, second!]);
    const epoch = await beginEpoch(own.database);
    // Brought before the device itself has come, by whoever: the third is still missing.
    await ali.send([fourth!]);
    expect((await ali.handshake()).last).toEqual({ n: 2, hash: second!.hash });
    // Once the wait has ended, it is applied, and the third is missing all the same.
    await own.database.rows('UPDATE waiting_groups SET released = true');
    expect((await ali.send([fourth!])).outcomes).toMatchObject([{ outcome: 'applied' }]);
    expect((await ali.handshake()).last).toEqual({ n: 2, hash: second!.hash });
    await ali.send([third!]);
    // Whoever brought them: the device has not heard what became of them in this life.
    expect((await ali.handshake()).last).toEqual({ n: 2, hash: second!.hash });
    const { last } = await own.app.handshake(ali.token, { ...ali.greeting(), epoch });
    expect(last).toEqual({ n: 4, hash: fourth!.hash });
  } finally {
    await own.close();
  }
});
