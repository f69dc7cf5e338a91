/** Photos and files between real machines and a real server: added where there is no line, sent in pieces over a poor one, seen by those who hold the customer. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createError } from '../../shared/base/errors.ts';
import { createSeededRandomness } from '../../shared/base/randomness.ts';
import { ATTACHMENT_CHUNK_BYTES } from '../../shared/domain/attachments/attachment.ts';
import type { AttachmentRow } from '../../shared/contract/attachments.ts';
import type { ServerTransport, StandingTransport } from '../../main/core/ports/transport.ts';
import { failure, first, firstWhere } from '../../main/hosts/memory/company.ts';
import { createTestCompany, idOf, type TestCompany } from './company.ts';
import { createMachine, type Machine } from './machine.ts';

let company: TestCompany;
let ali: Machine;
let reza: Machine;
let omid: Machine;
let profileOfAli: string;
/** How often a call of Ali's for bytes meets a cut, before it arrives or behind it: in 256. */
let cuts = 0;
let cutsMet = 0;

beforeAll(async () => {
  company = await createTestCompany();
  ali = await createMachine(roughLine(company.transport(), 5));
  reza = await createMachine(company.transport());
  omid = await createMachine(company.transport());
  profileOfAli = await ali.join('ali');
  await reza.join('reza');
  await omid.join('omid');
});
afterAll(async () => {
  for (const machine of [ali, reza, omid]) await machine.close();
  await company.close();
});

function roughLine(transport: ServerTransport & StandingTransport, seed: number): ServerTransport & StandingTransport {
  const chance = createSeededRandomness(seed);
  const isCut = (): boolean => {
    const met = (chance.bytes(1)[0] ?? 0) < cuts;
    if (met) cutsMet += 1;
    return met;
  };
  return {
    ...transport,
    async call(token, name, input, signal) {
      if (!name.includes('ttachment')) return transport.call(token, name, input, signal);
      if (isCut()) throw createError('server_unreachable');
      const reply = await transport.call(token, name, input, signal);
      if (isCut()) throw createError('server_unreachable');
      return reply;
    },
  };
}

const randomness = createSeededRandomness(21);
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const newId = (): string => {
  const hex = Buffer.from(randomness.bytes(16)).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
};
/** Begins as a JPEG does. */
const photoOf = (length: number, text = ''): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(text), randomness.bytes(length)]);

async function attach(machine: Machine, customer: string, bytes: Uint8Array, name = 'دکان.jpg'): Promise<string> {
  const id = newId();
  const { attachments } = machine.window;
  let { received } = await attachments.begin({ id, size: bytes.length });
  while (received < bytes.length) {
    const piece = bytes.subarray(received, received + ATTACHMENT_CHUNK_BYTES);
    ({ received } = await attachments.put({ id, offset: received, bytes: Buffer.from(piece).toString('base64') }));
  }
  await attachments.add({
    id,
    attachedCollection: 'customers',
    attachedId: idOf(customer),
    name,
    mediaType: 'image/jpeg',
  });
  return id;
}

const rowsOf = (machine: Machine, customer: string) =>
  machine.window.attachments.list({ attachedCollection: 'customers', attachedId: idOf(customer) });
const rowOf = async (machine: Machine, customer: string, id: string): Promise<AttachmentRow | undefined> =>
  (await first(rowsOf(machine, customer))).find((row) => row.id === id);
/** Until it is so, however long the line takes. */
async function until(
  machine: Machine,
  customer: string,
  id: string,
  state: AttachmentRow['state'],
): Promise<AttachmentRow> {
  const rows = await firstWhere(rowsOf(machine, customer), (shown) =>
    shown.some((row) => row.id === id && row.state === state),
  );
  return rows.find((row) => row.id === id)!;
}

async function read(machine: Machine, id: string): Promise<{ bytes: Buffer; picture: string | null }> {
  const pieces: Buffer[] = [];
  let picture: string | null = null;
  for await (const event of await machine.window.attachments.read({ id })) {
    if (event.type === 'begins') picture = event.picture;
    if (event.type === 'piece') pieces.push(Buffer.from(event.bytes, 'base64'));
  }
  return { bytes: Buffer.concat(pieces), picture };
}

