/**
 * The desktop shell with a real window, a real core in a process of its own and a real server; only Electron itself is a double. What a rep
 * must never meet: typed text lost by a crash, a link that shows something behind the lock, a forged message that does anything.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectAccessible } from '../window/accessible.ts';
import { nameOf, PASSPHRASE, signIn } from '../window/flows.ts';
import { AppWindow } from '../window/pages/appWindow.ts';
import { BundlesPage } from '../window/pages/bundles.ts';
import { CustomersPage } from '../window/pages/customers.ts';
import { LockPage } from '../window/pages/session.ts';
import { startProduct, type Machine, type Product } from '../window/product.ts';
import { createSampleDatabase } from '../window/sampleDatabase.ts';
import { openShellHost, type ShellHost, type ShellMachine } from './shellHost.ts';

describe('the desktop shell', () => {
  let product: Product;
  let host: ShellHost;
  let machine: Machine;
  let window: AppWindow;
  let customers: CustomersPage;
  let failed = false;

  beforeAll(async () => {
    product = await startProduct({
      createDatabase: createSampleDatabase,
      openHost: async () => (host = await openShellHost()),
    });
  });
  beforeEach(({ skip }) => skip(failed, 'an earlier step failed'));
  afterEach(({ task }) => {
    failed ||= task.result?.state === 'fail';
  });
  afterAll(() => product?.close());

  const shell = (): ShellMachine => {
    const [first] = host.machines;
    if (!first) throw new Error('no machine');
    return first;
  };

  it('hands the window its port, and a person signs in and works', async () => {
    machine = await product.openMachine();
    window = await signIn(machine, 'sara');
    customers = new CustomersPage(window);
    await expect.poll(() => shell().double().trays[0]?.toolTip).toContain('همه ارسال شده');
    expect(
      await machine.page.evaluate(() => Object.keys(globalThis).filter((name) => /electron|require|ipc/i.test(name))),
    ).toEqual([]);
  });

  it('keeps what was typed when the core is killed outright, and goes on with the next core', async () => {
    const form = await customers.startNew();
    await form.name().fill('بازرگانی قطع و');
    const banner = window.page.getByRole('status').filter({ hasText: window.t('connection.lost') });
    await shell().stopProgram();
    await banner.waitFor();
    await form.name().press('End');
    await window.type(' وصل');
    const second = new AppWindow(await shell().startProgram(), 'fa');
    await new LockPage(window).waitFor(nameOf('sara'));
    await expect.poll(() => shell().double().trays[0]?.toolTip).toBe('پیوند\nقفل است');
    await new LockPage(second).waitFor(nameOf('sara'));
    await new LockPage(second).unlock(PASSPHRASE);
    await form.restoredNote().waitFor();
    await expect.poll(() => form.name().inputValue()).toBe('بازرگانی قطع و وصل');
    await form.fields.choose(window.t('field.territoryId'), 'تهران جنوب و شرق');
    await form.save();
    await window.notice(window.t('customers.created', { name: 'بازرگانی قطع و وصل' })).waitFor();
    expect(shell().cores).toHaveLength(2);
    await second.page.close();
  });

  it('locks with the computer, and a link from outside waits behind the lock', async () => {
    const name = 'بازرگانی قطع و وصل';
    await customers.search('قطع و وصل');
    await customers.open(name);
    const id = window.address().split('/').at(-1)?.split('?')[0] ?? '';
    await window.goTo('nav.orders');
    const double = shell().double();
    double.powerMonitor.emit('lock-screen');
    await new LockPage(window).waitFor(nameOf('sara'));
    double.app.emit('second-instance', {}, ['peyvand', `peyvand://customer/${id}`], '/');
    await expect.poll(() => window.address()).toBe(`/customers/${id}`);
    expect(await window.page.getByText(name).count()).toBe(0);
    await new LockPage(window).unlock(PASSPHRASE);
    await window.page.getByRole('region', { name }).waitFor();
  });

  it('goes nowhere for a forged link, and gives nothing to a forged message', async () => {
    const before = window.address();
    const double = shell().double();
    for (const link of [
      'peyvand://customer/../settings',
      'peyvand://settings/x',
      'https://example.com/',
      `peyvand://customer/${'0'.repeat(36)}`,
    ])
      double.app.emit('second-instance', {}, ['peyvand', link, '--no-sandbox'], '/');
    const { ended, gained } = await window.page.evaluate(async () => {
      const gained_: unknown[] = [];
      const tell = (data: unknown, ports: MessagePort[] = []): void => globalThis.postMessage(data, '*', ports);
      const { port1, port2 } = new MessageChannel();
      port2.addEventListener('message', ({ data }) => gained_.push(data));
      port2.start();
      // A port of somebody else's, for an ask that the page never made, for one that was answered, and under no ask at all.
      tell({ peyvand: 'wire', ask: 'forged' }, [port1]);
      tell({ peyvand: 'open', address: 'https://example.com/' });
      tell({ peyvand: 'open', address: 'javascript:alert(1)' });
      tell({ peyvand: 'wirePlease', ask: '../..' });
      tell({ peyvand: 'shell', run: 'rm' });
      // From a frame, as an embedded page would: another source.
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const script = `parent.postMessage({ peyvand: 'wirePlease', ask: 'frame' }, '*'); parent.postMessage({ peyvand: 'wireEnded' }, '*')`;
      let isRun = true;
      try {
        (frame.contentWindow as unknown as { eval(code: string): void } | null)?.eval(script);
      } catch {
        isRun = false;
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
      frame.remove();
      return { ended: isRun, gained: gained_ };
    });
    // The page's own policy runs no code that came as text.
    expect(ended).toBe(false);
    expect(gained).toEqual([]);
    expect(window.address()).toBe(before);
    // Still at work.
    await customers.search('');
    await customers.grid().getByRole('row').nth(5).waitFor();
  });

  it.each(['killed outright', 'asked to end'])(
    '%s in the middle of a save, it has the record or the draft of it',
    async (end) => {
      const name = `ذخیره و ${end === 'asked to end' ? 'خروج' : 'قطع'}`;
      await window.goTo('nav.customers');
      const form = await customers.startNew();
      await form.name().fill(name);
      await form.fields.choose(window.t('field.territoryId'), 'تهران جنوب و شرق');
      await form.save();
      if (end === 'asked to end') await shell().switchOff();
      else await shell().stopProgram();
      const again = new AppWindow(await shell().startProgram(), 'fa');
      await new LockPage(again).waitFor(nameOf('sara'));
      await new LockPage(again).unlock(PASSPHRASE);
      await again.goTo('nav.customers');
      const list = new CustomersPage(again);
      await list.search(name);
      await list
        .row(name)
        .or(list.emptyTitle(again.t('empty.noMatch.title')))
        .first()
        .waitFor();
      const isSaved = (await list.row(name).count()) > 0;
      expect(isSaved ? name : await restoredName(again)).toBe(name);
      if (again.page !== window.page && !window.page.isClosed()) await window.page.close();
      window = again;
      customers = new CustomersPage(window);
      expect(await list.row(name).count()).toBeLessThanOrEqual(1);
      await customers.search('');
    },
  );

  it('ends in order in the middle of typing, and the draft is there the next time', async () => {
    await window.goTo('nav.customers');
    const form = await customers.startNew();
    await form.name().fill('نیمه‌کاره هنگام خروج');
    // No pause: the last word has not been sent yet.
    await shell().switchOff();
    expect(shell().cores.map(({ child: { exitCode, signalCode } }) => exitCode ?? signalCode)).toEqual([
      'SIGKILL',
      'SIGKILL',
      0,
      0,
    ]);

    window = new AppWindow(await machine.startProgram(), 'fa');
    await new LockPage(window).waitFor(nameOf('sara'));
    await new LockPage(window).unlock(PASSPHRASE);
    await window.goTo('nav.customers');
    customers = new CustomersPage(window);
    const again = await customers.startNew();
    await again.restoredNote().waitFor();
    await expect.poll(() => again.name().inputValue()).toBe('نیمه‌کاره هنگام خروج');
    await again.discardRestored();
    expect(machine.errors).toEqual([]);
  });

  it('a bundle opened from the desktop waits on its page until it is taken in with a click, and is then judged as any', async () => {
    const path = join(machine.dataDirectory, 'کار شعبه.peyvand');
    await writeFile(path, 'no bundle at all');
    shell().double().app.emit('second-instance', {}, ['peyvand', path], '/');
    const page = new BundlesPage(window);
    await page.offered('کار شعبه.peyvand').waitFor();
    await expectAccessible(window, 'bundles with a file opened from the desktop');
    expect(await page.problem().count()).toBe(0);
    // Enter is enough: the button has the cursor.
    await expect.poll(() => window.focusedName()).toBe(window.t('bundles.offered.take'));
    await window.press('Enter');
    await page.problem().waitFor();
    await page.offered('کار شعبه.peyvand').waitFor({ state: 'hidden' });
    expect(window.address()).toBe('/bundles');
  });
});

/** What the draft of a new customer was about. It is discarded, and its form closed. */
async function restoredName(window: AppWindow): Promise<string> {
  const form = await new CustomersPage(window).startNew();
  await form.restoredNote().waitFor();
  const name = await form.name().inputValue();
  await form.discardRestored();
  await form.restoredNote().waitFor({ state: 'hidden' });
  await window.press('Escape');
  return name;
}
