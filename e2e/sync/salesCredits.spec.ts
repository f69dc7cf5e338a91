import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { creditSales } from '../../server/jobs/creditSales.ts';
import { schemaVersions } from '../../shared/domain/catalogue.ts';
import { salesCreditId } from '../../shared/domain/salesCredits/salesCredit.ts';
import { GAUZE_LINE, createTestCompany, idOf, type TestCompany } from './company.ts';
import { createTestDevice, type TestDevice } from './device.ts';

const LOGINS = ['ali', 'sara', 'omid', 'reza', 'administrator'] as const;

describe('a sale and whose it is, on everybody’s machine', () => {
  let company: TestCompany;
  const devices = new Map<string, TestDevice>();
  /** Of Sara, whose program is of before there were credits. */
  let known: Readonly<Record<string, number>>;
  let orderId: string;

  beforeAll(async () => {
    company = await createTestCompany();
    const { salesCredits: _later, ...before } = schemaVersions();
    known = before;
    for (const [index, login] of LOGINS.entries()) {
      const own = login === 'sara' ? { schemaVersions: () => known } : {};
      devices.set(login, await createTestDevice({ login, transport: company.transport(), seed: 970 + index, ...own }));
    }
    await everybodySyncs();
  });
  afterAll(async () => {
    for (const device of devices.values()) await device.close();
    await company.close();
  });

  const deviceOf = (login: (typeof LOGINS)[number]): TestDevice => devices.get(login)!;
  async function everybodySyncs(): Promise<void> {
    for (const device of devices.values())
      expect(await device.sync()).toMatchObject({ connection: 'online', pending: 0, held: 0 });
  }
  const sell = (device: TestDevice, login: string): Promise<string> =>
    device.create('salesDocuments', 'order', {
      customerId: idOf('pars'),
      ownerId: idOf(login),
      state: 'confirmed',
      orderedOn: '2026-11-20',
      currency: 'IRR',
      lines: [GAUZE_LINE],
    });
  /** By person: the state of the credit that they hold. */
  const held = (): Record<string, unknown> =>
    Object.fromEntries(
      [...devices].flatMap(([login, device]) => {
        const credit = device.record('salesCredits', salesCreditId(orderId));
        return credit ? [[login, credit.body['state']]] : [];
      }),
    );

  it('SYNC-104: it is credited to the seller; the other rep of the territory, whose old program goes on as before, never hears of it', async () => {
    const [ali, sara] = [deviceOf('ali'), deviceOf('sara')];
    orderId = await sell(ali, 'ali');
    await sell(sara, 'sara');
    await ali.sync();
    await sara.sync();
    expect(await creditSales(company.database)).toEqual({ credited: 2, changed: 0 });
    await everybodySyncs();
    expect(held()).toEqual({ ali: 'credited', reza: 'credited', administrator: 'credited' });
    expect(sara.record('salesDocuments', orderId)).not.toBeNull();
  });

  it('SYNC-104: the customer goes to another territory: the order leaves the seller’s machine, the credit stays, and a cancellation there reaches it', async () => {
    const administrator = deviceOf('administrator');
    await administrator.edit(
      'customers',
      idOf('pars'),
      { territoryId: idOf('south'), ownerId: idOf('omid') },
      administrator.record('customers', idOf('pars'))?.body,
    );
    await administrator.sync();
    await creditSales(company.database);
    await everybodySyncs();
    const ali = deviceOf('ali');
    expect([ali.record('salesDocuments', orderId), ali.record('customers', idOf('pars'))]).toEqual([null, null]);
    expect(held()).toEqual({ ali: 'credited', reza: 'credited', administrator: 'credited' });
    expect(ali.record('salesCredits', salesCreditId(orderId))?.body).toMatchObject({
      customerName: 'بازرگانی پارس',
      amount: { amount: 817_500, currency: 'IRR' },
    });

    const omid = deviceOf('omid');
    const order = omid.record('salesDocuments', orderId);
    await omid.edit('salesDocuments', orderId, { state: 'cancelled' }, order?.body, order?.version);
    await omid.sync();
    expect(await creditSales(company.database)).toEqual({ credited: 0, changed: 1 });
    await everybodySyncs();
    expect(held()).toEqual({ ali: 'withdrawn', reza: 'withdrawn', administrator: 'withdrawn' });
  });

  it('SYNC-104: with the territory everything of it goes from the machine but the credits, through a new start too', async () => {
    const administrator = deviceOf('administrator');
    await administrator.edit('organisation', idOf('ali'), { territoryIds: [] });
    await administrator.sync();
    const ali = deviceOf('ali');
    await ali.sync();
    await ali.restart();
    await everybodySyncs();
    expect(ali.store.read.get('SELECT count(*) AS count FROM customers')).toEqual({ count: 0 });
    expect(held()).toMatchObject({ ali: 'withdrawn' });
  });

  it('SYNC-104 SYNC-142: an upgraded program gets the credits of its person, and of nobody else', async () => {
    const sara = deviceOf('sara');
    const credits = () =>
      sara.store.read.all("SELECT json_extract(body, '$.personId') AS person, state FROM sales_credits");
    expect(credits()).toEqual([]);
    known = schemaVersions();
    await sara.restart();
    await everybodySyncs();
    expect(held()).not.toHaveProperty('sara');
    expect(credits()).toEqual([{ person: idOf('sara'), state: 'credited' }]);
  });
});
