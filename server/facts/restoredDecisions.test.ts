/** Decisions on held work, and receipts of closed days, after a restore from a real backup. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import type { DecideInput, HeldEdit } from '../../shared/contract/parking.ts';
import type { DeviceCallInputs, DeviceCallName, DeviceCallReplies } from '../../shared/contract/server.ts';
import type { SignedGroup } from '../../shared/sync/operation.ts';
import { decisionFactOf, type ServerFact } from '../../shared/sync/serverFacts.ts';
import { writeBackup } from '../backup/writeBackup.ts';
import { findDigestFaults } from '../sync/digestCheck.ts';
import { restoreLife, type RestoredLife } from '../testing/restoredLife.ts';
import {
  create,
  createTestServer,
  customerBody,
  patch,
  set,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';

let server: TestServer;
let ada: TestDevice;
let folder: string;
let directory: string;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  ada = await server.device('ada');
  folder = await mkdtemp(join(tmpdir(), 'peyvand-facts-'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const ask = <Name extends DeviceCallName>(
  device: TestDevice,
  name: Name,
  input: DeviceCallInputs[Name],
): Promise<DeviceCallReplies[Name]> => server.app.call(name, device.token, input);
const decide = (hash: string, decision: DecideInput['decision'], edits: HeldEdit[] = []) =>
  ask(ada, 'decideHeldWork', { id: server.newId(), hash, decision, note: 'دیده شد', edits });

let backups = 0;
async function backUp(): Promise<void> {
  backups += 1;
  directory = join(folder, String(backups));
  await writeBackup(server.database, server.clock, directory);
}

async function inNextLife(work: (life: RestoredLife) => Promise<void>): Promise<void> {
  const life = await restoreLife(server, directory, await createTestDatabase());
  try {
    await work(life);
    expect(await findDigestFaults(life.database)).toEqual([]);
  } finally {
    await life.close();
  }
}

/** As the device holds them: what the feed brought it, with the signature in it. */
async function decisionsOf(device: TestDevice): Promise<ServerFact[]> {
  const rows = [...(await device.pullAll()).values()].flat();
  return rows.flatMap((row) => {
    if (row.type !== 'put' || row.record.kind !== 'decision' || row.record.body['deviceId'] !== device.id) return [];
    const fact = decisionFactOf(row.record.id, row.record.body);
    return fact ? [{ kind: 'decision' as const, ...fact }] : [];
  });
}

/** Ali may not make a customer in the south: the group is held. */
const southern = (ali: TestDevice): { id: string; group: SignedGroup } => {
  const id = server.newId();
  return { id, group: ali.write(create('customers', 'company', id, customerBody('آن سوی مرز', 'south'))) };
};
const outcomesOf = async (life: RestoredLife, groups: readonly SignedGroup[]): Promise<string[]> => {
  const rows = await life.database.rows<{ hash: string; outcome: string }>(
    'SELECT hash, outcome FROM ledger WHERE hash = ANY($1)',
    [groups.map(({ hash }) => hash)],
  );
  return groups.map(({ hash }) => rows.find((row) => row.hash === hash)?.outcome ?? 'absent');
};
const bodiesOfDecisions = (database: TestServer['database']) =>
  database.rows("SELECT id, body FROM records WHERE kind = 'decision' ORDER BY id");

test('SYNC-33: applied, changed and discarded: the effect and the entry are what they had been, in the order in which they were decided', async () => {
  const ali = await server.device('ali');
  await backUp();
  const [applied, changed, discarded] = [southern(ali), southern(ali), southern(ali)];
  const call = { subject: 'تماس', customerId: applied.id, ownerId: ali.person, plannedAt: '2026-11-22T08:00:00.000Z' };
  const behind = ali.write(create('activities', 'call', server.newId(), call));
  const groups = [applied.group, changed.group, discarded.group, behind];
  await ali.send(groups);
  const { operations } = await ask(ada, 'heldWorkDetail', { hash: changed.group.hash });
  const name = operations[0]?.leaves.find(({ path }) => path === 'name');
  if (!name) throw new Error('No leaf');
  await decide(applied.group.hash, 'apply');
  await decide(changed.group.hash, 'change', [
    { operation: 0, leaf: { key: name.key, path: 'name' }, act: 'set', value: 'نام درست' },
  ]);
  await decide(discarded.group.hash, 'discard');
  // Held for a reason of its own once the customer is there: he does not hold the south.
  await decide(behind.hash, 'apply');
  const facts = await decisionsOf(ali);
  expect(facts).toHaveLength(4);
  const before = await bodiesOfDecisions(server.database);
  await inNextLife(async (life) => {
    expect((await life.greet(ali)).wantedFacts?.since.decision).toBeNull();
    await ali.send(groups, life.app);
    expect(await outcomesOf(life, groups)).toEqual(['parked', 'parked', 'parked', 'parked']);
    expect(await life.bring(ali, facts.toReversed())).toMatchObject({
      taken: 4,
      waiting: 0,
      contradicted: 0,
      refused: 0,
    });
    expect(await outcomesOf(life, groups)).toEqual(['applied', 'applied', 'discarded', 'applied']);
    expect(await life.bodyOf('customers', applied.id)).toMatchObject({ name: 'آن سوی مرز' });
    expect(await life.bodyOf('customers', changed.id)).toMatchObject({ name: 'نام درست' });
    expect(await life.bodyOf('customers', discarded.id)).toBeUndefined();
    // To the letter, the signatures with them.
    expect(await bodiesOfDecisions(life.database)).toEqual(before);
    expect(await life.bring(ali, facts)).toMatchObject({ taken: 0, known: 4 });
    expect(await bodiesOfDecisions(life.database)).toEqual(before);
  });
});

