/** Two reps who share a territory, their branch manager, and a rep of another branch: each on a machine of their own. */
import { beforeAll, describe, expect, it } from 'vitest';
import { valueLabel } from '../../shared/locale/recordLabels.ts';
import { expectAccessible } from './accessible.ts';
import { allSent, nameOf, signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { CustomerPage, CustomersPage } from './pages/customers.ts';
import { ReviewsPage } from './pages/reviews.ts';
import { SyncPanel } from './pages/sync.ts';
import type { Machine } from './product.ts';
import { useProduct } from './useProduct.ts';

interface Worker {
  readonly login: string;
  readonly machine: Machine;
  readonly window: AppWindow;
}

describe('two reps and their manager', () => {
  const product = useProduct();
  const customer = 'بیمارستان مشترک نیلگون';
  let ali: Worker;
  let sara: Worker;
  let hamid: Worker;
  let reza: Worker;

  async function open(login: string): Promise<Worker> {
    const machine = await product().openMachine();
    return { login, machine, window: await signIn(machine, login) };
  }

  beforeAll(async () => {
    ali = await open('ali');
    sara = await open('sara');
    hamid = await open('hamid');
    reza = await open('reza');
  });

  it('shows a new customer to those whose territory it is in, and to nobody else', async () => {
    const { t } = ali.window;
    const form = await new CustomersPage(ali.window).startNew();
    await form.name().fill(customer);
    await form.fields.choose(t('field.customers.stage'), valueLabel(t, 'customers', 'stage', 'active'));
    await form.fields.choose(t('field.territoryId'), 'تهران شمال و غرب');
    await form.note().fill('نوشتهٔ نخست');
    await form.save();
    await allSent(ali.window);

    for (const { window } of [sara, hamid]) {
      const customers = new CustomersPage(window);
      await customers.search(customer);
      await customers.row(customer).waitFor();
      await expect.poll(() => customers.total()).toBe(1);
    }
    await new SyncPanel(reza.window).syncNow();
    const others = new CustomersPage(reza.window);
    await others.search(customer);
    await others.emptyTitle(t('empty.noMatch.title')).waitFor();
    // Not by its address either.
    await goToCustomer(reza, new URL(ali.window.page.url()).hash);
    await new CustomerPage(reza.window, customer).gone().waitFor();
  });

  it('keeps both edits when two people change different fields apart', async () => {
    const { t } = ali.window;
    for (const { machine } of [ali, sara]) machine.network.pullOut();
    await edit(ali, { 'field.email': 'kharid@nilgoon.example' });
    await edit(sara, { 'field.industry': 'بیمارستان' });
    for (const { window } of [ali, sara]) await new SyncPanel(window).pill('sync.pill.waiting', 1).waitFor();
    for (const worker of [ali, sara]) await comeOnline(worker);

    for (const worker of [ali, sara, hamid]) {
      await showCustomer(worker);
      const page = new CustomerPage(worker.window, customer);
      await expect.poll(async () => (await page.details()).get(t('field.industry'))).toBe('بیمارستان');
      await expect.poll(async () => (await page.details()).get(t('field.email'))).toBe('kharid@nilgoon.example');
    }
    expect(await reviewsOf(ali)).toBe(0);
  });

  it('lets one value stand when both change the same field, and asks the owner with both in sight', async () => {
    const { t } = ali.window;
    for (const { machine } of [ali, sara]) machine.network.pullOut();
    await edit(ali, { 'field.note': 'بار را صبح تحویل می‌گیرند' });
    await edit(sara, { 'field.note': 'بار را عصر تحویل می‌گیرند' });
    await comeOnline(ali);
    await comeOnline(sara);

    // What reached head office last stands, on every machine.
    for (const worker of [ali, sara, hamid]) await seesNote(worker, 'بار را عصر تحویل می‌گیرند');
    await new SyncPanel(ali.window).pill('sync.pill.needsYou', 1).waitFor();

    await showCustomer(ali);
    await new CustomerPage(ali.window, customer).reviewButton().click();
    const reviews = new ReviewsPage(ali.window);
    await reviews.field(customer, t('field.note')).waitFor();
    await expect.poll(() => reviews.total()).toBe(1);
    await expectAccessible(ali.window, 'open review');
    await expect
      .poll(async () => Object.fromEntries(await reviews.sides(customer)))
      .toEqual({
        [t('reviews.column.base')]: 'نوشتهٔ نخست',
        [t('reviews.column.mine', { name: nameOf('sara') })]: 'بار را عصر تحویل می‌گیرند',
        [t('reviews.column.theirs', { name: nameOf('ali') })]: 'بار را صبح تحویل می‌گیرند',
        [t('reviews.column.result')]: 'بار را عصر تحویل می‌گیرند',
      });
    expect(await reviewsOf(sara)).toBe(0);
  });

  it('is decided by one key, and undone by one', async () => {
    const { t } = ali.window;
    const reviews = new ReviewsPage(ali.window);
    await ali.window.press('k');
    await ali.window.notice(t('reviews.kept')).waitFor();
    await reviews.emptyTitle(t('reviews.empty.title')).waitFor();
    await expectAccessible(ali.window, 'no reviews');
    await ali.window.press('u');
    await reviews.field(customer, t('field.note')).waitFor();
    await expect.poll(() => reviews.total()).toBe(1);
    await ali.window.press('t');
    await ali.window.notice(t('reviews.tookBack')).waitFor();
    await reviews.emptyTitle(t('reviews.empty.title')).waitFor();
    await ali.window.press('u');
    await reviews.field(customer, t('field.note')).waitFor();
    await seesNote(ali, 'بار را عصر تحویل می‌گیرند');
    await new CustomerPage(ali.window, customer).reviewButton().click();
    await reviews.field(customer, t('field.note')).waitFor();
  });

  it('puts the other value back with one tap, everywhere', async () => {
    const { t } = ali.window;
    const reviews = new ReviewsPage(ali.window);
    await reviews.takeBack(customer, nameOf('ali'));
    await reviews.emptyTitle(t('reviews.empty.title')).waitFor();
    await allSent(ali.window);
    for (const worker of [ali, sara, hamid]) await seesNote(worker, 'بار را صبح تحویل می‌گیرند');

    await ali.window.goTo('nav.reviews');
    await reviews.showDecided();
    await reviews.row(customer).waitFor();
    await expect.poll(() => reviews.row(customer).innerText()).toContain(t('reviews.status.takenBack'));
  });

  /** As the person does it: on the customer's page, through the form. */
  async function edit(
    worker: Worker,
    values: Partial<Record<'field.email' | 'field.industry' | 'field.note', string>>,
  ) {
    const { t } = worker.window;
    await showCustomer(worker);
    const form = await new CustomerPage(worker.window, customer).edit();
    for (const [label, value] of Object.entries(values)) await form.fields.text(t(label as 'field.note')).fill(value);
    await form.save();
    await new CustomerPage(worker.window, customer).waitFor();
    await new SyncPanel(worker.window).pill('sync.pill.waiting', 1).waitFor();
  }

  async function showCustomer({ window }: Worker): Promise<void> {
    await window.goTo('nav.customers');
    const customers = new CustomersPage(window);
    await customers.search(customer);
    await customers.open(customer);
  }

  async function seesNote(worker: Worker, note: string): Promise<void> {
    await showCustomer(worker);
    const page = new CustomerPage(worker.window, customer);
    await page.details();
    await page.region().getByText(note, { exact: true }).waitFor();
  }

  async function comeOnline({ machine, window }: Worker): Promise<void> {
    machine.network.plugIn();
    await new SyncPanel(window).syncNow();
    await window.page
      .getByRole('button', { name: window.t('sync.pill.label') })
      .filter({ hasNotText: window.t('sync.pill.waiting', { count: 1 }) })
      .waitFor();
  }

  async function goToCustomer({ window }: Worker, hash: string): Promise<void> {
    await window.page.goto(new URL(hash, window.page.url()).href);
  }

  async function reviewsOf({ window }: Worker): Promise<number | null> {
    await window.goTo('nav.reviews');
    const reviews = new ReviewsPage(window);
    await expect.poll(() => reviews.total()).not.toBeNull();
    return reviews.total();
  }
});
