import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDirectTransport } from '../../server/api/directTransport.ts';
import { createServerApp, type ServerApp } from '../../server/api/app.ts';
import { silentLog } from '../../server/log.ts';
import { createSeededRandomness } from '../../shared/base/randomness.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { createTestCompany, idOf, type TestCompany } from './company.ts';
import { createTestDevice, type TestDevice } from './device.ts';

describe('a program older than the server wants', () => {
  let company: TestCompany;
  let strict: ServerApp;
  let ali: TestDevice;
  beforeAll(async () => {
    company = await createTestCompany();
    ali = await createTestDevice({ login: 'ali', transport: company.transport(), seed: 950 });
    await ali.sync();
    strict = await createServerApp({
      database: company.database,
      keys: company.keys,
      clock: { now: () => Date.now() },
      randomness: createSeededRandomness(1),
      log: silentLog,
      minimumProtocol: PROTOCOL_VERSION + 1,
    });
  });
  afterAll(async () => {
    await ali.close();
    await strict.close();
    await company.close();
  });

  it('SYNC-162 hands in its work and is told to be brought up to date; it gets nothing, and loses nothing', async () => {
    const { handshake, push, pull } = createDirectTransport(strict);
    const own = { handshake: ali.network.handshake, push: ali.network.push, pull: ali.network.pull };
    Object.assign(ali.network, { handshake, push, pull });
    const id = await ali.create('customers', 'company', { name: 'قدیمی', stage: 'lead', territoryId: idOf('north') });
    const state = await ali.sync();
    expect(state).toMatchObject({
      connection: 'refused',
      pending: 0,
      problem: { code: 'protocol_newer', facts: { client: PROTOCOL_VERSION, minimum: PROTOCOL_VERSION + 1 } },
    });
    expect(await company.database.rows('SELECT outcome FROM ledger')).toEqual([{ outcome: 'applied' }]);
    // Brought up to date.
    Object.assign(ali.network, own);
    expect(await ali.sync()).toMatchObject({ connection: 'online', pending: 0, problem: null });
    expect(ali.record('customers', id)).toMatchObject({ version: 1, pending: false });
  });
});
