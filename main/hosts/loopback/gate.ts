/**
 * Who may talk to this machine's core: only a window that was opened with a one-time token, from our own page.
 *
 * Any page in any browser on this machine can send requests to 127.0.0.1, and a page elsewhere can make its own name resolve to it
 * (DNS rebinding). So every request must name our host, every upgrade must come from our origin, and both must carry the session
 * cookie that a one-time token was exchanged for.
 *
 * A cookie is not enough for the wire: browsers send it to every port of a host (RFC 6265, section 8.5), also to a program of somebody else on this
 * machine that the person is led to. So each session has a second secret, the window's key: the page keeps it in the storage of its origin, port
 * included, and names it when it opens the wire. It travels in the fragment of an address, which no server sees, and in the upgrade to ours.
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { bytesToBase64url } from '../../../shared/base/bytes.ts';
import type { Randomness } from '../../../shared/base/randomness.ts';
import { SOCKET_PROTOCOL } from '../../../shared/rpc/webSocketWire.ts';

export interface Gate {
  /** A fresh token, good for one exchange. */
  issueToken(): string;
  /** For a right token a session of its own, null for a wrong or used one. */
  exchange(token: string): Entrance | null;
  isOurHost(request: IncomingMessage): boolean;
  isOurOrigin(request: IncomingMessage): boolean;
  hasSession(request: IncomingMessage): boolean;
  /** The key that the upgrade names is that of the session whose cookie it carries. */
  hasKey(request: IncomingMessage): boolean;
}

export interface Entrance {
  /** For `Set-Cookie`. */
  readonly cookie: string;
  readonly key: string;
}

const SECRET_BYTES = 32;
/** The oldest go: a session of a browser profile that was thrown away is never heard of again. */
const TOKENS_MAXIMUM = 100;
const SESSIONS_MAXIMUM = 100;

/** @param port the port that is listened on; part of the cookie's name, as cookies are shared by all ports of a host. */
export function createGate(port: number, randomness: Randomness): Gate {
  const cookieName = `peyvand-${port}`;
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  const tokens: string[] = [];
  const sessions: { readonly secret: string; readonly key: string }[] = [];
  const newSecret = (): string => bytesToBase64url(randomness.bytes(SECRET_BYTES));
  const sessionOf = (request: IncomingMessage) => {
    const values = cookiesOf(request).flatMap(([name, value]) => (name === cookieName ? [value] : []));
    return sessions.find(({ secret }) => values.some((value) => isSameSecret(secret, value)));
  };

  return {
    issueToken() {
      const token = newSecret();
      tokens.push(token);
      if (tokens.length > TOKENS_MAXIMUM) tokens.shift();
      return token;
    },
    exchange(token) {
      const index = tokens.findIndex((issued) => isSameSecret(issued, token));
      if (index < 0) return null;
      tokens.splice(index, 1);
      const session = { secret: newSecret(), key: newSecret() };
      sessions.push(session);
      if (sessions.length > SESSIONS_MAXIMUM) sessions.shift();
      return { cookie: `${cookieName}=${session.secret}; HttpOnly; SameSite=Strict; Path=/`, key: session.key };
    },
    isOurHost({ headersDistinct: { host: names = [] } }) {
      const [name] = names;
      return names.length === 1 && name !== undefined && hosts.has(name);
    },
    isOurOrigin: (request) => [...hosts].some((host) => request.headers.origin === `http://${host}`),
    hasSession: (request) => sessionOf(request) !== undefined,
    hasKey(request) {
      const session = sessionOf(request);
      const [protocol, key] = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim());
      return session !== undefined && protocol === SOCKET_PROTOCOL && isSameSecret(session.key, key ?? '');
    },
  };
}

function isSameSecret(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const cookiesOf = (request: IncomingMessage): [string, string][] =>
  (request.headers.cookie ?? '').split(';').map((part) => {
    const [name = '', value = ''] = part.trim().split('=', 2);
    return [name, value];
  });
