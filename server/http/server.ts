/**
 * HTTP, or HTTPS, in front of the app: routes, limits, logs, and an end that lets running requests finish. One page, for what a request meets on its way is
 * one story.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createError, errorToWire } from '../../shared/base/errors.ts';
import { DEVICE_ROUTES, POKE_PATH, type Readiness } from '../../shared/contract/server.ts';
import { MESSAGE_BYTES_MAXIMUM } from '../../shared/sync/protocol.ts';
import type { Sender, ServerApp } from '../api/app.ts';
import { senderOf } from '../auth/senderOf.ts';
import type { Log } from '../log.ts';
import { createAdmission, type Visitor } from './admission.ts';
import { readText, textToJson } from './body.ts';
import { streamPokes } from './events.ts';
import { securityHeaders } from './headers.ts';
import { inTurn } from './inTurn.ts';
import { refuseNoRequest } from './noRequest.ts';
import { createOpenApiDocument } from './openApi.ts';
import { createRates, RATE_LIMITS, type RateLimits } from './rates.ts';
import { isDefect, readsGzip, sendError, sendJson, statusOf } from './reply.ts';
import { createRoutes, type Route } from './routes.ts';
import { createSeats } from './seats.ts';
import { keepTlsFresh, secureOptions, type TlsSource } from './tls.ts';
import { createPlaces, createTurns, type PlaceLimits, type TurnLimits } from './turns.ts';

export interface HttpServerOptions {
  readonly app: ServerApp;
  readonly log: Log;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /**
   * How many proxies stand in front and add to X-Forwarded-For. With 0 the header is anybody's word and is not read: limits on attempts
   * are counted by it. Without TLS and without a proxy only this machine is listened to.
   */
  readonly trustedProxies: number;
  /** Left out: HTTP, for a proxy in front or for this machine alone. */
  readonly tls?: TlsSource | undefined;
  /** {@link RATE_LIMITS} when left out. */
  readonly rates?: RateLimits;
  /** Of what devices ask, streams of pokes aside; {@link TURN_LIMITS} when left out. */
  readonly turns?: TurnLimits;
  /** Of messages that come slowly; {@link PLACE_LIMITS} when left out. */
  readonly places?: PlaceLimits;
  /** Of messages of strangers on their way; {@link STRANGER_LIMITS} when left out. */
  readonly strangers?: PlaceLimits;
}

export interface HttpServer {
  readonly url: string;
  /** Looks now whether there is another certificate. Without TLS there is nothing to look at. */
  reloadTls(): Promise<boolean>;
  /** Takes no new connections, ends streams, lets running requests finish (up to a limit), then resolves. */
  close(): Promise<void>;
}

/** More than the connections to the database, so that these are never idle while replies are compressed; as many waiting as devices may be poked at once. */
const TURN_LIMITS: TurnLimits = { atWork: 32, waiting: 2_000 };
/** Half a gigabyte of the largest messages; of one device no more than a push and something beside it. */
const PLACE_LIMITS: PlaceLimits = { inAll: 32, ofOneCaller: 2 };
/** Some two hundred megabytes, with what unpacking takes; a branch that signs in in one morning sends a few at a time. */
const STRANGER_LIMITS: PlaceLimits = { inAll: 1_000, ofOneCaller: 50 };
/** Less than a kilobyte, mostly: what has not come by then is to keep a place. */
const STRANGER_PATIENCE_MILLISECONDS = 20_000;
/** The one that is listened to, and what broken lines left behind. */
const STREAMS_OF_ONE_DEVICE = 8;
const LONGEST_DRAIN_MILLISECONDS = 10_000;
const SIGN_IN_BYTES_MAXIMUM = 64 * 1024;
/**
 * Messages that are never as large as a push. To read and check sixteen megabytes of small things takes seconds, in which the node answers nobody: a
 * greeting names at most ten thousand held groups, a pull brings its token and a place per scope.
 */
const BYTES_MAXIMUM_BY_ROUTE: Partial<Record<Route['name'], number>> = {
  handshake: 2 * 1024 * 1024,
  pull: 2 * 1024 * 1024,
};
/** Of strangers nothing large is taken, whatever routes there will be. */
const bytesMaximumOf = (route: Route['name']): number =>
  BYTES_MAXIMUM_BY_ROUTE[route] ?? (DEVICE_ROUTES.includes(route) ? MESSAGE_BYTES_MAXIMUM : SIGN_IN_BYTES_MAXIMUM);

