import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { base64urlToBytes } from '../../shared/base/bytes.ts';
import { isPeyvandError } from '../../shared/base/errors.ts';
import { schemaVersions } from '../../shared/domain/catalogue.ts';
import { bundleHeaderBytes, readPart, writePart, type BundleHeader } from '../../shared/sync/bundle.ts';
import type { ChangesContent, WorkContent } from '../../shared/sync/bundleContent.ts';
import type { SignedGroup } from '../../shared/sync/operation.ts';
import { sealGroup } from '../../shared/sync/sealedGroup.ts';
import { readPrivateSealingKey, seal, sealingKeyName } from '../../shared/sync/sealing.ts';
import { revokeDevice } from '../auth/devices.ts';
import {
  create,
  createTestServer,
  customerBody,
  idOf,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';
import { generateKeyPairSync } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'succeeded',
    (error: unknown) => (isPeyvandError(error) ? error.code : error),
  );
const sealed = async (group: SignedGroup): Promise<string> =>
  Buffer.from(await sealGroup(server.keys.publicKeys.sealing, group)).toString('base64url');
const newCustomer = (device: TestDevice, name: string) => {
  const id = server.newId();
  return { id, group: device.write(create('customers', 'company', id, customerBody(name, 'north'))) };
};
const deliver = (device: TestDevice, items: string[]) => server.app.call('deliverSealed', device.token, { items });
const delivererOf = async ({ hash }: SignedGroup) =>
  (await server.database.rows<{ delivered_by: string }>('SELECT delivered_by FROM ledger WHERE hash = $1', [hash]))[0]
    ?.delivered_by;

describe('sealed groups', () => {
  it("SYNC-14: are applied as their device's own, delivered by the courier, who hears that and no more", async () => {
    const [ali, sara] = [await server.device('ali'), await server.device('sara')];
    const { id, group } = newCustomer(ali, 'مُهر شده');
    const reply = await deliver(sara, [await sealed(group)]);
    expect(reply).toEqual({ epoch: ali.epoch, items: [{ state: 'delivered' }] });
    expect(await server.record('customers', id)).toMatchObject({ version: 1 });
    expect(await delivererOf(group)).toBe(sara.id);
    // The owner, the courier again, and both in one message: once.
    await ali.send([group]);
    await deliver(sara, [await sealed(group), await sealed(group)]);
    expect(await server.record('customers', id)).toMatchObject({ version: 1 });
  });

  it('SYNC-14: of a device that was revoked since are still taken, and held (SEC-55)', async () => {
    const [ali, sara] = [await server.device('ali'), await server.device('sara')];
    const { id, group } = newCustomer(ali, 'رفته');
    await revokeDevice(server.database, ali.id);
    expect((await deliver(sara, [await sealed(group)])).items).toEqual([{ state: 'delivered' }]);
    expect(await server.record('customers', id)).toBeNull();
    expect(await server.database.rows('SELECT outcome, facts FROM ledger WHERE hash = $1', [group.hash])).toEqual([
      { outcome: 'parked', facts: { cause: 'device_stopped', standing: 'revoked' } },
    ]);
  });

  it('SYNC-14 SYNC-10: that nobody here signed, or that were altered, are refused one by one and never stored', async () => {
    const [ali, sara] = [await server.device('ali'), await server.device('sara')];
    const good = newCustomer(ali, 'درست');
    const forged = { ...newCustomer(ali, 'جعلی').group, signature: good.group.signature };
    const bytes = Buffer.from(await sealed(good.group), 'base64url');
    bytes[70] = (bytes[70] ?? 0) ^ 1;
    const reply = await deliver(sara, [
      await sealed(forged),
      bytes.toString('base64url'),
      'AAAA',
      '%%%',
      await sealed(good.group),
    ]);
    expect(reply.items).toEqual([
      { state: 'refused', code: 'signature_invalid' },
      { state: 'refused', code: 'sealed_unreadable' },
      { state: 'refused', code: 'sealed_unreadable' },
      { state: 'refused', code: 'sealed_unreadable' },
      { state: 'delivered' },
    ]);
    expect(await delivererOf(forged)).toBeUndefined();
  });

  it('SYNC-14: that are parked count as delivered, and why they were parked is not told', async () => {
    const [ali, sara] = [await server.device('ali'), await server.device('sara')];
    const group = ali.write(create('customers', 'company', server.newId(), { name: '', stage: 'nonsense' }));
    expect(await deliver(sara, [await sealed(group)])).toEqual({ epoch: ali.epoch, items: [{ state: 'delivered' }] });
    expect(await server.database.rows('SELECT outcome FROM ledger WHERE hash = $1', [group.hash])).toEqual([
      { outcome: 'parked' },
    ]);
  });

  it('are taken from people who are enrolled, active and send something', async () => {
    const person = server.newId();
    const body = { name: 'زود رفته', role: 'rep', active: true };
    await server.load([{ collection: 'organisation', kind: 'person', id: person, body }]);
    const early = await server.device(person);
    const ada = await server.device('ada');
    await server.app.call('openAccount', ada.token, { person, open: false, devices: 'keep', reason: '' });
    expect(await failure(deliver(early, ['AAAA']))).toBe('permission_denied');
    expect(await failure(server.app.call('deliverSealed', 'unknown', { items: ['AAAA'] }))).toBe('not_enrolled');
    const sara = await server.device('sara');
    expect(await failure(server.app.call('deliverSealed', sara.token, { items: [] }))).toBe('invalid_input');
  });
});

