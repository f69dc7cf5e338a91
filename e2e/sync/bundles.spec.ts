import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, first } from '../../main/hosts/memory/company.ts';
import { readBundle, readPart, writeBundle, BUNDLE_BYTES_MAXIMUM } from '../../shared/sync/bundle.ts';
import { createTestCompany, draft, idOf, type TestCompany } from './company.ts';
import { createMachine, type Machine } from './machine.ts';

describe('bundles', () => {
  let company: TestCompany;
  let branch: Machine;
  let headOffice: Machine;
  let ali: string;
  let sara: string;

  beforeAll(async () => {
    company = await createTestCompany();
    headOffice = await createMachine(company.transport());
    await headOffice.join('administrator');
  });
  afterAll(async () => {
    await headOffice.close();
    await company.close();
  });
  beforeEach(async () => {
    branch = await createMachine(company.transport());
    sara = await branch.join('sara');
    await branch.lock();
    ali = await branch.join('ali');
    branch.online = false;
  });
  afterEach(() => branch.close());

  const newCustomer = async (name: string, more: Record<string, string> = {}): Promise<string> => {
    const { id } = await branch.window.customers.create({
      kind: 'company',
      body: { name, stage: 'active', territoryId: idOf('north'), ownerId: idOf('ali'), ...more },
    });
    return id;
  };
  const versionsAtServer = async (id: string): Promise<number> => {
    const [row] = await company.database.rows<{ count: number }>(
      'SELECT count(*)::int AS count FROM history WHERE id = $1',
      [id],
    );
    return row?.count ?? 0;
  };
  const nameHere = async (id: string) =>
    (await first(branch.window.records.observe({ collection: 'customers', id })))?.body['name'];
  const pending = async () => (await first(branch.window.bundles.waiting())).own;
  const ledger = async () =>
    (await company.database.rows<{ count: number }>('SELECT count(*)::int AS count FROM ledger'))[0]?.count;
  let loads = 0;
  const loadOfOthers = async (name: string): Promise<string> => {
    loads += 1;
    const record = draft('customers', 'company', `others-${loads}`, {
      name,
      stage: 'active',
      territoryId: idOf('north'),
    });
    await company.load([record]);
    return record.id;
  };

  it('SYNC-14 SYNC-16 SYNC-17: with no line at all, own and sealed work goes to head office on a stick, and its changes come back', async () => {
    const mine = await newCustomer('مال علی');
    await branch.lock();
    await branch.unlock(sara);
    const hers = await newCustomer('مال سارا', { note: 'یادداشت' });
    const { report, bytes } = await branch.exportBundle();
    expect(report).toMatchObject({ groups: 1, sealed: 1, names: ['ali'], left: 0, bytes: bytes.length });
    expect(bytes.includes('مال')).toBe(false);
    const foreign = await loadOfOthers('کار دیگران');

    const taken = await headOffice.importBundle(bytes);
    expect(taken.report).toMatchObject({ kind: 'work', from: 'sara', delivered: 2, known: 0, parked: 0, refused: [] });
    expect(await versionsAtServer(mine)).toBe(1);
    expect(await versionsAtServer(hers)).toBe(1);
    const couriers = await company.database.rows<{ person: string }>(
      `SELECT DISTINCT d.person_id AS person FROM ledger l JOIN devices d ON d.id = l.delivered_by JOIN history h ON h.group_hash = l.hash
       WHERE h.id = ANY($1)`,
      [[mine, hers]],
    );
    expect(couriers).toEqual([{ person: idOf('sara') }]);

    expect(await pending()).toBe(1);
    expect(await nameHere(foreign)).toBeUndefined();
    expect((await branch.importBundle(taken.answer)).report).toMatchObject({
      kind: 'changes',
      state: 'applied',
      answered: 1,
    });
    expect(await nameHere(foreign)).toBe('کار دیگران');
    expect(await nameHere(mine)).toBe('مال علی');
    expect(await pending()).toBe(0);
    expect(await first(branch.window.sync.state())).toMatchObject({ pending: 0, held: 0, connection: 'offline' });

    // The line is back: nothing happens twice, nothing differs.
    branch.online = true;
    expect(await branch.sync()).toMatchObject({ pending: 0, held: 0, connection: 'online' });
    await branch.lock();
    await branch.unlock(ali);
    expect(await branch.sync()).toMatchObject({ pending: 0, connection: 'online' });
    expect(await versionsAtServer(mine)).toBe(1);
  });

  it('SYNC-16: delivered twice, late, and by network as well, it is applied once', async () => {
    const id = await newCustomer('دوبار');
    const { bytes } = await branch.exportBundle();
    await headOffice.importBundle(bytes);
    const again = await headOffice.importBundle(bytes);
    expect(again.report).toMatchObject({ delivered: 1, known: 1 });
    branch.online = true;
    await branch.window.customers.edit({ id, changes: [{ do: 'set', path: 'note', value: 'بعد' }] });
    expect(await branch.sync()).toMatchObject({ pending: 0, held: 0 });
    expect((await headOffice.importBundle(bytes)).report).toMatchObject({ delivered: 1, known: 1, refused: [] });
    expect(await versionsAtServer(id)).toBe(2);
    expect(await company.database.rows(`SELECT body ->> 'note' AS note FROM records WHERE id = $1`, [id])).toEqual([
      { note: 'بعد' },
    ]);
  });

  it('SYNC-17: changes come once, in order, and only while nothing later is here', async () => {
    await newCustomer('نخست');
    const one = await headOffice.importBundle((await branch.exportBundle()).bytes);
    const foreign = await loadOfOthers('میانِ دو بسته');
    const two = await headOffice.importBundle((await branch.exportBundle()).bytes);
    // Asked for before the first answer came in, and applied after it: pages that overlap do no harm.
    expect((await branch.importBundle(one.answer)).report).toMatchObject({ state: 'applied' });
    expect((await branch.importBundle(one.answer)).report).toMatchObject({ state: 'alreadyHere' });
    expect((await branch.importBundle(two.answer)).report).toMatchObject({ state: 'applied' });
    expect(await nameHere(foreign)).toBe('میانِ دو بسته');
    expect((await branch.importBundle(one.answer)).report).toMatchObject({ state: 'alreadyHere', rows: 0 });

    branch.online = true;
    await loadOfOthers('تازه‌تر');
    await branch.sync();
    expect((await branch.importBundle(two.answer)).report).toMatchObject({ state: 'alreadyHere', rows: 0 });
    expect(await branch.sync()).toMatchObject({ pending: 0, connection: 'online', problem: null });
  });

  it('SYNC-17: a bundle of changes opens for the person on the machine that asked, and for nobody else', async () => {
    await newCustomer('فقط علی');
    const { answer } = await headOffice.importBundle((await branch.exportBundle()).bytes);
    await branch.lock();
    await branch.unlock(sara);
    expect((await failure(branch.importBundle(answer))).code).toBe('bundle_other_device');
    expect((await failure(headOffice.importBundle(answer))).code).toBe('bundle_other_device');
    expect(answer.includes('بازرگانی')).toBe(false);
  });

  it('SYNC-17: after a restore of the server the answer asks for what it lacks, and nothing of its state is taken before', async () => {
    await newCustomer('پیش از بازگردانی');
    branch.online = true;
    await branch.sync();
    branch.online = false;
    await newCustomer('پس از آن');
    const beforeIt = await headOffice.importBundle((await branch.exportBundle()).bytes);
    const { bytes } = await branch.exportBundle();
    await company.database.rows(
      "INSERT INTO epochs (number, epoch) SELECT max(number) + 1, 'restored' || max(number) FROM epochs",
    );
    const first_ = await headOffice.importBundle(bytes);
    expect((await branch.importBundle(first_.answer)).report).toMatchObject({ state: 'again' });
    const second = await headOffice.importBundle((await branch.exportBundle()).bytes);
    expect((await branch.importBundle(second.answer)).report).toMatchObject({ state: 'applied' });
    expect(await pending()).toBe(0);
    // Of the earlier life: it can set nothing back.
    expect((await failure(branch.importBundle(beforeIt.answer))).code).toBe('bundle_superseded');
    await headOffice.sync();
  });

  it('SYNC-18: another company, a newer version, another program, too large: named, and nothing is changed', async () => {
    await newCustomer('دست نخورد');
    const { bytes } = await branch.exportBundle();
    const before = await ledger();
    const elsewhere = await createTestCompany();
    const stranger = await createMachine(elsewhere.transport());
    try {
      await stranger.join('administrator');
      expect((await failure(stranger.importBundle(bytes))).code).toBe('bundle_foreign');
    } finally {
      await stranger.close();
      await elsewhere.close();
    }
    const newer = Buffer.from(bytes);
    newer.writeUInt16BE(2, 8);
    expect((await failure(headOffice.importBundle(newer))).code).toBe('bundle_newer');
    expect((await failure(headOffice.importBundle(Buffer.from('not a bundle at all')))).code).toBe(
      'bundle_unrecognised',
    );
    expect((await failure(headOffice.importBundle(Buffer.alloc(0)))).code).toBe('bundle_unrecognised');
    const large = Buffer.alloc(BUNDLE_BYTES_MAXIMUM + 3);
    bytes.copy(large);
    expect(['bundle_unrecognised', 'invalid_input']).toContain((await failure(headOffice.importBundle(large))).code);
    branch.online = true;
    expect((await failure(branch.importBundle(bytes))).code).toBe('permission_denied');
    expect(await ledger()).toBe(before);
  });

  it('SYNC-18: damaged anywhere, it is refused before anything is sent; nothing is changed, and the whole file goes afterwards', async () => {
    const id = await newCustomer('سالم می‌رسد');
    const { bytes } = await branch.exportBundle();
    const before = await ledger();
    const calls = headOffice.calls.length;
    const damage = fc.oneof(
      fc.nat(bytes.length - 1).map((length) => ({ how: 'cut' as const, at: length, by: 0 })),
      fc.record({
        how: fc.constant('flip' as const),
        at: fc.nat(bytes.length - 1),
        by: fc.integer({ min: 1, max: 255 }),
      }),
      fc.record({ how: fc.constant('add' as const), at: fc.nat(64), by: fc.nat(255) }),
    );
    await fc.assert(
      fc.asyncProperty(damage, async ({ how, at, by }) => {
        const harmed = how === 'cut' ? Buffer.from(bytes.subarray(0, at)) : Buffer.from(bytes);
        if (how === 'flip') harmed[at] = (harmed[at] ?? 0) ^ by;
        const file = how === 'add' ? Buffer.concat([harmed, Buffer.alloc(at + 1, by)]) : harmed;
        expect(['bundle_damaged', 'bundle_unrecognised', 'bundle_newer']).toContain(
          (await failure(headOffice.importBundle(file))).code,
        );
      }),
      { seed: 20_261_122, numRuns: 120 },
    );
    expect(headOffice.calls.length).toBe(calls);
    expect(await ledger()).toBe(before);
    expect((await headOffice.importBundle(bytes)).report).toMatchObject({ delivered: 1, known: 0 });
    expect(await versionsAtServer(id)).toBe(1);
  });

  it('SYNC-18: altered with care, so that every checksum holds, it is refused by the server', async () => {
    const id = await newCustomer('با دقت');
    const { bytes } = await branch.exportBundle();
    const [part] = readBundle(bytes).parts;
    if (!part) throw new Error('no part');
    const before = await ledger();
    await fc.assert(
      fc.asyncProperty(fc.nat(part.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const forged = Buffer.from(part);
        forged[at] = (forged[at] ?? 0) ^ by;
        const file = writeBundle([forged]);
        expect(createHash('sha256').update(file).digest()).not.toBeNull();
        const { code } = await failure(headOffice.importBundle(file));
        expect([
          'bundle_damaged',
          'bundle_foreign',
          'not_enrolled',
          'bundle_other_device',
          'bundle_unrecognised',
        ]).toContain(code);
      }),
      { seed: 18, numRuns: 60 },
    );
    expect(await ledger()).toBe(before);
    expect(await versionsAtServer(id)).toBe(0);
    expect(readPart(part).header.kind).toBe('work');
  });

  it('SYNC-18: changes that were cut, flipped or put together from two bundles change nothing on the machine', async () => {
    await newCustomer('بازگشت');
    const { answer } = await headOffice.importBundle((await branch.exportBundle()).bytes);
    const other = await headOffice.importBundle((await branch.exportBundle()).bytes);
    const parts = readBundle(answer).parts;
    const mixed = writeBundle([...parts.slice(0, 1), ...readBundle(other.answer).parts.slice(1)]);
    const waiting = await pending();
    const harmful: Buffer[] = [answer.subarray(0, -1), answer.subarray(0, answer.length >> 1), Buffer.from(mixed)];
    for (const at of [12, 40, answer.length >> 1, answer.length - 5]) {
      const flipped = Buffer.from(answer);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      harmful.push(flipped);
    }
    // Every checksum holds, and the seal opens; only the server's signature is another.
    const unsigned = parts.map((part) => Uint8Array.from(part).fill(7, part.length - 64));
    harmful.push(Buffer.from(writeBundle(unsigned)));
    const reordered = writeBundle(parts.toReversed());
    if (parts.length > 1) harmful.push(Buffer.from(reordered));
    for (const bytes of harmful) expect((await failure(branch.importBundle(bytes))).code).toBe('bundle_damaged');
    expect(await pending()).toBe(waiting);
    expect((await branch.importBundle(answer)).report).toMatchObject({ state: 'applied' });
  });

  it('SYNC-17: an import that is cancelled changes nothing that is shown; the same file goes in later', async () => {
    const many = Array.from({ length: 6_000 }, (_, index) =>
      draft('customers', 'company', `many-${index}`, {
        name: `Many ${index}`,
        stage: 'active',
        territoryId: idOf('north'),
        note: 'x'.repeat(200),
      }),
    );
    await company.load(many);
    const { answer } = await headOffice.importBundle((await branch.exportBundle()).bytes);
    const stream = await branch.window.bundles.import({ name: 'x', bytes: answer.toString('base64') });
    for (;;) {
      const next = await stream.next();
      if (next.done === true) throw new Error('over too soon');
      if (next.value.type === 'progress' && next.value.step === 'applying') break;
    }
    await stream.return?.();
    expect(await nameHere(idOf('many-0'))).toBeUndefined();
    expect((await branch.importBundle(answer)).report).toMatchObject({ state: 'applied', rows: 6_000 });
    expect(await nameHere(idOf('many-5999'))).toBe('Many 5999');
  });
});
