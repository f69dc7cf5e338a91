/** A device of head office for one errand: it signs in and is known to the server, and holds nothing. */
import { createIdSource } from '../../../shared/base/id.ts';
import { PROTOCOL_VERSION } from '../../../shared/sync/protocol.ts';
import type { ServerTransport } from '../../core/ports/transport.ts';
import { createSigningSeed, publicSigningKey } from '../../core/security/deviceKey.ts';
import { realClock, realRandomness } from '../realPorts.ts';
import { openTransportWith } from '../serverTransport.ts';

/** Fails with `wrong_credentials`, `server_unreachable`… */
export async function openBundleErrand(
  serverUrl: string,
  credentials: { readonly login: string; readonly password: string },
): Promise<{ readonly transport: ServerTransport; readonly token: string }> {
  const transport = openTransportWith(process.env)(serverUrl);
  const { ticket } = await transport.signIn(credentials);
  const { token } = await transport.enrol({
    ticket,
    device: createIdSource(realClock, realRandomness)(),
    deviceName: 'bundle',
    signingKey: publicSigningKey(createSigningSeed(realRandomness)),
    protocol: PROTOCOL_VERSION,
  });
  return { transport, token };
}
