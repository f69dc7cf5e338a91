/**
 * TLS in the server itself: a certificate chain and its key out of files or the environment, read anew when they change. Certificates last months or
 * weeks, a server runs longer: whoever renews them must not have to stop it.
 */
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Log } from '../log.ts';

/** PEM, both. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

/** Reads the pair as it is now. @throws Error that says what is wrong and never what was read. */
export type TlsSource = () => Promise<TlsPair>;

/** RFC 8996: nothing below 1.2. Ciphers are Node's, which follow what is thought safe. */
const MINIMUM_VERSION = 'TLSv1.2';
const LOOK_AGAIN_MILLISECONDS = 60_000;

/** What `node:https` is given. @throws Error when the pair is none. */
export function secureOptions({ cert, key }: TlsPair): SecureContextOptions {
  const options: SecureContextOptions = { cert, key, minVersion: MINIMUM_VERSION };
  try {
    createSecureContext(options);
  } catch {
    throw new Error('The TLS certificate and key do not belong together, or one of them is no PEM.');
  }
  return options;
}

export interface TlsPlaces {
  readonly certificateFile?: string | undefined;
  readonly keyFile?: string | undefined;
  /** PEM itself. */
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
}

/** Null when nothing is given. @throws Error when only a half is. */
export function findTls({ certificateFile, keyFile, certificate, key }: TlsPlaces): TlsSource | null {
  const readCertificate = readerOf('certificate', certificateFile, certificate);
  const readKey = readerOf('key', keyFile, key);
  if (!readCertificate && !readKey) return null;
  if (!readCertificate || !readKey)
    throw new Error(`TLS takes a certificate and a key: the ${readKey ? 'certificate' : 'key'} is missing.`);
  return async () => ({ cert: await readCertificate(), key: await readKey() });
}

function readerOf(what: string, file: string | undefined, text: string | undefined): (() => Promise<string>) | null {
  if (file !== undefined && file !== '')
    return () =>
      readFile(file, 'utf8').catch((cause: unknown) => {
        const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
        throw new Error(`The TLS ${what} cannot be read (${code}).`, { cause });
      });
  return text !== undefined && text !== '' ? () => Promise.resolve(text) : null;
}

export interface FreshTls {
  /** Looks now. Resolves to whether another pair is in use than before. */
  reload(): Promise<boolean>;
  stop(): void;
}

/**
 * Looks each minute whether there is another pair. One that does not fit (a renewal is half written) is passed over, and the old one goes on;
 * connections that stand keep theirs.
 */
export function keepTlsFresh(
  server: { setSecureContext(options: SecureContextOptions): void },
  source: TlsSource,
  first: TlsPair,
  log: Log,
): FreshTls {
  let inUse = first;
  const reload = async (): Promise<boolean> => {
    try {
      const found = await source();
      if (found.cert === inUse.cert && found.key === inUse.key) return false;
      server.setSecureContext(secureOptions(found));
      inUse = found;
      log.info({}, 'tls.reloaded');
      return true;
    } catch (error) {
      log.error({ error: error instanceof Error ? error.message : typeof error }, 'tls.not_reloaded');
      return false;
    }
  };
  const timer = setInterval(() => void reload(), LOOK_AGAIN_MILLISECONDS);
  timer.unref();
  return { reload, stop: () => clearInterval(timer) };
}
