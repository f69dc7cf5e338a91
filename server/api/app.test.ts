import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { revokeDevice } from '../auth/devices.ts';
import { createTestServer, type TestServer } from '../testing/testCompany.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

test('who was admitted is not looked up again when they are handed on with their message; whoever comes with a token is', async () => {
  const ali = await server.device('ali');
  const caller = await server.app.admit(ali.token);
  await revokeDevice(server.database, ali.id);
  expect((await server.app.handshake(caller, ali.greeting())).epoch).toBe(ali.epoch);
  // An admission leaves nothing behind.
  await expect(ali.handshake()).rejects.toMatchObject({ code: 'not_enrolled' });
});
