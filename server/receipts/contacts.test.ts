import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { isPeyvandError } from '../../shared/base/errors.ts';
import { createTestServer, idOf, START, type TestServer } from '../testing/testCompany.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

const TODAY = '2026-11-21';
const contacts = (device: { token: string }, branchId: string | null = null) =>
  server.app.call('branchContacts', device.token, { branchId, day: TODAY });

test('a branch manager is told when everybody was last heard of, and who has closed the day', async () => {
  const [ali, hamid] = [await server.device('ali'), await server.device('hamid')];
  const before = await contacts(hamid);
  expect(before.at).toBe(new Date(START).toISOString());
  expect(before.people.map(({ id }) => id).toSorted()).toEqual(
    ['ali', 'babak', 'sara', 'hamid', 'gone'].map((name) => idOf(name)).toSorted(),
  );
  const aliOf = ({ people }: typeof before) => people.find(({ id }) => id === idOf('ali'));
  expect(aliOf(before)).toMatchObject({ held: 0, waiting: 0, closedAt: null });
  await server.app.call('closeDay', ali.token, { day: TODAY, of: 'person', last: ali.last, sign: true });
  expect(aliOf(await contacts(hamid, idOf('tehran')))).toMatchObject({ closedAt: new Date(START).toISOString() });
  // Yesterday's close is none of today's.
  expect((await contacts(hamid)).people.find(({ id }) => id === idOf('sara'))?.closedAt).toBeNull();
});

test('of another branch only head office is told', async () => {
  const [hamid, darius, ali] = [
    await server.device('hamid'),
    await server.device('darius'),
    await server.device('ali'),
  ];
  const refusal = (call: Promise<unknown>) =>
    call.then(
      () => null,
      (error: unknown) => (isPeyvandError(error) ? error.code : error),
    );
  expect(await refusal(contacts(hamid, idOf('isfahan')))).toBe('permission_denied');
  expect(await refusal(contacts(ali))).toBe('permission_denied');
  expect((await contacts(darius, idOf('tehran'))).people).toHaveLength(5);
  expect((await contacts(darius, idOf('isfahan'))).people).toEqual([]);
});
