/** A disk goes bad under a rep with unsent work: what they are told, and how they get to work again without losing anything. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SAMPLE_USERS } from '../../server/sample/users.ts';
import { expectAccessible } from './accessible.ts';
import { allSent, arrived, nameOf, PASSPHRASE, signIn } from './flows.ts';
import { AppWindow } from './pages/appWindow.ts';
import { CustomersPage } from './pages/customers.ts';
import { LockPage } from './pages/session.ts';
import { SettingsPage } from './pages/settings.ts';
import { RepairPage, StorageSettings } from './pages/storage.ts';
import { SyncPanel } from './pages/sync.ts';
import { takePicture } from './pictures.ts';
import type { Machine } from './product.ts';
import { useProduct } from './useProduct.ts';

describe('SEC-21 SEC-27: a damaged data file', () => {
  // A window of the program that ended asks in vain until it goes.
  const product = useProduct({
    expectedErrors: /WebSocket connection|ERR_CONNECTION_(REFUSED|RESET) .*\/assets\//,
  });
  let machine: Machine;
  let window: AppWindow;

  it('with a backup of this morning and work that was not sent', async () => {
    machine = await product().openMachine();
    window = await signIn(machine, 'ali');
    machine.network.pullOut();
    await addCustomer(window, 'داروخانهٔ سحر');
    await window.goTo('nav.settings');
    const settings = new StorageSettings(window);
    await settings.backUp();
    await settings.verifyFirst();
    await settings.check();
    await settings
      .checked()
      .filter({ hasText: lastWords(window.t('storage.check.fine', { when: '' })) })
      .waitFor();
    await expectAccessible(window, 'settings with backups');
    await takePicture(window, 'storage-settings-fa');
    await window.goTo('nav.customers');
    await addCustomer(window, 'داروخانهٔ شبانه');
    await new SyncPanel(window).pill('sync.pill.waiting', 2).waitFor();
  });

  it('is named when the passphrase was right, with what can be saved', async () => {
    window = await startDamaged(machine, async (file) => {
      const bytes = await readFile(file);
      bytes[1_000] = (bytes[1_000] ?? 0) ^ 0x10;
      await writeFile(file, bytes);
    });
    const repair = new RepairPage(window);
    await repair.waitFor();
    await expect.poll(() => repair.finding().innerText()).toContain(window.t('storage.finding.first_page'));
    await expect
      .poll(() => repair.found().allInnerTexts())
      .toEqual([window.t('storage.found.sealed', { count: 2 }), window.t('storage.found.lost', { count: 0 })]);
    await expectAccessible(window, 'repair');
    await takePicture(window, 'repair-fa');
    await repair.lock();
    await new LockPage(window).waitFor(nameOf('ali'));
    await new LockPage(window).unlock(PASSPHRASE);
    await repair.waitFor();
  });

  it('gives way to the backup; nothing that was not sent is lost', async () => {
    const repair = new RepairPage(window);
    await repair.backups().first().click();
    const lines = await repair.outcome('restored');
    expect(lines.join(' ')).toContain(window.t('storage.done.lost', { count: 0 }));
    await expectAccessible(window, 'outcome of a repair');
    await takePicture(window, 'repair-done-fa');
    await repair.openPeyvand();
    await window.goTo('nav.customers');
    await new CustomersPage(window).search('داروخانهٔ سحر');
    await new CustomersPage(window).row('داروخانهٔ سحر').waitFor();
    machine.network.plugIn();
    await new SyncPanel(window).syncNow();
    await allSent(window);
    await expect.poll(() => namesAtServer()).toEqual(expect.arrayContaining(['داروخانهٔ سحر', 'داروخانهٔ شبانه']));
    await new CustomersPage(window).search('داروخانهٔ شبانه');
    await new CustomersPage(window).row('داروخانهٔ شبانه').waitFor();
  });

  it('that is gone is built anew with the account’s password, and what was set aside is removed when one says so', async () => {
    window = await startDamaged(machine, (file) => rm(file));
    window = await inEnglish(window);
    const repair = new RepairPage(window);
    await repair.waitFor();
    await takePicture(window, 'repair-en');
    await repair.rebuild('ali', 'not this one');
    await repair
      .error()
      .filter({ hasText: window.t('error.wrong_credentials.title') })
      .waitFor();
    await repair.rebuild('ali', SAMPLE_USERS.find(({ login }) => login === 'ali')?.password ?? '');
    await repair.outcome('rebuilt');
    await takePicture(window, 'repair-done-en');
    await repair.openPeyvand();
    await window.goTo('nav.customers');
    await arrived(window);
    await window.goTo('nav.settings');
    await takePicture(window, 'storage-settings-en');
    const settings = new StorageSettings(window);
    await settings.setAside().first().waitFor();
    const before = await settings.setAside().count();
    await settings.removeSetAside();
    await expect.poll(() => settings.setAside().count()).toBe(before - 1);
    await new SettingsPage(window).chooseTheme('dark');
    await takePicture(window, 'storage-settings-dark-en');
  });

  async function namesAtServer(): Promise<unknown[]> {
    return (await product().recordsAtServer('customers')).map(({ body }) => body['name']);
  }
});

async function addCustomer(window: AppWindow, name: string): Promise<void> {
  const form = await new CustomersPage(window).startNew();
  await form.name().fill(name);
  await form.fields.choose(window.t('field.territoryId'), 'البرز و قزوین');
  await form.save();
  await window.notice(window.t('customers.created', { name })).waitFor();
}

/** The program ends, the disk does what it does, and the person unlocks. */
async function startDamaged(machine: Machine, harm: (file: string) => Promise<void>): Promise<AppWindow> {
  await machine.stopProgram();
  const profiles = join(machine.dataDirectory, 'client', 'profiles');
  const [profileId = ''] = await readdir(profiles);
  await harm(join(profiles, profileId, 'store', 'store.db'));
  const window = new AppWindow(await machine.startProgram(), 'fa');
  const lock = new LockPage(window);
  await lock.waitFor(nameOf('ali'));
  await lock.unlock(PASSPHRASE);
  return window;
}

async function inEnglish(shown: AppWindow): Promise<AppWindow> {
  await shown.page.getByText('English', { exact: true }).click();
  return new AppWindow(shown.page, 'en');
}

/** Of a message that begins with a time. */
const lastWords = (message: string): string => message.split(' ').slice(-2).join(' ');
