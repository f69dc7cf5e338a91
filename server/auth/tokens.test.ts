import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { createSeededRandomness } from '../../shared/base/randomness.ts';
import { errorToWire } from '../../shared/base/errors.ts';
import { proofText, vouchText, writeProof } from '../../shared/sync/deviceProof.ts';
import { PROTOCOL_VERSION, type EnrolReply } from '../../shared/sync/protocol.ts';
import { schemaVersions } from '../../shared/domain/catalogue.ts';
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import { createTestServer, idOf, type TestServer } from '../testing/testCompany.ts';
import { revokeDevice } from './devices.ts';
import { writeTicket } from './tickets.ts';
import { forgetRetiredTokens, writeChallenge } from './tokens.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

let server: TestServer;
let id: string;
let key: KeyObject;
let signingKey: string;
let first: string;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());
beforeEach(async () => {
  id = server.newId();
  const pair = generateKeyPairSync('ed25519');
  key = pair.privateKey;
  signingKey = pair.publicKey.export({ format: 'jwk' }).x ?? '';
  first = (await enrol(writeTicket(server.keys, server.clock, idOf('ali')))).token;
  await greet(first);
});

const enrol = (ticket: string, device = id): Promise<EnrolReply> =>
  server.app.enrol({ ticket, device, deviceName: 'x', signingKey, protocol: PROTOCOL_VERSION });
/** @returns the token that is offered. */
const greet = async (token: string, app = server.app): Promise<string | undefined> =>
  (
    await app.handshake(token, {
      protocol: PROTOCOL_VERSION,
      device: id,
      deviceTime: instantFromMilliseconds(server.clock.now()),
      last: null,
      epoch: null,
      schema: schemaVersions(),
      numbersUsed: [],
    })
  ).token;
const refusalOf = async (work: Promise<unknown>) => {
  try {
    await work;
    return null;
  } catch (error) {
    return errorToWire(error);
  }
};
const codeOf = async (work: Promise<unknown>): Promise<string | null> => (await refusalOf(work))?.code ?? null;
const proofFor = (challenge: string, by = key, device = id): string =>
  writeProof({ challenge, signature: sign(null, Buffer.from(proofText(device, challenge)), by).toString('base64url') });
const challengeOf = async (token: string): Promise<string> => {
  const refusal = await refusalOf(greet(token));
  expect(refusal).toMatchObject({ code: 'not_enrolled', facts: { challenge: expect.any(String) } });
  return String(refusal?.facts['challenge']);
};
const told = async (): Promise<number> =>
  (await server.database.rows("SELECT 1 FROM audit_entries WHERE action = 'device.tokenReused' AND device = $1", [id]))
    .length;
/** The device has taken its next token, and the time for stragglers is over. */
const rotate = async (token: string): Promise<string> => {
  server.clock.advance(HOUR);
  const next = await greet(token);
  if (next === undefined) throw new Error('No token was offered');
  await greet(next);
  server.clock.advance(6 * MINUTE);
  return next;
};

describe('rotation', () => {
  test('SEC-130: after an hour a greeting offers the next token, the same until it is used; the first use ends the old one, on every node', async () => {
    server.clock.advance(HOUR - MINUTE);
    expect(await greet(first)).toBeUndefined();
    server.clock.advance(MINUTE);
    const offered = await greet(first);
    // The answer was lost, and lost again: the old one is good, and what is offered is what was offered.
    expect(offered).toMatch(/^[\w-]{43}$/);
    expect(offered).not.toBe(first);
    server.clock.advance(48 * HOUR);
    const node = await server.openNode();
    expect(await greet(first, node)).toBe(offered);
    expect(await greet(String(offered))).toBeUndefined();
    server.clock.advance(4 * MINUTE);
    // What was on its way with the old one.
    expect(await codeOf(greet(first))).toBeNull();
    server.clock.advance(2 * MINUTE);
    expect(await codeOf(greet(first))).toBe('not_enrolled');
    expect(await codeOf(greet(String(offered), node))).toBeNull();
    const [row] = await server.database.rows<{ text: string }>(
      "SELECT string_agg(d::text, ' ') || (SELECT string_agg(r::text, ' ') FROM retired_tokens r) AS text FROM devices d",
    );
    for (const token of [first, String(offered)]) expect(row?.text).not.toContain(token);
  });

  test('SEC-130: many messages at once with the next token make it the present one, once', async () => {
    server.clock.advance(HOUR);
    const offered = String(await greet(first));
    const codes = await Promise.all(Array.from({ length: 12 }, () => codeOf(server.app.admit(offered))));
    expect(new Set(codes)).toEqual(new Set([null]));
    const retired = await server.database.rows('SELECT 1 FROM retired_tokens WHERE device = $1', [id]);
    expect(retired).toHaveLength(1);
  });
});

