/** What a device signs that the company has stopped, and somebody else brings. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import type { SignedGroup } from '../../shared/sync/operation.ts';
import { sealGroup } from '../../shared/sync/sealedGroup.ts';
import { revokeDevice } from '../auth/devices.ts';
import { liftDevice, noteErased, orderWipe, suspendDevice } from '../auth/standing.ts';
import {
  create,
  createTestServer,
  customerBody,
  idOf,
  patch,
  set,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';

let server: TestServer;
let ada: TestDevice;
let sara: TestDevice;
let ali: TestDevice;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  [ada, sara] = [await server.device('ada'), await server.device('sara')];
});
afterAll(() => server.close());
beforeEach(async () => {
  ali = await server.device('ali');
});

const context = () => ({ database: server.database, clock: server.clock });
const byAda = () => ({ device: ali.id, by: idOf('ada'), reason: 'laptop gone' });
const STOPS = {
  suspended: () => suspendDevice(context(), byAda()),
  wipeAtOnce: () => orderWipe(context(), 'atOnce', byAda()),
  async erased() {
    await orderWipe(context(), 'politely', byAda());
    await noteErased(context(), ali.id, null);
  },
  revoked: () => revokeDevice(server.database, ali.id),
};

const newCustomer = (territory = 'north') => {
  const id = server.newId();
  return { id, group: ali.write(create('customers', 'company', id, customerBody('از دستگاه ایستاده', territory))) };
};
const bring = async (...groups: SignedGroup[]) => (await sara.send(groups)).outcomes;
const held = (standing: string) => ({
  outcome: 'parked',
  reason: 'permission_denied',
  facts: { cause: 'device_stopped', standing },
});
const isHere = async (id: string): Promise<boolean> => (await server.record('customers', id)) !== null;
const listed = async () =>
  (await server.app.call('heldWork', ada.token, { offset: 0, limit: 500, mine: false })).rows.filter(
    ({ device }) => device.id === ali.id,
  );
const letThrough = (hash: string, id = server.newId()) =>
  server.app.call('releaseHeldWork', ada.token, { id, hash, note: 'با خودش حرف زدیم' });

describe('SEC-55: what a stopped device signed and another brings', () => {
  test.each(Object.keys(STOPS) as (keyof typeof STOPS)[])(
    'is taken and held, for head office to see and let through: %s',
    async (stop) => {
      const before = newCustomer();
      expect(await bring(before.group)).toMatchObject([{ outcome: 'applied' }]);
      await STOPS[stop]();
      const [carried, sealed] = [newCustomer(), newCustomer()];
      expect(await bring(before.group, carried.group)).toMatchObject([{ outcome: 'applied' }, held(stop)]);
      const bytes = await sealGroup(server.keys.publicKeys.sealing, sealed.group);
      const items = [Buffer.from(bytes).toString('base64url')];
      expect((await server.app.call('deliverSealed', sara.token, { items })).items).toEqual([{ state: 'delivered' }]);
      expect([await isHere(carried.id), await isHere(sealed.id)]).toEqual([false, false]);
      expect(await listed()).toMatchObject([
        { hash: carried.group.hash, state: 'parked', facts: { cause: 'device_stopped', standing: stop }, behind: 0 },
        { hash: sealed.group.hash, state: 'parked', facts: { cause: 'device_stopped', standing: stop } },
      ]);
      // Brought once more it is held as before.
      expect(await bring(carried.group)).toMatchObject([held(stop)]);
      expect(
        await server.app.call('decideHeldWork', ada.token, {
          id: server.newId(),
          hash: carried.group.hash,
          decision: 'apply',
          note: '',
          edits: [],
        }),
      ).toMatchObject({ type: 'decided', outcome: 'applied' });
      expect([await isHere(carried.id), await isHere(sealed.id)]).toEqual([true, false]);
    },
  );

  test('counts where the device hands in its work before it is wiped', async () => {
    await orderWipe(context(), 'politely', byAda());
    expect(await bring(newCustomer().group)).toMatchObject([{ outcome: 'applied' }]);
  });

  test('counts where it was here before the stop, and so does what that was built on', async () => {
    const [first, missing, second, third] = [newCustomer(), newCustomer(), newCustomer(), newCustomer()];
    const waiting = [first.group, second.group, third.group];
    expect((await bring(...waiting)).map(({ outcome }) => outcome)).toEqual(['applied', 'waiting', 'waiting']);
    await STOPS.revoked();
    const later = newCustomer();
    // The one that waited names it by its hash, so it was written before.
    expect(await bring(missing.group, later.group)).toMatchObject([{ outcome: 'applied' }, held('revoked')]);
    expect([await isHere(second.id), await isHere(third.id), await isHere(later.id)]).toEqual([true, true, false]);
  });

  test('is held also when it had to wait for something first', async () => {
    await STOPS.suspended();
    const [missing, behind] = [newCustomer(), newCustomer()];
    expect(await bring(behind.group)).toMatchObject([{ outcome: 'waiting' }]);
    expect(await bring(missing.group)).toMatchObject([held('suspended')]);
    expect(await bring(behind.group)).toMatchObject([held('suspended')]);
  });

  test('goes its way when the device is lifted: at once, and without anybody’s word', async () => {
    await STOPS.suspended();
    const [one, two, foreign] = [newCustomer(), newCustomer(), newCustomer('south')];
    await bring(one.group, two.group, foreign.group);
    await server.app.call('orderDevice', ada.token, { device: ali.id, act: 'lift', reason: '' });
    expect([await isHere(one.id), await isHere(two.id)]).toEqual([true, true]);
    // What it had no right to is held for that.
    expect(await listed()).toMatchObject([{ hash: foreign.group.hash, reason: 'permission_denied' }]);
    expect((await listed())[0]?.facts).not.toHaveProperty('cause');
    // Also when it was lifted from the command line: then as soon as it is heard of.
    await STOPS.suspended();
    const three = newCustomer();
    await bring(three.group);
    await liftDevice(context(), byAda());
    await ali.handshake();
    expect(await isHere(three.id)).toBe(true);
  });

  test('is let through by one word for all of it, each judged as ever; its author is told, and the audit log', async () => {
    const mine = newCustomer();
    await bring(mine.group);
    await STOPS.erased();
    const [one, foreign] = [newCustomer(), newCustomer('south')];
    const edit = ali.write(patch('customers', 'company', one.id, { group: one.group.hash }, set('note', 'بعداً')));
    await bring(one.group, foreign.group, edit);
    const id = server.newId();
    const counts = { applied: 2, parked: 1, waiting: 0 };
    expect(await letThrough(edit.hash, id)).toEqual(counts);
    expect(await letThrough(edit.hash, id)).toEqual(counts);
    expect((await server.record('customers', one.id))?.body['note']).toBe('بعداً');
    expect((await listed()).map(({ hash }) => hash)).toEqual([foreign.group.hash]);
    const decisions = await server.database.rows<{ body: object }>(
      "SELECT body FROM records WHERE kind = 'decision' AND body ->> 'deviceId' = $1",
      [ali.id],
    );
    expect(decisions).toMatchObject([
      { body: { decision: 'released', reason: 'device_stopped', authorId: idOf('ali'), first: 2, last: 4 } },
    ]);
    expect(
      await server.database.rows('SELECT person, facts FROM audit_entries WHERE subject = $1', [edit.hash]),
    ).toMatchObject([{ person: idOf('ada'), facts: { first: 2, last: 4, note: 'با خودش حرف زدیم' } }]);
  });
});
