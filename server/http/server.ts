/** HTTP in front of the app: routes, limits, logs, and an end that lets running requests finish. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createError, errorToWire } from '../../shared/base/errors.ts';
import { DEVICE_ROUTES, POKE_PATH, type Readiness } from '../../shared/contract/server.ts';
import { MESSAGE_BYTES_MAXIMUM } from '../../shared/sync/protocol.ts';
import type { Sender, ServerApp } from '../api/app.ts';
import type { Log } from '../log.ts';
import { readText, textToJson } from './body.ts';
import { streamPokes } from './events.ts';
import { inTurn } from './inTurn.ts';
import { createOpenApiDocument } from './openApi.ts';
import { isDefect, readsGzip, sendError, sendJson, statusOf } from './reply.ts';
import { createRoutes, type Route } from './routes.ts';
import { createPlaces, createTurns, type PlaceLimits, type TurnLimits } from './turns.ts';

export interface HttpServerOptions {
  readonly app: ServerApp;
  readonly log: Log;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /**
   * How many proxies stand in front and add to X-Forwarded-For. With 0 the header is anybody's word and is not read: limits on attempts
   * are counted by it.
   */
  readonly trustedProxies: number;
  /** Of what devices ask, streams of pokes aside; {@link TURN_LIMITS} when left out. */
  readonly turns?: TurnLimits;
  /** Of messages that come slowly; {@link PLACE_LIMITS} when left out. */
  readonly places?: PlaceLimits;
}

export interface HttpServer {
  readonly url: string;
  /** Takes no new connections, ends streams, lets running requests finish (up to a limit), then resolves. */
  close(): Promise<void>;
}

/** More than the connections to the database, so that these are never idle while replies are compressed; as many waiting as devices may be poked at once. */
const TURN_LIMITS: TurnLimits = { atWork: 32, waiting: 2_000 };
/** Half a gigabyte of the largest messages; of one device no more than a push and something beside it. */
const PLACE_LIMITS: PlaceLimits = { inAll: 32, ofOneCaller: 2 };
const LONGEST_DRAIN_MILLISECONDS = 10_000;
const SIGN_IN_BYTES_MAXIMUM = 64 * 1024;
/**
 * Messages that are never as large as a push. To read and check sixteen megabytes of small things takes seconds, in which the node answers nobody: a
 * greeting names at most ten thousand held groups, a pull brings its token and a place per scope.
 */
const BYTES_MAXIMUM_BY_ROUTE: Partial<Record<Route['name'], number>> = {
  signIn: SIGN_IN_BYTES_MAXIMUM,
  enrol: SIGN_IN_BYTES_MAXIMUM,
  handshake: 2 * 1024 * 1024,
  pull: 2 * 1024 * 1024,
};

export async function startHttpServer({
  app,
  log,
  host,
  port,
  trustedProxies,
  turns: turnLimits = TURN_LIMITS,
  places: placeLimits = PLACE_LIMITS,
}: HttpServerOptions): Promise<HttpServer> {
  const routes = createRoutes(app);
  const limits = { turns: createTurns(turnLimits), places: createPlaces(placeLimits) };
  const paths = new Set([...routes.values()].map(({ path }) => path));
  let openApi: Promise<unknown> | null = null;
  standing: SIGN_IN_BYTES_MAXIMUM,
  erased: SIGN_IN_BYTES_MAXIMUM,
  let requests = 0;

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<string> {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
    if (method === 'GET' && path === POKE_PATH) {
      await streamPokes(app, tokenOf(request), request, response);
      return 'poke';
    }
    if (method === 'GET' && path === '/openapi.json') {
      await sendJson(request, response, 200, await (openApi ??= createOpenApiDocument()));
      return 'openapi';
    }
    const route = routes.get(`${method} ${path}`);
    if (!route) {
      if (paths.has(path))
        response.setHeader(
          'allow',
          [...routes.values()]
            .filter((one) => one.path === path)
            .map((one) => one.method)
            .join(', '),
        );
      throw createError('not_found');
    }
    await answer(route, request, response);
    return route.name;
  }

  async function answer(route: Route, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = tokenOf(request);
    const address = addressOf(request, trustedProxies);
    const read = (over?: AbortSignal): Promise<string> =>
      route.method === 'GET'
        ? Promise.resolve('')
        : readText(request, BYTES_MAXIMUM_BY_ROUTE[route.name] ?? MESSAGE_BYTES_MAXIMUM, over);
    const reply = async (sender: Sender, text: string): Promise<void> => {
      const payload = route.method === 'GET' ? undefined : textToJson(text);
      const content = await route.answer({ sender, address, payload, readsGzip: readsGzip(request) });
      const status = route.name === 'ready' && !(content as Readiness).ready ? 503 : 200;
      await sendJson(request, response, status, content);
    };
    if (!DEVICE_ROUTES.includes(route.name)) return reply(token, await read());
    await inTurn(limits, token ?? address, response, async (readInTurn) => {
      // Whoever is not known here need not send sixteen megabytes to hear it.
      const caller = await app.admit(token);
      const { content, wasSlow } = await readInTurn(read);
      // What they may do can have changed while a message came slowly.
      await reply(wasSlow ? token : caller, content);
    });
  }

  const server = createServer((request, response) => {
    requests += 1;
    const facts = {
      request: requests,
      method: request.method,
      path: (request.url ?? '').split('?', 1)[0]?.slice(0, 200),
    };
    const began = performance.now();
    const milliseconds = (): number => Math.round(performance.now() - began);
    response.once('error', () => undefined);
    respond(request, response)
      .then(
        () => log.info({ ...facts, status: response.statusCode, milliseconds: milliseconds() }, 'request'),
        async (error: unknown) => {
          const { code } = errorToWire(error);
          log[isDefect(error) ? 'error' : 'info'](
            { ...facts, status: statusOf(error), code, milliseconds: milliseconds() },
            'request',
          );
          await sendError(request, response, error);
        },
      )
      .catch((error: unknown) => {
        log.error({ ...facts, error: String(error) }, 'reply.failed');
        response.destroy();
      });
  });
  // A slow sender may not hold a place for ever; a pull over a poor line may take its time.
  server.headersTimeout = 20_000;
  server.requestTimeout = 120_000;
  server.keepAliveTimeout = 30_000;

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      app.stopStreams();
      server.closeIdleConnections();
      const idle = setInterval(() => server.closeIdleConnections(), 50);
      const insist = setTimeout(() => server.closeAllConnections(), LONGEST_DRAIN_MILLISECONDS);
      await closed;
      clearInterval(idle);
      clearTimeout(insist);
    },
  };
}

const tokenOf = ({ headers }: IncomingMessage): string | null =>
  /^Bearer ([\w-]{1,512})$/i.exec(headers.authorization ?? '')?.[1] ?? null;

/** The last address that a proxy of ours wrote down. */
function addressOf({ headers, socket }: IncomingMessage, trustedProxies: number): string {
  const forwarded = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((part) => part.trim());
  const named = trustedProxies > 0 ? forwarded.at(-trustedProxies) : '';
  return named !== undefined && named !== '' ? named : (socket.remoteAddress ?? 'unknown');
}
