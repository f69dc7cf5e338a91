import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { base64urlToBytes, bytesToBase64url, utf8ToBytes } from '../base/bytes.ts';
import { isPeyvandError } from '../base/errors.ts';
import { deterministicId } from '../base/id.ts';
import {
  BUNDLE_BYTES_MAXIMUM,
  bundleHeaderBytes,
  readBundle,
  readPart,
  scanBundle,
  writeBundle,
  writePart,
  type BundleHeader,
} from './bundle.ts';
import { workContentSchema, type WorkContent } from './bundleContent.ts';
import { writeGroup } from './group.ts';
import { openGroup, sealGroup, tagOfGroup, tagOfItem } from './sealedGroup.ts';
import { readPrivateSealingKey, seal, sealingKeyName, type PrivateSealingKey } from './sealing.ts';

/** Written once and opened ever after: docs/spec/bundle.md. `PEYVAND_UPDATE_WIRE=1` writes them anew. */
const FOLDER = new URL('../../docs/spec/bundles/', import.meta.url);
const pathOf = (name: string): string => fileURLToPath(new URL(name, FOLDER));
const isUpdating = process.env['PEYVAND_UPDATE_WIRE'] === '1';

/** Keys for these files alone. */
const signingKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 7)]),
  format: 'der',
  type: 'pkcs8',
});
const sealingKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), Buffer.alloc(32, 9)]),
  format: 'der',
  type: 'pkcs8',
});
const serverKey = createPublicKey(sealingKey).export({ format: 'jwk' }).x ?? '';
const signText = (text: string): Uint8Array => sign(null, Buffer.from(text), signingKey);
let server: PrivateSealingKey;
beforeAll(async () => {
  server = await readPrivateSealingKey({ publicKey: serverKey, secret: new Uint8Array(32).fill(9) });
});

const written = writeGroup({
  format: 1,
  device: deterministicId('bundle example', 'device'),
  n: 1,
  parent: null,
  author: deterministicId('bundle example', 'author'),
  schema: { customers: 1 },
  occurredAt: '2026-11-21T08:30:00.250Z',
  clockOffset: 0,
  operations: [
    {
      act: 'create',
      collection: 'customers',
      kind: 'company',
      id: deterministicId('bundle example', 'customer'),
      body: { name: 'پیوند', stage: 'active' },
    },
  ],
});
const group = { ...written, signature: bytesToBase64url(signText(written.hash)) };
const header: BundleHeader = {
  kind: 'work',
  bundle: deterministicId('bundle example', 'bundle'),
  device: deterministicId('bundle example', 'device'),
  server: sealingKeyName(serverKey),
  part: 0,
  isLast: true,
  createdAt: '2026-11-21T08:30:00.250Z',
};

async function workPart(content: WorkContent, more: Partial<BundleHeader> = {}): Promise<Uint8Array> {
  const headerBytes = bundleHeaderBytes({ ...header, ...more });
  const plaintext = gzipSync(JSON.stringify(content));
  return writePart(headerBytes, await seal(serverKey, 'peyvand bundle work 1', plaintext, headerBytes), signText);
}

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'succeeded';
  } catch (error) {
    if (isPeyvandError(error)) return error.code;
    throw error;
  }
};

describe('the golden files', () => {
  it('SYNC-18: a sealed group and a bundle that were written once are opened for ever', async () => {
    if (isUpdating) {
      const item = await sealGroup(serverKey, group);
      await writeFile(pathOf('sealed-group.base64url'), `${bytesToBase64url(item)}\n`);
      const content = { request: null, groups: [group], sealed: [bytesToBase64url(item)] };
      await writeFile(pathOf('work.peyvand'), writeBundle([await workPart(content)]));
    }
    const item = base64urlToBytes((await readFile(pathOf('sealed-group.base64url'), 'utf8')).trim());
    expect(await openGroup(server, item)).toEqual(group);
    expect(tagOfItem(item)).toBe(tagOfGroup(group));

    const bytes = new Uint8Array(await readFile(pathOf('work.peyvand')));
    const bundle = readBundle(bytes);
    expect(bundle.header).toEqual(header);
    const part = readPart(bundle.parts[0] ?? new Uint8Array());
    expect(verify(null, Buffer.from(part.signedText), createPublicKey(signingKey), part.signature)).toBe(true);
    const plaintext = await server.open('peyvand bundle work 1', part.sealed, part.headerBytes);
    const content = workContentSchema.parse(JSON.parse(gunzipSync(plaintext ?? new Uint8Array()).toString('utf8')));
    expect(content.groups).toEqual([group]);
    expect(await openGroup(server, base64urlToBytes(content.sealed[0] ?? ''))).toEqual(group);
  });

  it('lie as the pages of the specification say, byte for byte', async () => {
    const bytes = new Uint8Array(await readFile(pathOf('work.peyvand')));
    const view = new DataView(bytes.buffer);
    expect(Buffer.from(bytes.subarray(0, 8)).toString('latin1')).toBe('PVNDBNDL');
    expect(view.getUint16(8)).toBe(1);
    const length = view.getUint32(10);
    const part = bytes.subarray(14, 14 + length);
    expect(bytes.length).toBe(14 + length + 32);
    expect(Buffer.from(bytes.subarray(14 + length)).equals(createHash('sha256').update(part).digest())).toBe(true);
    const headerLength = new DataView(part.buffer, part.byteOffset).getUint16(0);
    expect(Buffer.from(part.subarray(2, 2 + headerLength)).toString()).toBe(
      Buffer.from(bundleHeaderBytes(header)).toString(),
    );
    const signed = `peyvand bundle part 1\n${createHash('sha256').update(part.subarray(0, -64)).digest('hex')}`;
    expect(Buffer.from(part.subarray(-64)).equals(Buffer.from(signText(signed)))).toBe(true);
  });
});

