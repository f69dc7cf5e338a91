import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startLoopbackHost } from '../../main/hosts/loopback/main.ts';
import { prepareSampleCompany } from '../../server/sample/sampleCompany.ts';
import { startEmbeddedPostgres } from '../../server/store/embeddedPostgres.ts';
import { ROOT } from '../commands.ts';
import { ensureElectronBuilt } from '../package/build.ts';
import { openBrowserWindow, reasonForNoWindow } from './browserWindow.ts';
import { startCentralServer } from './centralServer.ts';
import { openElectronWindow, reasonForNoElectron } from './electronWindow.ts';
import { ensureRendererBuilt } from './rendererBuild.ts';
import { readStartOptions, START_HELP, UsageError } from './startOptions.ts';
import type { StartOptions } from './startOptions.ts';

/** A port of our own keeps the window's address, and with it what the browser remembers for it, the same between runs. */
const USUAL_PORT = 8720;
const SAMPLE_SEED = 1;

// Whatever was opened is closed by now; a timer that some part forgot must not keep the person waiting.
process.exit(await main());

/** Returns the exit code: 0 after an orderly stop, 1 after a failure, 2 for a command line that cannot be followed. */
async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === 'number') return options;
  const interruption = listenForInterruption();
  const opened: (() => Promise<void>)[] = [];
  try {
    await mkdir(options.dataDirectory, { recursive: true });
    const { closed } = await open(options, interruption, (close) => opened.push(close));
    await Promise.race([closed, interruption.asked]);
    return 0;
  } catch (error) {
    if (interruption.isAsked()) return 0;
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    for (const close of opened.toReversed()) {
      await close().catch((error: unknown) => console.error('While stopping:', error));
    }
  }
}

/**
 * Opens everything from the bottom up: database, sample, server, host, window. Each thing is handed to `onOpened` with its
 * way to close, and they are closed in the opposite order.
 *
 * @returns `closed` settles when the person closes the window.
 */
async function open(
  options: StartOptions,
  interruption: Interruption,
  onOpened: (close: () => Promise<void>) => void,
): Promise<{ closed: Promise<void> }> {
  const host = chooseHost(options);
  const port = host === 'loopback' ? await choosePort(options.port) : 0;
  const announce = (): void => console.log('Building the window …');
  const built = await (host === 'electron' ? ensureElectronBuilt(announce) : ensureRendererBuilt(announce));
  interruption.throwIfAsked();
  const serverUrl = await openServer(options, interruption, onOpened);
  const { dataDirectory } = options;
  if (host === 'electron') {
    const window = openElectronWindow({ builtDirectory: built, dataDirectory, serverUrl });
    onOpened(() => window.close());
    console.log('Closing the window or Ctrl-C stops everything.\nPeyvand is ready in its own window.');
    return { closed: window.closed };
  }
  const loopback = await startLoopbackHost({
    port,
    dataDirectory,
    rendererDirectory: built,
    serverUrl,
    programVersion: await readProgramVersion(),
  });
  onOpened(() => loopback.close());
  interruption.throwIfAsked();
  return openWindow(options, loopback.url, onOpened);
}

async function readProgramVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** The program around the window: Electron where it can run, else the loopback host. */
function chooseHost({ host }: StartOptions): 'electron' | 'loopback' {
  if (host === 'loopback') return host;
  const reason = reasonForNoElectron();
  if (host === 'electron' && reason !== null) throw new Error(`Electron cannot run here: ${reason}.`);
  return reason === null ? 'electron' : 'loopback';
}

