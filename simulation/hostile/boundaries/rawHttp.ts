import { connect } from 'node:net';

/** A server that keeps an unfinished request open does right: nobody waits for that. */
const SILENCE_MILLISECONDS = 30;
/** Behind what it has answered. */
const LATER_SILENCE_MILLISECONDS = 5;

/** Writes bytes to a port and gives back what came, in Latin-1, when the line ended or nothing more comes. */
export function sendBytes(port: number, bytes: Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let reply = '';
    const end = (): void => {
      socket.destroy();
      resolve(reply);
    };
    socket.setTimeout(SILENCE_MILLISECONDS, end);
    socket.on('data', (chunk: Buffer) => {
      reply += chunk.toString('latin1');
      socket.setTimeout(LATER_SILENCE_MILLISECONDS);
    });
    socket.once('error', end);
    socket.once('close', end);
    socket.write(bytes);
  });
}