/** Behind the backup: two groups that were held and then let through, and what the server signed about it. */
async function twoLetThrough() {
  const ali = await server.device('ali');
  await backUp();
  const [first, second] = [southern(ali), southern(ali)];
  await ali.send([first.group, second.group]);
  await decide(first.group.hash, 'apply');
  await decide(second.group.hash, 'apply');
  const facts = await decisionsOf(ali);
  return { ali, first, second, facts };
}

test('SYNC-33: a decision waits for its group, and one that was made anew meanwhile stands', async () => {
  const { ali, first, second, facts } = await twoLetThrough();
  await inNextLife(async (life) => {
    expect(await life.bring(ali, facts)).toMatchObject({ taken: 0, waiting: 2 });
    const report = () => life.ask(ada, 'restoredReport', {});
    expect((await report()).open.map(({ reason }) => reason)).toEqual(['group_missing', 'group_missing']);
    await ali.send([first.group, second.group], life.app);
    const anew = { id: server.newId(), hash: second.group.hash, decision: 'discard' as const, note: 'نه', edits: [] };
    await life.ask(ada, 'decideHeldWork', anew);
    expect(await life.settle()).toBe(2);
    expect(await outcomesOf(life, [first.group, second.group])).toEqual(['applied', 'discarded']);
    expect((await report()).open).toMatchObject([
      {
        kind: 'decision',
        state: 'contradicted',
        subject: second.group.hash,
        reason: 'decided_anew',
        facts: { decision: 'discarded' },
      },
    ]);
    expect((await report()).cameBack).toEqual({ decisions: 1, receipts: 0 });
  });
});

test('SYNC-33: a wait that was ended, and a range that was declared lost, end again', async () => {
  const [ali, babak] = [await server.device('ali'), await server.device('babak')];
  const id = await server.newCustomer();
  await backUp();
  const note = (device: TestDevice, text: string, group: string | null = null) =>
    device.write(patch('customers', 'company', id, { version: 1, group }, set(`custom/${device.code}`, text)));
  const [lost, behind] = [note(ali, 'گم'), note(ali, 'پس از آن')];
  const released = note(babak, 'چشم به راه', 'f'.repeat(64));
  await ali.send([behind]);
  await babak.send([released]);
  await ask(ada, 'declareLost', { id: server.newId(), device: ali.id, first: 1, last: 1, note: 'دستگاه سوخت' });
  await ask(ada, 'releaseHeldWork', { id: server.newId(), hash: released.hash, note: 'نمی‌آید' });
  const facts = [...(await decisionsOf(ali)), ...(await decisionsOf(babak))];
  expect(facts).toHaveLength(2);
  await inNextLife(async (life) => {
    await ali.send([behind], life.app);
    await babak.send([released], life.app);
    expect(await outcomesOf(life, [behind, released])).toEqual(['absent', 'absent']);
    expect(await life.bring(ali, facts)).toMatchObject({ taken: 2 });
    expect(await outcomesOf(life, [lost, behind, released])).toEqual(['absent', 'applied', 'applied']);
  });
});

test('SYNC-33: of a group that was released, then held and decided on, both decisions come back; a release of this life leaves the outcome of the earlier one', async () => {
  const babak = await server.device('babak');
  const known = await server.newCustomer();
  await backUp();
  const group = babak.write(
    patch('customers', 'company', known, { version: 1, group: 'e'.repeat(64) }, set('custom/x', 'چشم به راه')),
    create('customers', 'company', server.newId(), customerBody('آن سوی مرز', 'south')),
  );
  await babak.send([group]);
  const release = (life?: RestoredLife) => {
    const input = { id: server.newId(), hash: group.hash, note: 'نمی‌آید' };
    return life ? life.ask(ada, 'releaseHeldWork', input) : ask(ada, 'releaseHeldWork', input);
  };
  await release();
  await decide(group.hash, 'discard');
  const facts = await decisionsOf(babak);
  expect(facts).toHaveLength(2);
  const before = await bodiesOfDecisions(server.database);
  await inNextLife(async (life) => {
    await babak.send([group], life.app);
    expect(await outcomesOf(life, [group])).toEqual(['absent']);
    expect(await life.bring(babak, facts)).toMatchObject({ taken: 2, contradicted: 0 });
    expect(await outcomesOf(life, [group])).toEqual(['discarded']);
    expect(await bodiesOfDecisions(life.database)).toEqual(before);
  });
  await inNextLife(async (life) => {
    await babak.send([group], life.app);
    await release(life);
    expect(await outcomesOf(life, [group])).toEqual(['parked']);
    expect(await life.bring(babak, facts)).toMatchObject({ taken: 2, contradicted: 0 });
    expect(await outcomesOf(life, [group])).toEqual(['discarded']);
  });
});

