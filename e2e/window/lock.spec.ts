/** Who opens a machine, and what somebody finds who takes it away. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { nameOf, PASSPHRASE, signIn, toCustomers } from './flows.ts';
import { AppWindow } from './pages/appWindow.ts';
import { CustomersPage } from './pages/customers.ts';
import { LockPage } from './pages/session.ts';
import { SettingsPage } from './pages/settings.ts';
import type { Machine } from './product.ts';
import { useProduct } from './useProduct.ts';

describe('the passphrase of a machine', () => {
  const product = useProduct();
  const typed = 'آزمایشگاه رازدار';
  let machine: Machine;
  let window: AppWindow;

  it('locks on request and shows nothing of the data', async () => {
    machine = await product().openMachine();
    window = await signIn(machine, 'ali');
    const form = await new CustomersPage(window).startNew();
    await form.name().fill(typed);
    await form.fields.choose(window.t('field.territoryId'), 'البرز و قزوین');
    await form.save();
    await window.notice(window.t('customers.created', { name: typed })).waitFor();

    await window.goTo('nav.settings');
    await new SettingsPage(window).lock();
    await new LockPage(window).waitFor(nameOf('ali'));
    await expect.poll(async () => (await window.page.content()).includes(typed)).toBe(false);
  });

  it('opens nothing with a wrong one, says so, and with the right one goes on where it was', async () => {
    const lock = new LockPage(window);
    await lock.unlock(`${PASSPHRASE}؟`);
    await lock
      .error()
      .filter({ hasText: window.t('error.wrong_passphrase.title') })
      .waitFor();
    await expectAccessible(window, 'wrong passphrase');
    await expect.poll(() => lock.field().inputValue()).toBe('');
    expect(await new CustomersPage(window).grid().count()).toBe(0);

    await lock.unlock(PASSPHRASE);
    await window.heading(window.t('settings.title')).waitFor();
    await window.goTo('nav.customers');
    await new CustomersPage(window).search(typed);
    await new CustomersPage(window).row(typed).waitFor();
  });

  it('locks every window of the machine', async () => {
    const second = new AppWindow(await machine.openWindow(), 'fa');
    await toCustomers(second);
    await window.goTo('nav.settings');
    await new SettingsPage(window).lock();
    await new LockPage(second).waitFor(nameOf('ali'));
    await new LockPage(second).unlock(PASSPHRASE);
    await new CustomersPage(second).grid().waitFor();
    await window.heading(window.t('settings.title')).waitFor();
    await second.page.close();
  });

  it('asks again after a restart, and makes one wait after several wrong ones, a restart in between or not', async () => {
    window = new AppWindow(await machine.restart(), 'fa');
    let lock = new LockPage(window);
    await lock.waitFor(nameOf('ali'));
    for (const wrong of ['wrong 1', 'wrong 2', 'wrong 3']) {
      await lock.unlock(wrong);
      await expect.poll(() => lock.field().inputValue()).toBe('');
    }
    window = new AppWindow(await machine.restart(), 'fa');
    lock = new LockPage(window);
    await lock.waitFor(nameOf('ali'));
    await lock.unlock('wrong 4');
    await expect.poll(() => lock.field().inputValue()).toBe('');
    await lock.unlock('wrong 5');
    await lock.wait().waitFor();
    expect(await lock.button().isDisabled()).toBe(true);

    await lock.wait().waitFor({ state: 'hidden' });
    await lock.unlock(PASSPHRASE);
    await toCustomers(window);
  });

  // But for the names of the people who work here, which the lock screen must show.
  it('keeps nothing that can be read in the data folder', async () => {
    const files = await filesBelow(join(machine.dataDirectory, 'client'));
    expect(files.length).toBeGreaterThan(1);
    const secrets = [typed, 'دندان‌پزشکی', PASSPHRASE, 'peyvand-ali'];
    for (const path of files) {
      const content = await readFile(path);
      for (const secret of secrets) {
        for (const encoding of ['utf8', 'utf16le'] as const)
          expect(content.includes(Buffer.from(secret, encoding)), `${path} holds "${secret}"`).toBe(false);
      }
    }
  });
});

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
