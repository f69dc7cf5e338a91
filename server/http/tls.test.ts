import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type PeerCertificate, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { silentLog, type Log } from '../log.ts';
import { createTestServer, type TestServer } from '../testing/testCompany.ts';
import { startHttpServer, type HttpServer } from './server.ts';
import { findTls, secureOptions, type TlsPair } from './tls.ts';

const pairOf = async (name: 'first' | 'second'): Promise<TlsPair> => {
  const read = (ending: string) => readFile(new URL(`../testing/tls/${name}.${ending}`, import.meta.url), 'utf8');
  return { cert: await read('crt'), key: await read('key') };
};

let server: TestServer;
let folder: string;
let first: TlsPair;
let second: TlsPair;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  folder = await mkdtemp(join(tmpdir(), 'peyvand-tls-'));
  [first, second] = [await pairOf('first'), await pairOf('second')];
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const filesOf = async ({ cert, key }: TlsPair) => {
  const [certificateFile, keyFile] = [join(folder, 'crt.pem'), join(folder, 'key.pem')];
  await writeFile(certificateFile, cert);
  await writeFile(keyFile, key);
  return { certificateFile, keyFile };
};

const start = (options: Partial<Parameters<typeof startHttpServer>[0]> = {}): Promise<HttpServer> =>
  startHttpServer({ app: server.app, log: silentLog, host: '127.0.0.1', port: 0, trustedProxies: 0, ...options });

/** Believes that certificate alone. */
function get(url: string, ca: string): Promise<{ status: number; headers: Record<string, unknown>; name: string }> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(`${url}/health`, { ca, agent: false }, (response) => {
      const certificate: PeerCertificate = (response.socket as TLSSocket).getPeerCertificate();
      response.resume().once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          name: String(certificate.subject.CN),
        }),
      );
    });
    request.once('error', reject);
    request.end();
  });
}

describe('TLS', () => {
  test('SEC-121: with a certificate the server speaks TLS and says that it always will', async () => {
    const http = await start({ tls: findTls(await filesOf(first)) ?? undefined });
    try {
      expect(http.url).toMatch(/^https:/);
      const answer = await get(http.url, first.cert);
      expect(answer).toMatchObject({ status: 200, name: 'peyvand-test-first' });
      expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
      await expect(fetch(`${http.url.replace('https', 'http')}/health`)).rejects.toThrow();
    } finally {
      await http.close();
    }
  });

  test.each(['TLSv1', 'TLSv1.1'] as const)('SEC-121: %s is refused', async (version) => {
    const http = await start({ tls: () => Promise.resolve(first) });
    const { port } = new URL(http.url);
    const meet = (options: object): Promise<string> =>
      new Promise((resolve) => {
        const socket = connectTls({ host: '127.0.0.1', port: Number(port), ca: first.cert, ...options }, () => {
          resolve(String(socket.getProtocol()));
          socket.destroy();
        });
        socket.once('error', () => resolve('refused'));
      });
    try {
      // Old clients may speak it at all only below security level 1: so it is the server that refuses.
      const old = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' };
      expect(await meet(old)).toBe('refused');
      expect(await meet({ maxVersion: 'TLSv1.2' })).toBe('TLSv1.2');
      expect(await meet({})).toBe('TLSv1.3');
    } finally {
      await http.close();
    }
  });

  test('SEC-121: a renewed certificate is taken up without a stop; a half-written one is not, and the old one goes on', async () => {
    const events: string[] = [];
    const log: Log = {
      info: (_facts, event) => events.push(event),
      warn: () => {},
      error: (facts, event) => events.push(`${event} ${JSON.stringify(facts)}`),
    };
    const places = await filesOf(first);
    const http = await start({ tls: findTls(places) ?? undefined, log });
    try {
      expect(await http.reloadTls()).toBe(false);
      await writeFile(places.certificateFile, second.cert);
      expect(await http.reloadTls()).toBe(false);
      expect((await get(http.url, first.cert)).name).toBe('peyvand-test-first');
      await rm(places.keyFile);
      expect(await http.reloadTls()).toBe(false);
      await writeFile(places.keyFile, second.key);
      expect(await http.reloadTls()).toBe(true);
      expect((await get(http.url, second.cert)).name).toBe('peyvand-test-second');
    } finally {
      await http.close();
    }
    expect(events.filter((event) => event.startsWith('tls.'))).toEqual([
      expect.stringContaining('do not belong together'),
      expect.stringContaining('cannot be read (ENOENT)'),
      'tls.reloaded',
    ]);
    expect(events.join()).not.toContain('BEGIN');
  });

  test('SEC-121: a half of it, or a pair that does not belong together, starts nothing, and what was read is not told', async () => {
    expect(findTls({})).toBeNull();
    expect(() => findTls({ certificate: first.cert })).toThrow('the key is missing');
    expect(() => findTls({ keyFile: '/x', key: '' })).toThrow('the certificate is missing');
    expect(() => secureOptions({ cert: first.cert, key: second.key })).toThrow(/^The TLS certificate and key do not/);
    await expect(start({ tls: () => Promise.resolve({ cert: 'none', key: first.key }) })).rejects.toThrow(
      /^The TLS certificate and key do not/,
    );
  });

  test.each(['0.0.0.0', '::', '192.168.7.7', 'crm.example.com'])(
    'SEC-122: without TLS nothing beyond this machine is listened to: not %s, unless a proxy is said to stand before it',
    async (host) => {
      await expect(start({ host })).rejects.toThrow('Without TLS this server listens to this machine alone');
    },
  );

  test('SEC-122: behind a proxy it does, and says what the proxy says of the line', async () => {
    const http = await start({ host: '0.0.0.0', trustedProxies: 1 });
    try {
      const { port } = new URL(http.url);
      const ask = (headers: Record<string, string>) => fetch(`http://127.0.0.1:${port}/health`, { headers });
      expect((await ask({ 'x-forwarded-proto': 'https' })).headers.get('strict-transport-security')).toMatch('max-age');
      expect((await ask({})).headers.get('strict-transport-security')).toBeNull();
    } finally {
      await http.close();
    }
  });
});
