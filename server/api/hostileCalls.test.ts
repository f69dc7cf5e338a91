/** Values that fit every schema and that the database cannot hold: what came with a message is the message's fault, not a defect of the server. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { createTestServer, type TestServer } from '../testing/testCompany.ts';

let server: TestServer;
const logged: string[] = [];
beforeAll(async () => {
  const note = (facts: object, event: string): void => void logged.push(`${event} ${JSON.stringify(facts)}`);
  server = await createTestServer(await createTestDatabase(), { log: { info: note, warn: note, error: note } });
});
afterAll(() => server.close());

const event = (more: object): object => ({
  id: server.newId(),
  kind: 'readingPaused',
  at: '2026-11-21T08:00:00.000Z',
  pages: 3,
  limit: 2,
  reason: '',
  ...more,
});

test.each([
  ['an instant that there is not', { at: '2026-99-99T99:99:99.999Z' }, {}],
  ['an instant before all years', { at: '0000-00-00T00:00:00.000Z' }, {}],
  ['a text with a NUL', { reason: 'رازی\u0000' }, {}],
  [
    'a number larger than its column',
    {},
    { hours: [{ hour: '2026-11-21T08:00:00.000Z', pages: Number.MAX_SAFE_INTEGER }] },
  ],
])('SEC-142: %s is refused, and nothing of it is kept or logged', async (_name, more, report) => {
  const ali = await server.device('ali');
  const [before] = await server.database.rows('SELECT count(*) AS entries FROM audit_entries');
  await expect(
    server.app.call('reportReading', ali.token, { hours: [], events: [event({}), event(more)], ...report }),
  ).rejects.toMatchObject({ code: 'invalid_input' });
  expect(await server.database.rows('SELECT count(*) AS entries FROM audit_entries')).toEqual([before]);
  expect(await server.app.call('reportReading', ali.token, { hours: [], events: [event({})] })).toEqual({});
  expect(logged.join('\n')).not.toMatch(/"reason":"defect"|رازی/);
});

test('SEC-142: a greeting that confirms more groups than there can be is refused before anything of it is noted', async () => {
  const ali = await server.device('ali');
  const [before] = await server.database.rows('SELECT * FROM devices WHERE id = $1', [ali.id]);
  const greeting = { ...ali.greeting(), confirmed: Number.MAX_SAFE_INTEGER };
  await expect(server.app.handshake(ali.token, greeting)).rejects.toMatchObject({ code: 'invalid_input' });
  expect(await server.database.rows('SELECT * FROM devices WHERE id = $1', [ali.id])).toEqual([before]);
});
