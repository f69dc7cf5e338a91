/** Bytes that are no request. */
import fc from 'fast-check';
import type { Outcome } from '../../boundary.ts';
import { tearText } from '../../generators/hostileJson.ts';
import { sendBytes } from '../rawHttp.ts';
import type { World } from './world.ts';

export interface BytesInput {
  readonly type: 'bytes';
  readonly text: string;
}

export async function sendRequest({ http, devices }: World, text: string): Promise<Outcome> {
  const reply = await sendBytes(
    Number(new URL(http.url).port),
    Buffer.from(text.replaceAll('@token', devices.ali.token), 'latin1'),
  );
  const status = /^HTTP\/1\.1 (\d+)/.exec(reply)?.[1] ?? 'closed';
  const broken = status.startsWith('5') ? [`bytes: answered with ${status}`] : [];
  const health = await fetch(`${http.url}/health`);
  await health.text();
  if (health.status !== 200) broken.push('bytes: the server does not answer any more');
  return { answer: `bytes: ${status}`, broken };
}

const REQUESTS: readonly string[] = [
  'GET /health HTTP/1.1\r\nhost: x\r\n\r\n',
  'POST /sync/v1/push HTTP/1.1\r\nhost: x\r\nauthorization: Bearer @token\r\ncontent-length: 2\r\n\r\n{}',
  'POST /sync/v1/push HTTP/1.1\r\nhost: x\r\nauthorization: Bearer @token\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
  'POST /sync/v1/pull HTTP/1.1\r\nhost: x\r\nauthorization: Bearer @token\r\ncontent-length: 10\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
  'POST /sync/v1/pull HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999999\r\n\r\n',
  'POST /auth/v1/sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n{}',
  'GET /sync/v1/poke HTTP/1.1\r\nhost: x\r\nauthorization: Bearer nobody\r\n\r\n',
  'GET /../../etc/passwd HTTP/1.1\r\nhost: x\r\n\r\n',
  'GET /%00%ff%2e%2e HTTP/1.1\r\nhost: x\r\n\r\n',
  'GET http://evil.example/health HTTP/1.1\r\nhost: evil\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n',
  'TRACE /health HTTP/1.1\r\nhost: x\r\nmax-forwards: 0\r\n\r\n',
  'CONNECT evil.example:443 HTTP/1.1\r\nhost: x\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  `GET /health HTTP/1.1\r\nhost: x\r\n${'a: b\r\n'.repeat(3_000)}\r\n`,
  `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
  `GET /health HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${'x'.repeat(9_000)}\r\n\r\n`,
  'GET /health HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
  'POST /sync/v1/push HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\nauthorization: Bearer @token\r\ncontent-length: 5\r\n\r\n{}',
  '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
];

export const rawRequests: fc.Arbitrary<BytesInput> = fc
  .tuple(
    fc.constantFrom(...REQUESTS),
    fc.oneof(
      { weight: 2, arbitrary: fc.constant(null) },
      { weight: 3, arbitrary: fc.record({ how: fc.nat(0xffff), where: fc.nat(0xffff), what: fc.nat(0xffff) }) },
    ),
  )
  .map(([request, change]) => ({ type: 'bytes' as const, text: change ? tearText(request, change) : request }));
