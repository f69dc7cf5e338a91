/** Somebody who asks for recovery again and again. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import { isPeyvandError } from '../../shared/base/errors.ts';
import { writeTicket } from '../auth/tickets.ts';
import { createTestServer, idOf, type TestServer } from '../testing/testCompany.ts';
import { REQUEST_LIFETIME_MILLISECONDS } from './requests.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  await server.load([
    {
      collection: 'organisation',
      kind: 'setting',
      id: idOf('recovery'),
      body: { key: 'recoveryShares', value: 'offered' },
    },
  ]);
});
afterAll(() => server.close());

const replyKey = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' }).x ?? '';
const ask = (name: string, share: string) =>
  server.app.askForRecovery(
    'requestRecovery',
    { ticket: writeTicket(server.keys, server.clock, idOf(name)), share, replyKey },
    '127.0.0.1',
  );
async function leaveShare(name: string) {
  const [device, share] = [await server.device(name), server.newId()];
  await server.app.call('depositRecoveryShare', device.token, { share, sealed: 'AAAA' });
  return { line: device.id, share };
}

it('SEC-13: whoever asks again and again hides nobody else’s request, and has a day’s end', async () => {
  const ada = await server.device('ada');
  const [ali, babak] = [await leaveShare('ali'), await leaveShare('babak')];
  const first = await ask('babak', babak.share);
  server.clock.advance(60_000);
  // What came of many days and many machines.
  const now = server.clock.now();
  await server.database.rows(
    `INSERT INTO recovery_requests (id, share, line, person_id, reply_key, secret_hash, requested_at, expires_at, state)
     SELECT gen_random_uuid(), $1, $2, $3, 'key', 'hash', $4::timestamptz, $5::timestamptz, CASE WHEN n > 150 THEN 'waiting' ELSE 'replaced' END
     FROM generate_series(1, 300) AS n`,
    [
      ali.share,
      ali.line,
      idOf('ali'),
      instantFromMilliseconds(now),
      instantFromMilliseconds(now + REQUEST_LIFETIME_MILLISECONDS),
    ],
  );
  server.clock.advance(60_000);
  const last = await ask('ali', ali.share);
  const { requests } = await server.app.call('recoveryRequests', ada.token, {});
  expect(requests.length).toBe(200);
  expect(requests.map(({ id }) => id)).toEqual(expect.arrayContaining([first.request, last.request]));
  const times = requests.map(({ requestedAt }) => requestedAt);
  expect(times).toEqual(times.toSorted().toReversed());
  const codes: string[] = [];
  for (let turn = 1; turn < 25; turn += 1)
    codes.push(
      await ask('ali', ali.share).then(
        () => 'asked',
        (error: unknown) => (isPeyvandError(error) ? error.code : String(error)),
      ),
    );
  expect(codes).toEqual([...Array<string>(19).fill('asked'), ...Array<string>(5).fill('throttled')]);
  const found = "SELECT 1 FROM findings WHERE kind = 'toldTooMuch' AND person = $1";
  expect(await server.database.rows(found, [idOf('ali')])).toHaveLength(1);
  // The request of before is none the worse for what was refused.
  const state = await server.app.askForRecovery(
    'recoveryState',
    { request: first.request, secret: first.secret },
    '127.0.0.1',
  );
  expect(state).toMatchObject({ state: 'waiting' });
});
