/** What a restore from a backup must cost nobody, at the moments that chance finds too rarely. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../build/testing/testDatabase.ts';
import type { LocalOperation } from '../main/core/store/index.ts';
import { idOf, openCompany, type TestCompany } from '../e2e/sync/openCompany.ts';
import { createTestDevice, type TestDevice } from '../e2e/sync/device.ts';
import { COMPANY } from './company.ts';
import { differences } from './checks/convergence.ts';
import { readServerState } from './checks/serverState.ts';
import { backUpServer, restoreServer } from './serverBackup.ts';
import { ticketOf } from './world.ts';

interface Person extends TestDevice {
  readonly name: string;
}

let company: TestCompany;
let ali: Person;
let sara: Person;
beforeAll(async () => {
  const clock = { now: () => Date.now() };
  company = await openCompany({ ...(await createTestDatabase()), drafts: COMPANY, logins: [] });
  const open = async (login: string): Promise<Person> => {
    const transport = { ...company.transport(), signIn: () => Promise.resolve(ticketOf(company, clock, login)) };
    return Object.assign(await createTestDevice({ login, transport, seed: login.length }), { name: login });
  };
  [ali, sara] = [await open('ali'), await open('sara')];
}, 60_000);
afterAll(async () => {
  for (const device of [ali, sara]) await device.close();
  await company.close();
});

const pars = idOf('pars');
const save = (actor: Person, ...operations: LocalOperation[]) =>
  actor.store.commit({ author: actor.person, operations });
const setCustom = (key: string, value: string): LocalOperation => ({
  act: 'patch',
  collection: 'customers',
  kind: 'company',
  id: pars,
  changes: [{ do: 'set', path: `custom/${key}`, value }],
});
const syncWell = async (...actors: readonly Person[]): Promise<void> => {
  for (const actor of actors) {
    const { connection, pending } = await actor.sync();
    expect([actor.name, connection, pending]).toEqual([actor.name, 'online', 0]);
  }
};

describe('a restored server', () => {
  it('SYNC-32 SYNC-128: head office goes back to a backup between two messages of a round; nothing is lost, nothing leaves the screen', async () => {
    await syncWell(ali, sara);
    await backUpServer(company.database);
    // So that what comes after the restore lies below where Ali stands.
    for (const value of ['one', 'two', 'three']) {
      await save(sara, setCustom('sara', value));
      await syncWell(sara, ali);
    }
    const made = await ali.create('customers', 'company', { name: 'نو', stage: 'lead', territoryId: idOf('north') });
    await save(ali, setCustom('known', 'typed'));
    const { push } = ali.network;
    ali.network.push = async (token, request, ...rest) => {
      ali.network.push = push;
      await restoreServer(company.database, 'restored in the middle');
      // What the restored server takes at once, and below where Ali stood in its earlier life.
      const reply = await push(token, request, ...rest);
      ali.network.online = false;
      return reply;
    };
    await ali.sync();
    expect(ali.record('customers', pars)?.body['custom']).toMatchObject({ known: 'typed' });
    expect(ali.record('customers', made)?.body['name']).toBe('نو');
    ali.network.online = true;
    // What Ali saved was made on what Sara has yet to bring again.
    await syncWell(sara, ali, sara);
    expect(ali.record('customers', pars)?.body['custom']).toMatchObject({ known: 'typed', sara: 'three' });
    const state = await readServerState(company.database);
    expect([ali, sara].flatMap((actor) => differences(actor, state))).toEqual([]);
  });

  it('SYNC-34 SYNC-132: what waits on the server keeps nothing behind it from being sent, in the same round', async () => {
    for (const value of ['one', 'two', 'three']) await save(sara, setCustom('waits', value));
    const { push } = sara.network;
    const sent: string[] = [];
    // Only one group fits a message, and the server has to wait with all of them.
    sara.network.push = (_token, { groups: [first] }) => {
      const hash = first?.hash ?? '';
      sent.push(hash);
      const epoch = sara.store.identity.epoch ?? '';
      return Promise.resolve({ epoch, outcomes: [{ hash, outcome: 'waiting', for: null }], numberBlocks: [] });
    };
    await sara.sync();
    expect(sent).toEqual(sara.store.sync.outbox(10).map(({ hash }) => hash));
    expect(sent.length).toBe(3);
    sara.network.push = push;
    await syncWell(sara);
  });
});
