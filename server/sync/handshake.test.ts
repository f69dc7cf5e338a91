import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { createTestServer, type TestServer } from '../testing/testCompany.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

test('a greeting whose statements another node has just migrated under is answered all the same', async () => {
  const ali = await server.device('ali');
  await ali.handshake();
  await server.database.rows('ALTER TABLE devices ALTER COLUMN last_n TYPE bigint');
  expect(await ali.handshake()).toMatchObject({ last: null });
});
