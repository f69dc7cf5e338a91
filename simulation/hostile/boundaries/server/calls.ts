/** Every route of the contract, with hostile bodies in any wrapping, from whoever. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { z } from 'zod';
import { serverContract } from '../../../../shared/contract/server.ts';
import { isKnownCode, type Outcome } from '../../boundary.ts';
import { hostileJson } from '../../generators/hostileJson.ts';
import { validFor, type Vocabulary } from '../../generators/valid.ts';
import type { World } from './world.ts';

type Sender = 'ali' | 'ada' | 'gone' | 'nobody' | 'rubbish';
type Wrapping =
  | 'plain'
  | 'gzip'
  | 'gzip cut'
  | 'gzip twice'
  | 'plain called gzip'
  | 'deflate'
  | 'no type'
  | 'wrong type'
  | 'utf-16'
  | 'bomb';

export interface CallInput {
  readonly type: 'call';
  readonly route: string;
  readonly sender: Sender;
  readonly wrapping: Wrapping;
  readonly text: string;
}

type RouteName = keyof typeof serverContract;
const routeNames = Object.keys(serverContract) as RouteName[];
const procedureOf = (name: string) => serverContract[name as RouteName]['~orpc'];

export async function callRoute(
  { http, devices }: World,
  { route, sender, wrapping, text }: CallInput,
): Promise<Outcome> {
  const { method = 'POST', path = '' } = procedureOf(route).route;
  const token = {
    ali: devices.ali.token,
    ada: devices.ada.token,
    gone: 'A'.repeat(43),
    nobody: null,
    rubbish: '../../etc\u00ff',
  }[sender];
  const { body, headers } = wrap(text, wrapping);
  const response = await fetch(`${http.url}${path}`, {
    method,
    headers: { ...headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    ...(method === 'GET' ? {} : { body }),
  });
  return judgeAnswer(route, response.status, await response.text()).outcome;
}

/** Asks as an honest device frames it. */
export async function ask(
  { http }: World,
  route: RouteName,
  token: string,
  input: object,
): Promise<{ readonly outcome: Outcome; readonly content: unknown }> {
  const response = await fetch(`${http.url}${procedureOf(route).route.path ?? ''}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  return judgeAnswer(route, response.status, await response.text());
}

function wrap(text: string, wrapping: Wrapping): { body: Uint8Array<ArrayBuffer>; headers: Record<string, string> } {
  const plain = Uint8Array.from(Buffer.from(text));
  const json = { 'content-type': 'application/json' };
  const packed = { ...json, 'content-encoding': 'gzip' };
  const zip = (content: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(gzipSync(content, { level: 1 }));
  switch (wrapping) {
    case 'plain':
      return { body: plain, headers: json };
    case 'gzip':
      return { body: zip(plain), headers: packed };
    case 'gzip cut':
      return { body: zip(plain).slice(0, -5), headers: packed };
    case 'gzip twice':
      return { body: zip(zip(plain)), headers: packed };
    case 'plain called gzip':
      return { body: plain, headers: packed };
    case 'deflate':
      return { body: plain, headers: { ...json, 'content-encoding': 'deflate, br' } };
    case 'no type':
      return { body: plain, headers: {} };
    case 'wrong type':
      return { body: plain, headers: { 'content-type': 'multipart/form-data; boundary=x' } };
    case 'utf-16':
      return {
        body: Uint8Array.from(Buffer.from(text, 'utf16le')),
        headers: { 'content-type': 'application/json; charset=utf-16le' },
      };
    case 'bomb':
      return { body: bomb, headers: packed };
  }
}

/** Thirty megabytes of blanks. */
const bomb = Uint8Array.from(gzipSync(Buffer.alloc(30 * 1024 * 1024, 32), { level: 9 }));

function judgeAnswer(
  route: string,
  status: number,
  text: string,
): { readonly outcome: Outcome; readonly content: unknown } {
  const broken: string[] = [];
  const content = readJson(text);
  if (status === 200) {
    const output = procedureOf(route).outputSchema as z.ZodType | undefined;
    if (output && !output.safeParse(content).success)
      broken.push(`${route}: an answer that its contract does not know`);
    return { outcome: { answer: 'ok', broken }, content };
  }
  const error = z.object({ code: z.string(), facts: z.record(z.string(), z.json()) }).safeParse(content);
  if (!error.success) {
    broken.push(`${route}: a refusal in another form than ours (${status})`);
    return { outcome: { answer: `status ${status}`, broken }, content };
  }
  const { code } = error.data;
  if (!isKnownCode(code)) broken.push(`${route}: an unknown code ${code}`);
  if (code === 'internal' || status >= 500) broken.push(`${route}: answered with ${status} ${code}`);
  return { outcome: { answer: code, broken }, content };
}

export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// ---- what is sent ------------------------------------------------------------------------------------------------

export function callsFor(vocabulary: Vocabulary): fc.Arbitrary<CallInput> {
  const calls = routeNames.map((route) => {
    const schema = procedureOf(route).inputSchema as z.core.$ZodType | undefined;
    const valid = schema ? validFor(schema, vocabulary) : fc.constant({});
    return fc.record({
      type: fc.constant('call' as const),
      route: fc.constant(route),
      sender: senders,
      wrapping: wrappings,
      text: hostileJson(valid),
    });
  });
  return fc.oneof(...calls);
}

const senders: fc.Arbitrary<Sender> = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom<Sender>('ali', 'ada') },
  { weight: 1, arbitrary: fc.constantFrom<Sender>('gone', 'nobody', 'rubbish') },
);

const wrappings: fc.Arbitrary<Wrapping> = fc.oneof(
  { weight: 200, arbitrary: fc.constant<Wrapping>('plain') },
  { weight: 20, arbitrary: fc.constant<Wrapping>('gzip') },
  {
    weight: 10,
    arbitrary: fc.constantFrom<Wrapping>(
      'gzip cut',
      'gzip twice',
      'plain called gzip',
      'deflate',
      'no type',
      'wrong type',
      'utf-16',
    ),
  },
  { weight: 1, arbitrary: fc.constant<Wrapping>('bomb') },
);
