/** One person with the same form open in two windows of one machine: neither goes over what the other saved without having seen it. */
import { expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { signIn } from './flows.ts';
import { AppWindow } from './pages/appWindow.ts';
import { CustomerPage, CustomersPage } from './pages/customers.ts';
import { useProduct } from './useProduct.ts';

const product = useProduct();

it('SYNC-91: the form that is saved last shows what the other window saved, and both values, before anything is written', async () => {
  const machine = await product().openMachine();
  const one = await signIn(machine, 'ali');
  const { t } = one;
  const name = 'بازرگانی دو پنجره';
  const form = await new CustomersPage(one).startNew();
  await form.name().fill(name);
  await form.fields.choose(t('field.territoryId'), 'البرز و قزوین');
  await form.note().fill('پیش از هر دو');
  await form.save();
  await new CustomerPage(one, name).waitFor();
  const two = new AppWindow(await machine.openWindow(), 'fa');
  await two.page.goto(one.page.url());
  await new CustomerPage(two, name).waitFor();

  const mine = await new CustomerPage(one, name).edit();
  const theirs = await new CustomerPage(two, name).edit();
  await mine.note().fill('نوشتهٔ پنجرهٔ یک');
  await theirs.note().fill('نوشتهٔ پنجرهٔ دو');
  await theirs.save();
  await new CustomerPage(two, name).waitFor();

  await mine.save();
  await mine.changedNote().waitFor();
  // Also to somebody who pressed "save" at the foot of the form.
  await expect.poll(() => mine.changedNote().evaluate((note) => note.getBoundingClientRect().top)).toBeGreaterThan(0);
  for (const words of ['نوشتهٔ پنجرهٔ یک', 'نوشتهٔ پنجرهٔ دو'])
    await expect.poll(() => mine.changedNote().innerText()).toContain(words);
  await new CustomerPage(two, name).details();
  const shown = (words: string) => two.panel(name).getByText(words);
  await shown('نوشتهٔ پنجرهٔ دو').waitFor();
  await expectAccessible(one, 'a form whose record was changed meanwhile');

  await mine.useTheirs();
  await expect.poll(() => mine.note().inputValue()).toBe('نوشتهٔ پنجرهٔ دو');
  await mine.note().fill('نوشتهٔ هر دو');
  await mine.save();
  await new CustomerPage(one, name).waitFor();
  await shown('نوشتهٔ هر دو').waitFor();
});