describe('a retired token', () => {
  test('SEC-131: is refused and told to an administrator, once a day; the device goes on', async () => {
    const second = await rotate(first);
    expect(await told()).toBe(0);
    for (let turn = 0; turn < 3; turn += 1) expect(await codeOf(greet(first))).toBe('not_enrolled');
    expect(await told()).toBe(1);
    expect(await codeOf(greet(second))).toBeNull();
    server.clock.advance(25 * HOUR);
    expect(await codeOf(server.app.admit(first))).toBe('not_enrolled');
    expect(await told()).toBe(2);
    // A stranger's token is nobody's news.
    expect(await codeOf(greet('stranger'))).toBe('not_enrolled');
    expect(await told()).toBe(2);
  });

  test('SEC-131: with the device’s key it gives another token, which retires the one in use: two that share a key are both heard, and seen', async () => {
    const second = await rotate(first);
    const reply = await enrol(proofFor(await challengeOf(first)));
    expect(reply.token).not.toBe(second);
    expect(await codeOf(greet(reply.token))).toBeNull();
    server.clock.advance(6 * MINUTE);
    const again = await enrol(proofFor(await challengeOf(second)));
    expect(await codeOf(greet(again.token))).toBeNull();
    expect(again.deviceCode).toBe(reply.deviceCode);
    expect(await told()).toBe(1);
    const [row] = await server.database.rows<{ name: string }>('SELECT name FROM devices WHERE id = $1', [id]);
    expect(row?.name).toBe('x');
  });

  test('SEC-131: a proof is good once: whoever saw it gets nothing by it, at once or later, and the device goes on', async () => {
    const second = await rotate(first);
    const proof = proofFor(await challengeOf(first));
    const { token } = await enrol(proof);
    expect(await refusalOf(enrol(proof))).toMatchObject({ code: 'token_expired', facts: { reason: 'proof_used' } });
    expect(await codeOf(greet(token))).toBeNull();
    // Neither once another token is the present one.
    server.clock.advance(MINUTE);
    const later = await enrol(proofFor(await challengeOf(first)));
    expect(await codeOf(enrol(proof))).toBe('token_expired');
    expect(await codeOf(greet(later.token))).toBeNull();
    expect(later.token).not.toBe(token);
    // The answer was lost: another challenge gives another token.
    const again = await enrol(proofFor(await challengeOf(first)));
    expect(await codeOf(greet(again.token))).toBeNull();
    server.clock.advance(6 * MINUTE);
    for (const old of [second, token]) expect([old, await codeOf(greet(old))]).toEqual([old, expect.anything()]);
  });

  test('SEC-131: two at once with one proof: one gets a token', async () => {
    await rotate(first);
    const proof = proofFor(await challengeOf(first));
    const codes = await Promise.all(Array.from({ length: 4 }, () => codeOf(enrol(proof))));
    expect(codes.filter((code) => code === null)).toHaveLength(1);
    expect(codes.filter((code) => code === 'token_expired')).toHaveLength(3);
  });

  test('SEC-131: without the key nothing helps: another key, another device, an old or made-up challenge, a signature of something else', async () => {
    await rotate(first);
    const challenge = await challengeOf(first);
    const stranger = generateKeyPairSync('ed25519').privateKey;
    expect(await codeOf(enrol(proofFor(challenge, stranger)))).toBe('not_enrolled');
    const other = await server.device('sara');
    expect(await codeOf(enrol(proofFor(challenge), other.id))).toBe('not_enrolled');
    expect(await codeOf(enrol(proofFor(challenge, key, other.id), other.id))).toBe('not_enrolled');
    expect(await codeOf(enrol(proofFor(challenge), server.newId()))).toBe('not_enrolled');
    const [expires = '', code = ''] = challenge.split('.');
    expect(await codeOf(enrol(proofFor(`9${expires}.${code}`)))).toBe('token_foreign');
    expect(await codeOf(enrol(proofFor(`${expires}.${code.slice(1)}`)))).toBe('token_foreign');
    const signature = sign(null, Buffer.from(challenge), key).toString('base64url');
    expect(await codeOf(enrol(writeProof({ challenge, signature })))).toBe('not_enrolled');
    for (const ticket of ['key.', 'key.1.2', 'key.1.2.', 'key.1.2.3.4', `key.${challenge}.`])
      expect([ticket, await codeOf(enrol(ticket))]).toEqual([ticket, 'token_foreign']);
    server.clock.advance(6 * MINUTE);
    expect(await codeOf(enrol(proofFor(challenge)))).toBe('token_expired');
  });

  test('SEC-131: a token without the key, fresh as it is, takes no identity; nor does a proof of something else', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const identity = {
      device: server.newId(),
      signingKey: publicKey.export({ format: 'jwk' }).x ?? '',
      continues: null,
    };
    const ask = (text: string, by = key) =>
      codeOf(
        server.app.call('newIdentity', first, {
          ...identity,
          proof: sign(null, Buffer.from(text), by).toString('base64url'),
        }),
      );
    expect(await ask(vouchText(id, identity), privateKey)).toBe('signature_invalid');
    expect(await ask(vouchText(id, { ...identity, device: server.newId() }))).toBe('signature_invalid');
    expect(await ask(vouchText(identity.device, identity))).toBe('signature_invalid');
    expect(await server.database.rows('SELECT 1 FROM devices WHERE id = $1', [identity.device])).toEqual([]);
    expect(await ask(vouchText(id, identity))).toBeNull();
  });

  test('SEC-131: a revoked device gets none by its key, nor somebody who left', async () => {
    await revokeDevice(server.database, id);
    const { keys, clock } = server;
    const challenge = writeChallenge({ keys, clock, randomness: createSeededRandomness(5) });
    expect(await codeOf(enrol(proofFor(challenge)))).toBe('not_enrolled');
    expect(await codeOf(greet(first))).toBe('not_enrolled');
  });

  test('SEC-131: is forgotten after half a year', async () => {
    await rotate(first);
    expect(await forgetRetiredTokens(server.database, server.clock)).toBe(0);
    server.clock.advance(181 * 24 * HOUR);
    expect(await forgetRetiredTokens(server.database, server.clock)).toBeGreaterThan(0);
    expect(await codeOf(greet(first))).toBe('not_enrolled');
    expect(await told()).toBe(0);
  });
});
