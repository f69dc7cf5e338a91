/**
 * The wire as it was when something was last written in it, byte by byte. Long, for it is the one list of what travels: an example of every message stands here,
 * and they share one key, one group and one record, so that they agree with each other.
 */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { base64urlToBytes, bytesToBase64url, bytesToHex, utf8ToBytes } from '../base/bytes.ts';
import { deterministicId } from '../base/id.ts';
import { diffBodies } from './diff.ts';
import { companyKind } from '../domain/customers/customer.ts';
import { addChecksum, checksumToHex, recordChecksum } from './checksum.ts';
import { readGroup, writeGroup } from './group.ts';
import {
  erasedRequestSchema,
  standingReplySchema,
  standingRequestSchema,
  writeErasure,
  writeLease,
  writeOrder,
  type Lease,
} from './lease.ts';
import { operationGroupSchema, type OperationGroup, type SignedGroup } from './operation.ts';
import * as protocol from './protocol.ts';
import { booksMarkText, bringFactsSchema } from './serverFacts.ts';

/** The files are the wire as it was when something was last written in it: docs/spec/README.md says what to do when this fails. */
const FOLDER = fileURLToPath(new URL('../../docs/spec/wire/', import.meta.url));
const isUpdating = process.env['PEYVAND_UPDATE_WIRE'] === '1';

const id = (name: string): string => deterministicId('wire example', name);
const hash = (name: string): string => (id(name) + id(`${name} again`)).replaceAll('-', '');
const instant = '2026-11-21T08:30:00.250Z';
const epoch = id('epoch');
const company = 'company';
const territory = `territory/${id('territory')}`;
const heads = { [company]: 12, [territory]: 345 };

/** A key for these files alone: 32 fixed bytes as the seed of Ed25519 (RFC 8410 wraps it in sixteen). */
const seed = new Uint8Array(32).fill(7);
const privateKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
  format: 'der',
  type: 'pkcs8',
});
const publicKey = createPublicKey(privateKey);
const publicKeyBytes = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32));

const before = {
  name: 'پخش پیوند',
  stage: 'prospect',
  phones: [{ id: 'p1', order: 'a0', label: 'office', number: '۰۲۱-۸۸۰۰' }],
  tags: ['north'],
  custom: { 'size/class': 'B' },
  fieldOfTomorrow: { kept: ['verbatim', null, 1.5] },
};
const after = {
  ...before,
  stage: 'active',
  note: 'Line one\n"quoted" \\ ژ',
  phones: [
    { id: 'p1', order: 'a0', label: 'office', number: '021-8800' },
    { id: 'p2', order: 'a1', label: 'mobile', number: '0912' },
  ],
  tags: ['key account'],
  custom: { 'size/class': 'A' },
  creditLimit: { amount: 50_000_000, currency: 'IRR' },
};

const group: OperationGroup = {
  format: 1,
  device: id('device'),
  n: 7,
  parent: hash('parent'),
  author: id('person'),
  schema: { customers: 1, stock: 1 },
  occurredAt: instant,
  clockOffset: -1_250,
  operations: [
    { act: 'create', collection: 'customers', kind: 'company', id: id('new customer'), body: before },
    {
      act: 'patch',
      collection: 'customers',
      kind: 'company',
      id: id('customer'),
      seen: { epoch, version: 3, group: hash('earlier group') },
      changes: [
        ...diffBodies(companyKind, before, after),
        { do: 'removeElement', path: 'contacts', id: 'c9', seen: { id: 'c9', order: 'a0', name: 'Zoë' } },
        { do: 'unset', path: 'region', seen: 'شمال' },
      ],
    },
    {
      act: 'patch',
      collection: 'stock',
      kind: 'balance',
      id: id('balance'),
      seen: { epoch: null, version: 0, group: null },
      changes: [{ do: 'increment', path: 'quantity', by: -3_000 }],
    },
    { act: 'delete', collection: 'activities', kind: 'note', id: id('note'), seen: { epoch, version: 1, group: null } },
  ],
};

const written = writeGroup(group);
const signedGroup: SignedGroup = {
  ...written,
  signature: bytesToBase64url(sign(null, utf8ToBytes(written.hash), privateKey)),
};

