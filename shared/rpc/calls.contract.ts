/** What calls and streams promise over every wire. Each wire runs this suite in `wires.test.ts`. */
import { eventIterator, type ContractRouterClient } from '@orpc/contract';
import { implement } from '@orpc/server';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createError, isPeyvandError, type PeyvandError } from '../base/errors.ts';
import { method } from '../contract/errors.ts';
import { createClient } from './client.ts';
import { serveContract } from './server.ts';
import type { Wire } from './wire.ts';
import type { WirePair } from './wire.contract.ts';

const testContract = {
  things: {
    echo: method.input(z.object({ text: z.string() })).output(z.object({ text: z.string() })),
    fail: method
      .input(z.object({ how: z.enum(['expected', 'defect', 'wrongOutput']) }))
      .output(z.object({ fine: z.boolean() })),
    anything: method.input(z.object({ value: z.json() })).output(z.object({})),
    grow: method.input(z.object({ rows: z.int() })).output(z.array(z.object({ id: z.number(), name: z.string() }))),
    huge: method.output(z.string()),
    count: method.input(z.object({ upTo: z.int() })).output(eventIterator(z.object({ number: z.number() }))),
    silent: method.output(eventIterator(z.object({}))),
    breaks: method
      .input(z.object({ how: z.enum(['expected', 'defect', 'huge']) }))
      .output(eventIterator(z.object({ text: z.string() }))),
  },
};

/** What the server saw, for the tests to look at. */
interface Seen {
  readonly defects: unknown[];
  running: number;
  readonly ended: Promise<void>[];
  calls: number;
}

