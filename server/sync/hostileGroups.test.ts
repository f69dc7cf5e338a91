/** Groups that no program of ours writes, signed all the same by an enrolled device: they stop nobody, and an administrator can be rid of them. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import type { OperationGroup, RecordOperation, SignedGroup } from '../../shared/sync/operation.ts';
import {
  create,
  createTestServer,
  customerBody,
  orderBody,
  patch,
  set,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';

let server: TestServer;
let ada: TestDevice;
const logged: object[] = [];
beforeAll(async () => {
  const note = (facts: object): void => void logged.push(facts);
  server = await createTestServer(await createTestDatabase(), { log: { info: note, warn: note, error: note } });
  ada = await server.device('ada');
});
afterAll(() => server.close());

/** The next group of the device, with its bytes altered before they are signed. */
function forge(
  device: TestDevice,
  alter: { readonly group?: Partial<OperationGroup>; readonly text?: (bytes: string) => string },
  ...operations: RecordOperation[]
): SignedGroup {
  const written = device.write(...operations);
  const altered = JSON.stringify({ ...(JSON.parse(written.bytes) as OperationGroup), ...alter.group });
  const bytes = alter.text?.(altered) ?? altered;
  const hash = createHash('sha256').update(bytes).digest('hex');
  device.last = { n: (JSON.parse(bytes) as OperationGroup).n, hash };
  return device.sign({ bytes, hash });
}

const newCustomer = (rest = {}): RecordOperation =>
  create('customers', 'company', server.newId(), customerBody('آلفا', 'north', rest));
/** Ali may not write there: parked. */
const newForeignCustomer = (): RecordOperation =>
  create('customers', 'company', server.newId(), customerBody('آلفا', 'south'));

const listHeld = (device: TestDevice, mine: boolean) =>
  server.app.call('heldWork', device.token, { offset: 0, limit: 500, mine });

test.each([
  ['a clock that leads beyond the year 9999', { clockOffset: 316_000_000_000_000 }, newForeignCustomer],
  ['a clock that leads beyond all time', { clockOffset: Number.MAX_SAFE_INTEGER }, newForeignCustomer],
  ['a clock that leads before all time', { clockOffset: Number.MIN_SAFE_INTEGER }, newForeignCustomer],
  ['a day that there is not', { occurredAt: '2026-99-99T99:99:99.999Z' }, newCustomer],
  ['a kind named like a part of every object', {}, () => create('customers', 'constructor', server.newId(), {})],
  ['a kind named like the parent of every object', {}, () => create('customers', '__proto__', server.newId(), {})],
  ['a NUL in a text', {}, () => newCustomer({ note: 'a\u0000b' })],
  ['a NUL in the name of a field', {}, () => newCustomer({ 'a\u0000b': 1 })],
] as const)(
  'SYNC-46, SYNC-190: %s: held, listed, seen and discarded; its chain goes on',
  async (_name, group, operation) => {
    const ali = await server.device('ali');
    const held = forge(ali, { group }, operation());
    expect((await ali.send([held])).outcomes).toMatchObject([{ outcome: 'parked' }]);
    expect((await listHeld(ada, false)).rows.map(({ hash }) => hash)).toContain(held.hash);
    expect((await listHeld(ali, true)).rows.map(({ hash }) => hash)).toContain(held.hash);
    expect((await server.app.call('heldWorkDetail', ada.token, { hash: held.hash })).work.hash).toBe(held.hash);
    const decision = { id: server.newId(), hash: held.hash, decision: 'discard', note: 'نه', edits: [] } as const;
    expect(await server.app.call('decideHeldWork', ada.token, decision)).toMatchObject({ outcome: 'discarded' });
    expect(await ali.push(newCustomer())).toMatchObject({ outcome: 'applied' });
  },
);

describe('SYNC-9, SYNC-10: a place in a chain that is not the group’s own is refused, and nothing is stored', () => {
  const refused = [{ outcome: 'refused', code: 'invalid_input' }];
  const isStored = async ({ hash }: SignedGroup): Promise<boolean> =>
    (
      await server.database.rows(
        'SELECT 1 FROM ledger WHERE hash = $1 UNION SELECT 1 FROM waiting_groups WHERE hash = $1',
        [hash],
      )
    ).length > 0;

  test.each([
    ['a number that does not follow its parent’s', { n: 5 }],
    ['its parent’s number', { n: 1 }],
    ['a first number with a parent', { n: 1, parent: 'ab'.repeat(32) }],
    ['a second number without one', { parent: null }],
    ['a number that is none any more', { n: 2_147_483_648 }],
  ])('%s', async (_name, group) => {
    const ali = await server.device('ali');
    await ali.push(newCustomer());
    const forged = forge(ali, { group }, newCustomer());
    expect((await ali.send([forged])).outcomes).toMatchObject(refused);
    expect(await isStored(forged)).toBe(false);
  });

  test('behind a group of another device', async () => {
    const [ali, babak] = await Promise.all([server.device('ali'), server.device('babak')]);
    await Promise.all([ali.push(newCustomer()), babak.push(newCustomer())]);
    const forged = forge(ali, { group: { parent: babak.last?.hash ?? '' } }, newCustomer());
    expect((await ali.send([forged])).outcomes).toMatchObject(refused);
    expect(await isStored(forged)).toBe(false);
  });
});

