/** One device that is old, or slow, or both, among others that go on. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { knowContacts, liftedContact } from '../shared/sync/testing/contactLift.ts';
import type { Database } from '../server/store/database.ts';
import { expectConverged, openPeople, PARS, save, setCustom, syncWell, type Person } from './people.ts';

let database: Database;
let slow: Person;
let sara: Person;
let reza: Person;
let close: () => Promise<void>;
let forget: () => void = () => {};
beforeAll(async () => {
  const opened = await openPeople('ali', 'sara', 'reza');
  ({ database, close } = opened);
  ({ ali: slow, sara, reza } = opened.people);
}, 60_000);
afterAll(async () => {
  forget();
  await close();
});

it('SYNC-191: an old schema with much that waits stalls nobody, and neither does a device whose checkpoint is half fetched', async () => {
  await syncWell(slow, sara, reza);
  for (let count = 1; count <= 30; count += 1) await save(slow, setCustom('speakWith', `name ${count}`));
  // It begins to fetch, and stays in the middle of it.
  await save(sara, setCustom('before', 'x'));
  await syncWell(sara);
  const { pull } = slow.network;
  slow.network.pull = async (token, request, signal) => {
    if (request.page) throw new Error('the line stands still');
    return pull(token, request, signal);
  };
  await slow.sync();
  forget = knowContacts();
  await sara.restart();
  await reza.restart();
  for (const value of ['one', 'two', 'three']) {
    await save(sara, setCustom('sara', value));
    await save(reza, setCustom('reza', value));
    await syncWell(sara, reza, sara);
    await expectConverged(database, sara, reza);
  }
  slow.network.pull = pull;
  await syncWell(slow);
  await slow.restart();
  await syncWell(slow, sara, reza);
  expect(sara.record('customers', PARS)?.body).toMatchObject({
    contacts: expect.arrayContaining([{ id: liftedContact(PARS), order: 'a0', name: 'name 30' }]),
    custom: { before: 'x', sara: 'three', reza: 'three' },
  });
  await expectConverged(database, slow, sara, reza);
});
