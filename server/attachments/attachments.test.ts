/** Bytes of attachments at the server: taken in whatever pieces the line leaves, kept only when they are the right ones, given to those alone who hold the record. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { createSeededRandomness } from '../../shared/base/randomness.ts';
import { ATTACHMENT_CHUNK_BYTES } from '../../shared/domain/attachments/attachment.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { restoreBackup } from '../backup/restoreBackup.ts';
import { writeBackup } from '../backup/writeBackup.ts';
import { collectAttachments } from '../jobs/collectAttachments.ts';
import {
  create,
  createTestServer,
  idOf,
  patch,
  set,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';
import { openDatabase } from '../store/database.ts';
import { readChunk, readStanding } from './files.ts';

let server: TestServer;
let ali: TestDevice;
let sara: TestDevice;
let darius: TestDevice;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  [ali, sara, darius] = await Promise.all([server.device('ali'), server.device('sara'), server.device('darius')]);
});
afterAll(() => server.close());

const randomness = createSeededRandomness(11);
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const pieces = (bytes: Uint8Array): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / ATTACHMENT_CHUNK_BYTES) }, (_, n) =>
    bytes.subarray(n * ATTACHMENT_CHUNK_BYTES, (n + 1) * ATTACHMENT_CHUNK_BYTES),
  );
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const bodyOf = (customer: string, bytes: Uint8Array, rest: RecordBody = {}): RecordBody => ({
  attachedCollection: 'customers',
  attachedId: customer,
  name: 'قرارداد.pdf',
  mediaType: 'application/pdf',
  size: bytes.length,
  sha256: hashOf(bytes),
  ...rest,
});

/** A file of Ali's, on a customer of the north, whose bytes are still with him. */
async function attach(bytes: Uint8Array, rest: RecordBody = {}): Promise<{ id: string; customer: string }> {
  const customer = await server.newCustomer('north');
  const id = server.newId();
  const outcome = await ali.push(create('attachments', 'file', id, bodyOf(customer, bytes, rest)));
  expect(outcome).toMatchObject({ outcome: 'applied' });
  return { id, customer };
}

const standing = (device: TestDevice, id: string) => server.app.call('attachmentStanding', device.token, { id });
const put = (device: TestDevice, id: string, offset: number, bytes: Uint8Array) =>
  server.app.call('putAttachment', device.token, { id, offset, bytes: base64(bytes) });
const get = (device: TestDevice, id: string, offset: number) =>
  server.app.call('getAttachment', device.token, { id, offset });

async function putAll(device: TestDevice, id: string, bytes: Uint8Array) {
  let at = await standing(device, id);
  while (!at.stored)
    at = await put(device, id, at.received, bytes.subarray(at.received, at.received + ATTACHMENT_CHUNK_BYTES));
}

