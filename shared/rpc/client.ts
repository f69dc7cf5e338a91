import { AsyncIteratorClass, createORPCClient } from '@orpc/client';
import { StandardRPCLink } from '@orpc/client/standard';
import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract';
import { ClientPeer } from '@orpc/standard-server-peer';
import { createError, type PeyvandError } from '../base/errors.ts';
import type { Contract } from '../contract/index.ts';
import { callErrorToPeyvandError } from './callErrors.ts';
import { isAsyncIterator } from './guardedStream.ts';
import { isMessageTooLarge, type Wire, type WireMessage } from './wire.ts';

export type CoreClient = ContractRouterClient<Contract>;

/** The core's methods over a wire. See {@link createClient}. */
export function createContractClient(wire: Wire): CoreClient {
  return createClient<Contract>(wire);
}

/**
 * A client of any contract over a wire that it owns from now on. Knows no method names: what is called is what is asked for.
 * Calls and streams fail with PeyvandError alone: what the core answered, `core_unreachable` when the wire ended under the call
 * (whether the core did it is then unknown), `message_too_large`, `cancelled`.
 */
export function createClient<Router extends AnyContractRouter>(wire: Wire): ContractRouterClient<Router> {
  let closed = false;
  const peer = new ClientPeer((encoded) => {
    const message = encoded as WireMessage;
    if (isMessageTooLarge(message)) throw createError('message_too_large');
    wire.send(message);
  });
  wire.onMessage((message) => {
    // An answer that cannot be read belongs to no call: with such a core there is nothing to talk about.
    peer.message(message).catch(() => wire.close());
  });
  wire.onClose(() => {
    closed = true;
    peer.close({ reason: createError('core_unreachable') });
  });
  const link = new StandardRPCLink(
    {
      async call(request) {
        if (closed) throw createError('core_unreachable');
        const response = await peer.request(request);
        return { ...response, body: () => Promise.resolve(response.body) };
      },
    },
    {
      // Never fetched: the address form that the RPC protocol wants.
      url: 'http://orpc',
      interceptors: [
        async (call) => {
          const toPeyvandError = (thrown: unknown): PeyvandError => {
            const error = callErrorToPeyvandError(thrown);
            if (error.code !== 'internal') return error;
            // The queues below say why they ended in words alone.
            if (closed) return createError('core_unreachable', {}, thrown);
            return call.signal?.aborted ? createError('cancelled', {}, thrown) : error;
          };
          try {
            const output = await call.next();
            return isAsyncIterator(output) ? withPeyvandErrors(output, toPeyvandError) : output;
          } catch (error) {
            throw toPeyvandError(error);
          }
        },
      ],
    },
  );
  return createORPCClient(link);
}

/** The stream with its errors in our form; one that its reader has ended is done, whatever was under way. */
function withPeyvandErrors(
  stream: AsyncIterator<unknown, unknown>,
  toPeyvandError: (thrown: unknown) => PeyvandError,
): AsyncIteratorClass<unknown> {
  let returned = false;
  return new AsyncIteratorClass<unknown>(
    async () => {
      try {
        return await stream.next();
      } catch (error) {
        if (returned) return { done: true, value: undefined };
        throw toPeyvandError(error);
      }
    },
    async (reason) => {
      returned = true;
      if (reason !== 'next') await stream.return?.();
    },
  );
}