describe('a photo of a customer', () => {
  const bytes = photoOf(3 * ATTACHMENT_CHUNK_BYTES + 500, 'MARKER-OF-A-PLANTED-PHOTO');
  let id: string;

  it('ATT-1: is safe on the machine without a line, and still there after a crash', async () => {
    ali.online = false;
    id = await attach(ali, 'pars', bytes);
    expect(await rowOf(ali, 'pars', id)).toMatchObject({
      kind: 'photo',
      state: 'waiting',
      pending: true,
      size: bytes.length,
    });
    expect(await first(ali.window.attachments.traffic())).toMatchObject({ files: 1, bytes: bytes.length });
    await ali.restart();
    await ali.unlock(profileOfAli);
    expect(hashOf((await read(ali, id)).bytes)).toBe(hashOf(bytes));
  });

  it('ATT-3 ATT-2: reaches head office over a line that is cut again and again, and everybody who holds the customer sees it', async () => {
    cuts = 70;
    ali.online = true;
    for (let round = 0; round < 60 && (await rowOf(ali, 'pars', id))?.state !== 'here'; round += 1) {
      await ali.sync();
      await failure(ali.window.attachments.send()).catch(() => undefined);
    }
    cuts = 0;
    expect(cutsMet).toBeGreaterThan(2);
    await until(ali, 'pars', id, 'here');
    expect(await first(ali.window.attachments.traffic())).toMatchObject({ files: 0, bytes: 0 });
    await reza.sync();
    const row = await rowOf(reza, 'pars', id);
    expect(row).toMatchObject({ name: 'دکان.jpg', state: 'elsewhere', addedBy: idOf('ali') });
    const seen = await read(reza, id);
    expect(seen.picture).toBe('image/jpeg');
    expect(hashOf(seen.bytes)).toBe(hashOf(bytes));
    await until(reza, 'pars', id, 'here');
    // And stays for the time without a line.
    reza.online = false;
    expect(hashOf((await read(reza, id)).bytes)).toBe(hashOf(bytes));
    reza.online = true;
    await omid.sync();
    expect(await first(rowsOf(omid, 'pars'))).toEqual([]);
    expect(await failure(read(omid, id))).toMatchObject({ code: 'not_found' });
  });

  it('ATT-1: no byte of it lies readable on any disk of theirs', async () => {
    for (const machine of [ali, reza]) {
      const files = (await readdir(machine.directory, { recursive: true })).map((name) =>
        join(machine.directory, name),
      );
      let looked = 0;
      for (const path of files) {
        if (!(await stat(path)).isFile()) continue;
        const content = await readFile(path);
        looked += content.length;
        expect({ path, found: content.includes('MARKER-OF-A-PLANTED-PHOTO') }).toEqual({ path, found: false });
        expect(content.includes(bytes.subarray(1_000, 1_032))).toBe(false);
      }
      expect(looked).toBeGreaterThan(bytes.length);
    }
  });

  it('ATT-6: is removed and brought back with its bytes', async () => {
    await ali.window.attachments.remove({ id, removed: true });
    expect(await rowOf(ali, 'pars', id)).toBeUndefined();
    await ali.sync();
    await reza.sync();
    expect(await rowOf(reza, 'pars', id)).toBeUndefined();
    await ali.window.attachments.remove({ id, removed: false });
    await ali.sync();
    await until(ali, 'pars', id, 'here');
    await reza.sync();
    expect(hashOf((await read(reza, id)).bytes)).toBe(hashOf(bytes));
  });

  it('ATT-5: leaves the machine with the customer; what had not been sent yet is handed in first', async () => {
    const late = photoOf(900);
    ali.online = false;
    const lateId = await attach(ali, 'pars', late, 'بعدی.jpg');
    ali.online = true;
    cuts = 256;
    await ali.sync();
    await reza.sync();
    // The manager gives the customer to Omid before Ali's bytes could go.
    expect(await rowOf(reza, 'pars', lateId)).toMatchObject({ state: 'underway' });
    const admin = await createMachine(company.transport());
    await admin.join('administrator');
    const customer = await first(admin.window.records.observe({ collection: 'customers', id: idOf('pars') }));
    await admin.window.customers.edit({
      id: idOf('pars'),
      changes: [{ do: 'set', path: 'territoryId', value: idOf('south'), seen: customer?.body['territoryId'] ?? null }],
    });
    await admin.sync();
    cuts = 0;
    await ali.sync();
    await ali.sync();
    expect(await first(rowsOf(ali, 'pars'))).toEqual([]);
    await ali.window.attachments.send();
    expect(await failure(read(ali, id))).toMatchObject({ code: 'not_found' });
    await omid.sync();
    await until(omid, 'pars', lateId, 'elsewhere').catch(() => undefined);
    expect(hashOf((await read(omid, lateId)).bytes)).toBe(hashOf(late));
    expect(hashOf((await read(omid, id)).bytes)).toBe(hashOf(bytes));
    await admin.close();
  });
});