describe('bytes that come in', () => {
  test('ATT-3: goes on where the line was cut, whatever came twice or too soon, and tells everybody when all is there', async () => {
    const bytes = randomness.bytes(2 * ATTACHMENT_CHUNK_BYTES + 7);
    const { id } = await attach(bytes);
    const [first = bytes, second = bytes, third = bytes] = pieces(bytes);
    expect(await standing(ali, id)).toEqual({ received: 0, stored: false });
    // Too soon: the answer says where to go on, and nothing of it is kept.
    expect(await put(ali, id, ATTACHMENT_CHUNK_BYTES, second)).toEqual({ received: 0, stored: false });
    expect(await put(ali, id, 0, first)).toEqual({ received: first.length, stored: false });
    // The answer was lost: the same once more.
    expect(await put(ali, id, 0, first)).toEqual({ received: first.length, stored: false });
    expect((await server.record('attachments', id))?.body['storedAt']).toBeUndefined();
    expect(await put(ali, id, first.length, second)).toMatchObject({ stored: false });
    expect(await put(ali, id, 2 * ATTACHMENT_CHUNK_BYTES, third)).toEqual({ received: bytes.length, stored: true });
    expect(await standing(ali, id)).toEqual({ received: bytes.length, stored: true });

    const record = await server.record('attachments', id);
    expect(record).toMatchObject({ version: 2, body: { storedAt: '2026-11-21T08:00:00.000Z' } });
    const rows = [...(await ali.pullAll()).values()].flat();
    expect(rows.some((row) => row.type === 'put' && row.record.id === id && row.record.version === 2)).toBe(true);
    const given = await Promise.all([0, 1, 2].map((n) => get(darius, id, n * ATTACHMENT_CHUNK_BYTES)));
    expect(Buffer.concat(given.map((piece) => Buffer.from(piece.bytes, 'base64'))).equals(bytes)).toBe(true);
  });

  test('ATT-4: other bytes than those of the hash are thrown away, and can be sent anew', async () => {
    const bytes = randomness.bytes(ATTACHMENT_CHUNK_BYTES + 100);
    const { id } = await attach(bytes);
    const wrong = Uint8Array.from(bytes, (byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte));
    await put(ali, id, 0, wrong.subarray(0, ATTACHMENT_CHUNK_BYTES));
    expect(await put(ali, id, ATTACHMENT_CHUNK_BYTES, wrong.subarray(ATTACHMENT_CHUNK_BYTES))).toEqual({
      received: 0,
      stored: false,
    });
    await expect(get(darius, id, 0)).rejects.toMatchObject({ code: 'not_found' });
    await putAll(ali, id, bytes);
    expect(await get(darius, id, 0)).toEqual({ bytes: base64(bytes.subarray(0, ATTACHMENT_CHUNK_BYTES)) });
  });

  test('ATT-4: chunks of another length, beyond the end or within another are refused; one more behind the end changes nothing', async () => {
    const bytes = randomness.bytes(ATTACHMENT_CHUNK_BYTES + 100);
    const { id } = await attach(bytes);
    const first = bytes.subarray(0, ATTACHMENT_CHUNK_BYTES);
    for (const wrong of [first.subarray(1), new Uint8Array(0), first.subarray(0, 10)])
      await expect(put(ali, id, 0, wrong)).rejects.toMatchObject({ code: 'invalid_input' });
    await put(ali, id, 0, first);
    await expect(put(ali, id, ATTACHMENT_CHUNK_BYTES, first)).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(put(ali, id, ATTACHMENT_CHUNK_BYTES, randomness.bytes(101))).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect(await put(ali, id, 2 * ATTACHMENT_CHUNK_BYTES, first)).toEqual({ received: first.length, stored: false });
    await putAll(ali, id, bytes);
    expect(await put(ali, id, bytes.length, first)).toEqual({ received: bytes.length, stored: true });
    const [{ count } = { count: 0 }] = await server.database.rows<{ count: number }>(
      'SELECT count(*) AS count FROM attachment_chunks WHERE id = $1',
      [id],
    );
    expect(count).toBe(2);
  });

  test('ATT-4: an attachment of too many bytes, with a path for a name, or of a program, is none', async () => {
    const customer = await server.newCustomer('north');
    const bytes = randomness.bytes(3);
    const outcomeOf = (rest: RecordBody, kind = 'file') =>
      ali.push(create('attachments', kind, server.newId(), bodyOf(customer, bytes, rest)));
    for (const rest of [
      { size: 20 * 1024 * 1024 + 1 },
      { size: 0 },
      { sha256: 'nothing' },
      { name: '../../etc/passwd' },
      { name: 'C:\\x.pdf' },
      { name: 'rechnung\u202efdp.exe' },
      { name: 'setup.exe' },
      { name: 'page.html' },
      { thumbnail: 'data:image/svg+xml;base64,AAAA' },
      { mediaType: 'text/html; charset=utf-8' },
    ])
      expect({ rest, outcome: await outcomeOf(rest) }).toMatchObject({
        outcome: { outcome: 'parked', reason: expect.stringMatching(/^inva/) as unknown },
      });
    expect(await outcomeOf({ mediaType: 'image/svg+xml' }, 'photo')).toMatchObject({ outcome: 'parked' });
    // What only the server says.
    expect(await outcomeOf({ storedAt: '2026-11-21T08:00:00.000Z' })).toMatchObject({ outcome: 'parked' });
  });

  test('ATT-2: nothing hangs on a paper, whoever asks: a scan of one shows prices that not every role may see', async () => {
    const customer = await server.newCustomer('north');
    for (const attachedCollection of ['salesDocuments', 'contracts', 'opportunities'])
      for (const device of [ali, sara, darius])
        expect(
          await device.push(
            create(
              'attachments',
              'file',
              server.newId(),
              bodyOf(customer, randomness.bytes(3), { attachedCollection }),
            ),
          ),
        ).toMatchObject({ outcome: 'parked', reason: 'invalid' });
  });

  test('ATT-4: hash, size and owner of an attachment stay what they were', async () => {
    const bytes = randomness.bytes(50);
    const { id } = await attach(bytes);
    const elsewhere = await server.newCustomer('north');
    for (const change of [
      set('sha256', 'cd'.repeat(32), hashOf(bytes)),
      set('size', 51, 50),
      set('attachedId', elsewhere),
    ])
      await ali.push(patch('attachments', 'file', id, { version: 1 }, change));
    expect((await server.record('attachments', id))?.body).toMatchObject({ sha256: hashOf(bytes), size: 50 });
    expect((await server.record('attachments', id))?.body['attachedId']).not.toBe(elsewhere);
  });
});

