import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpTransport } from './httpTransport.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Answer = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

/** A real HTTP server that answers everything in one way. */
async function serve(answer: Answer): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, response, Buffer.concat(chunks)));
  });
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const PIECE = Buffer.alloc(1024 * 1024, 32);

const json =
  (status: number, value: unknown): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };

describe('HTTP transport', () => {
  it('says server_unreachable when nobody listens', async () => {
    const url = await serve(json(200, {}));
    await new Promise((resolve) => servers.pop()?.close(resolve));
    await expect(createHttpTransport(url).sampleUsers()).rejects.toMatchObject({
      code: 'server_unreachable',
      facts: { server: url },
    });
  });

  it('SEC-120: sends nothing without TLS to another machine, unless that was asked for; to this machine it does', async () => {
    const asked: string[] = [];
    const url = await serve((request, response) => {
      asked.push(request.url ?? '');
      json(200, { users: [] })(request, response, Buffer.alloc(0));
    });
    // The same listener under a name that is not known to be this machine.
    const elsewhere = url.replace('127.0.0.1', '[::ffff:127.0.0.1]');
    const transport = createHttpTransport(elsewhere);
    const insecure = expect.objectContaining({
      code: 'server_insecure',
      facts: { server: expect.stringContaining('[::ffff:') },
    });
    await expect(transport.sampleUsers()).rejects.toEqual(insecure);
    await expect(transport.signIn({ login: 'ali', password: 'secret' })).rejects.toEqual(insecure);
    await expect(transport.pokes('token', new AbortController().signal)[Symbol.asyncIterator]().next()).rejects.toEqual(
      insecure,
    );
    expect(asked).toEqual([]);
    expect(await createHttpTransport(elsewhere, { allowsPlainHttp: true }).sampleUsers()).toEqual({ users: [] });
    expect(await createHttpTransport(url).sampleUsers()).toEqual({ users: [] });
    for (const other of [
      'http://crm.example.com',
      'http://10.0.0.7:8787',
      'http://127.0.0.1.example.com',
      'HTTP://crm',
    ])
      await expect(createHttpTransport(other).sampleUsers()).rejects.toMatchObject({ code: 'server_insecure' });
  });

  it('SEC-120: follows nobody elsewhere, with a token or without', async () => {
    const reached: string[] = [];
    const other = await serve((request, response) => {
      reached.push(request.url ?? '');
      json(200, { users: [] })(request, response, Buffer.alloc(0));
    });
    const url = await serve((_request, response) => void response.writeHead(307, { location: other }).end());
    await expect(createHttpTransport(url).sampleUsers()).rejects.toMatchObject({ code: 'server_unreachable' });
    await expect(
      createHttpTransport(url).pokes('token', new AbortController().signal)[Symbol.asyncIterator]().next(),
    ).rejects.toThrow();
    expect(reached).toEqual([]);
  });

  it("passes on the server's own code and facts", async () => {
    const url = await serve(json(403, { code: 'token_foreign', facts: { device: 'x' } }));
    await expect(createHttpTransport(url).sampleUsers()).rejects.toMatchObject({
      code: 'token_foreign',
      facts: { device: 'x' },
    });
  });

  it('SYNC-165: a server whose database is away is unreachable for now: no defect, and nothing to trouble a person with', async () => {
    const url = await serve(json(503, { code: 'internal', facts: { reason: 'database_unavailable' } }));
    await expect(createHttpTransport(url).sampleUsers()).rejects.toMatchObject({
      code: 'server_unreachable',
      facts: { status: 503 },
    });
  });

  it('takes the page of a captive portal for no answer of ours', async () => {
    const url = await serve(
      (_request, response) =>
        void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome to the airport</h1>'),
    );
    await expect(createHttpTransport(url).sampleUsers()).rejects.toMatchObject({
      code: 'server_refused',
      facts: { reason: 'unexpected_answer' },
    });
  });

  it('takes a redirect, a foreign shape and a foreign error page for what they are', async () => {
    const redirecting = await serve(
      (_request, response) => void response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
    );
    await expect(createHttpTransport(redirecting).sampleUsers()).rejects.toMatchObject({ code: 'server_unreachable' });
    await expect(
      createHttpTransport(await serve(json(200, { users: 'all of them' }))).sampleUsers(),
    ).rejects.toMatchObject({ code: 'server_refused' });
    const broken = await serve((_request, response) => void response.writeHead(502).end('bad gateway'));
    await expect(createHttpTransport(broken).sampleUsers()).rejects.toMatchObject({
      code: 'server_unreachable',
      facts: { status: 502 },
    });
  });

  it('compresses large bodies, carries the token, and reads compressed answers', async () => {
    let seen: { encoding: string | undefined; token: string | undefined; groups: number } | null = null;
    const url = await serve((request, response, body) => {
      const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body).toString() : body.toString();
      seen = {
        encoding: request.headers['content-encoding'],
        token: request.headers.authorization,
        groups: (JSON.parse(text) as { groups: unknown[] }).groups.length,
      };
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(gzipSync(JSON.stringify({ epoch: 'e', outcomes: [], numberBlocks: [] })));
    });
    const hash = 'a'.repeat(64);
    const groups = Array.from({ length: 20 }, () => ({ bytes: '{}'.repeat(100), hash, signature: 's' }));
    await expect(createHttpTransport(url).push('secret', { protocol: 1, groups })).resolves.toMatchObject({
      epoch: 'e',
    });
    expect(seen).toEqual({ encoding: 'gzip', token: 'Bearer secret', groups: 20 });
  });

  it('does not read an answer without end', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const chunk = Buffer.alloc(1024 * 1024, 0x20);
      const pump = (): void => {
        while (response.write(chunk));
        response.once('drain', pump);
      };
      pump();
    });
    await expect(createHttpTransport(url).sampleUsers()).rejects.toMatchObject({ code: 'message_too_large' });
  });

  it.each(['', 'a b', 'خ', 'a\r\nx: y', 'x'.repeat(513)])(
    'SEC-143: a token that no header carries (%j) is in no reply of ours, and none is kept',
    async (token) => {
      const greeting = {
        protocol: 1,
        epoch: 'e',
        serverTime: '2026-11-21T08:00:00.000Z',
        view: 'v',
        scopes: [],
        last: null,
        numberBlocks: [],
        durableThrough: 0,
        lease: { text: '', signature: '' },
      };
      const honest = createHttpTransport(await serve(json(200, { ...greeting, token: 'A-b_1' })));
      expect((await honest.handshake('t', {} as never)).token).toBe('A-b_1');
      const other = createHttpTransport(await serve(json(200, { ...greeting, token })));
      await expect(other.handshake('t', {} as never)).rejects.toMatchObject({
        code: 'server_refused',
        facts: { reason: 'unexpected_answer' },
      });
    },
  );

  it('SEC-143: a stream of pokes that is refused, sent elsewhere or cut fails as any call does, and reads no more of a refusal than of an answer', async () => {
    const firstOf = (url: string) =>
      createHttpTransport(url).pokes('t', new AbortController().signal)[Symbol.asyncIterator]().next();
    const elsewhere = await serve((_request, response) =>
      response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
    );
    await expect(firstOf(elsewhere)).rejects.toMatchObject({ code: 'server_unreachable' });
    const cut = await serve((_request, response) => response.writeHead(500).write('{', () => response.destroy()));
    await expect(firstOf(cut)).rejects.toMatchObject({ code: 'server_unreachable' });
    let written = 0;
    const endless = await serve((_request, response) => {
      response.writeHead(403);
      const more = (): void => {
        written += PIECE.length;
        if (!response.destroyed && written < 100 * PIECE.length) response.write(PIECE, more);
        else response.end();
      };
      more();
    });
    await expect(firstOf(endless)).rejects.toMatchObject({ code: 'message_too_large' });
  });

  it('reads pokes that arrive in pieces, passes over comments, and ends with the connection', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': keep-alive\n\ndata: {"scopes":["compa');
      setTimeout(() => response.end('ny"]}\n\ndata: nonsense\n\nevent: other\n\ndata: {"scopes":["a","b"]}\n\n'), 20);
    });
    const pokes: unknown[] = [];
    for await (const poke of createHttpTransport(url).pokes('t', new AbortController().signal)) pokes.push(poke);
    expect(pokes).toEqual([{ scopes: ['company'] }, { scopes: ['a', 'b'] }]);
  });

  it('takes an answer that a proxy cut off for none, also in the middle of a letter', async () => {
    const whole = Buffer.from(JSON.stringify({ users: [{ login: 'پیوند' }] }));
    const torn = whole.indexOf(Buffer.from('پ')) + 1;
    for (const end of [torn, torn + 1, torn - 1]) {
      const url = await serve((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(whole.subarray(0, end));
      });
      await expect(createHttpTransport(url).sampleUsers(), `cut at ${end}`).rejects.toMatchObject({
        code: 'server_refused',
        facts: { reason: 'unexpected_answer' },
      });
    }
  });

  it('takes no letters out of bytes that are none', async () => {
    const broken = Buffer.concat([Buffer.from('{"users":[{"login":"'), Buffer.of(0xd9), Buffer.from('"}]}')]);
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(broken);
    });
    await expect(createHttpTransport(url).sampleUsers()).rejects.toMatchObject({ code: 'server_unreachable' });
  });

  it('SYNC-171: ends with `cancelled`, not as a failing line, when the caller gives up while the answer comes', async () => {
    const giveUp = new AbortController();
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{');
      setTimeout(() => giveUp.abort(), 20);
    });
    await expect(createHttpTransport(url).sampleUsers(giveUp.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('ends with `cancelled` when the caller gives up', async () => {
    const url = await serve(() => {});
    const controller = new AbortController();
    const call = createHttpTransport(url).sampleUsers(controller.signal);
    setTimeout(() => controller.abort(), 20);
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  });
});
