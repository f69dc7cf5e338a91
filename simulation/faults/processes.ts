/** Programs of ours as processes that may be killed at any moment, and started again over the same files. */
import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { CoreProcessLine, CoreProcessOptions } from './coreProcess.ts';

/** So that a thousand starts do not strip the same types a thousand times. */
const COMPILED = join(tmpdir(), 'peyvand-faults-compiled');

export interface Program {
  /** Settles when it says that it is ready, and when it ends before that. */
  readonly ready: Promise<void>;
  /** True when it ended without having been told to. */
  readonly ended: Promise<{ readonly wasKilled: boolean; readonly lastWords: string }>;
  /** SIGKILL; resolves when it is gone and everything that it had said is read. */
  kill(): Promise<void>;
}

/** @param onLine every line of its standard output; true when it says that it is ready. */
function startProgram(
  file: string,
  programArguments: readonly string[],
  environment: Readonly<Record<string, string>>,
  onLine: (line: string) => boolean,
): Program {
  const child: ChildProcess = spawn(
    process.execPath,
    [fileURLToPath(new URL(file, new URL('../../', import.meta.url))), ...programArguments],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_COMPILE_CACHE: COMPILED, ...environment } },
  );
  // Nothing that a test started may outlive it.
  const endWithParent = (): void => void child.kill('SIGKILL');
  process.once('exit', endWithParent);
  let wasKilled = false;
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (lastWords = (lastWords + chunk).slice(-2_000)));
  const isReady = Promise.withResolvers<void>();
  const read = (async (): Promise<void> => {
    if (!child.stdout) return;
    for await (const line of createInterface({ input: child.stdout })) if (onLine(line)) isReady.resolve();
  })();
  const ended = new Promise<{ wasKilled: boolean; lastWords: string }>((resolve) =>
    child.once('close', () => {
      process.off('exit', endWithParent);
      isReady.resolve();
      void read.then(() => resolve({ wasKilled, lastWords }));
    }),
  );
  return {
    ready: isReady.promise,
    ended,
    async kill() {
      wasKilled = child.exitCode === null && child.signalCode === null;
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The server's program, as it runs in production. */
export const startNode = (databaseUrl: string, dataDirectory: string, port: number): Program =>
  startProgram(
    'server/main.ts',
    ['--port', `${port}`, '--data', dataDirectory, '--log-level', 'error'],
    { DATABASE_URL: databaseUrl },
    (line) => line.startsWith('Peyvand server is ready'),
  );

export const startCore = (options: CoreProcessOptions, onLine: (line: CoreProcessLine) => void): Program =>
  startProgram('simulation/faults/coreProcess.ts', [JSON.stringify(options)], {}, (text) => {
    const line = JSON.parse(text) as CoreProcessLine;
    onLine(line);
    return line.say === 'open';
  });
