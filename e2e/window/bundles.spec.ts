/** A branch without a line: work goes out in a file, changes come back in one; and nobody's work stays behind unseen. */
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { arrived, nameOf, PASSPHRASE, signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { BundlesPage, type SavedFile } from './pages/bundles.ts';
import { CustomersPage } from './pages/customers.ts';
import { LockPage, PassphrasePage, SignInPage } from './pages/session.ts';
import { SettingsPage } from './pages/settings.ts';
import type { Machine } from './product.ts';
import { useProduct } from './useProduct.ts';

describe('bundles in the window', () => {
  const product = useProduct();
  let branch: Machine;
  let window: AppWindow;
  let headOffice: AppWindow;
  let work: SavedFile;
  let answer: SavedFile;

  async function createCustomer(name: string): Promise<void> {
    await window.goTo('nav.customers');
    const form = await new CustomersPage(window).startNew();
    await form.name().fill(name);
    await form.fields.choose(window.t('field.territoryId'), 'تهران شمال و غرب');
    await form.save();
    await window.notice(window.t('customers.created', { name })).waitFor();
  }
  const customersAtServer = async (): Promise<unknown[]> =>
    (await product().recordsAtServer('customers')).map(({ body }) => body['name']);
  async function lock(): Promise<void> {
    await window.goTo('nav.settings');
    await new SettingsPage(window).lock();
  }

  it('SYNC-14: names whose sealed work is on the machine, and delivers it with the next sync of whoever is there', async () => {
    branch = await product().openMachine();
    window = await signIn(branch, 'ali');
    branch.network.pullOut();
    await createCustomer('کار علی پیش از رفتن');
    await lock();
    await new LockPage(window).waitFor(nameOf('ali'));
    branch.network.plugIn();
    await new LockPage(window).addPerson();
    await new SignInPage(window).card(nameOf('sara')).click();
    await new PassphrasePage(window).choose(PASSPHRASE);
    await window.goTo('nav.customers');
    await arrived(window);
    const page = new BundlesPage(window);
    await page.open();
    await page
      .waiting()
      .filter({ hasText: window.t('bundles.waiting.delivered', { names: nameOf('ali') }) })
      .waitFor();
    expect(await customersAtServer()).toContain('کار علی پیش از رفتن');
  });

  it('SYNC-16: writes everything that waits into one file, and says what is in it', async () => {
    branch.network.pullOut();
    await createCustomer('کار سارا بی خط');
    const page = new BundlesPage(window);
    await page.open();
    await page
      .waiting()
      .filter({ hasText: window.t('bundles.waiting.own', { count: 1 }) })
      .waitFor();
    work = await page.write();
    expect(work.name).toMatch(/^peyvand-work-.*\.peyvand$/);
    await page
      .exportReport()
      .filter({ hasText: window.t('bundles.export.groups', { count: 1 }) })
      .waitFor();
    expect(work.bytes.includes('سارا')).toBe(false);
    await expectAccessible(window, 'a bundle was written');
    expect(await customersAtServer()).not.toContain('کار سارا بی خط');
  });

  it('says that one file is taken at a time when two fall on the page', async () => {
    const page = new BundlesPage(window);
    await page.drop([work, { ...work, name: 'دومی.peyvand' }]);
    await window.notice(window.t('bundles.import.several.title')).waitFor();
    await window.notice(window.t('bundles.import.several.title')).getByRole('button').click();
    expect(await page.importReport().count()).toBe(0);
  });

  it('SYNC-16 SYNC-17: head office takes it in and is handed the answer; a second time nothing is new', async () => {
    headOffice = await signIn(await product().openMachine({ language: 'en', dark: true }), 'admin');
    const page = new BundlesPage(headOffice);
    await page.open();
    answer = await page.takeForAnswer(work);
    expect(answer.name).toMatch(/^peyvand-answer-.*\.peyvand$/);
    await page
      .importReport()
      .filter({ hasText: headOffice.t('bundles.work.title', { name: nameOf('sara') }) })
      .waitFor();
    await expectAccessible(headOffice, 'a bundle was taken in');
    expect(await customersAtServer()).toContain('کار سارا بی خط');
    await page.takeForAnswer(work);
    await page
      .importReport()
      .filter({ hasText: headOffice.t('bundles.work.nothing') })
      .waitFor();
  });

  it('SYNC-18: says what is wrong with a damaged file, and with one that is for somebody else', async () => {
    const page = new BundlesPage(headOffice);
    const cut = { name: work.name, bytes: work.bytes.subarray(0, work.bytes.length - 9) };
    await page.take(cut);
    await page
      .problem()
      .filter({ hasText: headOffice.t('error.bundle_damaged.title') })
      .waitFor();
    await expectAccessible(headOffice, 'a damaged bundle');
    await page.take(answer);
    await page
      .problem()
      .filter({ hasText: headOffice.t('error.bundle_other_device.title') })
      .waitFor();
  });

  it('SYNC-17: the answer is taken in without any line, and nothing waits any more', async () => {
    const page = new BundlesPage(window);
    await page.take(answer);
    await page
      .importReport()
      .filter({ hasText: window.t('bundles.changes.applied') })
      .waitFor();
    await page
      .waiting()
      .filter({ hasText: window.t('bundles.waiting.own', { count: 0 }) })
      .waitFor();
    await page.take(answer);
    await page
      .importReport()
      .filter({ hasText: window.t('bundles.changes.alreadyHere') })
      .waitFor();
    await window.goTo('nav.customers');
    await new CustomersPage(window).search('کار سارا بی خط');
    await new CustomersPage(window).row('کار سارا بی خط').waitFor();
  });
});