const record = {
  collection: 'customers',
  kind: 'company',
  id: id('customer'),
  version: 4,
  homeScope: territory,
  shares: [`person/${id('colleague')}`],
  createdBy: id('person'),
  createdAt: instant,
  updatedBy: id('colleague'),
  updatedAt: instant,
  deleted: false,
  body: after,
};
const numberBlocks = [{ series: 'SO', code: 'K7Q2M', first: 1, last: 50 }];
const lease = { text: '{"device":"…","until":"2026-12-21T00:00:00.000Z"}', signature: bytesToBase64url(seed) };
const booksMark = { text: booksMarkText(id('company'), { '1405': 120 }), signature: lease.signature };
const digests = {
  [territory]: {
    customers: {
      count: 2,
      checksum: checksumToHex(addChecksum(recordChecksum(id('customer'), 4), recordChecksum(id('new customer'), 1))),
    },
  },
};

const handshakeReply = {
  protocol: 1,
  epoch,
  serverTime: instant,
  view: hash('view').slice(0, 32),
  scopes: [company, territory],
  last: { n: 7, hash: written.hash },
  numberBlocks,
  durableThrough: 3,
  lease,
};

const signText = (text: string): string => bytesToBase64url(sign(null, utf8ToBytes(text), privateKey));
const leaseTerms: Lease = {
  device: id('device'),
  line: id('device'),
  person: id('person'),
  scopes: [company, territory],
  issuedAt: instant,
  until: '2026-12-21T08:30:00.250Z',
  graceDays: 14,
  workingHours: { zone: 'Asia/Tehran', weekdays: [6, 7, 1, 2, 3], from: '07:30', to: '19:00' },
  policy: { idleLockMinutesMaximum: 15 },
  minimumVersion: '0.1',
  epoch,
  orderSerial: 2,
};
const nonce = bytesToBase64url(seed.subarray(0, 16));
const order = writeOrder(
  {
    id: id('order'),
    device: id('device'),
    line: id('device'),
    serial: 3,
    act: 'wipePolitely',
    orderedAt: instant,
    epoch,
  },
  signText,
);
const proof = writeErasure({ device: id('device'), order: id('order'), erasedAt: instant, sealedGroups: 2 }, signText);