describe('who gets at them', () => {
  test('ATT-2: whoever does not hold the customer neither fetches nor sends, and is not told that there is anything', async () => {
    const bytes = randomness.bytes(1_000);
    const { id } = await attach(bytes);
    await putAll(ali, id, bytes);
    for (const work of [() => get(sara, id, 0), () => standing(sara, id), () => put(sara, id, 0, bytes)])
      await expect(work()).rejects.toMatchObject({ code: 'not_found' });
    const rows = [...(await sara.pullAll()).values()].flat();
    expect(rows.some((row) => row.type === 'put' && row.record.id === id)).toBe(false);
    // To know the hash is not to have the bytes.
    const own = server.newId();
    const customer = await server.newCustomer('south');
    await sara.push(create('attachments', 'file', own, bodyOf(customer, bytes)));
    await expect(get(sara, own, 0)).rejects.toMatchObject({ code: 'not_found' });
    expect(await standing(sara, own)).toEqual({ received: 0, stored: false });
  });

  test('ATT-2: they go where the customer goes; who added one hands its bytes in from wherever they are by then', async () => {
    const bytes = randomness.bytes(1_000);
    const { id, customer } = await attach(bytes);
    await darius.push(
      patch('customers', 'company', customer, { version: 1 }, set('territoryId', idOf('south'), idOf('north'))),
    );
    expect(await server.record('attachments', id)).toMatchObject({ home_scope: `territory/${idOf('south')}` });
    await expect(get(ali, id, 0)).rejects.toMatchObject({ code: 'not_found' });
    await putAll(ali, id, bytes);
    await expect(get(ali, id, 0)).rejects.toMatchObject({ code: 'not_found' });
    expect(await get(sara, id, 0)).toEqual({ bytes: base64(bytes) });
  });

  test('ATT-2: a photo of a request follows the request to whoever is sent', async () => {
    const customer = await server.newCustomer('south');
    const request = server.newId();
    const body = {
      customerId: customer,
      subject: 'نشتی',
      channel: 'phone',
      priority: 'normal',
      receivedAt: '2026-11-20T08:00:00.000Z',
      state: 'inquiry',
    };
    await server.load([{ collection: 'serviceRequests', kind: 'job', id: request, body }]);
    const bytes = randomness.bytes(10);
    const id = server.newId();
    const photo = { ...bodyOf(request, bytes), attachedCollection: 'serviceRequests', name: 'a.pdf' };
    expect(await sara.push(create('attachments', 'file', id, photo))).toMatchObject({ outcome: 'applied' });
    expect(await server.record('attachments', id)).toMatchObject({
      home_scope: `territory/${idOf('south')}`,
      shares: [],
    });
    await putAll(sara, id, bytes);
    const state = [set('state', 'assigned', 'inquiry'), set('assigneeId', idOf('ali'))];
    expect(await darius.push(patch('serviceRequests', 'job', request, { version: 1 }, ...state))).toMatchObject({
      outcome: 'applied',
    });
    expect((await server.record('attachments', id))?.shares).toContain(`person/${idOf('ali')}`);
    expect(await get(ali, id, 0)).toEqual({ bytes: base64(bytes) });
  });
});