async function openServer(
  options: StartOptions,
  interruption: Interruption,
  onOpened: (close: () => Promise<void>) => void,
): Promise<string | null> {
  if (options.server === 'none') return null;
  if (options.server instanceof URL) return options.server.href;
  const directory = join(options.dataDirectory, 'server');
  const givenUrl = process.env['DATABASE_URL'];
  const isGiven = givenUrl !== undefined && givenUrl !== '';
  const databaseUrl = isGiven ? givenUrl : await openDatabase(directory, onOpened);
  interruption.throwIfAsked();
  if (options.sampleCustomers !== null) await prepareSample(databaseUrl, options.sampleCustomers, interruption);
  const server = await startCentralServer({
    databaseUrl,
    dataDirectory: directory,
    firstAdministrator: options.sampleCustomers === null,
  });
  onOpened(() => server.close());
  void server.failed.then(() => {
    console.error(`The central server stopped (log: ${join(directory, 'server.log')}). The window goes on without it.`);
  });
  interruption.throwIfAsked();
  return server.url;
}

/** Interrupted, it fails as soon as its database goes; the next start completes what it began. */
async function prepareSample(databaseUrl: string, customers: number, interruption: Interruption): Promise<void> {
  const sample = prepareSampleCompany({ databaseUrl, customers, seed: SAMPLE_SEED });
  sample.catch(() => undefined);
  const prepared = await Promise.race([sample, interruption.asked]);
  interruption.throwIfAsked();
  if (prepared?.created === true) console.log(`Prepared a sample company with ${customers} customers.`);
}

async function openDatabase(directory: string, onOpened: (close: () => Promise<void>) => void): Promise<string> {
  const postgres = await startEmbeddedPostgres({ directory: join(directory, 'postgres') });
  onOpened(() => postgres.stop());
  return postgres.url;
}

async function openWindow(
  options: StartOptions,
  url: string,
  onOpened: (close: () => Promise<void>) => void,
): Promise<{ closed: Promise<void> }> {
  const ready = `Peyvand is ready at ${url}`;
  const reason = options.headless ? 'No window was asked for' : reasonForNoWindow();
  if (reason !== null) {
    console.log(`${reason}: open the address below in a browser. Ctrl-C stops everything.\n${ready}`);
    return { closed: new Promise<void>(() => undefined) };
  }
  const window = await openBrowserWindow(url, join(options.dataDirectory, 'browser-profile'));
  onOpened(() => window.close());
  console.log(`Closing the window or Ctrl-C stops everything.\n${ready}`);
  return { closed: window.closed };
}

function readOptions(): StartOptions | number {
  try {
    const from = process.env['INIT_CWD'] ?? process.cwd();
    const options = readStartOptions(process.argv.slice(2), { from, defaultData: join(ROOT, '.data') });
    if (options !== null) return options;
    console.log(START_HELP);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${START_HELP}`);
    return 2;
  }
}

interface Interruption {
  /** Settles at the first signal. */
  asked: Promise<void>;
  isAsked: () => boolean;
  throwIfAsked: () => void;
}

/** The first signal asks for an orderly stop; another one a second later ends at once, which every part survives. */
function listenForInterruption(): Interruption {
  const interruption = Promise.withResolvers<void>();
  let askedAt: number | null = null;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (askedAt === null) console.log('Stopping …');
      else if (performance.now() - askedAt > 1_000) process.exit(1);
      askedAt ??= performance.now();
      interruption.resolve();
    });
  }
  const isAsked = (): boolean => askedAt !== null;
  const throwIfAsked = (): void => {
    if (isAsked()) throw new Error('interrupted');
  };
  return { asked: interruption.promise, isAsked, throwIfAsked };
}

/** The port that was asked for; else the usual one, or any free one when another program (another Peyvand) has that. */
async function choosePort(asked: number | null): Promise<number> {
  const probe = createServer();
  const isFree = await new Promise<boolean>((answer) => {
    probe.once('error', () => answer(false));
    probe.listen(asked ?? USUAL_PORT, '127.0.0.1', () => answer(true));
  });
  if (isFree) await new Promise((closed) => probe.close(closed));
  if (asked === null) return isFree ? USUAL_PORT : 0;
  if (!isFree)
    throw new Error(
      `Port ${asked} on 127.0.0.1 cannot be had: another program uses it, or it is reserved. Choose another --port.`,
    );
  return asked;
}
