/** What devices tell of reading: taken once, and no more of it than a day has. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import { createTestServer, type TestDevice, type TestServer } from '../testing/testCompany.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const event = (more: object = {}) => ({
  id: server.newId(),
  kind: 'readingPaused',
  at: instantFromMilliseconds(server.clock.now()),
  pages: 151,
  limit: 150,
  reason: '',
  ...more,
});
const report = (device: TestDevice, events: object[], hours: object[] = []) =>
  server.app.call('reportReading', device.token, { events, hours });
const findings = (device: TestDevice, kind: string): Promise<object[]> =>
  server.database.rows('SELECT 1 FROM findings WHERE kind = $1 AND device = $2', [kind, device.id]);

test('SEC-74: waits that a device made up by the hundred are told on the days that follow; nothing is lost, and head office hears of it once', async () => {
  const ali = await server.device('ali');
  const events = Array.from({ length: 120 }, () => event());
  const throttled = { code: 'throttled', facts: { reason: 'day_full', retryAfterSeconds: expect.any(Number) } };
  for (let turn = 0; turn < 3; turn += 1) await expect(report(ali, events)).rejects.toMatchObject(throttled);
  // Another device of the same person has its own day.
  await report(await server.device('ali'), [event(), event()]);
  expect(await findings(ali, 'readingPaused')).toHaveLength(50);
  expect(await findings(ali, 'toldTooMuch')).toHaveLength(1);
  server.clock.advance(DAY);
  await expect(report(ali, events)).rejects.toMatchObject(throttled);
  server.clock.advance(DAY);
  await report(ali, events);
  // Again, after a lost answer.
  await report(ali, events);
  expect(await findings(ali, 'readingPaused')).toHaveLength(120);
  expect(await findings(ali, 'toldTooMuch')).toHaveLength(2);
});

test('SEC-74: of hours only those are kept that a habit is made of', async () => {
  const sara = await server.device('sara');
  const now = server.clock.now();
  const hour = (at: number, pages: number) => ({ hour: instantFromMilliseconds(at), pages });
  const whole = Math.floor(now / HOUR) * HOUR;
  await report(
    sara,
    [],
    [hour(whole - HOUR, 7), hour(whole - HOUR + 5, 9), hour(now - 30 * DAY, 4), hour(now + 2 * DAY, 4), hour(0, 4)],
  );
  const rows = await server.database.rows<{ hour: Date; pages: number }>(
    'SELECT hour, pages FROM reading_hours WHERE device = $1',
    [sara.id],
  );
  expect(rows).toEqual([{ hour: new Date(whole - HOUR), pages: 9 }]);
});
