import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import type { ServerApp } from '../api/app.ts';
import { revokeDevice } from '../auth/devices.ts';
import { silentLog } from '../log.ts';
import { create, createTestServer, customerBody, type TestDevice, type TestServer } from '../testing/testCompany.ts';
import { startHttpServer } from './server.ts';
import { createPlaces, createTurns } from './turns.ts';

const here = new AbortController().signal;
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('turns go round the callers, and no more are at work than may be', async () => {
  const turns = createTurns({ atWork: 1, waiting: 10 });
  const order: string[] = [];
  const ends: (() => void)[] = [];
  const come = (caller: string, name: string): void =>
    void turns.take(caller, here).then((end) => {
      order.push(name);
      if (end) ends.push(end);
    });
  for (const name of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) come(name.slice(0, 1), name);
  await settled();
  expect(order).toEqual(['a1']);
  for (let times = 0; times < 6; times += 1) {
    const end = ends.shift();
    end?.();
    // Ending twice gives nobody a second turn.
    end?.();
    await settled();
  }
  expect(order).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2']);
});

test('who is gone before their turn leaves their place to the next; beyond the bound one is told when to come again', async () => {
  const turns = createTurns({ atWork: 1, waiting: 2 });
  const end = await turns.take('a', here);
  const gone = new AbortController();
  const waiting = [turns.take('b', gone.signal), turns.take('c', here)];
  await expect(turns.take('d', here)).rejects.toMatchObject({
    code: 'internal',
    facts: { reason: 'busy', retryAfterSeconds: 5 },
  });
  gone.abort();
  expect(await waiting[0]).toBeNull();
  const later = turns.take('d', here);
  end?.();
  const second = await waiting[1];
  second?.();
  const third = await later;
  third?.();
  expect(await turns.take('e', gone.signal)).toBeNull();
  expect(await turns.take('e', here)).not.toBeNull();
});

test('places are as many as there are, few of them for one caller, and free again when they are left', () => {
  const places = createPlaces({ inAll: 3, ofOneCaller: 2 });
  const busy = expect.objectContaining({ code: 'internal', facts: { reason: 'busy', retryAfterSeconds: 5 } });
  const leave = places.take('a');
  places.take('a');
  expect(() => places.take('a')).toThrow(busy);
  places.take('b');
  expect(() => places.take('c')).toThrow(busy);
  leave();
  // Leaving twice frees no second one.
  leave();
  places.take('a');
  expect(() => places.take('c')).toThrow(busy);
});

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const push = (url: string, token: string, body: string): Promise<Response> =>
  fetch(`${url}/sync/v1/push`, {
    method: 'POST',
    body,
    headers: { ...bearer(token), 'content-type': 'application/json' },
  });
const write = (device: TestDevice, territory: string): string =>
  JSON.stringify({
    protocol: 1,
    groups: [device.write(create('customers', 'company', server.newId(), customerBody('نوبت', territory)))],
  });

const LONG = { timeout: 10_000 };
/** From then on they wait for their turns as soon as they come: nobody has to look whose token it is. */
async function makeKnown(url: string, devices: readonly TestDevice[]): Promise<void> {
  const greet = ({ token }: TestDevice): Promise<Response> =>
    fetch(`${url}/sync/v1/handshake`, { method: 'POST', body: '{}', headers: bearer(token) });
  for (const device of devices) expect((await greet(device)).status).toBe(400);
}

