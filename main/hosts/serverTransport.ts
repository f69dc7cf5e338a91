/** The road to the server, as every host of this machine builds it. */
import type { OpenTransport } from '../core/ports/transport.ts';
import { createHttpTransport } from '../core/sync/index.ts';

/**
 * Without TLS to this machine alone. `PEYVAND_PLAIN_HTTP=allowed` lifts that, for a closed network in which there is no TLS: whoever listens there
 * reads passwords and customers.
 */
export function openTransportWith(environment: Readonly<Record<string, string | undefined>>): OpenTransport {
  const options = { allowsPlainHttp: environment['PEYVAND_PLAIN_HTTP'] === 'allowed' };
  return (serverUrl) => createHttpTransport(serverUrl, options);
}
