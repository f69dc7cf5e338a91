/** A branch without a line holds what a restored server lost: it goes to head office on a stick. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase } from '../build/testing/testDatabase.ts';
import { createMachine, type Machine } from '../e2e/sync/machine.ts';
import { GAUZE_LINE, draft, idOf, openCompany, type TestCompany } from '../e2e/sync/openCompany.ts';
import { first } from '../main/hosts/memory/company.ts';
import { openPosting } from '../server/jobs/openPosting.ts';
import { postOrders } from '../server/jobs/postOrders.ts';
import { backUpServer, restoreServer } from './serverBackup.ts';

const clock = { now: () => Date.now() };
const ORDER = idOf('order');
let company: TestCompany;
let headOffice: Machine;
let branch: Machine;
beforeAll(async () => {
  company = await openCompany({ ...(await createTestDatabase()), logins: ['ali', 'administrator'] });
  headOffice = await createMachine(company.transport());
  branch = await createMachine(company.transport());
}, 60_000);
afterAll(async () => {
  await branch.close();
  await headOffice.close();
  await company.close();
});

it('SYNC-33 SYNC-16: a device with no line brings facts with its bundle, before it takes anything of the older state', async () => {
  await openPosting(company.database, clock);
  const body = {
    customerId: idOf('pars'),
    ownerId: idOf('ali'),
    state: 'confirmed',
    number: 'ORD-0000000-0001',
    confirmedAt: '2026-01-10T08:00:00.000Z',
    orderedOn: '2026-01-10',
    currency: 'IRR',
    lines: [{ ...GAUZE_LINE, quantity: 1_000 }],
  };
  await company.load([draft('salesDocuments', 'order', 'order', body)]);
  await headOffice.join('administrator');
  headOffice.online = false;
  await branch.join('ali');
  await backUpServer(company.database);
  expect(await postOrders(company.database, company.keys, clock)).toBe(1);
  await branch.sync();
  branch.online = false;
  const here = async () =>
    (await first(branch.window.records.observe({ collection: 'salesDocuments', id: ORDER })))?.body['invoice'];
  const atServer = async () => {
    const [row] = await company.database.rows<{ invoice: unknown }>(
      "SELECT body -> 'invoice' AS invoice FROM records WHERE id = $1",
      [ORDER],
    );
    return row?.invoice ?? null;
  };
  const shown = await here();
  expect(shown).toMatchObject({ serial: 1 });

  await restoreServer(company.database, 'second life');
  headOffice.online = true;
  await headOffice.sync();
  expect(await atServer()).toBeNull();
  const asked = await headOffice.importBundle((await branch.exportBundle()).bytes);
  expect((await branch.importBundle(asked.answer)).report).toMatchObject({ state: 'again' });
  expect(await here()).toEqual(shown);
  const { bytes } = await branch.exportBundle();
  const brought = await headOffice.importBundle(bytes);
  expect(await atServer()).toEqual(shown);
  expect((await branch.importBundle(brought.answer)).report).toMatchObject({ state: 'applied' });
  expect(await here()).toEqual(shown);
  // Delivered twice it changes nothing.
  await headOffice.importBundle(bytes);
  expect(await company.database.rows('SELECT version FROM records WHERE id = $1', [ORDER])).toEqual([{ version: 2 }]);
}, 60_000);
