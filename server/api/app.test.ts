import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { revokeDevice } from '../auth/devices.ts';
import { createTestServer, type TestServer } from '../testing/testCompany.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

test('who was admitted is not looked up again for the same message, only for that one, and not for longer than a moment', async () => {
  const [prompt, late] = [await server.device('ali'), await server.device('ali')];
  for (const { token } of [prompt, late]) await server.app.admit(token);
  for (const { id } of [prompt, late]) await revokeDevice(server.database, id);
  expect((await prompt.handshake()).epoch).toBe(prompt.epoch);
  await expect(prompt.handshake()).rejects.toMatchObject({ code: 'not_enrolled' });
  server.clock.advance(1_001);
  await expect(late.handshake()).rejects.toMatchObject({ code: 'not_enrolled' });
});
