/** Held work that hangs together: what stands behind a held change, and chains of which a link never arrives. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleId } from '../../server/sample/company.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import type { TestDevice } from '../sync/device.ts';
import { expectAccessible } from './accessible.ts';
import { openColleague, syncWithoutTheOldest } from './colleague.ts';
import { nameOf, signIn } from './flows.ts';
import { takePicture } from './pictures.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { ParkingPage } from './pages/parking.ts';
import { useProduct } from './useProduct.ts';

describe('held work that hangs together', () => {
  const product = useProduct();
  const elsewhere = sampleId('territory', 'isfahan-city');
  const own = sampleId('territory', 'tehran-north');
  const ownName = 'تهران شمال و غرب';
  let ali: TestDevice;
  let sara: TestDevice;
  let admin: AppWindow;
  let page: ParkingPage;

  beforeAll(async () => {
    ali = await openColleague(product(), 'ali');
    sara = await openColleague(product(), 'sara');
    admin = await signIn(await product().openMachine({ language: 'en', dark: true }), 'admin');
    page = new ParkingPage(admin);
  });
  afterAll(async () => {
    await ali.close();
    await sara.close();
  });

  const newCustomer = (device: TestDevice, name: string, territoryId: string): Promise<string> =>
    device.create('customers', 'company', { name, stage: 'active', territoryId });

  async function showHeldWork(): Promise<void> {
    await admin.goTo('nav.customers');
    await admin.goTo('nav.parking');
  }
  const decisionsOf = async (device: TestDevice): Promise<unknown[]> => {
    await device.sync();
    return device.store.read
      .all<{ body: string }>(`SELECT body FROM reviews WHERE kind = 'decision' ORDER BY created_at, id`)
      .map(({ body }) => (JSON.parse(body) as { decision: unknown }).decision);
  };

  it('says how many wait behind one, and leads from each of them to it', async () => {
    const name = 'درمانگاه زنجیره';
    const id = await newCustomer(ali, name, elsewhere);
    await ali.sync();
    await ali.create('activities', 'visit', {
      customerId: id,
      subject: 'بازدید پشت سر',
      happenedAt: new Date().toISOString(),
    });
    expect(await ali.sync()).toMatchObject({ connection: 'online', held: 2 });
    await showHeldWork();
    await page.row(name).first().waitFor();
    // In the list stands what can be decided; what waits for it is inside.
    await expect.poll(() => page.column(admin.t('parking.column.behind'))).toEqual([admin.formats.number(1)]);
    const first = await page.open(name);
    await first.says(admin.t('parking.behindTitle', { count: 1 })).waitFor();
    await first.openBehind('بازدید پشت سر');
    const follower = await page.panelOf('بازدید پشت سر');
    await follower.says(admin.t('parking.reason.behind_parked')).waitFor();
    await expectAccessible(admin, 'held work behind other held work');
  });

  it('SYNC-46: refuses the later one before the earlier, with the reason, and then lets both through', async () => {
    const follower = await page.panelOf('بازدید پشت سر');
    await follower.applyButton().click();
    await follower
      .refusal()
      .filter({ hasText: admin.t('parking.reason.behind_parked') })
      .waitFor();
    await expectAccessible(admin, 'held work that was refused again');
    await follower.openFirstLink().focus();
    await admin.press('Enter');
    const first = await page.panelOf('درمانگاه زنجیره');
    await first.says(admin.t('parking.behindTitle', { count: 1 })).waitFor();
    const territory = admin.t('field.territoryId');
    await (await first.mend(territory)).choose(first.newValue(territory), ownName);
    await admin.press('Control+Enter');
    await page.emptyTitle(admin.t('parking.empty.title')).waitFor();
    await admin.notice(admin.t('parking.done.applied', { released: 1, held: 0 })).waitFor();
    expect(await decisionsOf(ali)).toEqual(['changed']);
    expect(ali.store.sync.counts()).toMatchObject({ pending: 0, parked: 0 });
  });

  it('SYNC-26: what waits for a change that was lost on the way goes on when that is declared lost', async () => {
    await newCustomer(ali, 'مشتری گم‌شده', own);
    await newCustomer(ali, 'مشتری منتظر', own);
    await syncWithoutTheOldest(ali);
    await showHeldWork();
    const waiting = await page.open('مشتری منتظر');
    await waiting.says(admin.t('parking.reason.group_missing')).waitFor();
    await waiting.lostButton().focus();
    await admin.press('Enter');
    const dialog = waiting.dialog('lost');
    await dialog.waitFor();
    const confirm = dialog.getByRole('button', { name: admin.t('parking.ask.lost.confirm') });
    // The author reads why.
    expect(await confirm.isDisabled()).toBe(true);
    await expectAccessible(admin, 'declaring changes lost');
    await expect.poll(() => admin.hasCursor(dialog.getByRole('textbox'))).toBe(true);
    await admin.type('دستگاه در رودخانه افتاد');
    await confirm.press('Enter');
    await admin.notice(admin.t('parking.done.released', { applied: 1, held: 0 })).waitFor();
    await page.emptyTitle(admin.t('parking.empty.title')).waitFor();
    const names = (await product().recordsAtServer('customers')).map(({ body }) => body['name']);
    expect(names).toContain('مشتری منتظر');
    expect(names).not.toContain('مشتری گم‌شده');
    // Should it come after all, it is applied then.
    expect(await decisionsOf(ali)).toEqual(['changed', 'lost']);
    expect((await product().recordsAtServer('customers')).map(({ body }) => body['name'])).toContain('مشتری گم‌شده');
  });

  it('SYNC-28: the wait of one group is ended, and its author told', async () => {
    await newCustomer(sara, 'پیش از آن', own);
    await newCustomer(sara, 'بی‌صبر', own);
    await syncWithoutTheOldest(sara);
    await showHeldWork();
    const waiting = await page.open('بی‌صبر');
    await expect.poll(() => page.column(admin.t('parking.column.author'))).toEqual([nameOf('sara')]);
    await waiting.releaseButton().focus();
    await admin.press('Enter');
    const dialog = waiting.dialog('release');
    await dialog.getByRole('button', { name: admin.t('parking.ask.release.confirm') }).press('Enter');
    await page.emptyTitle(admin.t('parking.empty.title')).waitFor();
    expect((await product().recordsAtServer('customers')).map(({ body }) => body['name'])).toContain('بی‌صبر');
    expect(await decisionsOf(sara)).toEqual(['released']);
  });

  it('SEC-55: what a stopped machine signed and a colleague brings says so, and goes its way by one word', async () => {
    const names = ['از دستگاه ایستاده', 'باز هم از همان'];
    for (const name of names) await newCustomer(sara, name, own);
    await product().orderMachines('sara', 'suspend');
    const groups = sara.store.sync.outbox(10).map(({ hash, bytes, signature }) => ({ hash, bytes, signature }));
    const brought = await ali.network.push(ali.token, { protocol: PROTOCOL_VERSION, groups });
    expect(brought.outcomes.map(({ outcome }) => outcome)).toEqual(['parked', 'parked']);
    await showHeldWork();
    const held = await page.open(names[1] ?? '');
    await held.says(admin.t('parking.cause.device_stopped')).waitFor();
    await expectAccessible(admin, 'held work of a stopped machine');
    await takePicture(admin, 'held-stopped-en');
    await held.letThroughButton().focus();
    await admin.press('Enter');
    const dialog = held.dialog('letThrough');
    await dialog.waitFor();
    await expectAccessible(admin, 'letting a machine through');
    await takePicture(admin, 'held-let-through-en');
    await dialog.getByRole('button', { name: admin.t('parking.ask.letThrough.confirm') }).press('Enter');
    await admin.notice(admin.t('parking.done.released', { applied: 2, held: 0 })).waitFor();
    await page.emptyTitle(admin.t('parking.empty.title')).waitFor();
    const atServer = (await product().recordsAtServer('customers')).map(({ body }) => body['name']);
    for (const name of names) expect(atServer).toContain(name);
  });
});
