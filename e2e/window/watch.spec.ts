/** What a leaver could carry away: who may export a list and what the file says, decoys, and reading far beyond a habit. */
import { describe, expect, it } from 'vitest';
import { textOf } from '../../shared/domain/bodyReads.ts';
import { expectAccessible } from './accessible.ts';
import { nameOf, signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { CustomersPage } from './pages/customers.ts';
import type { SavedFile } from './pages/bundles.ts';
import { SettingsPage } from './pages/settings.ts';
import { SyncPanel } from './pages/sync.ts';
import { ExportOfList, ReadingPause, WatchPage } from './pages/watch.ts';
import { useProduct } from './useProduct.ts';

const TRAP = '021-22001100';
const REASON = 'فهرست برای حسابرس';
/** Of the sample company, in Ali's territory. */
const HOSPITAL = 'بیمارستان خصوصی آبان';
const LABORATORY = 'آزمایشگاه ابن‌سینا';

const linesOf = ({ bytes }: SavedFile): string => bytes.toString('utf8');

describe('the watch', () => {
  const product = useProduct({ customers: 200 });
  let admin: AppWindow;
  let ali: AppWindow;
  let whole: SavedFile;

  it('SEC-100: nobody is offered an export, until an administrator grants it', async () => {
    ali = await signIn(await product().openMachine({ deviceName: 'لپ‌تاپ علی' }), 'ali');
    expect(await new ExportOfList(ali, 'customers').button().count()).toBe(0);
    expect(
      await ali
        .rail()
        .getByRole('link', { name: ali.t('nav.watch') })
        .count(),
    ).toBe(0);
    admin = await signIn(await product().openMachine({ language: 'en', dark: true }), 'admin');
    expect(await new ExportOfList(admin, 'customers').button().count()).toBe(0);
    const watch = new WatchPage(admin);
    await watch.open('people');
    await watch.grantExport(nameOf('ali'), { perExport: '400', perDay: '500', until: '14100101' });
    await watch.list('people').grid().getByRole('row').filter({ hasText: '400 at a time' }).waitFor();
    await expectAccessible(admin, 'people of the watch');
  });

  it('SEC-103 SEC-105: what the list shows is a file that names the person, saved by the keyboard alone', async () => {
    await new SyncPanel(ali).syncNow();
    const ofList = new ExportOfList(ali, 'customers');
    await ofList.button().waitFor();
    await ofList.open();
    await expectAccessible(ali, 'the dialog of an export');
    whole = await ofList.run('csv', REASON);
    expect(whole.name).toMatch(/^peyvand-customers-.*\.csv$/);
    for (const words of [nameOf('ali'), REASON, HOSPITAL, LABORATORY]) expect(linesOf(whole)).toContain(words);
    await ofList.close();
    await new CustomersPage(ali).search('بیمارستان خصوصی');
    await new CustomersPage(ali).row(LABORATORY).first().waitFor({ state: 'hidden' });
    await ofList.open();
    const narrowed = await ofList.run('csv', REASON);
    expect(linesOf(narrowed)).toContain(HOSPITAL);
    expect(linesOf(narrowed)).not.toContain(LABORATORY);
    await ofList.close();
    await ofList.open();
    expect((await ofList.run('xlsx', REASON)).bytes.subarray(0, 2).toString()).toBe('PK');
    await ofList.close();
  });

  it('SEC-104: the administrator reads who exported what and why', async () => {
    const watch = new WatchPage(admin);
    await watch.open('exports');
    const rows = watch.list('exports').grid().getByRole('row').filter({ hasText: REASON });
    await rows.nth(1).waitFor();
    await expect.poll(() => rows.first().innerText()).toContain(nameOf('ali'));
    await expectAccessible(admin, 'exports of the watch');
  });

  it('SEC-110 SEC-113: a decoy is made for a person; who meets its number learns whose it is', async () => {
    const watch = new WatchPage(admin);
    await watch.open('decoys');
    await watch.makeDecoy(nameOf('ali'), TRAP);
    await watch.list('decoys').row(nameOf('ali')).waitFor();
    await expectAccessible(admin, 'decoys of the watch');
    await watch.open('lookUp');
    await watch.lookUp(`SMS from ${TRAP.replace('-', ' ')}`, 'a rival’s SMS');
    await watch.found('decoys').getByText(nameOf('ali')).first().waitFor();
    await expectAccessible(admin, 'a number was looked up');
  });

  it('SEC-105: and a list that was found tells which export it was, without the lines that name it', async () => {
    const watch = new WatchPage(admin);
    const lines = linesOf(whole).split('\r\n').slice(2, -2);
    await watch.lookUp(lines.toSorted().join('\n'), '');
    await watch.found('exports').getByText(nameOf('ali')).first().waitFor();
  });

  it('SEC-114: a finding is settled with a note', async () => {
    const watch = new WatchPage(admin);
    await watch.open('findings');
    await watch.settle('a rival’s SMS', 'talked to him');
    await admin.page.getByText(admin.t('watch.findings.empty.title')).waitFor();
  });

  it('SEC-116 SEC-118: who reads page after page has to wait, says why, and goes on', async () => {
    const customers = await product().recordsAtServer('customers');
    const pause = new ReadingPause(ali);
    for (const { id, body } of customers) {
      await ali.page.evaluate((address) => (location.hash = address), `#/customers/${id}`);
      await ali
        .panel(textOf(body, 'name') ?? '')
        .or(ali.panel(ali.t('collection.customers')))
        .first()
        .waitFor();
      if ((await pause.region().count()) > 0) break;
    }
    await pause.region().first().waitFor();
    await expectAccessible(ali, 'reading pauses');
    await pause.goOn('تحویل گرفتن منطقهٔ سارا');
    await pause.region().first().waitFor({ state: 'hidden' });
    await new SyncPanel(ali).syncNow();
    const watch = new WatchPage(admin);
    await watch.open('findings');
    // The page asks again every twenty seconds.
    const finding = watch.list('findings').grid().getByRole('row').filter({ hasText: 'تحویل گرفتن منطقهٔ سارا' });
    await finding.waitFor({ timeout: 60_000 });
  });

  it('all of it in Persian', async () => {
    await admin.goTo('nav.settings');
    await new SettingsPage(admin).chooseLanguage('fa');
    await admin.page.evaluate(() => (location.hash = '#/watch?show=decoys'));
    await admin.page.getByRole('grid', { name: 'طعمه‌ها' }).waitFor();
  });
});
