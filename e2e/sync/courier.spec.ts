import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, first, firstWhere } from '../../main/hosts/memory/company.ts';
import { createTestCompany, idOf, type TestCompany } from './company.ts';
import { createMachine, type Machine } from './machine.ts';

describe('unsent work that others carry', () => {
  let company: TestCompany;
  let machine: Machine;
  let ali: string;
  let sara: string;

  beforeAll(async () => {
    company = await createTestCompany();
  });
  afterAll(() => company.close());
  beforeEach(async () => {
    machine = await createMachine(company.transport());
    sara = await machine.join('sara');
    await machine.lock();
    ali = await machine.join('ali');
  });
  afterEach(() => machine.close());

  const newCustomer = async (name: string): Promise<string> => {
    const { id } = await machine.window.customers.create({
      kind: 'company',
      body: { name, stage: 'active', territoryId: idOf('north'), ownerId: idOf('ali') },
    });
    return id;
  };
  const atServer = (id: string) =>
    company.database.rows<{ name: string }>(`SELECT body ->> 'name' AS name FROM records WHERE id = $1`, [id]);
  const others = () => first(machine.window.bundles.waiting()).then((waiting) => waiting.others);
  const delivered = async () =>
    firstWhere(
      machine.window.bundles.waiting(),
      (waiting) => waiting.delivered.length > 0 && waiting.others.length === 0,
    );
  const profileFile = (profileId: string, name: string): string => join(machine.directory, 'profiles', profileId, name);

  it("SYNC-14: Ali's orders reach head office although Ali went home, carried by Sara, who learns his name and nothing more", async () => {
    machine.online = false;
    const id = await newCustomer('کارِ علی');
    await machine.lock();
    await machine.unlock(sara);
    expect(await firstWhere(machine.window.bundles.waiting(), (waiting) => waiting.others.length > 0)).toEqual({
      own: 0,
      others: [{ profileId: ali, name: 'ali', state: 'waiting' }],
      delivered: [],
    });
    expect(await atServer(id)).toEqual([]);

    machine.online = true;
    await machine.sync();
    expect(await delivered()).toMatchObject({ delivered: ['ali'], others: [] });
    expect(await atServer(id)).toEqual([{ name: 'کارِ علی' }]);
    const [row] = await company.database.rows<{ author: string; deliverer: string }>(
      `SELECT l.author, d.person_id AS deliverer FROM ledger l JOIN devices d ON d.id = l.delivered_by
       JOIN history h ON h.group_hash = l.hash WHERE h.id = $1`,
      [id],
    );
    expect(row).toEqual({ author: idOf('ali'), deliverer: idOf('sara') });
    const sent = JSON.stringify(machine.calls);
    for (const secret of ['کارِ علی', Buffer.from('کارِ علی').toString('base64url'), id, idOf('ali')])
      expect(sent.includes(secret)).toBe(false);

    // Ali comes back: his own delivery changes nothing, and nothing of his waits any more.
    await machine.lock();
    await machine.unlock(ali);
    expect(await machine.sync()).toMatchObject({ pending: 0, held: 0 });
    expect(await company.database.rows('SELECT count(*)::int AS count FROM history WHERE id = $1', [id])).toEqual([
      { count: 1 },
    ]);
    await machine.lock();
    await machine.unlock(sara);
    await machine.sync();
    expect(await others()).toEqual([]);
  });

  it("SYNC-14: an owner's own delivery and a courier's, whichever comes first, apply once", async () => {
    machine.online = false;
    const id = await newCustomer('یک بار');
    const sealed = readFileSync(profileFile(ali, 'unsent.sealed'));
    machine.online = true;
    expect(await machine.sync()).toMatchObject({ pending: 0 });
    await machine.lock();
    // As if what Ali's machine noted of his own delivery had been lost.
    writeFileSync(profileFile(ali, 'unsent.sealed'), sealed);
    await machine.unlock(sara);
    await machine.sync();
    await delivered();
    expect(await company.database.rows('SELECT count(*)::int AS count FROM history WHERE id = $1', [id])).toEqual([
      { count: 1 },
    ]);
  });

  it('SYNC-14 SYNC-15: it survives the loss of the passphrase and of the store itself', async () => {
    machine.online = false;
    const id = await newCustomer('بی کلید');
    await machine.lock();
    rmSync(profileFile(ali, 'store'), { recursive: true });
    rmSync(profileFile(ali, 'keyring.json'));
    await machine.unlock(sara);
    machine.online = true;
    await machine.sync();
    expect((await delivered()).delivered).toEqual(['']);
    expect(await atServer(id)).toHaveLength(1);
  });

  it("SYNC-15: a store that was restored from an older backup: the person's own sync delivers what only the copy has", async () => {
    machine.online = false;
    await machine.lock();
    const store = readFileSync(profileFile(ali, 'store/store.db'));
    await machine.unlock(ali);
    const id = await newCustomer('پس از پشتیبان');
    await machine.lock();
    rmSync(profileFile(ali, 'store/store.db-wal'), { force: true });
    rmSync(profileFile(ali, 'store/store.db-shm'), { force: true });
    writeFileSync(profileFile(ali, 'store/store.db'), store);
    machine.online = true;
    await machine.unlock(ali);
    await machine.sync();
    await expect.poll(() => atServer(id)).toHaveLength(1);
    await machine.sync();
    const shown = await first(machine.window.records.observe({ collection: 'customers', id }));
    expect(shown?.body['name']).toBe('پس از پشتیبان');
  });

  it('what was altered is refused, named, and keeps nothing else from going', async () => {
    machine.online = false;
    const whole = await newCustomer('سالم');
    await machine.lock();
    await machine.unlock(sara);
    await machine.lock();
    await machine.unlock(ali);
    const sealedBefore = readFileSync(profileFile(ali, 'unsent.sealed'));
    await machine.lock();
    // A frame of somebody's own making, whole as a frame, sealed to nobody.
    const { groupFrame } = await import('../../main/core/courier/sealedFile.ts');
    writeFileSync(
      profileFile(ali, 'unsent.sealed'),
      Buffer.concat([sealedBefore, groupFrame(new Uint8Array(300).fill(9))]),
    );
    await machine.unlock(sara);
    machine.online = true;
    await machine.sync();
    await firstWhere(machine.window.bundles.waiting(), ({ others: [one] }) => one?.state === 'refused');
    expect(await atServer(whole)).toHaveLength(1);
  });

  it("what is sealed to another company's server is not sent, and named", async () => {
    machine.online = false;
    await newCustomer('از آنِ دیگری');
    await machine.lock();
    const bytes = readFileSync(profileFile(ali, 'unsent.sealed'));
    bytes.fill(7, 10, 42);
    const { createHash } = await import('node:crypto');
    createHash('sha256').update(bytes.subarray(0, 42)).digest().copy(bytes, 42, 0, 8);
    writeFileSync(profileFile(ali, 'unsent.sealed'), bytes);
    await machine.unlock(sara);
    machine.online = true;
    await machine.sync();
    await firstWhere(machine.window.bundles.waiting(), ({ others: [one] }) => one?.state === 'foreign');
    expect(machine.calls.filter(({ name }) => name === 'deliverSealed')).toEqual([]);
    expect(existsSync(profileFile(ali, 'unsent.delivered'))).toBe(false);
  });

  it('nobody delivers without being enrolled and active', async () => {
    const refused = await failure(company.transport().call('no such token', 'deliverSealed', { items: ['AA'] }));
    expect(refused.code).toBe('not_enrolled');
  });
});