test('SYNC-33: however many decisions wait for groups that never come, or fail, those behind them are settled', async () => {
  const { ali, first, second, facts } = await twoLetThrough();
  await inNextLife(async (life) => {
    expect(await life.bring(ali, facts)).toMatchObject({ waiting: 2 });
    await life.database.rows(
      `INSERT INTO restored_facts (id, kind, text, signature, subject, state, brought_by, epoch, came_at)
       SELECT md5(n::text), kind, replace(text, subject, repeat(md5(n::text), 2)), signature, repeat(md5(n::text), 2), state, brought_by, epoch, '2020-01-01'
       FROM restored_facts, generate_series(1, 250) AS n WHERE subject = $1`,
      [first.group.hash],
    );
    await ali.send([first.group, second.group], life.app);
    await life.database.rows(
      `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a defect'; END $$`,
    );
    await life.database.rows(
      `CREATE TRIGGER fail BEFORE INSERT ON decisions FOR EACH ROW WHEN (NEW.group_hash = '${first.group.hash}') EXECUTE FUNCTION fail()`,
    );
    expect(await life.settle()).toBe(1);
    expect(await outcomesOf(life, [first.group, second.group])).toEqual(['parked', 'applied']);
    expect(life.logged).toContainEqual(['error', 'facts.decision_failed']);
    await life.database.rows('DROP TRIGGER fail ON decisions');
    expect(await life.settle()).toBe(1);
    expect(await outcomesOf(life, [first.group])).toEqual(['applied']);
  });
});

test('a fault in a decision that comes back is an error in the log, and that something came back is none', async () => {
  const ali = await server.device('ali');
  await backUp();
  const { group } = southern(ali);
  await ali.send([group]);
  await decide(group.hash, 'apply');
  const facts = await decisionsOf(ali);
  await inNextLife(async (life) => {
    await ali.send([group], life.app);
    await life.database.rows('ALTER TABLE decisions ADD CONSTRAINT broken CHECK (false) NOT VALID');
    expect(await life.bring(ali, facts)).toMatchObject({ waiting: 1 });
    expect(life.logged).toEqual([
      ['error', 'facts.decision_failed'],
      ['info', 'facts.came_back'],
    ]);
    await life.database.rows('ALTER TABLE decisions DROP CONSTRAINT broken');
    expect(await life.settle()).toBe(1);
    expect(await outcomesOf(life, [group])).toEqual(['applied']);
  });
});

test('SYNC-33: receipts of closed days come back as they were signed; of a day that was closed again since, both are told', async () => {
  const ali = await server.device('ali');
  await backUp();
  const close = () => ask(ali, 'closeDay', { day: '2026-11-21', of: 'person', last: null, sign: true });
  const [first, second] = [await close(), await close()];
  const facts = [first, second].flatMap(({ signed }): ServerFact[] => (signed ? [{ kind: 'receipt', ...signed }] : []));
  await inNextLife(async (life) => {
    expect(await life.bring(ali, facts.slice(1))).toMatchObject({ taken: 1 });
    expect(await life.database.rows('SELECT id, text, signature, closing FROM day_receipts')).toEqual([
      { id: second.receipt.id, ...second.signed, closing: 2 },
    ]);
    expect(await life.bring(ali, facts)).toMatchObject({ taken: 1, known: 1 });
    // The next close goes on behind them.
    const closed = await life.ask(ali, 'closeDay', { day: '2026-11-21', of: 'person', last: null, sign: true });
    expect(closed.receipt).toMatchObject({ closing: 3, replaces: second.receipt.id });
  });
  await inNextLife(async (life) => {
    const closed = await life.ask(ali, 'closeDay', { day: '2026-11-21', of: 'person', last: null, sign: true });
    expect(closed.receipt.closing).toBe(1);
    expect(await life.bring(ali, facts)).toMatchObject({ taken: 1, contradicted: 1 });
    expect((await life.ask(ada, 'restoredReport', {})).open).toMatchObject([
      { kind: 'receipt', state: 'contradicted', reason: 'day_closed_again', facts: { receipt: closed.receipt.id } },
    ]);
  });
});
