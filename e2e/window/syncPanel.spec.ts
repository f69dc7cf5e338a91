/** The panel behind the pill: what waits, since when, and the way to it. */
import { expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { allSent, signIn } from './flows.ts';
import { CustomerPage, CustomersPage } from './pages/customers.ts';
import { SyncPanel } from './pages/sync.ts';
import { useProduct } from './useProduct.ts';

const product = useProduct();

it('lists each save that waits to be sent by the name of its record, and empties when the line is back', async () => {
  const machine = await product().openMachine();
  const window = await signIn(machine, 'ali');
  machine.network.pullOut();
  const name = 'درمانگاه در صف';
  const form = await new CustomersPage(window).startNew();
  await form.name().fill(name);
  await form.fields.choose(window.t('field.territoryId'), 'البرز و قزوین');
  await form.save();
  await new CustomerPage(window, name).waitFor();
  await new CustomerPage(window, name).close();
  const panel = new SyncPanel(window);
  await panel.pill('sync.pill.waiting', 1).waitFor();
  await panel.open();
  await panel.waiting(1).waitFor();
  await panel.waitingRecord(name).waitFor();
  await expectAccessible(window, 'sync panel with waiting work');
  await panel.waitingRecord(name).click();
  await new CustomerPage(window, name).waitFor();
  machine.network.plugIn();
  await panel.syncNow();
  await allSent(window);
  await panel.open();
  await expect.poll(() => panel.waitingRecord(name).count()).toBe(0);

  await panel.pause();
  await expectAccessible(window, 'sync panel, paused');
  await panel.close();
  const again = await new CustomerPage(window, name).edit();
  await again.note().fill('در میان مکث');
  await again.save();
  await panel.pill('sync.pill.waiting', 1).waitFor();
  await panel.open();
  await panel.goOn();
  await panel.close();
  await allSent(window);
});