describe('over HTTP', () => {
  test('no more is worked on at once than may be, the rest waits unread and is answered; beyond the bound a device is told when to come again', async () => {
    const [atWork, waiting] = [3, 12];
    const node = await server.openNode();
    let working = 0;
    let most = 0;
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const app = {
      ...node,
      push: async (token: string | null, payload: unknown) => {
        working += 1;
        most = Math.max(most, working);
        await held;
        working -= 1;
        return node.push(token, payload);
      },
    };
    const limited = await startHttpServer({
      app,
      log: silentLog,
      host: '127.0.0.1',
      port: 0,
      trustedProxies: 0,
      turns: { atWork, waiting },
    });
    const devices = await Promise.all(Array.from({ length: atWork + waiting }, () => server.device('ali')));
    await makeKnown(limited.url, devices);
    const asked = devices.map((device) => push(limited.url, device.token, write(device, 'north')));
    const token = devices[0]?.token ?? '';
    await expect.poll(() => working).toBe(atWork);
    // A stream and a look at the server's health are no requests at work.
    const stream = await fetch(`${limited.url}/sync/v1/poke`, { headers: bearer(token) });
    expect([stream.status, (await fetch(`${limited.url}/ready`)).status]).toEqual([200, 200]);
    await expect
      .poll(async () => {
        const turnedAway = await push(limited.url, token, '{}');
        return [turnedAway.status, turnedAway.headers.get('retry-after'), await turnedAway.json()];
      })
      .toEqual([503, '5', { code: 'internal', facts: { reason: 'busy', retryAfterSeconds: 5 } }]);
    expect(working).toBe(atWork);
    release();
    const replies = (await Promise.all((await Promise.all(asked)).map((response) => response.json()))) as {
      outcomes: { outcome: string }[];
    }[];
    expect(new Set(replies.map(({ outcomes }) => outcomes[0]?.outcome))).toEqual(new Set(['applied']));
    expect(most).toBe(atWork);
    await stream.body?.cancel();
    await limited.close();
  });

  /** Sends a part of a push; `finish` the rest of it. */
  interface SlowPush {
    readonly status: Promise<number>;
    finish(): void;
  }
  async function pushSlowly(url: string, device: TestDevice, territory: string): Promise<SlowPush> {
    const text = write(device, territory);
    const status = Promise.withResolvers<number>();
    const sending = httpRequest(
      `${url}/sync/v1/push`,
      { method: 'POST', headers: { ...bearer(device.token), 'content-length': Buffer.byteLength(text) } },
      (response) => {
        response.resume();
        status.resolve(response.statusCode ?? 0);
      },
    );
    sending.on('error', status.reject);
    await new Promise<void>((resolve) => void sending.write(text.slice(0, 10), () => resolve()));
    return { status: status.promise, finish: () => void sending.end(text.slice(10)) };
  }
  const openNarrow = async (
    limits: { atWork: number; places: { inAll: number; ofOneCaller: number } },
    app?: ServerApp,
  ) =>
    startHttpServer({
      app: app ?? (await server.openNode()),
      log: silentLog,
      host: '127.0.0.1',
      port: 0,
      trustedProxies: 0,
      turns: { atWork: limits.atWork, waiting: 10 },
      places: limits.places,
    });

  test('a message that comes slowly keeps nobody from their turn; who was sent away meanwhile is not heard', async () => {
    const node = await server.openNode();
    let admitted = 0;
    const admit: ServerApp['admit'] = (token) => {
      admitted += 1;
      return node.admit(token);
    };
    const narrow = await openNarrow({ atWork: 1, places: { inAll: 2, ofOneCaller: 1 } }, { ...node, admit });
    const [ali, hamid, sara] = await Promise.all([server.device('ali'), server.device('hamid'), server.device('sara')]);
    await makeKnown(narrow.url, [ali, hamid, sara]);
    const turns = admitted;
    const slow = await pushSlowly(narrow.url, ali, 'north');
    await expect.poll(() => admitted - turns, LONG).toBe(1);
    // Whose turn comes when the first is found to be slow.
    const revoked = await pushSlowly(narrow.url, hamid, 'north');
    await expect.poll(() => admitted - turns, LONG).toBe(2);
    const other = await push(narrow.url, sara.token, write(sara, 'south'));
    expect(other.status).toBe(200);
    await revokeDevice(server.database, hamid.id);
    for (const { finish } of [slow, revoked]) finish();
    expect([await slow.status, await revoked.status]).toEqual([200, 401]);
    await narrow.close();
  });

  test('no more messages come slowly at once than may, nor of one device; the others hear when to come again', async () => {
    const narrow = await openNarrow({ atWork: 8, places: { inAll: 2, ofOneCaller: 1 } });
    const [ali, hamid, sara] = await Promise.all([server.device('ali'), server.device('hamid'), server.device('sara')]);
    const begin = (devices: TestDevice[]): Promise<SlowPush[]> =>
      Promise.all(devices.map((device) => pushSlowly(narrow.url, device, 'north')));
    const refusedOf = async (those: SlowPush[]): Promise<SlowPush> => {
      const [status, refused] = await Promise.race(those.map(async (one) => [await one.status, one] as const));
      expect(status).toBe(503);
      return refused;
    };
    const finish = async (those: SlowPush[], refused: SlowPush[]): Promise<void> => {
      for (const one of those) one.finish();
      expect(await Promise.all(those.filter((one) => !refused.includes(one)).map(({ status }) => status))).toEqual([
        200, 200,
      ]);
    };
    const ofAli = await begin([ali, ali]);
    const refused = await refusedOf(ofAli);
    const ofOthers = await begin([hamid, sara]);
    await finish([...ofAli, ...ofOthers], [refused, await refusedOf(ofOthers)]);
    // Whoever is done leaves their place.
    const again = await begin([ali, hamid, sara]);
    await finish(again, [await refusedOf(again)]);
    await narrow.close();
  });
});