const examples: [string, z.ZodType, unknown][] = [
  [
    'handshake-reply-lease',
    protocol.handshakeReplySchema,
    { ...handshakeReply, leaseToken: writeLease(leaseTerms, signText) },
  ],
  [
    'handshake-reply-nonce',
    protocol.handshakeReplySchema,
    { ...handshakeReply, leaseToken: writeLease({ ...leaseTerms, nonce }, signText) },
  ],
  ['standing-request', standingRequestSchema, { device: id('device') }],
  ['standing-reply', standingReplySchema, { order }],
  ['standing-reply-none', standingReplySchema, { order: null }],
  ['erased-request', erasedRequestSchema, { device: id('device'), proof }],
  [
    'handshake-request',
    protocol.handshakeRequestSchema,
    {
      protocol: 1,
      device: id('device'),
      deviceTime: instant,
      last: { n: 7, hash: written.hash },
      epoch,
      schema: { customers: 1 },
      numbersUsed: [{ series: 'SO', code: 'K7Q2M', last: 12 }],
    },
  ],
  [
    'handshake-request-first',
    protocol.handshakeRequestSchema,
    { protocol: 1, device: id('device'), deviceTime: instant, last: null, epoch: null, schema: {}, numbersUsed: [] },
  ],
  [
    'handshake-request-nonce',
    protocol.handshakeRequestSchema,
    {
      protocol: 1,
      device: id('device'),
      deviceTime: instant,
      last: null,
      epoch: null,
      schema: {},
      numbersUsed: [],
      nonce,
    },
  ],
  [
    'handshake-request-held',
    protocol.handshakeRequestSchema,
    {
      protocol: 1,
      device: id('device'),
      deviceTime: instant,
      last: { n: 7, hash: written.hash },
      epoch,
      schema: { customers: 1 },
      numbersUsed: [],
      confirmed: 7,
      held: [{ hash: hash('two'), reason: 'permission_denied' }],
    },
  ],
  [
    'handshake-reply-decided',
    protocol.handshakeReplySchema,
    {
      ...handshakeReply,
      decided: [
        { hash: hash('two'), outcome: 'applied', covers: heads, reviews: [id('review')] },
        { hash: hash('three'), outcome: 'discarded', covers: heads, reviews: [] },
        {
          hash: hash('four'),
          outcome: 'parked',
          reason: 'unknown_record',
          facts: { collection: 'customers' },
          covers: {},
          reviews: [],
        },
      ],
    },
  ],
  ['handshake-reply', protocol.handshakeReplySchema, handshakeReply],
  [
    'handshake-reply-restored',
    protocol.handshakeReplySchema,
    {
      ...handshakeReply,
      booksMark,
      wantedFacts: {
        books: [{ year: 1405, last: 120, missing: [[118, 119]] }],
        since: { invoice: instant, decision: instant, receipt: null },
      },
    },
  ],
  [
    'bring-facts',
    bringFactsSchema,
    {
      epoch,
      facts: [
        {
          kind: 'invoice',
          order: id('order'),
          invoice: { number: '1405-000121', year: 1405, serial: 121, postedAt: instant, signature: lease.signature },
        },
        { kind: 'decision', text: '{"decision":"applied",…}', signature: lease.signature },
        { kind: 'receipt', text: '{"format":1,…}', signature: lease.signature },
        { kind: 'mark', ...booksMark },
      ],
      complete: true,
    },
  ],
  ['push-request', protocol.pushRequestSchema, { protocol: 1, groups: [signedGroup] }],
  [
    'push-reply',
    protocol.pushReplySchema,
    {
      epoch,
      outcomes: [
        { hash: hash('one'), outcome: 'applied', covers: heads, reviews: [id('review')] },
        {
          hash: hash('two'),
          outcome: 'parked',
          reason: 'permission_denied',
          facts: { path: 'creditLimit' },
          covers: {},
        },
        { hash: hash('three'), outcome: 'waiting', for: hash('unknown parent') },
        { hash: hash('four'), outcome: 'waiting', for: null },
        { hash: hash('five'), outcome: 'refused', code: 'signature_invalid' },
      ],
      numberBlocks,
    },
  ],
  [
    'pull-request-heads',
    protocol.pullRequestSchema,
    { protocol: 1, device: id('device'), view: hash('view').slice(0, 32), epoch, cursor: { [company]: 10 } },
  ],
  [
    'pull-request-page',
    protocol.pullRequestSchema,
    {
      protocol: 1,
      device: id('device'),
      view: hash('view').slice(0, 32),
      epoch,
      token: 'opaque',
      cursor: { [company]: 10 },
      page: { scope: territory, after: 300, limit: 500 },
    },
  ],
  [
    'pull-reply-heads',
    protocol.pullReplySchema,
    { type: 'heads', epoch, token: 'opaque', view: hash('view').slice(0, 32), heads, digests, reopen: [territory] },
  ],
  [
    'pull-reply-page',
    protocol.pullReplySchema,
    {
      type: 'page',
      token: 'opaque',
      scope: territory,
      rows: [
        { seq: 344, type: 'put', record },
        { seq: 345, type: 'leave', collection: 'customers', id: id('new customer') },
      ],
      next: 345,
      done: true,
    },
  ],
  ['pull-reply-again', protocol.pullReplySchema, { type: 'again', reason: 'grants_changed' }],
  ['poke', protocol.pokeSchema, { scopes: [company, territory] }],
  ['sign-in-request', protocol.signInRequestSchema, { login: 'sara', password: 'a passphrase of her own' }],
  [
    'sign-in-reply',
    protocol.signInReplySchema,
    {
      ticket: 'opaque',
      person: { id: id('person'), name: 'سارا', role: 'rep' },
      company: { id: id('company'), name: 'پیوند', sample: true },
    },
  ],
  [
    'enrol-request',
    protocol.enrolRequestSchema,
    {
      ticket: 'opaque',
      device: id('device'),
      deviceName: 'laptop',
      signingKey: bytesToBase64url(publicKeyBytes),
      protocol: 1,
    },
  ],
  [
    'enrol-reply',
    protocol.enrolReplySchema,
    {
      token: 'opaque',
      deviceCode: 'K7Q2M',
      epoch,
      serverKeys: { signing: bytesToBase64url(publicKeyBytes), sealing: bytesToBase64url(seed) },
      numberBlocks,
    },
  ],
  [
    'sample-users-reply',
    protocol.sampleUsersReplySchema,
    { users: [{ login: 'sara', password: 'sample', name: { fa: 'سارا', en: 'Sara' }, role: 'rep', territory: null }] },
  ],
  [
    'error',
    protocol.wireErrorSchema,
    { code: 'protocol_older', facts: { minimum: 1, path: null, names: ['a', 'b'], retry: false, reason: 'x' } },
  ],
];

