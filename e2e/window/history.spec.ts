/** Who changed what in a record, and bringing back what stood there before. */
import { beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { allSent, nameOf, signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { CustomerPage, CustomersPage } from './pages/customers.ts';
import { HistoryDialog } from './pages/history.ts';
import type { Machine } from './product.ts';
import { useProduct } from './useProduct.ts';

describe('the history of a record', () => {
  const product = useProduct();
  const name = 'کلینیک سرگذشت';
  let machine: Machine;
  let window: AppWindow;
  let history: HistoryDialog;

  async function editNote(text: string): Promise<void> {
    const form = await new CustomerPage(window, name).edit();
    await form.note().fill(text);
    await form.save();
    await new CustomerPage(window, name).waitFor();
  }

  beforeAll(async () => {
    machine = await product().openMachine();
    window = await signIn(machine, 'ali');
    history = new HistoryDialog(window);
    const form = await new CustomersPage(window).startNew();
    await form.name().fill(name);
    await form.fields.choose(window.t('field.territoryId'), 'البرز و قزوین');
    await form.note().fill('نوشتهٔ نخست');
    await form.save();
    await new CustomerPage(window, name).waitFor();
    await allSent(window);
  });

  it('tells who changed what when, in the words of the form', async () => {
    await editNote('نوشتهٔ دوم');
    await allSent(window);
    await window.press('h');
    await history.region().waitFor();
    await expect.poll(async () => (await history.entries()).length).toBe(2);
    for (const words of [nameOf('ali'), window.t('field.note'), 'نوشتهٔ نخست', 'نوشتهٔ دوم'])
      await expect.poll(async () => (await history.entries())[0]).toContain(words);
    await expect.poll(async () => (await history.entries())[1]).toContain(name);
    await expectAccessible(window, 'history');
  });

  it('brings an earlier value back as a new edit, and undoes that', async () => {
    const { t } = window;
    await history.restore(t('field.note'));
    await window.notice(t('history.restored')).waitFor();
    await expect.poll(async () => (await history.entries()).length).toBe(3);
    await window
      .notice(t('history.restored'))
      .getByRole('button', { name: t('action.undo') })
      .click();
    await window.notice(t('notice.saved')).waitFor();
    await expect.poll(async () => (await history.entries()).length).toBe(4);
    await history.close();
    await new CustomerPage(window, name).details();
    await window.panel(name).getByText('نوشتهٔ دوم').waitFor();
    await allSent(window);
  });

  it('shows without a line what was done on this machine, and says that the rest needs one', async () => {
    machine.network.pullOut();
    await editNote('بی‌خط نوشته شد');
    await history.open();
    await history.offlineNote().waitFor();
    for (const words of ['بی‌خط نوشته شد', window.t('history.here')])
      await expect.poll(async () => (await history.entries())[0]).toContain(words);
    await expectAccessible(window, 'history without a line');
    await history.close();
    machine.network.plugIn();
  });
});
