import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schemaVersions } from '../../shared/domain/catalogue.ts';
import { knowContacts, liftedContact } from '../../shared/sync/testing/contactLift.ts';
import { createTestCompany, idOf, type TestCompany } from './company.ts';
import { createTestDevice, type TestDevice } from './device.ts';

/** Devices of an older version, a server and devices that have been brought up to a newer one; the real ones. */
describe('a newer version of a collection', () => {
  let company: TestCompany;
  let ali: TestDevice;
  let sara: TestDevice;
  let forget: () => void = () => {};

  beforeAll(async () => {
    company = await createTestCompany();
    ali = await createTestDevice({ login: 'ali', transport: company.transport(), seed: 900 });
    sara = await createTestDevice({ login: 'sara', transport: company.transport(), seed: 901 });
    await ali.sync();
    await sara.sync();
  });
  afterAll(async () => {
    forget();
    await ali.close();
    await sara.close();
    await company.close();
  });

  const syncWell = async (...devices: readonly TestDevice[]): Promise<void> => {
    for (const device of devices)
      expect(await device.sync()).toMatchObject({ connection: 'online', pending: 0, held: 0, problem: null });
  };
  const contactsOf = (device: TestDevice, id: string) => device.record('customers', id)?.body['contacts'];
  const bytesHere = (device: TestDevice) =>
    device.store.read.all<{ hash: string; bytes: string }>('SELECT hash, bytes FROM outbox ORDER BY n');

  it('SYNC-12 SYNC-191 work of the old version, unsent, sent and stored, is one with that of the new; no byte of it is rewritten', async () => {
    const pars = idOf('pars');
    // In a record and its history, in the old form.
    await ali.edit('customers', pars, { custom: { speakWith: 'رضا' } });
    await syncWell(ali, sara);
    expect(sara.record('customers', pars)?.body['custom']).toMatchObject({ speakWith: 'رضا' });
    // And on both devices unsent.
    const made = await ali.create('customers', 'company', {
      name: 'نو',
      stage: 'lead',
      territoryId: idOf('north'),
      custom: { speakWith: 'مریم' },
    });
    await ali.edit('customers', pars, { custom: { speakWith: 'رضا رضایی' } });
    await sara.edit('customers', pars, { custom: { speakWith: 'رضا', car: 'پراید' } });
    const written = bytesHere(ali);

    forget = knowContacts();
    expect(schemaVersions()['customers']).toBe(2);
    await ali.restart();
    // Shown in the new form at once, before any line is there.
    const contact = { id: liftedContact(pars), order: 'a0', name: 'رضا رضایی' };
    expect(contactsOf(ali, pars)).toEqual([contact]);
    expect(contactsOf(ali, made)).toEqual([{ id: liftedContact(made), order: 'a0', name: 'مریم' }]);
    await ali.edit('customers', made, { contacts: [{ id: liftedContact(made), order: 'a0', name: 'مریم مرادی' }] });
    expect(bytesHere(ali).slice(0, written.length)).toEqual(written);
    await syncWell(ali);
    const stored = await company.database.rows<{ hash: string; bytes: string }>('SELECT hash, bytes FROM ledger');
    for (const { hash, bytes } of written) expect(stored.find((row) => row.hash === hash)?.bytes).toBe(bytes);

    // Sara's program is still old: her work is taken, and stalls nobody.
    await syncWell(sara, ali);
    await sara.restart();
    await syncWell(sara, ali);
    for (const device of [ali, sara]) {
      expect(contactsOf(device, pars)).toEqual([contact]);
      expect(device.record('customers', pars)?.body['custom']).toEqual({ car: 'پراید' });
      expect(contactsOf(device, made)).toEqual([{ id: liftedContact(made), order: 'a0', name: 'مریم مرادی' }]);
    }
    expect(ali.store.sync.digests(Object.keys(ali.store.sync.cursor()))).toEqual(
      sara.store.sync.digests(Object.keys(ali.store.sync.cursor())),
    );
  });
});
