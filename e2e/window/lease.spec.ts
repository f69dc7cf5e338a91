/** What somebody sees whose machine the company stops, or has not heard from; and the way back of each. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLeaseFile, writeLeaseFile, type KeptLease } from '../../main/core/lease/keptLease.ts';
import { expectAccessible } from './accessible.ts';
import { nameOf, PASSPHRASE, signIn, toCustomers } from './flows.ts';
import { AppWindow } from './pages/appWindow.ts';
import { CustomersPage } from './pages/customers.ts';
import { LockPage, SignInPage } from './pages/session.ts';
import { SettingsPage } from './pages/settings.ts';
import { takePicture } from './pictures.ts';
import type { Machine } from './product.ts';
import { useProduct } from './useProduct.ts';

const DAY = 86_400_000;

describe('a machine that the company stops', () => {
  const product = useProduct();
  let machine: Machine;
  let window: AppWindow;
  let lock: LockPage;

  it('SEC-48: suspended, it says so in both languages, asks again, and opens when it was lifted', async () => {
    machine = await product().openMachine();
    window = await signIn(machine, 'ali');
    await product().orderMachines('ali', 'suspend');
    lock = new LockPage(window);
    await lock.notice('session.lock.suspended.title').waitFor();
    await expectAccessible(window, 'suspended');
    expect(await lock.field().isVisible()).toBe(false);
    await lock.askServer().click();
    await window.page.getByRole('status').waitFor();
    await takePicture(window, 'lock-suspended-fa');
    await lock.speak('en');
    const english = new AppWindow(window.page, 'en');
    await new LockPage(english).notice('session.lock.suspended.title').waitFor();
    await takePicture(english, 'lock-suspended-en');
    await product().orderMachines('ali', 'lift');
    await new LockPage(english).askServer().click();
    await new LockPage(english).field().waitFor();
    await new LockPage(english).speak('fa');
    await lock.unlock(PASSPHRASE);
    await toCustomers(window);
  });

  it('SEC-44 SEC-45: says why before the passphrase, without a line, and one contact opens it', async () => {
    /** As the file beside the store tells it at the next start. */
    const tell = async (change: Partial<KeptLease>): Promise<void> => {
      const path = await leaseFile(machine);
      const kept = readLeaseFile(path);
      if (!kept) throw new Error('No lease beside the store');
      writeLeaseFile(path, { ...kept, ...change });
      window = new AppWindow(await machine.restart(), 'fa');
      lock = new LockPage(window);
    };
    await new SettingsPage(await settingsOf(window)).lock();
    await lock.waitFor(nameOf('ali'));
    machine.network.pullOut();
    await tell({ latestSeen: Date.now() + 3 * DAY });
    await lock.notice('session.lock.clockBack.title').waitFor();
    await takePicture(window, 'lock-clockBack-fa');
    await tell({ latestSeen: Date.now(), running: 31 * DAY });
    await lock.notice('session.lock.expired.title').waitFor();
    await lock.field().fill(PASSPHRASE);
    await lock.unlockAndAsk().click();
    await lock
      .error()
      .filter({ hasText: window.t('error.server_unreachable.title') })
      .waitFor();
    await expectAccessible(window, 'expired');
    await takePicture(window, 'lock-expired-fa');
    await lock.speak('en');
    await takePicture(new AppWindow(window.page, 'en'), 'lock-expired-en');
    await new LockPage(new AppWindow(window.page, 'en')).speak('fa');
    machine.network.plugIn();
    await lock.field().fill(PASSPHRASE);
    await lock.unlockAndAsk().click();
    await toCustomers(window);
  });

  it('SEC-47: outside of working hours it locks, and nothing of what was typed is on the screen', async () => {
    const form = await new CustomersPage(window).startNew();
    await form.name().fill('نیمه‌کاره');
    await product().setForCompany('workingHours', { zone: 'Asia/Tehran', weekdays: [], from: '08:00', to: '17:00' });
    await lock.notice('session.lock.outOfHours.title').waitFor({ timeout: 90_000 });
    await takePicture(window, 'lock-outOfHours-fa');
    await expect.poll(() => window.page.content()).not.toContain('نیمه‌کاره');
  });

  it('SEC-49: wiped, it says when, why and what to do, and is enrolled anew', async () => {
    await product().orderMachines('ali', 'wipeAtOnce');
    await machine.restart();
    window = new AppWindow(machine.currentPage(), 'fa');
    lock = new LockPage(window);
    await lock.notice('session.erased.title').waitFor({ timeout: 60_000 });
    await expectAccessible(window, 'erased');
    await takePicture(window, 'lock-erased-fa');
    await lock.speak('en');
    const english = new AppWindow(window.page, 'en');
    await takePicture(english, 'lock-erased-en');
    await new LockPage(english).signInAgain();
    await new SignInPage(english).waitFor();
    const folder = await profileFolder(machine);
    expect((await readdir(folder)).filter((name) => !name.startsWith('unsent.'))).toEqual(['erased.json']);
  });
});

async function profileFolder(machine: Machine): Promise<string> {
  const root = join(machine.dataDirectory, 'client', 'profiles');
  const [profile = ''] = await readdir(root);
  return join(root, profile);
}

const leaseFile = async (machine: Machine): Promise<string> => join(await profileFolder(machine), 'lease.json');

async function settingsOf(window: AppWindow): Promise<AppWindow> {
  await window.goTo('nav.settings');
  return window;
}
