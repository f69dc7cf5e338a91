/** Photos and files: added where there is no line, seen large, sent when the line is back, and fetched by a colleague who looks. */
import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { allSent, signIn } from './flows.ts';
import { AppWindow, oneLine } from './pages/appWindow.ts';
import { AttachmentsSection, photoOf, withPosition, type PickedFile } from './pages/attachments.ts';
import { CustomersPage } from './pages/customers.ts';
import { Fields } from './pages/fields.ts';
import { SyncPanel } from './pages/sync.ts';
import { takePicture } from './pictures.ts';
import type { Machine } from './product.ts';
import { useProduct } from './useProduct.ts';

const SHOP = 'نمای فروشگاه.jpg';
const SHELF = 'قفسه.jpg';
const SCAN = 'پروانه کسب.pdf';

const pdf: PickedFile = {
  name: SCAN,
  mimeType: 'application/pdf',
  buffer: Buffer.from(`%PDF-1.7\n${'x'.repeat(300_000)}`),
};

describe('photos and files', () => {
  const product = useProduct({ expectedErrors: /ERR_INTERNET_DISCONNECTED|Failed to load resource/ });
  let machine: Machine;
  let ali: AppWindow;
  let section: AttachmentsSection;
  let customer: string;

  async function openFiles(window: AppWindow, name: string): Promise<AttachmentsSection> {
    await new CustomersPage(window).search(name);
    await new CustomersPage(window).open(name);
    await new Fields(window, window.panel(name)).pick(window.t('attachments.tab'));
    const opened = new AttachmentsSection(window);
    await opened.region().waitFor();
    return opened;
  }

  it('teaches where nothing is attached yet', async () => {
    machine = await product().openMachine();
    ali = await signIn(machine, 'ali');
    customer = oneLine(
      await new CustomersPage(ali).grid().getByRole('gridcell').filter({ hasText: /\S{4}/ }).first().innerText(),
    );
    section = await openFiles(ali, customer);
    await section.region().getByText(ali.t('attachments.empty.title')).waitFor();
    await expectAccessible(ali, 'no files yet');
    await takePicture(ali, 'attachments-empty-fa');
  });

  it('ATT-1: takes files by choice, drop and paste without a line, and says when each is safe', async () => {
    machine.network.pullOut();
    await section.choose(await photoOf(ali, SHOP, 4_000, 3_000, 200), pdf);
    await ali.notice(ali.t('attachments.added', { name: `\u2068${SCAN}\u2069` })).waitFor();
    await section.drop(await photoOf(ali, SHELF, 900, 1_200, 30));
    await section.tile(SHELF).waitFor();
    await section.paste(await photoOf(ali, 'image.jpg', 640, 480, 300));
    await section.tile('image.jpg').waitFor();
    for (const name of [SHOP, SHELF, SCAN])
      await section
        .tile(name)
        .filter({ hasText: ali.t('attachments.state.waiting') })
        .waitFor();
    await expectAccessible(ali, 'files that wait');
    await takePicture(ali, 'attachments-waiting-fa');
    const panel = new SyncPanel(ali);
    await panel.open();
    await ali.page
      .getByText(/۴ فایل/u)
      .first()
      .waitFor();
    await takePicture(ali, 'attachments-sync-fa');
    await panel.close();
  });

  it('ATT-4: refuses what could be run, and shows nothing as a picture that is none', async () => {
    await section.choose({
      name: 'فاکتور.html',
      mimeType: 'text/html',
      buffer: Buffer.from('<script>alert(1)</script>'),
    });
    await ali.page.getByText(ali.t('reason.attachment.runnable')).waitFor();
    await section.choose({ name: 'عکس.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<svg onload=alert(1)>') });
    const dialog = await section.open('عکس.jpg');
    await dialog.getByText(ali.t('attachments.noPreview')).waitFor();
    expect(await dialog.locator('img').count()).toBe(0);
    await ali.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await ali.reload();
  });

  it('ATT-8: no photo says where it was taken, however small it is', async () => {
    section = await openFiles(ali, customer);
    const position = 'GPS 35.70N 51.42E';
    const small = 'پلاک.jpg';
    const photo = withPosition(await photoOf(ali, small, 320, 240, 120), position);
    expect(photo.buffer.includes(position)).toBe(true);
    await section.choose(photo);
    const dialog = await section.open(small);
    await expect.poll(() => dialog.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320);
    const kept = await section.save(dialog);
    expect(kept.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
    expect(kept.includes(position)).toBe(false);
    await ali.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await ali.reload();
  });

  it('has one note: who was overtaken while writing it sees both, and says which stays', async () => {
    section = await openFiles(ali, customer);
    const noteIn = (of: Locator) => of.getByRole('textbox', { name: ali.t('attachments.note') });
    const dialog = await section.open(SHOP);
    await noteIn(dialog).pressSequentially('نوشتهٔ من');
    const other = new AppWindow(await machine.openWindow(), 'fa');
    await other.goTo('nav.customers');
    const theirs = await (await openFiles(other, customer)).open(SHOP);
    await noteIn(theirs).fill('نوشتهٔ همکار');
    await theirs.getByRole('button', { name: ali.t('attachments.next') }).focus();
    await other.notice(ali.t('notice.saved')).waitFor();
    const told = dialog.getByRole('alert').filter({ hasText: 'نوشتهٔ همکار' });
    await told.waitFor();
    expect(await noteIn(dialog).inputValue()).toBe('نوشتهٔ من');
    await dialog.getByRole('button', { name: ali.t('attachments.next') }).focus();
    await told.waitFor();
    expect(await noteIn(theirs).inputValue()).toBe('نوشتهٔ همکار');
    await expectAccessible(ali, 'a note that was overtaken');
    await takePicture(ali, 'attachments-note-fa');
    await told.getByRole('button', { name: ali.t('attachments.noteMine') }).click();
    await told.waitFor({ state: 'hidden' });
    await expect.poll(() => noteIn(theirs).inputValue()).toBe('نوشتهٔ من');
    await other.page.close();
    await ali.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await ali.reload();
  });

  it('is opened large, walked by arrows, given a note, removed and brought back', async () => {
    section = await openFiles(ali, customer);
    const dialog = await section.open(SHOP);
    const picture = dialog.locator('img');
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(2_560);
    await dialog.getByRole('textbox', { name: ali.t('attachments.note') }).fill('تابلوی تازه');
    await dialog.getByRole('button', { name: ali.t('attachments.next') }).focus();
    await ali.notice(ali.t('notice.saved')).waitFor();
    await expectAccessible(ali, 'a photo, large');
    await takePicture(ali, 'attachments-large-fa');
    const [before, after] = [dialog, ali.page.getByRole('dialog')];
    await ali.press('ArrowLeft');
    await before.waitFor({ state: 'hidden' });
    await ali.press('ArrowRight');
    await before.waitFor();
    await after.getByRole('button', { name: ali.t('attachments.remove'), exact: true }).click();
    await after.waitFor({ state: 'hidden' });
    await section.tile(SHOP).waitFor({ state: 'hidden' });
    await ali
      .notice(ali.t('attachments.removed', { name: `\u2068${SHOP}\u2069` }))
      .getByRole('button', { name: ali.t('attachments.undo') })
      .click();
    await section.tile(SHOP).waitFor();
  });

  it('ATT-3: goes when the line is back; a colleague in English fetches what they look at', async () => {
    machine.network.plugIn();
    await new SyncPanel(ali).syncNow();
    await allSent(ali);
    for (const name of [SHOP, SHELF, SCAN])
      await section
        .tile(name)
        .filter({ hasText: ali.t('attachments.state.waiting') })
        .waitFor({ state: 'hidden' });
    await takePicture(ali, 'attachments-sent-fa');

    const admin = await signIn(await product().openMachine({ language: 'en' }), 'admin');
    const theirs = await openFiles(admin, customer);
    await theirs
      .tile(SHOP)
      .filter({ hasText: admin.t('attachments.state.elsewhere') })
      .waitFor();
    await expectAccessible(admin, 'files elsewhere');
    await takePicture(admin, 'attachments-elsewhere-en');
    const dialog = await theirs.open(SHOP);
    await expect
      .poll(() => dialog.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBe(2_560);
    expect(await dialog.getByRole('textbox', { name: admin.t('attachments.note') }).inputValue()).toBe('تابلوی تازه');
    await takePicture(admin, 'attachments-large-en');
    await admin.press('Escape');
    await theirs
      .tile(SHOP)
      .filter({ hasText: admin.t('attachments.state.elsewhere') })
      .waitFor({ state: 'hidden' });
  });
});
