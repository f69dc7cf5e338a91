import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../commands.ts';

export interface CentralServer {
  url: string;
  /** Settles when the server ends without having been asked to. */
  failed: Promise<void>;
  close(): Promise<void>;
}

const READY = /^Peyvand server is ready at (http:\/\/\S+)/;
const LONGEST_STOP_MS = 15_000;

/**
 * Runs server/main.ts as a process of its own, as it runs in production; what it logs goes to `server.log` in its folder. It
 * ends with this process, however that ends.
 *
 * @param options.dataDirectory The server's folder.
 * @throws Error with the end of its log when it ends before it is ready.
 */
export async function startCentralServer(options: {
  databaseUrl: string;
  dataDirectory: string;
  /** Makes an administrator when the server has no accounts, and says how to sign in. */
  firstAdministrator: boolean;
}): Promise<CentralServer> {
  await mkdir(options.dataDirectory, { recursive: true });
  const logPath = join(options.dataDirectory, 'server.log');
  const log = createWriteStream(logPath, { mode: 0o600 });
  const lifeline = pathToFileURL(join(ROOT, 'build', 'bootstrap', 'lifeline.mjs')).href;
  const program = [
    '--import',
    lifeline,
    join(ROOT, 'server', 'main.ts'),
    '--port',
    '0',
    '--data',
    options.dataDirectory,
    ...(options.firstAdministrator ? ['--first-administrator'] : []),
  ];
  const server = spawn(process.execPath, program, {
    // A group of its own: Ctrl-C at a terminal must not reach it before the window's host has said its last word to it.
    detached: process.platform !== 'win32',
    env: { ...process.env, DATABASE_URL: options.databaseUrl },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let isWanted = true;
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  // Standard output is for the person who started it, and may hold a first password: the log is standard error alone.
  server.stderr?.pipe(log, { end: false });

  const close = async (): Promise<void> => {
    isWanted = false;
    if (server.exitCode === null && server.signalCode === null) server.kill('SIGTERM');
    const insist = setTimeout(() => server.kill('SIGKILL'), LONGEST_STOP_MS);
    await ended;
    clearTimeout(insist);
    log.end();
  };

  const url = await new Promise<string | null>((resolve, reject) => {
    server.once('error', reject);
    void ended.then(() => resolve(null));
    if (server.stdout === null) return;
    createInterface({ input: server.stdout }).on('line', (line) => {
      if (line.startsWith('First administrator:')) console.log(line);
      const address = READY.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
  if (url === null) {
    await new Promise((flushed) => log.end(flushed));
    const lastWords = (await readFile(logPath, 'utf8')).trim().split('\n').slice(-20).join('\n');
    throw new Error(`The central server did not start (log: ${logPath}):\n${lastWords}`);
  }
  const failed = ended.then(() => (isWanted ? undefined : new Promise<void>(() => undefined)));
  return { url, failed, close };
}
