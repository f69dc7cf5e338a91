import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createError } from '../../shared/base/errors.ts';
import { revokeDevice } from '../../server/auth/devices.ts';
import { createTestCompany, idOf, type TestCompany } from './company.ts';
import { createTestDevice, type TestDevice } from './device.ts';

/** A device whose disk goes back to an older copy, or has a twin, against the real server. */
describe('a restored or cloned disk', () => {
  let company: TestCompany;
  let sara: TestDevice;
  let ali: TestDevice;
  let seed = 700;

  beforeAll(async () => {
    company = await createTestCompany();
    sara = await createTestDevice({ login: 'sara', transport: company.transport(), seed: 699 });
    await syncWell(sara);
  });
  afterAll(async () => {
    await sara.close();
    await company.close();
  });
  beforeEach(async () => {
    seed += 1;
    ali = await createTestDevice({ login: 'ali', transport: company.transport(), seed });
    await syncWell(ali);
    return () => ali.close();
  });

  const syncWell = async (...devices: readonly TestDevice[]): Promise<void> => {
    for (const device of devices) {
      const { connection, pending, held, problem } = await device.sync();
      expect({ connection, pending, held, problem }).toEqual({
        connection: 'online',
        pending: 0,
        held: 0,
        problem: null,
      });
    }
  };
  const note = (device: TestDevice): unknown => device.record('customers', idOf('pars'))?.body['note'];
  const write = (device: TestDevice, text: string): Promise<void> =>
    device.edit('customers', idOf('pars'), { note: text });
  /** A contract with a printed number. */
  const contract = async (device: TestDevice): Promise<string | null> => {
    const id = device.newId();
    const { number } = await device.store.commit({
      author: device.person,
      operations: [
        {
          act: 'create',
          collection: 'contracts',
          kind: 'serviceContract',
          id,
          body: {
            customerId: idOf('pars'),
            title: 'سرویس',
            startsOn: '2026-01-01',
            endsOn: '2026-12-31',
            coverage: ['parts'],
            price: { amount: 1, currency: 'IRR' },
          },
        },
      ],
      number: { series: 'CON', reference: { collection: 'contracts', id }, path: 'number' },
    });
    return number;
  };
  const chain = (device: TestDevice) =>
    device.store.read.all<{ device: string; n: number; parent: string | null; hash: string }>(
      'SELECT device, device_n AS n, parent, hash FROM outbox ORDER BY n',
    );
  const ledger = () =>
    company.database.rows<{ hash: string; device: string; outcome: string; bytes: string }>(
      'SELECT hash, device, outcome, bytes FROM ledger',
    );

  it('SYNC-23 a disk that was put back takes a new identity before its next group and number; nothing of either life is lost', async () => {
    await write(ali, 'پیش از نسخه');
    await contract(ali);
    await syncWell(ali);
    const copy = ali.copyFiles();
    await write(ali, 'پس از نسخه');
    const lost = await contract(ali);
    await syncWell(ali);
    const enrolled = ali.store.identity;

    await ali.restartFrom(copy);
    // Written before it can know: a branch of the old chain, kept as it is.
    await ali.edit('customers', idOf('pars'), { website: 'https://pars.example' });
    const before = chain(ali);
    await syncWell(ali);
    const { device, deviceCode } = ali.store.identity;
    expect(device).not.toBe(enrolled.device);
    expect(deviceCode).not.toBe(enrolled.deviceCode);
    expect(deviceCode).toMatch(/^[0-9A-Z]{5}$/);
    const number = await contract(ali);
    expect(number).toMatch(new RegExp(`^CON-${deviceCode}-`));
    expect(number).not.toBe(lost);
    await syncWell(ali, sara);
    // Old groups have kept bytes and owner; the new chain goes on behind them.
    expect(chain(ali).slice(0, before.length)).toEqual(before);
    const last = before.at(-1);
    expect(chain(ali).at(-1)).toMatchObject({ device, n: (last?.n ?? 0) + 1, parent: last?.hash });
    const taken = await ledger();
    for (const { hash } of chain(ali)) expect(taken.find((row) => row.hash === hash)?.outcome).toBe('applied');
    expect(note(sara)).toBe('پس از نسخه');
    expect(sara.record('customers', idOf('pars'))?.body['website']).toBe('https://pars.example');
  });

  it('SYNC-23 two disks of one device: each goes on by itself, and both halves arrive', async () => {
    await syncWell(ali);
    const copy = ali.copyFiles();
    const first = await ali.create('customers', 'company', { name: 'اول', stage: 'lead', territoryId: idOf('north') });
    await syncWell(ali);
    const other = ali.copyFiles();
    await ali.restartFrom(copy);
    const second = await ali.create('customers', 'company', { name: 'دوم', stage: 'lead', territoryId: idOf('north') });
    await syncWell(ali);
    const clone = ali.store.identity.device;
    await write(ali, 'از دیسک دوم');
    await syncWell(ali);
    await ali.restartFrom(other);
    await write(ali, 'از دیسک اول');
    await syncWell(ali, sara);
    expect(ali.store.identity.device).not.toBe(clone);
    expect(sara.record('customers', first)?.body['name']).toBe('اول');
    expect(sara.record('customers', second)?.body['name']).toBe('دوم');
    const { last } = (
      await company.database.rows<{ last: number }>(
        'SELECT count(DISTINCT id)::int AS last FROM devices WHERE line = $1',
        [ali.device],
      )
    )[0] ?? { last: 0 };
    expect(last).toBeGreaterThan(1);
  });

  it('SYNC-23 what the old identity has not sent yet is no stranger to the new one: no clash with oneself', async () => {
    const made = await ali.create('activities', 'note', {
      customerId: idOf('pars'),
      subject: 'ما',
      plannedAt: '2026-11-20T08:00:00.000Z',
    });
    await syncWell(ali);
    const copy = ali.copyFiles();
    await ali.edit('customers', idOf('pars'), { website: 'https://first.example' });
    await syncWell(ali);
    await ali.restartFrom(copy);
    await ali.edit('activities', made, { subject: 'یک' });
    const saves: Promise<void>[] = [];
    // Between the moment it learns and the first push: the next commit is of the new identity, on top of the old one's unsent group. A delete
    // of what somebody else had changed unseen would be a clash.
    ali.network.onMessage = (kind, moment) => {
      if (kind === 'push' && moment === 'before') {
        if (saves.length === 0) saves.push(ali.remove('activities', made));
      }
    };
    await ali.sync();
    await Promise.all(saves);
    ali.network.onMessage = () => {};
    await syncWell(ali, sara, ali);
    expect(new Set(chain(ali).map(({ device }) => device)).size).toBe(2);
    expect(sara.record('activities', made)?.deleted ?? true).toBe(true);
    const reviews = await company.database.rows(
      "SELECT 1 FROM records WHERE collection = 'reviews' AND body->>'group' = ANY($1)",
      [chain(ali).map(({ hash }) => hash)],
    );
    expect(reviews).toEqual([]);
  });

  it('SYNC-23 a line that is cut while the new identity enrols costs nothing: it is the new one that goes on, numbers wait for its code', async () => {
    const copy = ali.copyFiles();
    await write(ali, 'گم‌شده');
    await syncWell(ali);
    for (const moment of ['before', 'after'] as const) {
      await ali.restartFrom(moment === 'before' ? copy : ali.copyFiles());
      if (moment === 'after') {
        // Once more behind: another disk with the same identity was there meanwhile.
        const behind = ali.copyFiles();
        await write(ali, 'باز هم گم‌شده');
        await syncWell(ali);
        await ali.restartFrom(behind);
      }
      const known = ali.store.identity.device;
      ali.network.onMessage = (kind, at) => {
        if (kind === 'call' && at === moment) throw createError('server_unreachable');
      };
      expect((await ali.sync()).connection).toBe('offline');
      const taken = ali.store.identity.device;
      expect(taken).not.toBe(known);
      await expect(contract(ali)).rejects.toMatchObject({ code: 'number_block_exhausted' });
      await ali.edit('customers', idOf('pars'), { website: `https://${moment}.example` });
      ali.network.onMessage = () => {};
      await ali.restart();
      await syncWell(ali);
      expect(ali.store.identity.device).toBe(taken);
      expect(await contract(ali)).toMatch(new RegExp(`^CON-${ali.store.identity.deviceCode}-`));
      await syncWell(ali, sara);
      expect(sara.record('customers', idOf('pars'))?.body['website']).toBe(`https://${moment}.example`);
    }
  });

  it('SYNC-23 a device that was revoked takes no new identity, and its copies go dark with it', async () => {
    const copy = ali.copyFiles();
    await write(ali, 'x');
    await syncWell(ali);
    await ali.restartFrom(copy);
    await syncWell(ali);
    await revokeDevice(company.database, ali.device);
    const state = await ali.sync();
    expect(state.problem?.code).toBe('not_enrolled');
  });
});
