/** A long first round over a slow line, in the window of somebody who has work to do: what has come can be used, and it can be stopped. */
import { expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { allSent, chooseLanguage, nameOf, PASSPHRASE, toCustomers } from './flows.ts';
import { oneLine, type AppWindow } from './pages/appWindow.ts';
import { FirstSync, PassphrasePage, SignInPage } from './pages/session.ts';
import { SyncPanel } from './pages/sync.ts';
import type { Machine } from './product.ts';
import { useProduct } from './useProduct.ts';

const product = useProduct({ customers: 1_000 });
/** A bad mobile line: the first data of a branch manager takes it half a minute. */
const SLOW = 40_000;
/** A worse one, on which the rest of it takes minutes; a message of ordinary size still gets through. */
const STALLED = 3_000;
/** More than half of that data. */
const MOST = 750_000;

/** @returns Its window, and how many bytes had come before. */
async function beginOnSlowLine(machine: Machine, login: string): Promise<{ window: AppWindow; begun: number }> {
  const window = await chooseLanguage(machine);
  await new SignInPage(window).card(nameOf(login, window.language)).click();
  await new PassphrasePage(window).waitFor();
  const begun = machine.network.brought();
  machine.network.slowDown(SLOW);
  machine.network.slowDown(STALLED, MOST);
  await new PassphrasePage(window).choose(PASSPHRASE);
  return { window, begun };
}

it.each(['fa', 'en'] as const)(
  'SYNC-136 SYNC-171 in %s: shows how much has come, opens what has, stops and goes on where it was',
  async (language) => {
    const machine = await product().openMachine({ language, dark: language === 'en' });
    const { network } = machine;
    const { window, begun } = await beginOnSlowLine(machine, 'hamid');
    const first = new FirstSync(window);
    const customers = await toCustomers(window);
    // Enough has come to judge by. What follows takes minutes to come, and is stopped as soon as it was seen under way.
    await expect.poll(() => network.brought() - begun, { timeout: 60_000 }).toBeGreaterThanOrEqual(MOST);
    await customers.grid().getByRole('row').nth(1).waitFor();
    await first.says('text').waitFor();
    await first.count().waitFor();
    const panel = new SyncPanel(window);
    await panel.open();
    await panel.bar().waitFor();
    await panel.timeLeft().waitFor();
    await expectAccessible(window, 'a round under way');
    await panel.stop();
    await panel.close();
    await first.says('paused').waitFor();
    const arrived = await first.arrived();
    expect(arrived).toBeGreaterThan(0);
    expect(arrived).toBeLessThan(100);
    await expectAccessible(window, 'a first sync that was stopped');

    // The list is not whole yet, and can be worked with.
    const name = oneLine(
      await customers
        .grid()
        .getByRole('row')
        .nth(1)
        .getByRole('gridcell')
        .filter({ hasText: /\S/ })
        .first()
        .innerText(),
    );
    const customer = await customers.open(name);
    // Nothing is added up yet, and nothing says that there were no orders.
    await customer.region().getByText(window.t('customers.figures.later')).waitFor();
    await expectAccessible(window, 'a list while its records come');

    const before = network.brought();
    await first.goOn();
    await first.says('text').waitFor();
    network.slowDown(null);
    await first.strip().waitFor({ state: 'hidden' });
    await allSent(window);
    // Whoever begins anew fetches more than had come already.
    expect(network.brought() - before).toBeLessThan(before - begun);
    await customer.waitFor();
    await expect
      .poll(async () => (await customer.figures()).get(window.t('customers.figure.lastContact')))
      .not.toBeUndefined();
    await expect.poll(() => customers.total()).toBeGreaterThan(100);
  },
);