const implementer = implement(testContract).$context<{ seen: Seen }>();
const router = implementer.router({
  things: {
    echo: implementer.things.echo.handler(({ input, context }) => {
      context.seen.calls += 1;
      return { text: input.text };
    }),
    fail: implementer.things.fail.handler(({ input }) => {
      if (input.how === 'expected')
        throw createError('stale_edit', { path: 'name', attempts: 3, seen: null, others: ['a', 'ب'] });
      if (input.how === 'defect') throw new TypeError('the secret of Ali Rezaei');
      return { fine: 'not a boolean' } as unknown as { fine: boolean };
    }),
    anything: implementer.things.anything.handler(() => ({})),
    grow: implementer.things.grow.handler(({ input }) =>
      Array.from({ length: input.rows }, (_, id) => ({ id, name: `نام ${id}` })),
    ),
    huge: implementer.things.huge.handler(() => 'x'.repeat(70 * 1024 * 1024)),
    count: implementer.things.count.handler(async function* count({ input, context }) {
      context.seen.running += 1;
      try {
        for (let number = 1; number <= input.upTo; number += 1) {
          // As real sources do: a loop that waits for nothing would never let the window's answer in.
          if (number % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
          yield { number };
        }
      } finally {
        context.seen.running -= 1;
      }
    }),
    silent: implementer.things.silent.handler(({ context }) => silentStream(context.seen)),
    breaks: implementer.things.breaks.handler(async function* breaks({ input }) {
      yield { text: 'first' };
      if (input.how === 'expected') throw createError('locked', { profile: 'p' });
      if (input.how === 'defect') throw new TypeError('the secret of Ali Rezaei');
      yield { text: 'x'.repeat(70 * 1024 * 1024) };
    }),
  },
});

/** Never speaks and never ends by itself. */
function silentStream(seen: Seen): AsyncIteratorObject<Record<string, never>, unknown, void> {
  seen.running += 1;
  const { promise, resolve } = Promise.withResolvers<void>();
  seen.ended.push(promise);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => new Promise(() => {}),
    return() {
      seen.running -= 1;
      resolve();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

export function describeCalls(name: string, openPair: () => Promise<WirePair>): void {
  describe(`calls over ${name}`, () => {
    const pairs: WirePair[] = [];
    interface Session {
      client: ContractRouterClient<typeof testContract>;
      seen: Seen;
      window: Wire;
      core: Wire;
    }
    const openServed = async (): Promise<{ pair: WirePair; seen: Seen }> => {
      const pair = await openPair();
      pairs.push(pair);
      const seen: Seen = { defects: [], running: 0, ended: [], calls: 0 };
      serveContract(pair.right, router, { seen }, { onDefect: (defect) => seen.defects.push(defect) });
      return { pair, seen };
    };
    const open = async (): Promise<Session> => {
      const { pair, seen } = await openServed();
      return { client: createClient<typeof testContract>(pair.left), seen, window: pair.left, core: pair.right };
    };
    afterEach(async () => {
      for (const pair of pairs.splice(0)) {
        pair.left.close();
        pair.right.close();
        await pair.release();
      }
    });

    it('answers 1,000 calls at once, each with its own answer', async () => {
      const { client } = await open();
      const texts = Array.from({ length: 1_000 }, (_, index) => `سلام ${index}`);
      const answers = await Promise.all(texts.map((text) => client.things.echo({ text })));
      expect(answers.map(({ text }) => text)).toEqual(texts);
    });

    it('carries a large answer whole', async () => {
      const { client } = await open();
      const rows = await client.things.grow({ rows: 100_000 });
      expect(rows.length).toBe(100_000);
      expect(rows.at(-1)).toEqual({ id: 99_999, name: 'نام 99999' });
    });

    it('refuses an answer that is too large for the wire, and goes on', async () => {
      const { client } = await open();
      expect((await failure(client.things.huge())).code).toBe('message_too_large');
      const stream = await client.things.breaks({ how: 'huge' });
      await stream.next();
      expect((await failure(stream.next())).code).toBe('message_too_large');
      expect(await client.things.echo({ text: 'still here' })).toEqual({ text: 'still here' });
    });

    it('refuses to send a call that is too large, and goes on', async () => {
      const { client, seen } = await open();
      expect((await failure(client.things.echo({ text: 'x'.repeat(100 * 1024 * 1024) }))).code).toBe(
        'message_too_large',
      );
      expect(await client.things.echo({ text: 'still here' })).toEqual({ text: 'still here' });
      expect(seen.calls).toBe(1);
    });

    it('brings an expected failure over with its code and facts', async () => {
      const { client, seen } = await open();
      const error = await failure(client.things.fail({ how: 'expected' }));
      expect(error.code).toBe('stale_edit');
      expect(error.facts).toEqual({ path: 'name', attempts: 3, seen: null, others: ['a', 'ب'] });
      expect(seen.defects).toEqual([]);
    });

    it.each(['defect', 'wrongOutput'] as const)(
      'turns a %s into `internal` and tells nothing of it to the window',
      async (how) => {
        const { client, seen } = await open();
        const error = await failure(client.things.fail({ how }));
        expect({ code: error.code, facts: error.facts }).toEqual({ code: 'internal', facts: {} });
        expect(JSON.stringify(error) + error.message + String(error.cause)).not.toMatch(/secret|Ali/);
        expect(seen.defects.length).toBe(1);
      },
    );

    it('names the places of input that does not fit, never what was in them', async () => {
      const { client } = await open();
      const error = await failure(client.things.echo({ text: 4711 as unknown as string }));
      expect({ code: error.code, facts: error.facts }).toEqual({
        code: 'invalid_input',
        facts: { reason: 'shape', paths: ['text'] },
      });
    });

    it('knows only the methods of its own table', async () => {
      const { client } = await open();
      const wild = client as unknown as Record<string, Record<string, () => Promise<unknown>>>;
      for (const [group, name_] of [
        ['things', 'nothing'],
        ['constructor', 'constructor'],
        ['__proto__', 'hasOwnProperty'],
        ['things', '__proto__'],
      ] as const)
        expect(['not_found', 'invalid_input']).toContain((await failure(wild[group]![name_]!())).code);
    });

    it('streams in order to the end', async () => {
      const { client } = await open();
      const numbers: number[] = [];
      for await (const { number } of await client.things.count({ upTo: 500 })) numbers.push(number);
      expect(numbers).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
    });

    it('ends a stream with the failure of its source', async () => {
      const { client, seen } = await open();
      const expected = await client.things.breaks({ how: 'expected' });
      expect(await expected.next()).toEqual({ done: false, value: { text: 'first' } });
      expect((await failure(expected.next())).facts).toEqual({ profile: 'p' });
      const defect = await client.things.breaks({ how: 'defect' });
      await defect.next();
      const error = await failure(defect.next());
      expect(error.code).toBe('internal');
      expect(JSON.stringify(error)).not.toMatch(/secret/);
      expect(seen.defects.length).toBe(1);
    });

    it('stops the iterator of the server when the window returns, while it streams', async () => {
      const { client, seen } = await open();
      for await (const { number } of await client.things.count({ upTo: 1_000_000_000 })) if (number === 3) break;
      await expect.poll(() => seen.running).toBe(0);
    });

    it('stops the iterator of the server when the window returns, while it is silent', async () => {
      const { client, seen } = await open();
      const stream = await client.things.silent();
      const pending = stream.next();
      await stream.return?.();
      expect(await pending).toEqual({ done: true, value: undefined });
      await Promise.all(seen.ended);
      expect(seen.running).toBe(0);
    });

    it('stops the iterator of the server when the call is aborted', async () => {
      const { client, seen } = await open();
      const controller = new AbortController();
      const stream = await client.things.silent(undefined, { signal: controller.signal });
      const pending = failure(stream.next());
      controller.abort();
      expect((await pending).code).toBe('cancelled');
      await Promise.all(seen.ended);
      expect(seen.running).toBe(0);
    });

    it.each(['window', 'core'] as const)(
      'ends calls and streams on both sides when the %s closes the wire',
      async (side) => {
        const session = await open();
        const streams = await Promise.all([session.client.things.silent(), session.client.things.silent()]);
        const pending = streams.map((stream) => failure(stream.next()));
        session[side].close();
        expect((await Promise.all(pending)).map(({ code }) => code)).toEqual(['core_unreachable', 'core_unreachable']);
        await Promise.all(session.seen.ended);
        expect(session.seen.running).toBe(0);
        expect((await failure(session.client.things.echo({ text: 'late' }))).code).toBe('core_unreachable');
      },
    );

    it('SEC-140: answers hostile messages with an error, runs nothing, and goes on', async () => {
      const { pair, seen } = await openServed();
      const answers: string[] = [];
      pair.left.onMessage((message) => answers.push(String(message)));
      hostileMessages.forEach((message, index) =>
        pair.left.send(typeof message === 'string' ? message.replace('"i":"N"', `"i":"${index}"`) : message),
      );
      pair.left.send(JSON.stringify({ i: 'last', p: { u: '/things/echo', b: { json: { text: 'still here' } } } }));
      await expect.poll(() => answers.at(-1)).toContain('still here');
      expect(answers.length).toBe(hostileMessages.length + 1);
      for (const answer of answers.slice(0, -1)) expect(answer).toMatch(/"code":"(invalid_input|not_found)"/);
      expect({ calls: seen.calls, defects: seen.defects }).toEqual({ calls: 1, defects: [] });
      expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted');
    });

    it('SEC-140: refuses nesting that no code was written for, and goes on', async () => {
      const { client } = await open();
      const { pair } = await openServed();
      const answers: string[] = [];
      pair.left.onMessage((message) => answers.push(String(message)));
      const nested = '['.repeat(200_000) + ']'.repeat(200_000);
      pair.left.send(`{"i":"deep","p":{"u":"/things/anything","b":{"json":{"value":${nested}}}}}`);
      const less = '['.repeat(300) + ']'.repeat(300);
      pair.left.send(`{"i":"less","p":{"u":"/things/anything","b":{"json":{"value":${less}}}}}`);
      await expect.poll(() => answers.length).toBe(2);
      for (const answer of answers) expect(answer).toMatch(/"code":"invalid_input"/);
      expect(await client.things.echo({ text: 'still here' })).toEqual({ text: 'still here' });
    });
  });
}

const call = (body: unknown, more: object = {}): string =>
  JSON.stringify({ i: 'N', p: { u: '/things/echo', b: body, ...more } });

const hostileMessages: readonly (string | Uint8Array)[] = [
  '',
  'not json',
  '{',
  'null',
  '[]',
  '"text"',
  '12',
  '{}',
  new Uint8Array([0, 255, 1, 2]),
  new TextEncoder().encode(call({ json: { text: 'bytes' } })),
  JSON.stringify({ i: 1, p: { u: '/things/echo' } }),
  JSON.stringify({ i: '1' }),
  JSON.stringify({ i: 'x'.repeat(100_000), p: { u: '/things/echo', b: { json: { text: 'a' } } } }),
  JSON.stringify({ i: '2', p: { u: 'http://evil.example/things/echo' } }),
  JSON.stringify({ i: '3', p: { u: '/things/../things/echo' } }),
  JSON.stringify({ i: '4', p: { u: '/things/echo?data={"json":{"text":"a"}}', m: 'GET' } }),
  JSON.stringify({ i: '5', t: 3, p: { e: 'message', d: 1 } }),
  JSON.stringify({ i: '6', t: 99, p: {} }),
  JSON.stringify({ i: '8', p: { u: '/constructor/prototype' } }),
  JSON.stringify({ i: '9', p: { u: '/things/constructor' } }),
  call({ json: { text: 'a' } }, { h: { 'content-type': 'text/event-stream' } }),
  call({ json: { text: 'a' } }, { h: { 'content-disposition': 'form-data; filename="x"' } }),
  call({ json: { text: 'a' } }, { m: 'DELETE' }),
  call(null),
  call('text'),
  call({ json: null }),
  call({ json: { text: 'a' }, meta: 7 }),
  call({ json: { text: 'a' }, meta: [[0, 'missing']] }),
  call({ json: { text: 'a' }, meta: [[1, '__proto__', 'polluted']] }),
  call({ json: { text: 'a' }, meta: [[0, 'text']] }),
  call({ json: { text: 'a' }, meta: [[3, 'text']] }),
  call({ json: { text: 'a' }, meta: [[3]] }),
  call({ json: { text: '/(a+)+$/' }, meta: [[5, 'text']] }),
  call({ json: { text: 'a' }, meta: [0] }),
  call({
    json: { text: [null] },
    meta: [
      [3, 'text', 0],
      [3, 'text', '0'],
    ],
  }),
  call({ json: { text: 'a' }, meta: [[4, 'text']] }),
  '{"i":"10","p":{"u":"/things/echo","b":{"json":{"__proto__":{"text":"a","polluted":1}}}}}',
  '{"i":"11","__proto__":{"polluted":1},"p":{"u":"/things/echo","b":{}}}',
];

async function failure(promise: Promise<unknown>): Promise<PeyvandError> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) throw new Error(`expected a failure, got ${JSON.stringify(outcome.value).slice(0, 200)}`);
  if (!isPeyvandError(outcome.error)) throw new Error('expected a PeyvandError', { cause: outcome.error });
  return outcome.error;
}
