/** Pokes as server-sent events (HTML Standard, section 9.2). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller, ServerApp } from '../api/app.ts';
import type { Seats } from './seats.ts';

/** Proxies cut lines that are silent; a comment is passed over by every reader. */
const KEEP_ALIVE_MILLISECONDS = 25_000;

/** Runs until either side ends. Fails before anything was written when the token is not good. */
export async function streamPokes(
  app: ServerApp,
  { token, caller, seats }: { readonly token: string | null; readonly caller: Caller; readonly seats: Seats },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const leaveSeat = seats.take(caller.device.id, () => gone.abort());
  let keepAlive: NodeJS.Timeout | undefined;
  try {
    for await (const poke of app.pokes(token, gone.signal)) {
      if (!response.headersSent) {
        response.writeHead(200, {
          'content-type': 'text/event-stream',
          'x-accel-buffering': 'no',
        });
        request.socket.setNoDelay(true);
        keepAlive = setInterval(() => response.write(': here\n\n'), KEEP_ALIVE_MILLISECONDS);
      }
      const hasRoom = response.write(`data: ${JSON.stringify(poke)}\n\n`);
      if (!hasRoom && !gone.signal.aborted)
        await new Promise<void>((resolve) => void response.once('drain', resolve).once('close', resolve));
    }
    if (!response.headersSent) response.writeHead(204);
    response.end();
  } finally {
    clearInterval(keepAlive);
    leaveSeat();
  }
}