describe('what was removed', () => {
  test('ATT-6: is given to nobody until that is taken back', async () => {
    const bytes = randomness.bytes(500);
    const { id } = await attach(bytes);
    await putAll(ali, id, bytes);
    await ali.push(patch('attachments', 'file', id, { version: 2 }, set('removedAt', '2026-11-21T08:00:00.000Z')));
    await expect(get(darius, id, 0)).rejects.toMatchObject({ code: 'not_found' });
    await darius.push(
      patch(
        'attachments',
        'file',
        id,
        { version: 3 },
        { do: 'unset', path: 'removedAt', seen: '2026-11-21T08:00:00.000Z' },
      ),
    );
    expect(await get(darius, id, 0)).toEqual({ bytes: base64(bytes) });
  });

  test('ATT-6: its bytes go when it has been gone for long', async () => {
    const bytes = randomness.bytes(500);
    const { id } = await attach(bytes);
    await putAll(ali, id, bytes);
    await ali.push({
      act: 'delete',
      collection: 'attachments',
      kind: 'file',
      id,
      seen: { epoch: ali.epoch, version: 2, group: null },
    });
    expect(await server.record('attachments', id)).toMatchObject({ deleted: true });
    await expect(get(darius, id, 0)).rejects.toMatchObject({ code: 'not_found' });
    expect(await collectAttachments(server.database, server.clock)).toMatchObject({ removed: 0 });
    const left = () => server.database.rows('SELECT 1 FROM attachment_files WHERE id = $1', [id]);
    expect(await left()).toHaveLength(1);
    server.clock.advance(91 * 86_400_000);
    expect(await collectAttachments(server.database, server.clock)).toMatchObject({ removed: 1 });
    expect(await left()).toHaveLength(0);
    server.clock.advance(-91 * 86_400_000);
  });
});

describe('a backup of the server', () => {
  test('ATT-4: has the bytes, and gives them back as they were', async () => {
    const bytes = randomness.bytes(ATTACHMENT_CHUNK_BYTES + 9);
    const { id } = await attach(bytes);
    await putAll(ali, id, bytes);
    const folder = await mkdtemp(join(tmpdir(), 'peyvand-backup-'));
    const elsewhere = await createTestDatabase();
    const database = openDatabase({ url: elsewhere.url });
    try {
      await writeBackup(server.database, server.clock, join(folder, 'b'));
      await restoreBackup(database, server.clock, join(folder, 'b'));
      expect(await readStanding(database, id)).toEqual({ received: bytes.length, stored: true });
      const chunks = await Promise.all([0, ATTACHMENT_CHUNK_BYTES].map((offset) => readChunk(database, id, offset)));
      expect(Buffer.concat(chunks.map((chunk) => chunk ?? Buffer.alloc(0))).equals(bytes)).toBe(true);
    } finally {
      await database.close();
      await elsewhere.drop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
