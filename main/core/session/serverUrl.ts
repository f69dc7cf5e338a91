import { createError } from '../../../shared/base/errors.ts';

/** A server's address in one form, without a slash at its end. @throws PeyvandError `invalid_input` (`reason: 'server_url'`). */
export function readServerUrl(text: string): string {
  const url = URL.parse(text.trim());
  const isUsable = url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '';
  if (!isUsable) throw createError('invalid_input', { reason: 'server_url' });
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/**
 * Where a profile's server is now. A server on this very machine is found where the host says, for its port may change with each start;
 * any other stays where the person enrolled: a token goes nowhere else.
 */
export function currentServerUrl(enrolledAt: string, offeredByHost: string | null): string {
  return offeredByHost !== null && isOnThisMachine(enrolledAt) && isOnThisMachine(offeredByHost)
    ? offeredByHost
    : enrolledAt;
}

/** By its name alone: what is sent there never leaves the machine. `localhost` is what RFC 6761, section 6.3 says of it. */
export const isOnThisMachine = (url: string): boolean =>
  /^(localhost|\[::1\]|127\.\d+\.\d+\.\d+)$/.test(URL.parse(url)?.hostname ?? '');