/** @throws Error for an address of a network without TLS or a proxy, for a certificate that is none, and as `listen` does. */
export async function startHttpServer({
  app,
  log,
  host,
  port,
  trustedProxies,
  tls,
  rates: rateLimits = RATE_LIMITS,
  turns: turnLimits = TURN_LIMITS,
  places: placeLimits = PLACE_LIMITS,
  strangers: strangerLimits = STRANGER_LIMITS,
}: HttpServerOptions): Promise<HttpServer> {
  if (!tls && trustedProxies === 0 && !isLoopback(host))
    throw new Error(
      `Without TLS this server listens to this machine alone, not on ${host}: give it a certificate and a key, or say with --trusted-proxies that a proxy which speaks TLS stands before it.`,
    );
  const pair = tls ? await tls() : null;
  const rates = createRates(rateLimits);
  const seats = createSeats(STREAMS_OF_ONE_DEVICE);
  const routes = createRoutes(app);
  const limits = { turns: createTurns(turnLimits), places: createPlaces(placeLimits) };
  const strangers = createPlaces(strangerLimits);
  const admission = createAdmission(app, rates);
  const visitorOf = (request: IncomingMessage): Visitor => ({
    token: tokenOf(request),
    sender: senderOf(addressOf(request, trustedProxies)),
  });
  const paths = new Set([...routes.values()].map(({ path }) => path));
  let openApi: Promise<unknown> | null = null;
  let requests = 0;

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<string> {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
    const visitor = visitorOf(request);
    if (method === 'GET' && path === POKE_PATH) {
      await admission.introduce(visitor, response);
      const caller = await admission.admit(visitor, 'poke');
      await streamPokes(app, { token: visitor.token, caller, seats }, request, response);
      return 'poke';
    }
    const route = routes.get(`${method} ${path}`);
    if (!route || !DEVICE_ROUTES.includes(route.name)) await rates.takeStranger(visitor.sender);
    if (method === 'GET' && path === '/openapi.json') {
      await sendJson(request, response, 200, await (openApi ??= createOpenApiDocument()));
      return 'openapi';
    }
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
    await answer(route, visitor, request, response);
    return route.name;
  }

  async function answer(
    route: Route,
    visitor: Visitor,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { token, sender: address } = visitor;
    const read = (over: AbortSignal): Promise<string> => readText(request, bytesMaximumOf(route.name), over);
    const reply = async (sender: Sender, text: string): Promise<void> => {
      const payload = route.method === 'GET' ? undefined : textToJson(text);
      const content = await route.answer({ sender, address, payload, readsGzip: readsGzip(request) });
      const status = route.name === 'ready' && !(content as Readiness).ready ? 503 : 200;
      await sendJson(request, response, status, content);
    };
    if (route.method === 'GET') return reply(token, '');
    if (!DEVICE_ROUTES.includes(route.name)) {
      const leave = strangers.take(address);
      return reply(token, await read(AbortSignal.timeout(STRANGER_PATIENCE_MILLISECONDS)).finally(leave));
    }
    // Whoever is not known here need not send sixteen megabytes to hear it, nor take a turn.
    const caller = await admission.introduce(visitor, response);
    await inTurn(limits, caller, response, async (readInTurn) => {
      const admitted = await admission.admit(visitor, route.name);
      const { content, wasSlow } = await readInTurn(read);
      // What they may do can have changed while a message came slowly.
      await reply(wasSlow ? token : admitted, content);
    });
  }

  /** What is no address of ours may be anything that somebody typed. */
  const pathForLog = ({ url = '' }: IncomingMessage): string => {
    const path = url.split('?', 1)[0] ?? '';
    return paths.has(path) || path === POKE_PATH ? path : 'elsewhere';
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    requests += 1;
    for (const [name, value] of Object.entries(securityHeaders(isProtected(request)))) response.setHeader(name, value);
    const facts = {
      request: requests,
      method: request.method,
      path: pathForLog(request),
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
  };
  const isProtected = ({ headers }: IncomingMessage): boolean =>
    pair !== null || (trustedProxies > 0 && headers['x-forwarded-proto'] === 'https');
  const tlsServer = pair && createTlsServer({ ...secureOptions(pair), handshakeTimeout: 20_000 }, onRequest);
  const server = tlsServer ?? createServer(onRequest);
  const freshTls = tlsServer && tls && pair ? keepTlsFresh(tlsServer, tls, pair, log) : null;
  server.on('clientError', refuseNoRequest);
  // A slow sender may not hold a place for ever; a pull over a poor line may take its time.
  server.headersTimeout = 20_000;
  server.requestTimeout = 120_000;
  server.keepAliveTimeout = 30_000;

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  }).catch((error: unknown) => {
    freshTls?.stop();
    throw error;
  });
  const address = server.address() as AddressInfo;
  return {
    url: `${pair ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    reloadTls: () => freshTls?.reload() ?? Promise.resolve(false),
    async close() {
      freshTls?.stop();
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

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

/** The last address that a proxy of ours wrote down. */
function addressOf({ headers, socket }: IncomingMessage, trustedProxies: number): string {
  const forwarded = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((part) => part.trim());
  const named = trustedProxies > 0 ? forwarded.at(-trustedProxies) : '';
  return named !== undefined && named !== '' ? named : (socket.remoteAddress ?? 'unknown');
}
