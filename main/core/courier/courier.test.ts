import { appendFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sealGroup, tagOfItem } from '../../../shared/sync/sealedGroup.ts';
import { sealingKeyName } from '../../../shared/sync/sealing.ts';
import type { ServerTransport } from '../ports/transport.ts';
import { sealingKeyPairFrom } from '../security/sealingKey.ts';
import { createProfiles, type Profiles } from '../session/profiles.ts';
import { testSigner } from '../store/testing/testStore.ts';
import { createCourier, type Courier } from './courier.ts';
import { groupFrame, headerOfFile, markFrame } from './sealedFile.ts';

/** Somebody's sealed work in real files, and a server that takes whatever it is given. */
const OWNER = '00000000-0000-7000-8000-000000000001';
const CARRIER = '00000000-0000-7000-8000-000000000002';
const serverKey = sealingKeyPairFrom(new Uint8Array(32).fill(7)).publicKey;
const header = headerOfFile(sealingKeyName(serverKey));
let folder: string;
let profiles: Profiles;
let items: Uint8Array[];
let sent: string[];
/** What the server takes none of. */
let refusing: ReadonlySet<string>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'peyvand-courier-'));
  profiles = createProfiles(folder);
  for (const profileId of [OWNER, CARRIER]) mkdirSync(profiles.paths(profileId).folder, { recursive: true });
  items = await Promise.all(
    ['one', 'two', 'three', 'four'].map((bytes) =>
      sealGroup(serverKey, { bytes, hash: '', signature: testSigner.sign(bytes) }),
    ),
  );
  sent = [];
  refusing = new Set();
  writeFileSync(profiles.paths(OWNER).sealed, Buffer.concat([header, ...items.map(groupFrame)]));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const courier = (): Courier =>
  createCourier({
    profiles,
    profileId: CARRIER,
    copy: { strays: () => Promise.resolve(new Map()), markDelivered: () => Promise.resolve() } as never,
    serverSealingKey: serverKey,
    transport: {
      call: (_token: string, _name: string, input: { items: string[] }) => {
        const tags = input.items.map((item) => tagOfItem(Buffer.from(item, 'base64url')));
        sent.push(...tags);
        const answers = tags.map((tag) =>
          refusing.has(tag) ? { state: 'refused', code: 'sealed_unreadable' } : { state: 'delivered' },
        );
        return Promise.resolve({ epoch: '', items: answers });
      },
    } as unknown as ServerTransport,
    token: () => 'token',
    log: () => {},
  });

describe('a delivery', () => {
  it('SYNC-14: sends what was refused once in a session, and says so when nothing else is left', async () => {
    refusing = new Set(items.slice(0, 1).map(tagOfItem));
    const carried = courier();
    await carried.deliver();
    expect(sent).toHaveLength(items.length);
    await carried.deliver();
    expect(sent).toHaveLength(items.length);
    expect(carried.waiting()).toMatchObject([{ profileId: OWNER, state: 'refused' }]);
    expect(carried.delivered()).toEqual(['']);
    // After the next start the server may have been taught better.
    await courier().deliver();
    expect(sent.slice(items.length)).toEqual([...refusing]);
  });

  it('SYNC-14: takes what was saved since, and leaves alone what is sealed to another company or is its own', async () => {
    const carried = courier();
    await carried.deliver();
    const later = await sealGroup(serverKey, { bytes: 'later', hash: '', signature: testSigner.sign('later') });
    appendFileSync(profiles.paths(OWNER).sealed, groupFrame(later));
    writeFileSync(profiles.paths(CARRIER).sealed, Buffer.concat([header, ...items.map(groupFrame)]));
    sent = [];
    await carried.deliver();
    expect(sent).toEqual([tagOfItem(later)]);
    const elsewhere = headerOfFile(sealingKeyName(sealingKeyPairFrom(new Uint8Array(32).fill(9)).publicKey));
    rmSync(profiles.paths(OWNER).delivered);
    writeFileSync(profiles.paths(OWNER).sealed, Buffer.concat([elsewhere, ...items.map(groupFrame)]));
    await carried.deliver();
    expect(sent).toHaveLength(1);
    expect(carried.waiting()).toMatchObject([{ profileId: OWNER, state: 'foreign' }]);
    expect(await carried.items()).toEqual([]);
  });
});

describe('what was noted of a delivery', () => {
  it('SYNC-14: is not sent again, also by whoever comes later', async () => {
    await courier().deliver();
    expect(sent).toEqual(items.map(tagOfItem));
    await courier().deliver();
    expect(sent).toHaveLength(items.length);
  });

  it('SYNC-14: keeps no work back when a power cut left it empty, torn or full of zeros', async () => {
    const { delivered } = profiles.paths(OWNER);
    const marks = markFrame(items.map(tagOfItem), true);
    const remains = [
      Buffer.alloc(0),
      header.subarray(0, 20),
      Buffer.alloc(400),
      // The head was cut off and what came later was appended.
      Buffer.concat([header.subarray(0, 7), marks]),
    ];
    for (const [index, left] of remains.entries()) {
      writeFileSync(delivered, left);
      sent = [];
      const carried = courier();
      await carried.look();
      expect(carried.waiting(), `case ${index}`).toMatchObject([{ profileId: OWNER, state: 'waiting' }]);
      await carried.deliver();
      expect(sent, `case ${index}`).toEqual(items.map(tagOfItem));
      // And it is written whole again: once is enough, and what is saved later goes.
      const later = await sealGroup(serverKey, { bytes: 'later', hash: '', signature: testSigner.sign(`${index}`) });
      appendFileSync(profiles.paths(OWNER).sealed, groupFrame(later));
      items.push(later);
      await courier().deliver();
      expect(sent, `case ${index}`).toEqual(items.map(tagOfItem));
    }
  });

  it('SYNC-15: frames of the work itself around a torn one are delivered', async () => {
    const { sealed } = profiles.paths(OWNER);
    truncateSync(sealed, header.length + 30);
    appendFileSync(sealed, Buffer.concat(items.slice(1).map(groupFrame)));
    await courier().deliver();
    expect(sent).toEqual(items.slice(1).map(tagOfItem));
  });
});
