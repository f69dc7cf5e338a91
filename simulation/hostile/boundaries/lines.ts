/**
 * Server → device, below the messages: any status, header and body at the device's transport. Whatever comes is read as a reply of ours or refused
 * with a code of ours; nothing waits for ever and nothing is thrown that is no error of ours.
 */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { createHttpTransport } from '../../../main/core/sync/httpTransport.ts';
import { isPeyvandError } from '../../../shared/base/errors.ts';
import { DEVICE_CALLS, serverContract, type DeviceCallName } from '../../../shared/contract/server.ts';
import { pokeSchema, wireErrorSchema } from '../../../shared/sync/protocol.ts';
import type { z } from 'zod';
import type { Boundary, Outcome, Target } from '../boundary.ts';
import { hostileJson } from '../generators/hostileJson.ts';
import { hostileBytes } from '../generators/hostileBytes.ts';
import { validFor } from '../generators/valid.ts';
import { startHostileHttp, type HostileHttp, type HostileReply } from './hostileHttp.ts';

interface LineInput {
  readonly route: string;
  readonly reply: HostileReply;
}

export const lines: Boundary<LineInput> = {
  name: 'lines',
  inputsPerWorld: 5_000,
  async open() {
    const http = await startHostileHttp();
    return { begin: () => Promise.resolve(begin(http)), close: () => http.close() };
  },
};

const TOKEN = 'A'.repeat(43);
/** Of a stream of pokes no more are read: a hostile server may send for ever. */
const POKES_MAXIMUM = 2_000;

function begin(http: HostileHttp): Target<LineInput> {
  const transport = createHttpTransport(http.url);
  const ask = async (route: string): Promise<unknown> => {
    switch (route) {
      case 'sampleUsers':
        return transport.sampleUsers();
      case 'signIn':
        return transport.signIn({ login: 'ali', password: 'x' });
      case 'enrol':
        return transport.enrol({} as never);
      case 'handshake':
        return transport.handshake(TOKEN, {} as never);
      case 'push':
        return transport.push(TOKEN, {} as never);
      case 'pull':
        return transport.pull(TOKEN, {} as never);
      case 'pokes':
        return readPokes(transport.pokes(TOKEN, new AbortController().signal));
      default:
        return transport.call(TOKEN, route as DeviceCallName, {});
    }
  };
  return {
    inputs: inputsFor(),
    async receive({ route, reply }): Promise<Outcome> {
      http.answerWith(reply);
      try {
        await ask(route);
        return { answer: 'read', broken: [] };
      } catch (error) {
        if (isPeyvandError(error)) return { answer: error.code, broken: [] };
        const name = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 200) : String(error);
        return { answer: 'thrown', broken: [`${route} fails with what is no error of ours: ${name}`] };
      }
    },
    finish: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  };
}

async function readPokes(stream: AsyncIterable<z.infer<typeof pokeSchema>>): Promise<number> {
  let count = 0;
  for await (const poke of stream) {
    if (!pokeSchema.safeParse(poke).success) throw new Error('A poke that is none');
    count += 1;
    if (count >= POKES_MAXIMUM) break;
  }
  return count;
}

// ---- what is answered --------------------------------------------------------------------------------------------

const ROUTES = ['sampleUsers', 'signIn', 'enrol', 'handshake', 'push', 'pull', ...DEVICE_CALLS] as const;

function inputsFor(): fc.Arbitrary<LineInput> {
  const bodies = ROUTES.map((route) => {
    const output = serverContract[route]['~orpc'].outputSchema as z.core.$ZodType | undefined;
    const valid = fc.oneof(
      { weight: 4, arbitrary: output ? validFor(output, { byField: {} }) : fc.constant({}) },
      { weight: 1, arbitrary: validFor(wireErrorSchema, { byField: {} }) },
    );
    return hostileJson(valid).map((text) => ({ route: route as string, text, type: 'application/json' }));
  });
  const events = fc
    .array(
      fc.oneof(
        hostileJson(validFor(pokeSchema, { byField: {} })).map((text) => `data: ${text}`),
        fc.constantFrom(': here', 'event: x', 'data:', 'data', '', '\r', 'id: 1\nretry: -1'),
      ),
      { maxLength: 30 },
    )
    .map((list) => ({ route: 'pokes', text: list.join('\n\n'), type: 'text/event-stream' }));
  return fc
    .tuple(
      fc.oneof({ weight: 8, arbitrary: fc.oneof(...bodies) }, { weight: 1, arbitrary: events }),
      fc.oneof(
        { weight: 8, arbitrary: fc.constant(200) },
        {
          weight: 4,
          arbitrary: fc.constantFrom(
            201,
            204,
            206,
            301,
            304,
            400,
            401,
            403,
            404,
            413,
            418,
            426,
            429,
            500,
            502,
            503,
            599,
          ),
        },
      ),
      fc.constantFrom(
        'plain',
        'plain',
        'plain',
        'gzip',
        'gzip',
        'torn',
        'called gzip',
        'called br',
        'huge length',
        'redirect',
        'bomb',
      ),
      fc.nat(19),
    )
    .chain(([{ route, text, type }, status, way, cut]) =>
      (way === 'torn' ? hostileBytes(fc.constant(Buffer.from(text))) : fc.constant(Buffer.from(text))).map((bytes) => ({
        route,
        // What is announced and does not come is waited for, for as long as any answer: here the line is cut instead.
        reply: { status, isCut: cut === 0 || way === 'huge length', ...wrap(bytes, type, way) },
      })),
    );
}

function wrap(bytes: Uint8Array, type: string, way: string): Pick<HostileReply, 'headers' | 'bytes'> {
  const json = { 'content-type': type };
  if (way === 'gzip') return { bytes: gzipSync(bytes, { level: 1 }), headers: { ...json, 'content-encoding': 'gzip' } };
  if (way === 'bomb') return { bytes: smallBomb, headers: { ...json, 'content-encoding': 'gzip' } };
  if (way === 'called gzip') return { bytes, headers: { ...json, 'content-encoding': 'gzip' } };
  if (way === 'called br') return { bytes, headers: { ...json, 'content-encoding': 'br' } };
  if (way === 'huge length') return { bytes, headers: { ...json, 'content-length': String(bytes.length + 1) } };
  if (way === 'redirect') return { bytes, headers: { ...json, location: 'http://127.0.0.1:9/elsewhere' } };
  return { bytes, headers: json };
}

/** A megabyte of blanks. */
const smallBomb = gzipSync(Buffer.alloc(1024 * 1024, 32), { level: 9 });