describe('SYNC-10: a group whose own signature does not hold is not taken for the sake of one behind it', () => {
  const unsigned = (group: SignedGroup): SignedGroup => ({
    ...group,
    signature: Buffer.alloc(64).toString('base64url'),
  });

  test.each([
    ['that does not stand there', (): Partial<OperationGroup> => ({ n: 9 })],
    ['that somebody else is said to have written', (): Partial<OperationGroup> => ({ author: ada.person })],
  ])('%s', async (_name, alter) => {
    const ali = await server.device('ali');
    const first = unsigned(ali.write(newCustomer()));
    const second = forge(ali, { group: alter() }, newCustomer());
    const [outcome] = (await ali.send([first, second])).outcomes;
    expect(outcome).toEqual({ hash: first.hash, outcome: 'refused', code: 'signature_invalid' });
    expect(await server.database.rows('SELECT 1 FROM ledger WHERE hash = $1', [first.hash])).toEqual([]);
  });
});

test('SYNC-24: a branch that comes late and is shorter does not become the end of the chain that the handshake tells', async () => {
  const ali = await server.device('ali');
  await ali.push(newCustomer());
  const fork = ali.last;
  const later = ali.write(newCustomer());
  ali.last = fork;
  for (let more = 0; more < 2; more += 1) await ali.push(newCustomer());
  const end = ali.last;
  expect((await ali.send([later])).outcomes).toMatchObject([{ outcome: 'applied' }]);
  expect((await ali.handshake()).last).toEqual(end);
});

test('SYNC-161: a group of a newer schema than this server’s is held until the server knows it', async () => {
  const ali = await server.device('ali');
  const group = forge(ali, { group: { schema: { customers: 99 } } }, newCustomer());
  expect((await ali.send([group])).outcomes).toMatchObject([
    { outcome: 'parked', reason: 'invalid', facts: { cause: 'schema_newer', collection: 'customers' } },
  ]);
});

test('SYNC-3: a base that this server never gave out is held, and taken for no state of the record', async () => {
  const ali = await server.device('ali');
  const id = await server.newCustomer();
  expect(await ali.push(patch('customers', 'company', id, { version: 7 }, set('note', 'الف')))).toMatchObject({
    outcome: 'parked',
    reason: 'invalid',
    facts: { cause: 'seen_ahead' },
  });
});

test('SYNC-20: poison that comes by many roads at once is held once, and each road hears so', async () => {
  const [ali, node] = await Promise.all([server.device('ali'), server.openNode()]);
  const poison = forge(ali, {}, newCustomer({ note: 'a\u0000b' }));
  const replies = await Promise.all(
    Array.from({ length: 6 }, (_, index) => ali.send([poison], index % 2 === 0 ? node : server.app)),
  );
  for (const { outcomes } of replies) expect(outcomes).toMatchObject([{ outcome: 'parked', reason: 'invalid' }]);
});

test('SYNC-55: whoever brings a group again that was discarded is told no place in its author’s own feed', async () => {
  const [ali, sara] = await Promise.all([server.device('ali'), server.device('sara')]);
  const held = ali.write(newForeignCustomer());
  await ali.send([held]);
  const decision = { id: server.newId(), hash: held.hash, decision: 'discard', note: 'نه', edits: [] } as const;
  await server.app.call('decideHeldWork', ada.token, decision);
  const coversOf = async (device: TestDevice) => {
    const [outcome] = (await device.send([held])).outcomes;
    return outcome?.outcome === 'parked' ? Object.keys(outcome.covers) : null;
  };
  expect(await coversOf(ali)).toEqual([`person/${ali.person}`]);
  expect(await coversOf(sara)).toEqual([]);
});

test('SYNC-11: numbers that are short in JSON and long in the database count as they are there', async () => {
  const ali = await server.device('ali');
  const many = forge(
    ali,
    { text: (bytes) => bytes.replace('"many"', Array.from({ length: 20_000 }, () => '1e308').join(',')) },
    newCustomer({ numbers: ['many'] }),
  );
  expect((await ali.send([many])).outcomes).toMatchObject([
    { outcome: 'parked', reason: 'invalid', facts: { cause: 'record_too_large' } },
  ]);
});

test('what PostgreSQL refuses is not quoted in the log', async () => {
  const ali = await server.device('ali');
  const group = forge(ali, {}, create('salesDocuments', 'order', server.newId(), orderBody('09121234567')));
  expect((await ali.send([group])).outcomes).toMatchObject([{ outcome: 'parked', facts: { cause: 'not_storable' } }]);
  expect(logged).toContainEqual(expect.objectContaining({ hash: group.hash, sqlState: '22P02' }));
  expect(JSON.stringify(logged)).not.toContain('09121234567');
});

test('SYNC-34, SYNC-190: what lies here and makes the database fail keeps nobody else from pushing', async () => {
  const [ali, sara] = await Promise.all([server.device('ali'), server.device('sara')]);
  const [first, second] = [ali.write(newCustomer()), ali.write(newCustomer({ note: 'XX000' }))];
  expect((await ali.send([second])).outcomes).toMatchObject([{ outcome: 'waiting' }]);
  await server.database.rows(
    `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken' USING ERRCODE = 'XX000'; END $$`,
  );
  await server.database.rows(
    `CREATE TRIGGER fail BEFORE INSERT ON records FOR EACH ROW WHEN (NEW.body ->> 'note' = 'XX000') EXECUTE FUNCTION fail()`,
  );
  expect((await ali.send([first])).outcomes).toMatchObject([{ outcome: 'applied' }]);
  await server.database.rows('UPDATE waiting_groups SET released = true WHERE hash = $1', [second.hash]);
  expect(await sara.push(create('customers', 'company', server.newId(), customerBody('بتا', 'south')))).toMatchObject({
    outcome: 'applied',
  });
  await server.database.rows('DROP TRIGGER fail ON records');
  expect((await ali.send([second])).outcomes).toMatchObject([{ outcome: 'applied' }]);
});
