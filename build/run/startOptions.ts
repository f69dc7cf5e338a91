import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What a person asked of `npm start`. */
export interface StartOptions {
  /** Print the address instead of opening a window. */
  headless: boolean;
  /** TCP port of the window's host; null when any will do. */
  port: number | null;
  /** Folder that holds everything kept between runs. */
  dataDirectory: string;
  /** Customers of the generated sample company; null for an empty company. */
  sampleCustomers: number | null;
  /** `embedded` starts our own; `none` works without one; a URL is somebody else's. */
  server: 'embedded' | 'none' | URL;
  /** The program around the window; null = Electron where it can run, else the loopback host. */
  host: 'electron' | 'loopback' | null;
}

export const START_HELP = `npm start -- [options]     Installs what is missing, builds, and opens Peyvand.

  --headless                Print the address and stay up, open no window.
  --port PORT               Port of the window's address on 127.0.0.1 (default: 8720, or a free one when that is taken).
  --data DIR                Folder for everything that is kept (default: .data in the project).
  --sample synthetic:N      The first time, fill the company with N generated customers (default: synthetic:300).
  --sample none             Start with an empty company; its first administrator's password is printed once.
  --no-server               Start no central server: this machine works alone.
  --server URL              Use that central server instead of starting one.
  --host electron|loopback  The program around the window: Electron (needs its binary and a display) or a browser on this
                            machine (default: Electron where it can run; --headless and --port mean the other).
  --help                    Print this.

The central server's database is DATABASE_URL when that is set, otherwise an embedded PostgreSQL inside the data folder.`;

/** A command line that cannot be followed; the message says why, for a person. */
export class UsageError extends Error {}

/**
 * Reads the arguments of `npm start`. Null means that help was asked for.
 *
 * @param from Folder that a relative `--data` starts from.
 * @throws UsageError for anything unknown, malformed or contradictory.
 */
export function readStartOptions(
  programArguments: string[],
  places: { from: string; defaultData: string },
): StartOptions | null {
  const values = parse(programArguments);
  if (values.help === true) return null;
  if (values['no-server'] === true && values.server !== undefined) {
    throw new UsageError('--no-server and --server exclude each other.');
  }
  const host = values.host === undefined ? null : readHost(values.host);
  const needsLoopback = values.headless === true || values.port !== undefined;
  if (host === 'electron' && needsLoopback) {
    throw new UsageError('--headless and --port are of the loopback host: Electron has a window and no address.');
  }
  return {
    host: needsLoopback ? 'loopback' : host,
    headless: values.headless ?? false,
    port: values.port === undefined ? null : readPort(values.port),
    dataDirectory: values.data === undefined ? places.defaultData : resolve(places.from, values.data),
    sampleCustomers: readSample(values.sample ?? 'synthetic:300'),
    server: values['no-server'] === true ? 'none' : values.server === undefined ? 'embedded' : readUrl(values.server),
  };
}

function parse(programArguments: string[]): ReturnType<typeof parseStrictly> {
  try {
    return parseStrictly(programArguments);
  } catch (error) {
    // parseArgs explains how to pass a positional argument, which nothing here takes: its first sentence is enough.
    throw new UsageError(
      error instanceof Error ? (error.message.split(/(?<=['"])\. /)[0] ?? error.message) : String(error),
    );
  }
}

function parseStrictly(programArguments: string[]) {
  return parseArgs({
    args: programArguments,
    strict: true,
    allowPositionals: false,
    options: {
      headless: { type: 'boolean' },
      port: { type: 'string' },
      data: { type: 'string' },
      sample: { type: 'string' },
      'no-server': { type: 'boolean' },
      server: { type: 'string' },
      host: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  }).values;
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) {
    throw new UsageError(`--port takes a number from 1 to 65535, not "${text}".`);
  }
  return port;
}

function readSample(text: string): number | null {
  if (text === 'none') return null;
  const count = /^synthetic:(\d{1,7})$/.exec(text)?.[1];
  if (count === undefined || Number(count) < 1) {
    throw new UsageError(`--sample takes "synthetic:N" (N customers, at least 1) or "none", not "${text}".`);
  }
  return Number(count);
}

function readHost(text: string): 'electron' | 'loopback' {
  if (text === 'electron' || text === 'loopback') return text;
  throw new UsageError(`--host takes "electron" or "loopback", not "${text}".`);
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError(`--server takes an address such as https://crm.example.com, not "${text}".`);
  }
  return url;
}
