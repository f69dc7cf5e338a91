import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestCompany, idOf, type TestCompany } from './company.ts';
import { createTestDevice, type TestDevice } from './device.ts';

/** Tokens that change under a device, against the real server: nobody at work notices, whatever happened to their disk. */
describe('the token of a device', () => {
  let company: TestCompany;
  let ali: TestDevice;
  let seed = 900;

  beforeAll(async () => {
    company = await createTestCompany();
  });
  afterAll(() => company.close());
  beforeEach(async () => {
    seed += 1;
    ali = await createTestDevice({ login: 'ali', transport: company.transport(), seed });
    await syncWell(ali);
    return () => ali.close();
  });

  const syncWell = async (device: TestDevice): Promise<void> => {
    const { connection, pending, problem } = await device.sync();
    expect({ connection, pending, problem }).toEqual({ connection: 'online', pending: 0, problem: null });
  };
  /** An hour of contact, and a round in which the next token is used. The present one's beginning is put back: the server's clock is real here. */
  const rotate = async (device: TestDevice): Promise<void> => {
    await company.database.rows("UPDATE devices SET token_at = token_at - interval '2 hours'");
    const before = device.bearer();
    await syncWell(device);
    expect(device.bearer()).not.toBe(before);
    await company.database.rows("UPDATE retired_tokens SET retired_at = retired_at - interval '2 hours'");
  };
  const write = (device: TestDevice, text: string): Promise<void> =>
    device.edit('customers', idOf('pars'), { note: text });
  const told = async (): Promise<number> =>
    (await company.database.rows("SELECT 1 FROM audit_entries WHERE action = 'device.tokenReused'")).length;

  it('SEC-130: changes without anybody noticing, also over a restart', async () => {
    await rotate(ali);
    await ali.restart();
    await write(ali, 'پس از نشان نو');
    await syncWell(ali);
    await rotate(ali);
    await syncWell(ali);
    expect(await told()).toBe(0);
  });

  it('SEC-130: a next token whose answer was lost, or that was kept and never used, costs nothing', async () => {
    await company.database.rows("UPDATE devices SET token_at = token_at - interval '2 hours'");
    const before = ali.bearer();
    ali.network.onMessage = (kind, moment) => {
      if (kind === 'handshake' && moment === 'after') throw new Error('the line broke');
    };
    await ali.sync();
    expect(ali.bearer()).toBe(before);
    ali.network.onMessage = (kind, moment) => {
      if (kind === 'pull' && moment === 'before') throw new Error('the line broke');
    };
    await ali.sync();
    expect(ali.bearer()).not.toBe(before);
    ali.network.onMessage = () => {};
    await ali.restart();
    await syncWell(ali);
    expect(await told()).toBe(0);
  });

  it('SEC-131: a disk that was put back has a retired token, proves its key, and goes on as another device (SYNC-23); the administrator is told', async () => {
    const before = await told();
    const copy = ali.copyFiles();
    await rotate(ali);
    await write(ali, 'پس از نسخه');
    await syncWell(ali);
    const { device } = ali.store.identity;
    await ali.restartFrom(copy);
    await ali.edit('customers', idOf('pars'), { website: 'https://pars.example' });
    await syncWell(ali);
    expect(ali.store.identity.device).not.toBe(device);
    expect(ali.record('customers', idOf('pars'))?.body).toMatchObject({
      note: 'پس از نسخه',
      website: 'https://pars.example',
    });
    expect(await told()).toBe(before + 1);
  });

  it('SEC-131: two disks of one device that only read take turns, and are seen', async () => {
    const before = await told();
    const copy = ali.copyFiles();
    await rotate(ali);
    const other = ali.copyFiles();
    await ali.restartFrom(copy);
    await syncWell(ali);
    await company.database.rows("UPDATE retired_tokens SET retired_at = retired_at - interval '2 hours'");
    await ali.restartFrom(other);
    await syncWell(ali);
    expect(await told()).toBe(before + 1);
  });

  it('SEC-131: an identity that was taken and not enrolled when its forerunner’s token was retired is vouched for by that one’s key', async () => {
    const copy = ali.copyFiles();
    await write(ali, 'گم‌شده');
    await syncWell(ali);
    await ali.restartFrom(copy);
    ali.network.onMessage = (kind) => {
      if (kind === 'call') throw new Error('the line broke');
    };
    await ali.sync();
    ali.network.onMessage = () => {};
    const taken = ali.store.identity.device;
    // Meanwhile the other disk went on.
    await company.database.rows(
      `WITH gone AS (UPDATE devices SET token_hash = 'x' || id WHERE id = $1 RETURNING id)
       INSERT INTO retired_tokens (hash, device, retired_at) SELECT 'y' || id, id, now() FROM gone`,
      [ali.device],
    );
    await write(ali, 'از دیسک کهنه');
    await syncWell(ali);
    expect(ali.store.identity.device).toBe(taken);
  });

  it('SEC-131: a server that was restored to before the token changed takes the device by its key', async () => {
    const before = await told();
    await rotate(ali);
    await company.database.rows(
      "UPDATE devices SET token_hash = 'earlier' || id, next_token_hash = NULL WHERE id = $1",
      [ali.device],
    );
    await write(ali, 'پس از بازگردانی');
    await syncWell(ali);
    expect(await told()).toBe(before);
  });
});