/** The file's text; in update mode it is written first. */
async function goldenText(name: string, text: string): Promise<string> {
  if (isUpdating) await writeFile(`${FOLDER}${name}.json`, text);
  return readFile(`${FOLDER}${name}.json`, 'utf8');
}

const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

describe('the wire', () => {
  it.each(examples)('%s is as it was', async (name, schema, example) => {
    expect(await goldenText(name, pretty(example))).toBe(pretty(example));
    const golden: unknown = JSON.parse(await readFile(`${FOLDER}${name}.json`, 'utf8'));
    // What zod keeps is what travels: nothing in an example may be dropped by its schema.
    expect(schema.parse(golden)).toEqual(golden);
  });

  it('has an example for every message that is declared', async () => {
    const schemas = Object.entries(protocol).filter(([name]) => /(?:Request|Reply|poke|wireError)Schema$/.test(name));
    const missing = schemas.filter(([, schema]) => !examples.some(([, shown]) => shown === schema));
    expect(missing.map(([name]) => name)).toEqual([]);
    const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.json')).toSorted();
    expect(files).toEqual([...examples.map(([name]) => `${name}.json`), 'operation-group.json'].toSorted());
  });

  it('has an example of every outcome, park reason, feed row and act', () => {
    const outcomes = protocol.groupOutcomeSchema.options.map((option) => option.shape.outcome.value);
    expect(outcomes).toEqual(['applied', 'parked', 'waiting', 'refused']);
    expect(protocol.parkReasonSchema.options).toEqual([
      'permission_denied',
      'invalid',
      'invariant_broken',
      'locked_record',
      'unknown_record',
      'scope_departed',
      'illegal_transition',
      'number_duplicate',
      'behind_parked',
    ]);
  });
});

describe('the golden group', () => {
  const goldenGroup = { publicKey: bytesToBase64url(publicKeyBytes), ...signedGroup };

  it('SYNC-8: has the same bytes, hash and signature as ever', async () => {
    expect(await goldenText('operation-group', pretty(goldenGroup))).toBe(pretty(goldenGroup));
    // Ed25519 has one signature per key and text, so that even these bytes are fixed.
    const acts = operationGroupSchema.parse(group).operations.map(({ act }) => act);
    expect(new Set(acts)).toEqual(new Set(['create', 'patch', 'delete']));
    const changes = group.operations.flatMap((operation) =>
      operation.act === 'patch' ? operation.changes.map((change) => change.do) : [],
    );
    expect([...new Set(changes)].toSorted()).toEqual([
      'add',
      'addElement',
      'increment',
      'remove',
      'removeElement',
      'set',
      'unset',
    ]);
  });

  it('SYNC-8: reads back from its bytes, and its signature verifies over the hash alone', async () => {
    const golden = JSON.parse(await readFile(`${FOLDER}operation-group.json`, 'utf8')) as typeof goldenGroup;
    const read = readGroup({ bytes: golden.bytes, hash: golden.hash, signature: golden.signature });
    expect(read.ok && read.value).toEqual(group);
    const isGenuine = (text: string): boolean =>
      verify(null, utf8ToBytes(text), publicKey, base64urlToBytes(golden.signature));
    expect([isGenuine(golden.hash), isGenuine(golden.bytes)]).toEqual([true, false]);
    expect(bytesToHex(base64urlToBytes(golden.publicKey))).toBe(bytesToHex(publicKeyBytes));
  });
});
