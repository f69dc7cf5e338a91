import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { silentLog } from '../log.ts';
import { createTestServer, type TestServer } from '../testing/testCompany.ts';
import { createRates, RATE_LIMITS, type RateLimits } from './rates.ts';
import { createSeats } from './seats.ts';
import { startHttpServer } from './server.ts';

const MINUTE_MILLISECONDS = 60_000;
const device = (id: string, person = 'p') => ({ id, person });
const throttled = { code: 'throttled', facts: { retryAfterSeconds: expect.any(Number) } };
const times = async (count: number, act: () => Promise<void>): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await act();
};

describe('messages per minute', () => {
  afterEach(() => void vi.useRealTimers());

  test('SEC-124: a device has its own, its person all of theirs, a stranger those of an address; a minute later all is forgotten', async () => {
    vi.useFakeTimers();
    const rates = createRates({ device: 5, person: 8, address: 3, identities: 2, rare: 9 });
    await times(5, () => rates.takeDevice(device('a'), 'push'));
    await expect(rates.takeDevice(device('a'), 'pull')).rejects.toMatchObject(throttled);
    await times(3, () => rates.takeDevice(device('b'), 'push'));
    await expect(rates.takeDevice(device('b'), 'push')).rejects.toMatchObject(throttled);
    await times(5, () => rates.takeDevice(device('c', 'q'), 'push'));
    await times(3, () => rates.takeStranger('10.0.0.1'));
    await expect(rates.takeStranger('10.0.0.1')).rejects.toMatchObject(throttled);
    await rates.takeStranger('10.0.0.2');
    vi.advanceTimersByTime(MINUTE_MILLISECONDS + 1);
    await rates.takeDevice(device('a'), 'push');
    await rates.takeStranger('10.0.0.1');
  });

  test('SEC-124: new identities, each of which is a device, are fewer', async () => {
    const rates = createRates({ device: 100, person: 100, address: 1, identities: 2, rare: 9 });
    await times(2, () => rates.takeDevice(device('a'), 'newIdentity'));
    await expect(rates.takeDevice(device('a'), 'newIdentity')).rejects.toMatchObject(throttled);
    await rates.takeDevice(device('a'), 'push');
  });

  test('SEC-124: what is rare and costly has a bound of its own, each by itself', async () => {
    const rates = createRates({ device: 100, person: 100, address: 1, identities: 1, rare: 2 });
    for (const route of ['deliverAudit', 'inspectDevice']) await times(2, () => rates.takeDevice(device('a'), route));
    for (const route of ['deliverAudit', 'inspectDevice'])
      await expect(rates.takeDevice(device('a'), route)).rejects.toMatchObject(throttled);
    await rates.takeDevice(device('b'), 'deliverAudit');
    await times(5, () => rates.takeDevice(device('a'), 'push'));
  });

  test('SEC-124: a morning of 500 devices of one branch, and a first pull of 100,000 in the smallest pages, are far below', async () => {
    const rates = createRates(RATE_LIMITS);
    const morning = async (): Promise<string> => {
      // Each asks for its company, signs in, enrols; then a hundred messages: handshakes, pushes and pages.
      await times(500 * 3, () => rates.takeStranger('10.0.0.1'));
      for (let one = 0; one < 500; one += 1)
        await times(100, () => rates.takeDevice(device(`d${one}`, `p${one % 250}`), 'pull'));
      await times(100_000 / 20, () => rates.takeDevice(device('slow line', 'q'), 'pull'));
      return 'all served';
    };
    expect(await morning()).toBe('all served');
  });
});

test('SEC-124: a device listens with a few streams; the newest is heard, the oldest ends', () => {
  const seats = createSeats(2);
  const ended: string[] = [];
  const take = (id: string, name: string) => seats.take(id, () => ended.push(name));
  const leave = take('a', 'a1');
  take('a', 'a2');
  take('b', 'b1');
  expect(ended).toEqual([]);
  take('a', 'a3');
  expect(ended).toEqual(['a1']);
  // One that ended gives no second seat back.
  leave();
  const leaveLast = take('a', 'a4');
  expect(ended).toEqual(['a1', 'a2']);
  leaveLast();
  take('a', 'a5');
  expect(ended).toEqual(['a1', 'a2']);
});

describe('over HTTP', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await createTestServer(await createTestDatabase());
  });
  afterAll(() => server.close());

  const start = (rates: RateLimits) =>
    startHttpServer({ app: server.app, log: silentLog, host: '127.0.0.1', port: 0, trustedProxies: 1, rates });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  test('SEC-124: every route counts, says when to come again, and one device does not spend what is another’s', async () => {
    const http = await start({ device: 3, person: 100, address: 3, identities: 1, rare: 9 });
    try {
      const [ali, sara] = await Promise.all([server.device('ali'), server.device('sara')]);
      const shake = async (token: string): Promise<Response> =>
        fetch(`${http.url}/sync/v1/handshake`, {
          method: 'POST',
          body: '{}',
          headers: { ...bearer(token), 'content-type': 'application/json' },
        });
      expect((await shake(ali.token)).status).toBe(400);
      const stream = await fetch(`${http.url}/sync/v1/poke`, { headers: bearer(ali.token) });
      expect(stream.status).toBe(200);
      await stream.body?.cancel();
      expect((await shake(ali.token)).status).toBe(400);
      const refused = await shake(ali.token);
      expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, expect.any(Number)]);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await fetch(`${http.url}/sync/v1/poke`, { headers: bearer(ali.token) })).status).toBe(429);
      expect((await shake(sara.token)).status).toBe(400);
      // Strangers: by address, whatever they ask for.
      const statusOf = async (path: string, address: string, headers: Record<string, string> = {}): Promise<number> =>
        (await fetch(`${http.url}${path}`, { headers: { 'x-forwarded-for': address, ...headers } })).status;
      expect(await statusOf('/health', '10.0.0.1')).toBe(200);
      expect(await statusOf('/nowhere', '10.0.0.1')).toBe(404);
      expect(await statusOf('/sync/v1/poke', '10.0.0.1', bearer('nobodys'))).toBe(401);
      for (const path of ['/health', '/nowhere', '/openapi.json', '/sync/v1/poke'])
        expect([path, await statusOf(path, '10.0.0.1')]).toEqual([path, 429]);
      expect(await statusOf('/health', '10.0.0.2')).toBe(200);
    } finally {
      await http.close();
    }
  });
});
