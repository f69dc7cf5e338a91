/**
 * `node e2e/window/screenshotsOfSecurity.ts` takes the pictures of docs/guide/administration.md and docs/guide/damaged-data.md: who is let in, what their
 * machines may do, and what people see whose machine is stopped or damaged. Each is looked at by a person before it is committed.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLeaseFile, writeLeaseFile } from '../../main/core/lease/keptLease.ts';
import { inEnglish, openPatiently, take, takeWhole, withSampleCompany } from './docPictures.ts';
import { allSent, nameOf, PASSPHRASE, signIn } from './flows.ts';
import { AuditPage, DevicesPage, PeoplePage, PlacesPage } from './pages/administration.ts';
import { AppWindow } from './pages/appWindow.ts';
import { CompanyPage } from './pages/company.ts';
import { CustomersPage } from './pages/customers.ts';
import { OrderPage } from './pages/orders.ts';
import { RecordList } from './pages/list.ts';
import { SecurityPage } from './pages/security.ts';
import { LockPage } from './pages/session.ts';
import { SettingsPage } from './pages/settings.ts';
import { RepairPage, StorageSettings } from './pages/storage.ts';
import { SyncPanel } from './pages/sync.ts';
import { ExportOfList, WatchPage } from './pages/watch.ts';
import type { Machine, Product } from './product.ts';

const CUSTOMERS = 400;
const LAPTOP = 'لپ‌تاپ علی';
const TRAP = '021-22001100';
const DAY = 86_400_000;

await withSampleCompany(CUSTOMERS, takeAll);

async function takeAll(product: Product): Promise<void> {
  const laptop = await openPatiently(product, LAPTOP);
  const ali = await signIn(laptop, 'ali');
  const adminMachine = await openPatiently(product, 'رایانهٔ مدیر سامانه');
  const admin = await signIn(adminMachine, 'admin');
  const hamid = await signIn(await openPatiently(product, 'رایانهٔ شعبهٔ تهران'), 'hamid');
  await takeApprovals(ali, hamid);
  await prepareWatch(ali, admin);
  await loseTheLaptop(admin, ali);
  await takeCompany(adminMachine, admin, 'fa');
  await takeAdministration(admin, 'fa');
  await takePerson(ali, 'fa');
  await takeInEnglish(adminMachine, admin, ali);
  await takeDamage(product);
  await takeLocks(product, laptop);
}

/** An order beyond a rep's limit, as the branch manager finds it. */
async function takeApprovals(ali: AppWindow, hamid: AppWindow): Promise<void> {
  const customers = new CustomersPage(ali);
  const names = await customers.column(ali.t('customers.column.name'));
  const [one = '', other = ''] = names.filter((name) => names.indexOf(name) === names.lastIndexOf(name));
  for (const [customer, discount] of [
    [one, '۳۰'],
    [other, '۲۵'],
  ] as const) {
    await ali.goTo('nav.customers');
    await (await customers.open(customer)).newOrder();
    const order = new OrderPage(ali);
    await order.waitForEditor();
    const gloves = await order.addProduct('دستکش لاتکس', 'سایز M');
    await order.quantity(gloves).fill('۱۲۰');
    await order.discount(gloves).fill(discount);
    await order.confirm();
    await ali.page
      .getByRole('button', { name: ali.t('approvals.ask'), exact: true })
      .first()
      .click();
    const dialog = ali.page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('مشتری قدیمی است و نقد می‌دهد');
    await dialog.getByRole('button', { name: ali.t('approvals.ask'), exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  }
  await allSent(ali);
  await new SyncPanel(hamid).syncNow();
  await hamid.goTo('nav.approvals');
  await new RecordList(hamid, hamid.t('approvals.title')).grid().getByRole('row').nth(2).waitFor();
  await take(hamid, 'approvals-fa');
}

/** Ali may export, and does; one of his customers is a decoy, which turned up elsewhere. */
async function prepareWatch(ali: AppWindow, admin: AppWindow): Promise<void> {
  const watch = new WatchPage(admin);
  await watch.open('people');
  await watch.grantExport(nameOf('ali'), { perExport: '400', perDay: '500', until: '14100101' });
  await watch.open('decoys');
  await watch.makeDecoy(nameOf('ali'), TRAP);
  await watch.open('lookUp');
  await watch.lookUp(`پیامک از ${TRAP}`, 'پیامک تبلیغاتی یک رقیب');
  await watch.found('decoys').getByText(nameOf('ali')).first().waitFor();
  await ali.goTo('nav.customers');
  await new SyncPanel(ali).syncNow();
  const ofList = new ExportOfList(ali, 'customers');
  await ofList.open();
  await ofList.run('csv', 'فهرست برای حسابرسی سالانه');
  await ofList.close();
}

/** It was lost for an hour. */
async function loseTheLaptop(admin: AppWindow, ali: AppWindow): Promise<void> {
  await admin.goTo('nav.devices');
  const panel = await new DevicesPage(admin).open(LAPTOP);
  await panel.act('devices.act.suspend', 'devices.act.suspend', 'در تاکسی جا مانده است');
  const lock = new LockPage(ali);
  await lock.notice('session.lock.suspended.title').waitFor();
  await panel.act('devices.act.lift', 'devices.act.lift');
  await panel.button('devices.act.suspend').waitFor();
  await lock.askServer().click();
  await lock.field().waitFor();
  await lock.unlock(PASSPHRASE);
  await ali.rail().waitFor();
}

/** Working hours are set without a line and taken back before there is one: whenever the pictures are taken, nobody is locked out by them. */
async function takeCompany(machine: Machine, window: AppWindow, language: 'fa' | 'en'): Promise<void> {
  const company = new CompanyPage(window);
  await company.open();
  if (language === 'fa') {
    const lease = await company.change('devices');
    await lease.fields.text(window.t('company.setting.leaseDays.label')).fill('۱۴');
    await lease.save();
    const recovery = await company.change('recovery');
    await recovery.scope.getByText(window.t('company.value.recovery.offered'), { exact: true }).click();
    await recovery.save();
  }
  await allSent(window);
  // What was sent is marked as here alone until it came back with a pull.
  await new SyncPanel(window).syncNow();
  await window.page.getByText(window.t('history.here')).first().waitFor({ state: 'detached' });
  machine.network.pullOut();
  const hours = await company.change('hours');
  await hours.fields.check(window.t('company.setting.workingHours.limited'));
  await hours.fields.text(window.t('company.setting.workingHours.from')).fill(window.formats.digits('7:30'));
  await hours.fields.text(window.t('company.setting.workingHours.to')).fill(window.formats.digits('19'));
  await hours.save();
  await takeWhole(window, `company-${language}`);
  const none = await company.change('hours');
  await none.fields.check(window.t('company.setting.workingHours.limited'));
  await none.save();
  machine.network.plugIn();
  await new SyncPanel(window).syncNow();
  await allSent(window);
}

async function takeAdministration(window: AppWindow, language: string): Promise<void> {
  await window.goTo('nav.people');
  await new PeoplePage(window).open(nameOf('ali'));
  await take(window, `people-${language}`);
  await window.goTo('nav.places');
  await new PlacesPage(window).open('تهران شمال و غرب');
  await take(window, `places-${language}`);
  if (language === 'fa') {
    await window.goTo('nav.devices');
    await new DevicesPage(window).open(LAPTOP);
    await take(window, 'devices-fa');
  }
  await window.goTo('nav.audit');
  const audit = new AuditPage(window);
  await audit.grid().getByRole('row').nth(1).waitFor();
  await audit.verify();
  await audit.verdict().waitFor();
  await take(window, `audit-${language}`);
  const watch = new WatchPage(window);
  const view = language === 'fa' ? 'findings' : 'people';
  await watch.open(view);
  await watch.list(view).grid().getByRole('row').nth(1).waitFor();
  await take(window, `watch-${view}-${language}`);
}

/** What everybody has of their own: safety, and a list as a file where it was granted. */
async function takePerson(window: AppWindow, language: string): Promise<void> {
  await new SyncPanel(window).syncNow();
  const security = new SecurityPage(window);
  await security.open();
  await security.devices().getByText(LAPTOP).waitFor();
  await takeWhole(window, `security-${language}`);
  await window.goTo('nav.customers');
  await new CustomersPage(window).grid().getByRole('row').nth(1).waitFor();
  const ofList = new ExportOfList(window, 'customers');
  await ofList.open();
  await take(window, `export-${language}`);
  await ofList.close();
}

async function takeInEnglish(machine: Machine, admin: AppWindow, ali: AppWindow): Promise<void> {
  const [english, theirs] = [await inEnglish(admin), await inEnglish(ali)];
  await takeCompany(machine, english, 'en');
  await takeAdministration(english, 'en');
  await takePerson(theirs, 'en');
  await english.goTo('nav.settings');
  await new SettingsPage(english).chooseTheme('dark');
  await english.goTo('nav.devices');
  await new DevicesPage(english).open(LAPTOP);
  await take(english, 'devices-en-dark');
  await theirs.goTo('nav.settings');
  await new SettingsPage(theirs).chooseLanguage('fa');
}

/** A disk goes bad under unsent work; there is a backup. */
async function takeDamage(product: Product): Promise<void> {
  const machine = await openPatiently(product, 'لپ‌تاپ سارا');
  let window = await signIn(machine, 'sara');
  await window.goTo('nav.settings');
  await new StorageSettings(window).backUp();
  machine.network.pullOut();
  await window.goTo('nav.customers');
  const form = await new CustomersPage(window).startNew();
  await form.name().fill('داروخانهٔ شبانه');
  await form.fields.choose(window.t('field.territoryId'), 'تهران جنوب و شرق');
  await form.save();
  await new SyncPanel(window).pill('sync.pill.waiting', 1).waitFor();
  await machine.stopProgram();
  const file = join(await profileFolder(machine), 'store', 'store.db');
  const bytes = await readFile(file);
  bytes[1_000] = (bytes[1_000] ?? 0) ^ 0x10;
  await writeFile(file, bytes);
  window = new AppWindow(await machine.startProgram(), 'fa');
  await new LockPage(window).waitFor(nameOf('sara'));
  await new LockPage(window).unlock(PASSPHRASE);
  await new RepairPage(window).waitFor();
  await takeWhole(window, 'repair-fa');
  await window.page.getByText('English', { exact: true }).click();
  window = new AppWindow(window.page, 'en');
  await new RepairPage(window).waitFor();
  await takeWhole(window, 'repair-en');
}

/** Why the right passphrase alone does not open it. */
async function takeLocks(product: Product, machine: Machine): Promise<void> {
  const both = async (notice: Parameters<LockPage['notice']>[0], name: string): Promise<void> => {
    const persian = new AppWindow(machine.currentPage(), 'fa');
    await new LockPage(persian).notice(notice).waitFor();
    await take(persian, `${name}-fa`);
    await new LockPage(persian).speak('en');
    const english = new AppWindow(machine.currentPage(), 'en');
    await new LockPage(english).notice(notice).waitFor();
    await take(english, `${name}-en`);
    await new LockPage(english).speak('fa');
  };
  await product.orderMachines('ali', 'suspend');
  await both('session.lock.suspended.title', 'lock-suspended');
  await product.orderMachines('ali', 'lift');
  await new LockPage(new AppWindow(machine.currentPage(), 'fa')).askServer().click();
  await new LockPage(new AppWindow(machine.currentPage(), 'fa')).field().waitFor();
  machine.network.pullOut();
  // As the file beside the store tells it at the next start.
  await machine.stopProgram();
  const path = join(await profileFolder(machine), 'lease.json');
  const kept = readLeaseFile(path);
  if (!kept) throw new Error('No lease beside the store');
  writeLeaseFile(path, { ...kept, running: 31 * DAY });
  await machine.startProgram();
  await both('session.lock.expired.title', 'lock-expired');
  machine.network.plugIn();
  await product.orderMachines('ali', 'wipeAtOnce');
  await machine.restart();
  await both('session.erased.title', 'lock-erased');
}

async function profileFolder(machine: Machine): Promise<string> {
  const root = join(machine.dataDirectory, 'client', 'profiles');
  const [profile = ''] = await readdir(root);
  return join(root, profile);
}
