/** Work that the server will not even store: nobody there can look at it, and nothing says that it is safe there or waits for a decision. */
import { expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { allSent, signIn } from './flows.ts';
import { CustomerPage, CustomersPage } from './pages/customers.ts';
import { DayEndPage } from './pages/dayEnd.ts';
import { SyncPanel } from './pages/sync.ts';
import { useProduct } from './useProduct.ts';

const product = useProduct();

it.each(['fa', 'en'] as const)('SYNC-10 in %s: says where it is and whom to tell', async (language) => {
  const machine = await product().openMachine({ language });
  const window = await signIn(machine, language === 'fa' ? 'ali' : 'sara');
  const { t } = window;
  await allSent(window);
  await product().mistakeDevices();
  const name = `درمانگاه ${language}`;
  const form = await new CustomersPage(window).startNew();
  await form.name().fill(name);
  await form.save();
  const panel = new SyncPanel(window);
  await panel.pill('sync.pill.needsYou', 1).waitFor();

  const customer = window.panel(name);
  const note = customer.getByRole('note').filter({ hasText: t('record.refused.title') });
  await note.getByText(t('park.refused')).waitFor();
  expect(await customer.getByRole('list', { name: t('parking.who.label') }).count()).toBe(0);
  await customer.getByText(t('state.refused'), { exact: true }).waitFor();
  await new CustomerPage(window, name).close();

  await panel.open();
  await panel.notTaken(1).waitFor();
  await panel.refused().getByText(name).waitFor();
  expect(await panel.held().count()).toBe(0);
  expect(await window.page.getByText(t('sync.panel.refusedText'), { exact: true }).count()).toBe(0);
  await expectAccessible(window, `sync panel with refused work, ${language}`);
  await panel.close();

  const day = new DayEndPage(window);
  await day.open();
  await day.says('dayEnd.waiting.title', 'dayEnd.waiting.refused', 1);
  expect(
    await day
      .step('dayEnd.waiting.title')
      .getByText(t('dayEnd.waiting.count', { count: 0 }))
      .count(),
  ).toBe(0);
  await day.says('dayEnd.review.title', 'dayEnd.review.none');
});
