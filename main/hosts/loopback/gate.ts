/**
 * Who may talk to this machine's core: only a window that was opened with a one-time token, from our own page.
 *
 * Any page in any browser on this machine can send requests to 127.0.0.1, and a page elsewhere can make its own name resolve to it
 * (DNS rebinding). So every request must name our host, every upgrade must come from our origin, and both must carry the session
 * cookie that a one-time token was exchanged for.
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { bytesToBase64url } from '../../../shared/base/bytes.ts';
import type { Randomness } from '../../../shared/base/randomness.ts';

export interface Gate {
  /** A fresh token, good for one exchange. */
  issueToken(): string;
  /** The `Set-Cookie` value for a right token, null for a wrong or used one. */
  exchange(token: string): string | null;
  isOurHost(request: IncomingMessage): boolean;
  isOurOrigin(request: IncomingMessage): boolean;
  hasSession(request: IncomingMessage): boolean;
}

const TOKEN_BYTES = 32;
const TOKENS_MAXIMUM = 100;

/** @param port the port that is listened on; part of the cookie's name, as cookies are shared by all ports of a host. */
export function createGate(port: number, randomness: Randomness): Gate {
  const cookieName = `peyvand-${port}`;
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  const tokens: string[] = [];
  const newSecret = (): string => bytesToBase64url(randomness.bytes(TOKEN_BYTES));
  const session = newSecret();

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
      return `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`;
    },
    isOurHost: (request) => hosts.has(request.headers.host ?? ''),
    isOurOrigin: (request) => [...hosts].some((host) => request.headers.origin === `http://${host}`),
    hasSession: (request) =>
      cookiesOf(request).some(([name, value]) => name === cookieName && isSameSecret(value, session)),
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
