/** A rep's work that the server holds back, the administrator who decides about it, and what the rep reads of that. */
import { beforeAll, describe, expect, it } from 'vitest';
import { valueLabel } from '../../shared/locale/recordLabels.ts';
import { expectAccessible } from './accessible.ts';
import { nameOf, signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { CustomerPage, CustomersPage } from './pages/customers.ts';
import { ParkingPage } from './pages/parking.ts';
import { SyncPanel } from './pages/sync.ts';
import type { Machine } from './product.ts';
import { useProduct } from './useProduct.ts';

describe('held work', () => {
  const product = useProduct();
  const [first, second] = ['درمانگاه نگه‌داشتهٔ یک', 'درمانگاه نگه‌داشتهٔ دو'] as const;
  const [elsewhere, own] = ['اصفهان شهر', 'تهران شمال و غرب'] as const;
  let ali: AppWindow;
  let admin: AppWindow;
  let adminMachine: Machine;

  beforeAll(async () => {
    ali = await signIn(await product().openMachine(), 'ali');
    adminMachine = await product().openMachine({ language: 'en' });
    admin = await signIn(adminMachine, 'admin');
  });

  /** In a territory that Ali does not hold. */
  async function enterCustomer(name: string): Promise<void> {
    const { t } = ali;
    await ali.goTo('nav.customers');
    const form = await new CustomersPage(ali).startNew();
    await form.name().fill(name);
    await form.fields.choose(t('field.customers.stage'), valueLabel(t, 'customers', 'stage', 'active'));
    await form.fields.choose(t('field.territoryId'), elsewhere);
    await form.note().fill('نوشتهٔ علی');
    await form.save();
    await new SyncPanel(ali).pill('sync.pill.needsYou', 1).waitFor();
  }

  it('has nothing to show while nothing is held', async () => {
    await admin.goTo('nav.parking');
    await new ParkingPage(admin).emptyTitle(admin.t('parking.empty.title')).waitFor();
  });

  it('shows the administrator whose work it is, why it is held, and each field beside the record', async () => {
    await enterCustomer(first);
    const page = new ParkingPage(admin);
    await admin.goTo('nav.customers');
    await admin.goTo('nav.parking');
    await page.row(first).waitFor();
    await expect.poll(() => page.column(admin.t('parking.column.author'))).toEqual([nameOf('ali')]);
    const reasons = [admin.t('parking.reason.permission_denied')];
    await expect.poll(() => page.column(admin.t('parking.column.reason'))).toEqual(reasons);
    const panel = await page.open(first);
    // Names of territories come behind the first records of a machine.
    await expect
      .poll(async () => (await panel.sides(admin.t('field.territoryId'))).get(admin.t('parking.column.wrote')))
      .toBe(elsewhere);
    await expectAccessible(admin, 'held work');
  });

  it('applies it with a field mended, and tells its author who, why and what', async () => {
    const panel = await new ParkingPage(admin).panelOf(first);
    const territory = admin.t('field.territoryId');
    const fields = await panel.mend(territory);
    await fields.choose(panel.newValue(territory), own);
    await panel.note('این درمانگاه در تهران است');
    // With the keyboard, from the field.
    await admin.press('Control+Enter');
    await new ParkingPage(admin).emptyTitle(admin.t('parking.empty.title')).waitFor();

    await ali.notice(ali.t('parking.notice', { count: 1, name: nameOf('admin') })).waitFor();
    await new SyncPanel(ali).pill('sync.pill.sent').waitFor();
    await expect.poll(() => ali.panel(first).innerText()).toContain(own);
    const page = new ParkingPage(ali);
    await page.goTo();
    await page.show('decisions');
    const decision = page.decisions().first();
    await decision.getByText('این درمانگاه در تهران است').waitFor();
    for (const words of [ali.t('parking.decision.changed'), first, nameOf('admin'), elsewhere, own])
      await expect.poll(() => decision.innerText()).toContain(words);
    await expectAccessible(ali, 'decisions');
  });

  it('discards by keyboard, with a reason that must be given; the author keeps what they wrote to read', async () => {
    await enterCustomer(second);
    await admin.goTo('nav.customers');
    await admin.goTo('nav.parking');
    await new ParkingPage(admin).row(second).waitFor();
    await new ParkingPage(admin).grid().focus();
    await admin.press('Enter');
    const panel = await new ParkingPage(admin).panelOf(second);
    await admin.press('x');
    const dialog = panel.discardDialog();
    const confirm = dialog.getByRole('button', { name: admin.t('parking.ask.discard.confirm') });
    await dialog.waitFor();
    expect(await confirm.isDisabled()).toBe(true);
    await expect.poll(() => admin.hasCursor(dialog.getByRole('textbox'))).toBe(true);
    await admin.type('دوباره ثبت شده است');
    // The key that applies belongs to the page beneath: a dialog that asks about discarding takes it for nothing.
    await admin.press('Control+Enter');
    expect(await dialog.isVisible()).toBe(true);
    await confirm.press('Enter');
    await new ParkingPage(admin).emptyTitle(admin.t('parking.empty.title')).waitFor();

    await new SyncPanel(ali).pill('sync.pill.sent').waitFor();
    await new CustomerPage(ali, second).gone().waitFor();
    const page = new ParkingPage(ali);
    await page.goTo();
    await page.show('decisions');
    const decision = page.decisions().first();
    await decision.getByText('دوباره ثبت شده است').waitFor();
    await decision.getByText(ali.t('parking.notAsWritten', { count: 5 })).click();
    await decision.getByText('نوشتهٔ علی').waitFor();
  });

  it('says plainly that it needs a line', async () => {
    await admin.goTo('nav.customers');
    adminMachine.network.pullOut();
    await admin.goTo('nav.parking');
    const page = new ParkingPage(admin);
    await admin.page
      .getByRole('status')
      .filter({ hasText: admin.t('parking.stale') })
      .waitFor();
    // Nothing of it is kept on this machine: a window that opens now has nothing to show.
    await admin.reload();
    await page.emptyTitle(admin.t('parking.offline.title')).waitFor();
    await expectAccessible(admin, 'held work without a line');
    adminMachine.network.plugIn();
    await admin.page.getByRole('button', { name: admin.t('action.retry') }).click();
    await page.emptyTitle(admin.t('parking.empty.title')).waitFor();
  });
});