describe('reading bundles', () => {
  const content = (size: number): WorkContent => ({ request: null, groups: [], sealed: ['A'.repeat(size)] });
  let parts: Uint8Array[];
  let bytes: Uint8Array;
  beforeAll(async () => {
    parts = await Promise.all([0, 1, 2].map((part) => workPart(content(part * 100), { part, isLast: part === 2 })));
    bytes = writeBundle(parts);
  });

  it('SYNC-18: whatever is cut, flipped or put behind, in any place, is noticed', () => {
    expect(readBundle(bytes).parts).toHaveLength(3);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const flipped = Uint8Array.from(bytes);
        flipped[at] = (flipped[at] ?? 0) ^ by;
        expect(codeOf(() => readBundle(flipped))).toMatch(/^(bundle_damaged|bundle_unrecognised|bundle_newer)$/);
        expect(codeOf(() => readBundle(bytes.subarray(0, at)))).toMatch(/^(bundle_damaged|bundle_unrecognised)$/);
        expect(codeOf(() => readBundle(Uint8Array.from([...bytes, by])))).toBe('bundle_damaged');
      }),
      { seed: 181, numRuns: 300 },
    );
  });

  it('SYNC-18: parts that are missing, doubled, in another order, or of another bundle are noticed', async () => {
    const foreign = await workPart(content(1), {
      part: 1,
      isLast: false,
      bundle: deterministicId('bundle example', 'other'),
    });
    const [one, two, three] = parts as [Uint8Array, Uint8Array, Uint8Array];
    for (const wrong of [
      [],
      [one, two],
      [two, three],
      [one, three],
      [one, two, two, three],
      [one, three, two],
      [one, foreign, three],
      [one, two, three, three],
    ])
      expect(codeOf(() => readBundle(writeBundle(wrong)))).toBe('bundle_damaged');
  });

  it('SYNC-18: a damaged one still shows its whole parts to whoever wants to save what is left', () => {
    const flipped = Uint8Array.from(bytes);
    const inSecond = 10 + 36 + (parts[0]?.length ?? 0) + 40;
    flipped[inSecond] = (flipped[inSecond] ?? 0) ^ 1;
    const scanned = scanBundle(flipped);
    expect(scanned.parts).toHaveLength(2);
    expect(scanned.header?.bundle).toBe(header.bundle);
    expect(scanned.fault?.code).toBe('bundle_damaged');
  });

  it('SYNC-18: a newer version, another kind of file, and too large a one are told apart', () => {
    const newer = Uint8Array.from(bytes);
    newer[9] = 2;
    expect(codeOf(() => readBundle(newer))).toBe('bundle_newer');
    expect(codeOf(() => readBundle(utf8ToBytes('id;name\n1;پیوند\n')))).toBe('bundle_unrecognised');
    const large = new Uint8Array(BUNDLE_BYTES_MAXIMUM + 1);
    large.set(bytes);
    expect(codeOf(() => readBundle(large))).toBe('bundle_unrecognised');
  });

  it('SYNC-18: bytes that nobody wrote never do more than fail', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
        const file = Uint8Array.from([...bytes.subarray(0, 10), ...noise]);
        expect(codeOf(() => readBundle(file))).toBe('bundle_damaged');
        expect(codeOf(() => readPart(noise))).toBe('bundle_damaged');
      }),
      { seed: 182, numRuns: 300 },
    );
  });
});

describe('sealing', () => {
  it('opens for the right key, purpose and header alone, and shows nothing of what it holds', async () => {
    const secret = utf8ToBytes('بسیار محرمانه');
    const bound = utf8ToBytes('header');
    const sealed = await seal(serverKey, 'peyvand sealed group 1', secret, bound);
    expect(await server.open('peyvand sealed group 1', sealed, bound)).toEqual(secret);
    expect(await server.open('peyvand bundle work 1', sealed, bound)).toBeNull();
    expect(await server.open('peyvand sealed group 1', sealed, utf8ToBytes('other'))).toBeNull();
    expect(Buffer.from(sealed).includes(Buffer.from(secret))).toBe(false);
    expect(await seal(serverKey, 'peyvand sealed group 1', secret, bound)).not.toEqual(sealed);
    expect(await server.open('peyvand sealed group 1', new Uint8Array(10), bound)).toBeNull();
    await expect(seal('AAAA', 'peyvand sealed group 1', secret, bound)).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});
