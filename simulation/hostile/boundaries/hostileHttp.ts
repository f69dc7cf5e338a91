/** A server that answers with the bytes it is given, whatever is asked; and the road of the device to it. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HostileReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
  /** The line is cut behind the bytes instead of being ended. */
  readonly isCut: boolean;
}

export interface HostileHttp {
  readonly url: string;
  answerWith(reply: HostileReply): void;
  close(): Promise<void>;
}

export async function startHostileHttp(): Promise<HostileHttp> {
  let next: HostileReply | null = null;
  const server = createServer((request, response) => {
    request.resume();
    request.once('end', () => answer(response, next));
    request.once('error', () => undefined);
    response.once('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answerWith: (reply) => void (next = reply),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, reply: HostileReply | null): void {
  if (!reply) return void response.destroy();
  try {
    response.writeHead(reply.status, reply.headers);
  } catch {
    // A header that Node itself does not write.
    response.writeHead(200);
  }
  if (reply.isCut) response.write(reply.bytes, () => response.destroy());
  else response.end(reply.bytes);
}
