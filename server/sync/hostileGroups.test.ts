/** Groups that no program of ours writes, signed all the same by an enrolled device: they stop nobody, and an administrator can be rid of them. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import type { OperationGroup, RecordOperation, SignedGroup } from '../../shared/sync/operation.ts';
import {
  create,
  createTestServer,
  customerBody,
  orderBody,
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