describe('bundles of work', () => {
  async function partOf(
    device: TestDevice,
    content: Partial<WorkContent>,
    header: Partial<BundleHeader> = {},
  ): Promise<string> {
    const headerBytes = bundleHeaderBytes({
      kind: 'work',
      bundle: server.newId(),
      device: device.id,
      server: sealingKeyName(server.keys.publicKeys.sealing),
      part: 0,
      isLast: true,
      createdAt: '2026-11-21T08:00:00.000Z',
      ...header,
    });
    const plaintext = gzipSync(JSON.stringify({ request: null, groups: [], sealed: [], ...content }));
    const bytes = await seal(server.keys.publicKeys.sealing, 'peyvand bundle work 1', plaintext, headerBytes);
    const sign = (text: string): Uint8Array => base64urlToBytes(device.sign({ bytes: '', hash: text }).signature);
    return Buffer.from(writePart(headerBytes, bytes, sign)).toString('base64url');
  }
  const take = (device: TestDevice, part: string) => server.app.call('bundleWork', device.token, { part });

  it('SYNC-16: are taken in for head office and administrators alone, once however often they come', async () => {
    const [ali, babak, darius] = await Promise.all(['ali', 'babak', 'darius'].map((name) => server.device(name)));
    if (!ali || !babak || !darius) throw new Error('devices');
    const own = newCustomer(ali, 'در بسته');
    const others = newCustomer(babak, 'مُهر شده در بسته');
    const part = await partOf(ali, { groups: [own.group], sealed: [await sealed(others.group), 'AAAA'] });
    expect(await failure(take(babak, part))).toBe('permission_denied');
    const refused = [{ code: 'sealed_unreadable', count: 1 }];
    expect(await take(darius, part)).toEqual({ from: { name: 'علی' }, delivered: 2, known: 0, parked: 0, refused });
    expect(await take(darius, part)).toEqual({ from: { name: 'علی' }, delivered: 2, known: 2, parked: 0, refused });
    expect([await delivererOf(own.group), await delivererOf(others.group)]).toEqual([ali.id, ali.id]);
    expect(await server.record('customers', own.id)).toMatchObject({ version: 1 });
  });

  it('SYNC-18: of another company, an unknown device, another signature or kind, or with something else inside, are refused whole', async () => {
    const [ali, babak, darius] = await Promise.all(['ali', 'babak', 'darius'].map((name) => server.device(name)));
    if (!ali || !babak || !darius) throw new Error('devices');
    const { id, group } = newCustomer(ali, 'نباید برسد');
    const content = { groups: [group] };
    expect(await failure(take(darius, await partOf(ali, content, { server: 'ab'.repeat(32) })))).toBe('bundle_foreign');
    expect(await failure(take(darius, await partOf(ali, content, { device: idOf('nobody') })))).toBe('not_enrolled');
    expect(await failure(take(darius, await partOf(ali, content, { device: babak.id })))).toBe('bundle_damaged');
    expect(await failure(take(darius, await partOf(ali, content, { kind: 'changes' })))).toBe('bundle_damaged');
    expect(await failure(take(darius, await partOf(ali, { groups: [{ nonsense: true }] as never })))).toBe(
      'bundle_damaged',
    );
    expect(await failure(take(darius, 'AAAA'))).toBe('bundle_damaged');
    const cut = Buffer.from(await partOf(ali, content), 'base64url')
      .subarray(0, -1)
      .toString('base64url');
    expect(await failure(take(darius, cut))).toBe('bundle_damaged');
    expect(await server.record('customers', id)).toBeNull();
  });

  it('SYNC-17: are answered for the device that signed them, and for no revoked one; a continuation is nobody else’s to write', async () => {
    const [ali, darius] = [await server.device('ali'), await server.device('darius')];
    const nothingAsked = await partOf(ali, {});
    const changes = (input: { request: string } | { continuation: string }) =>
      server.app.call('bundleChanges', darius.token, input);
    expect(await failure(changes({ request: nothingAsked }))).toBe('not_found');
    expect(await failure(changes({ continuation: 'AAAA.AAAA' }))).toBe('token_foreign');
    const { publicKey, privateKey } = generateKeyPairSync('x25519');
    const request = {
      handshake: ali.greeting(),
      view: null,
      cursor: {},
      replyKey: publicKey.export({ format: 'jwk' }).x ?? '',
      hashes: [],
    };
    const asked = await partOf(ali, { request });
    expect(await changes({ request: asked })).toMatchObject({ done: 0 });

    // Of groups that are not its own the device is told nothing.
    const [own, babaks] = [newCustomer(ali, 'خودم'), newCustomer(await server.device('babak'), 'دیگری')];
    await ali.send([own.group, babaks.group]);
    const hashes = [own.group.hash, babaks.group.hash];
    const answer = await changes({ request: await partOf(ali, { request: { ...request, hashes } }) });
    const key = await readPrivateSealingKey({
      publicKey: request.replyKey,
      secret: base64urlToBytes(privateKey.export({ format: 'jwk' }).d ?? ''),
    });
    const { sealed: bytes, headerBytes } = readPart(Buffer.from(answer.part, 'base64url'));
    const opened = await key.open('peyvand bundle changes 1', bytes, headerBytes);
    const content = JSON.parse(gunzipSync(opened ?? '').toString('utf8')) as ChangesContent;
    expect(content.type === 'answer' && content.outcomes.map(({ hash }) => hash)).toEqual([own.group.hash]);

    const foreign = await partOf(darius, { request });
    expect(await failure(changes({ request: foreign }))).toBe('bundle_damaged');

    // A device that knows the schemas is given pages, part by part; a stick that lay about for an hour begins again.
    const knowing = { ...request, handshake: { ...request.handshake, schema: schemaVersions() } };
    const { next } = await changes({ request: await partOf(ali, { request: knowing }) });
    const continuation = next ?? '';
    expect(await changes({ continuation })).toMatchObject({ next: null });
    server.clock.advance(60 * 60_000 + 1);
    expect(await failure(changes({ continuation }))).toBe('token_expired');
    server.clock.advance(-60 * 60_000 - 1);
    await revokeDevice(server.database, ali.id);
    expect(await failure(changes({ request: asked }))).toBe('not_enrolled');
    expect(await failure(changes({ continuation }))).toBe('not_enrolled');
  });
});
