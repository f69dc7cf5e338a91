/** Facts that only the server made, over real stores, the real engine and a real PostgreSQL: what people saw before a restore they see after it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../build/testing/testDatabase.ts';
import { createTestDevice } from '../e2e/sync/device.ts';
import { openCompany, type TestCompany } from '../e2e/sync/openCompany.ts';
import { readRestoredReport } from '../server/facts/report.ts';
import { openPosting } from '../server/jobs/openPosting.ts';
import { postOrders } from '../server/jobs/postOrders.ts';
import { createError } from '../shared/base/errors.ts';
import type { RecordBody } from '../shared/domain/record.ts';
import { COMPANY, type Login } from './company.ts';
import { confirmOrder, expectConverged, syncWell, type Person } from './people.ts';
import { backUpServer, restoreServer } from './serverBackup.ts';
import { ticketOf } from './world.ts';

const clock = { now: () => Date.now() };
let company: TestCompany;
const everybody: Person[] = [];

async function join(login: Login): Promise<Person> {
  const transport = { ...company.transport(), signIn: () => Promise.resolve(ticketOf(company, clock, login)) };
  const device = await createTestDevice({ login, transport, seed: everybody.length + 1 });
  const person = Object.assign(device, { name: login });
  everybody.push(person);
  return person;
}

beforeAll(async () => {
  company = await openCompany({ ...(await createTestDatabase()), drafts: COMPANY, logins: [] });
}, 60_000);
afterAll(async () => {
  for (const person of everybody) await person.close();
  await company.close();
});

let printed = 0;
const confirm = (person: Person): Promise<string> => {
  printed += 1;
  return confirmOrder(person, printed, clock.now() + printed);
};
const post = (): Promise<number> => postOrders(company.database, company.keys, clock);
const invoiceOf = (person: Person, order: string): RecordBody | undefined =>
  person.record('salesDocuments', order)?.body['invoice'] as RecordBody | undefined;

describe('a restored server', () => {
  it('SYNC-33: has its legal numbers again from the devices, before anything of its older state is laid over them', async () => {
    const [ali, sara] = [await join('ali'), await join('sara')];
    await syncWell(ali, sara);
    await openPosting(company.database, clock);
    const first = await confirm(ali);
    await syncWell(ali);
    await post();
    await syncWell(ali, sara);
    await backUpServer(company.database);
    const later = [await confirm(ali), await confirm(ali), await confirm(sara)];
    await syncWell(ali, sara);
    expect(await post()).toBe(3);
    await syncWell(ali, sara);
    const shown = [first, ...later].map((order) => invoiceOf(sara, order));
    expect(shown.map((invoice) => invoice?.['serial'])).toEqual([1, 2, 3, 4]);

    await restoreServer(company.database, 'second life');
    // The line breaks at each message of the round in turn; what was shown stays shown, and is offered until it has arrived.
    for (const kind of ['push', 'call'] as const)
      for (const moment of ['before', 'after'] as const) {
        sara.network.onMessage = (own, at) => {
          if (own === kind && at === moment) throw createError('server_unreachable');
        };
        expect((await sara.sync()).connection).toBe('offline');
        expect([first, ...later].map((order) => invoiceOf(sara, order))).toEqual(shown);
        await sara.restart();
      }
    sara.network.onMessage = () => undefined;
    await syncWell(sara, ali, sara);
    for (const person of [ali, sara]) expect([first, ...later].map((order) => invoiceOf(person, order))).toEqual(shown);
    await expectConverged(company.database, ali, sara);
    expect(await readRestoredReport(company.database)).toMatchObject({
      books: [{ last: 4, missing: [] }],
      open: [],
      awaited: [],
    });
    expect(await openPosting(company.database, clock)).toMatchObject({ before: 'closed', refusal: null });
    const next = await confirm(sara);
    await syncWell(sara);
    await post();
    await syncWell(sara);
    expect(invoiceOf(sara, next)?.['serial']).toBe(5);
  });

  it('SYNC-33: a device that was away knows how far numbers had gone, though it never held one of them', async () => {
    const [ali, sara] = everybody as [Person, Person];
    const omid = await join('omid');
    await syncWell(ali, sara, omid);
    await backUpServer(company.database);
    const order = await confirm(ali);
    await syncWell(ali);
    await post();
    await syncWell(ali, omid);
    const serial = invoiceOf(ali, order)?.['serial'];
    await restoreServer(company.database, 'third life');
    await syncWell(omid);
    expect((await readRestoredReport(company.database)).books).toMatchObject([
      { last: serial, missing: [[serial, serial]] },
    ]);
    expect(await openPosting(company.database, clock)).toMatchObject({ refusal: { reason: 'unaccounted' } });
    await syncWell(ali, sara);
    expect(invoiceOf(ali, order)?.['serial']).toBe(serial);
    expect(await openPosting(company.database, clock)).toMatchObject({ refusal: null });
  });
});
