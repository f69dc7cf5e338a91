/** What a restore from a backup must cost nobody, at the moments that chance finds too rarely. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../server/store/database.ts';
import { idOf } from '../e2e/sync/openCompany.ts';
import { expectConverged, openPeople, PARS, save, setCustom, syncWell, type Person } from './people.ts';
import { backUpServer, restoreServer } from './serverBackup.ts';

let database: Database;
let ali: Person;
let sara: Person;
let close: () => Promise<void>;
beforeAll(async () => {
  const opened = await openPeople('ali', 'sara');
  ({ database, close } = opened);
  ({ ali, sara } = opened.people);
}, 60_000);
afterAll(() => close());

describe('a restored server', () => {
  it('SYNC-32 SYNC-128: head office goes back to a backup between two messages of a round; nothing is lost, nothing leaves the screen', async () => {
    await syncWell(ali, sara);
    await backUpServer(database);
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
      await restoreServer(database, 'restored in the middle');
      // What the restored server takes at once, and below where Ali stood in its earlier life.
      const reply = await push(token, request, ...rest);
      ali.network.online = false;
      return reply;
    };
    await ali.sync();
    expect(ali.record('customers', PARS)?.body['custom']).toMatchObject({ known: 'typed' });
    expect(ali.record('customers', made)?.body['name']).toBe('نو');
    ali.network.online = true;
    // What Ali saved was made on what Sara has yet to bring again.
    await syncWell(sara, ali, sara);
    expect(ali.record('customers', PARS)?.body['custom']).toMatchObject({ known: 'typed', sara: 'three' });
    await expectConverged(database, ali, sara);
  });

  it('SYNC-32 SEC-131: head office goes back again just when a device has proven its key to it: it is proven once more, in the same round', async () => {
    await syncWell(ali, sara);
    await backUpServer(database);
    await database.rows("UPDATE devices SET token_at = token_at - interval '2 hours'");
    // The next token is offered, and used: the backup knows neither.
    await syncWell(ali, ali);
    await save(ali, setCustom('unknown', 'typed'));
    await restoreServer(database, 'restored for the first time');
    const { enrol } = ali.network;
    ali.network.enrol = async (...proof) => {
      ali.network.enrol = enrol;
      const reply = await enrol(...proof);
      await restoreServer(database, 'restored behind the proof');
      return reply;
    };
    await syncWell(ali, sara);
    expect(sara.record('customers', PARS)?.body['custom']).toMatchObject({ unknown: 'typed' });
    await expectConverged(database, ali, sara);
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
