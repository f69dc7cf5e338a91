/** A rep's first day, with the network gone from the first hour on: everything is done here and arrives in the evening. */
import { describe, expect, it } from 'vitest';
import { withArabicLetters } from '../../server/sample/names.ts';
import type { Money } from '../../shared/base/money.ts';
import { orderTotals } from '../../shared/domain/salesDocuments/orderTotals.ts';
import { valueLabel } from '../../shared/locale/recordLabels.ts';
import { expectAccessible } from './accessible.ts';
import { allSent, nameOf, signIn } from './flows.ts';
import { ActivityDialog } from './pages/activities.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { oneLine } from './pages/appWindow.ts';
import { ContractForm, ContractPage } from './pages/contracts.ts';
import { CustomerPage, CustomersPage } from './pages/customers.ts';
import { OrderPage } from './pages/orders.ts';
import { SyncPanel } from './pages/sync.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

const NON_JOINER = '\u200c';

describe('the first day of a rep', () => {
  const product = useProduct();
  const created = 'کلینیک چشم‌پزشکی نیک‌آیین';
  let window: AppWindow;
  let customers: CustomersPage;
  let orderNumber = '';
  let ordered: Money;

  it('begins with a card, a passphrase, and the customers of the territory', async () => {
    window = await signIn(await product().openMachine(), 'ali');
    customers = new CustomersPage(window);
    // The list and the names in it follow the first data a moment later.
    await expect.poll(() => customers.total()).toBeGreaterThan(20);
    await expect.poll(() => customers.column(window.t('customers.column.owner'))).toContain(nameOf('ali'));
    await allSent(window);
    expect(await customers.total()).toBeLessThan(60);
  });

  it('searches as one types, however the name was typed', async () => {
    const names = await customers.column(window.t('customers.column.name'));
    const name = names.find((candidate) => candidate.includes(NON_JOINER) && candidate.includes('ی')) ?? '';
    expect(name).not.toBe('');
    const spellings = [
      withArabicLetters(name),
      name.replaceAll(NON_JOINER, ''),
      name.replaceAll(NON_JOINER, ' '),
      withArabicLetters(name).replaceAll(NON_JOINER, ''),
      name.slice(0, -2),
    ];
    for (const spelling of spellings) {
      await customers.search('');
      await expect.poll(() => customers.total()).toBeGreaterThan(20);
      await customers.search(spelling);
      await expect.poll(() => customers.total(), { message: spelling }).toBeLessThan(5);
      await customers.row(name).waitFor();
    }
    await customers.search('چنین مشتری‌ای نیست');
    await customers.emptyTitle(window.t('empty.noMatch.title')).waitFor();
    await customers.search('');
    await expect.poll(() => customers.total()).toBeGreaterThan(20);
  });

  it('sorts by the Persian alphabet and filters, and the address keeps both', async () => {
    const { t } = window;
    const header = t('customers.column.name');
    const alphabet = new Intl.Collator('fa');
    const persian = (names: readonly string[]): string[] => names.filter((name) => /^\p{Script=Arabic}+/u.test(name));
    await sortAnew(header, 'descending');
    const descending = persian(await customers.column(header));
    expect(descending).toEqual(descending.toSorted((one, other) => alphabet.compare(other, one)));
    await sortAnew(header, 'ascending');

    const lead = valueLabel(t, 'customers', 'stage', 'lead');
    const all = await customers.total();
    await customers.filter(t('customers.filter.stage'), lead);
    await expect.poll(() => customers.total()).toBeLessThan(all ?? 0);
    await expect
      .poll(async () => new Set(await customers.column(t('customers.column.stage'))))
      .toEqual(new Set([lead]));
    const filtered = await customers.total();
    await window.reload();
    await expect.poll(() => customers.total()).toBe(filtered);
    await customers.clearFilter(t('customers.filter.stage'));
    await expect.poll(() => customers.total()).toBe(all);
  });

  /** Until the rows have followed, which they do behind the header: another one stands first then. */
  async function sortAnew(header: string, sorting: 'ascending' | 'descending'): Promise<void> {
    const first = (): Promise<string> => customers.firstOf(window.t('customers.column.name'));
    const before = await first();
    await customers.sortBy(header);
    await expect.poll(() => customers.sorting(header)).toBe(sorting);
    await expect.poll(first).not.toBe(before);
  }

  it('goes on without the server: a customer, with a story', async () => {
    const { t } = window;
    await product().stopServer();
    const sync = new SyncPanel(window);
    await sync.open();
    await sync.state('offline').waitFor();
    await sync.close();

    await sortAnew(t('customers.column.lastOrder'), 'descending');
    await sortAnew(t('customers.column.lastOrder'), 'ascending');
    const name = await customers.firstOf(t('customers.column.name'));
    const customer = await customers.open(name);
    await expect.poll(() => customer.story().getByRole('link').count()).toBeGreaterThan(2);
    await expect
      .poll(async () => (await customer.figures()).get(t('customers.figure.revenue')))
      .toMatch(/[۰-۹]+ سفارش/);
    await expect.poll(async () => (await customer.details()).get(t('field.code'))).toMatch(/^C-\d{6}$/);
    await customer.close();
  });

  it('writes down a new customer and corrects it', async () => {
    const { t } = window;
    const form = await customers.startNew();
    await form.save();
    await form.problem(t('field.error.empty')).first().waitFor();
    await expectAccessible(window, 'new customer with a missing name');
    await form.name().fill(created);
    await form.fields.choose(t('field.customers.stage'), valueLabel(t, 'customers', 'stage', 'prospect'));
    await form.fields.choose(t('field.territoryId'), 'البرز و قزوین');
    await form.addPhone('۰۲۶۳۲۲۰۱۱۲۲');
    await form.addAddress('کرج');
    await form.save();
    await window.notice(t('customers.created', { name: created })).waitFor();

    const customer = new CustomerPage(window, created);
    await customer.waitFor();
    await customer.pendingMark().waitFor();
    await customer.region().getByRole('link', { name: '۰۲۶ ۳۲۲۰ ۱۱۲۲' }).waitFor();
    await new SyncPanel(window).pill('sync.pill.waiting', 1).waitFor();

    const editing = await customer.edit();
    await editing.note().fill('ورودی از کوچهٔ پشتی');
    await editing.fields.choose(t('customers.form.consent.phone'), valueLabel(t, 'customers', 'consent', 'refused'));
    await editing.save();
    await window.notice(t('notice.saved')).waitFor();
    expect((await customer.details()).get(t('field.customerSince'))).toBeUndefined();
    await customer.region().getByText('ورودی از کوچهٔ پشتی').waitFor();
    await new SyncPanel(window).pill('sync.pill.waiting', 2).waitFor();
  });

  it('is told where it is about to call somebody who does not want that', async () => {
    const { t, page } = window;
    const customer = new CustomerPage(window, created);
    await customer.region().getByText(t('customers.consent.refused.phone'), { exact: true }).waitFor();
    await customer.logCall();
    const call = page.getByRole('dialog', { name: t('activities.logCall', { name: created }) });
    await call
      .getByRole('status')
      .filter({ hasText: t('customers.consent.warning.phone') })
      .waitFor();
    await expectAccessible(window, 'a call that the customer does not want');
    await takePicture(window, 'consent-call-fa');
    await call.getByRole('button', { name: t('action.cancel'), exact: true }).click();
    await call.waitFor({ state: 'hidden' });
  });

  it('logs a visit, which stands first in the story', async () => {
    const { t } = window;
    const customer = new CustomerPage(window, created);
    await customer.logVisit();
    const visit = new ActivityDialog(window, 'activities.logVisit', created);
    await visit.subject().fill('معرفی دستگاه اسلیت‌لمپ');
    await visit.chooseOutcome('followUp');
    await visit.note().fill('هفتهٔ آینده پاسخ می‌دهند');
    await expectAccessible(window, 'logging a visit');
    await visit.save();
    await window.notice(t('activities.logged')).waitFor();
    await customer.showStory();
    await customer.storyLine('معرفی دستگاه اسلیت‌لمپ').waitFor();
    await expect
      .poll(async () => (await customer.figures()).get(t('customers.figure.lastContact')))
      .not.toBe(t('customers.never'));
  });

  it('takes an order whose figures are right to the rial', async () => {
    const { t, formats } = window;
    await new CustomerPage(window, created).newOrder();
    const order = new OrderPage(window);
    await order.waitForEditor();
    const gloves = await order.addProduct('دستكش لاتكس', 'سایز M');
    await expect.poll(() => window.focusedName()).toBe(t('orders.cell.quantity', { name: gloves }));
    await window.type('۱۲۵');
    await window.press('Enter');
    const cotton = await order.addProduct('پنبه', 'هیدروفیل');
    await expect.poll(() => window.focusedName()).toBe(t('orders.cell.quantity', { name: cotton }));
    await window.type('۷٫۵');
    await order.discount(cotton).fill('۱۲٫۵');
    await order.terms.text(t('orders.documentDiscount')).fill('۳');
    await order.terms.text(t('field.freight')).fill('۱٬۲۵۰٬۰۰۰');

    expect(await order.quantity(gloves).inputValue()).toBe('۱۲۵');
    const line = async (id: string, name: string, quantity: number) => ({
      id,
      order: id,
      quantity,
      // Shown in tomans, kept in rials.
      unitPrice: { amount: latinNumber(await order.price(name).inputValue()) * 10, currency: 'IRR' },
      discountPercentage: latinNumber(await order.discount(name).inputValue()) * 10_000,
      taxPercentage: latinNumber(oneLine(await order.line(name).getByRole('cell').nth(4).innerText())) * 10_000,
    });
    const expected = orderTotals({
      currency: 'IRR',
      lines: [await line('a', gloves, 125_000), await line('b', cotton, 7_500)],
      discountPercentage: 30_000,
      freight: { amount: 12_500_000, currency: 'IRR' },
    });
    expect(expected.isComplete).toBe(true);
    expect(expected.tax.amount).toBeGreaterThan(0);
    const totals = async (): Promise<unknown> => Object.fromEntries(await order.totals());
    await expect.poll(totals).toMatchObject({
      [t('orders.totals.gross')]: formats.amount(expected.gross),
      [t('orders.totals.net')]: formats.amount(expected.net),
      [t('orders.totals.tax')]: formats.amount(expected.tax),
      [t('orders.totals.total')]: formats.amount(expected.total),
    });

    await order.confirm();
    orderNumber = await order.number();
    ordered = expected.total;
    await window.notice(orderNumber).waitFor();
    await expect.poll(totals).toMatchObject({ [t('orders.totals.total')]: formats.amount(expected.total) });
    await expect.poll(() => order.lines().getByRole('textbox').count()).toBe(0);
    await expectAccessible(window, 'confirmed order');
  });

  it('promises a service contract from one Persian year into the next', async () => {
    const { t } = window;
    await window.goTo('nav.customers');
    await customers.search(created);
    const customer = await customers.open(created);
    await customer.storyLine(orderNumber).waitFor();
    await customer.newContract();
    const form = new ContractForm(window);
    await form.title().fill('سرویس سالانهٔ تجهیزات چشم');
    await form.period('۱۴۰۵۱۲۲۹', '۱۴۰۶۱۲۲۸');
    await form.cover('parts', 'visits');
    await expectAccessible(window, 'new contract');
    await form.save();
    const contract = new ContractPage(window, 'سرویس سالانهٔ تجهیزات چشم');
    await contract.waitFor();
    await expect
      .poll(async () => Object.fromEntries(await contract.facts()))
      .toMatchObject({ [t('field.startsOn')]: '۲۹ اسفند ۱۴۰۵', [t('field.endsOn')]: '۲۸ اسفند ۱۴۰۶' });
  });

  it('shows on the customer’s page what was agreed and what is open, one step back from each', async () => {
    const { t, formats, page } = window;
    const customer = new CustomerPage(window, created);
    await page.goBack();
    await customer.waitFor();
    await expect
      .poll(async () => (await customer.figures()).get(t('customers.figure.balance')))
      .toBe(oneLine(`${formats.money(ordered)} ${t('customers.figure.owes')}`));
    await customer.figure('customers.figure.contracts').click();
    const line = customer.contractLine('سرویس سالانهٔ تجهیزات چشم');
    await line
      .filter({ hasText: '۲۸ اسفند ۱۴۰۶' })
      .filter({ hasText: t('value.contracts.state.upcoming') })
      .click();
    await new ContractPage(window, 'سرویس سالانهٔ تجهیزات چشم').waitFor();
    await page.goBack();
    await line.waitFor();
    await expectAccessible(window, 'contracts of a customer');
    await takePicture(window, 'customer-contracts-fa');
    await customer.figure('customers.figure.balance').click();
    await customer
      .region()
      .getByRole('link', { name: t('statement.title') })
      .waitFor();
    await page.goBack();
  });

  it('begins with a customer by keyboard whatever may be begun', async () => {
    const { t, page } = window;
    const customer = new CustomerPage(window, created);
    await window.goTo('nav.customers');
    await customers.search(created);
    await customers.open(created);
    expect(await customer.newMenu()).toEqual(
      (
        [
          'quotes.new',
          'receipts.new',
          'service.newHere',
          'customers.action.opportunity',
          'customers.action.contract',
        ] as const
      ).map((act) => t(act)),
    );
    await expectAccessible(window, 'what is begun with a customer');
    await takePicture(window, 'customer-new-fa');
    await expect.poll(() => window.focusedName()).toBe(t('quotes.new'));
    await window.press('ArrowDown');
    await expect.poll(() => window.focusedName()).toBe(t('receipts.new'));
    await window.press('Enter');
    await page.getByRole('heading', { name: t('receipts.new') }).waitFor();
    await page.goBack();
    await customer.waitFor();
  });

  it('keeps all of it waiting, and sends it when the server is back', async () => {
    const sync = new SyncPanel(window);
    await sync.pill('sync.pill.waiting', 6).waitFor();
    await window.reload();
    await sync.pill('sync.pill.waiting', 6).waitFor();

    await product().startServer();
    await sync.syncNow();
    await allSent(window);
    await sync.open();
    await sync.state('online').waitFor();
    await sync.close();
    const atHeadOffice = await product().recordsAtServer('salesDocuments');
    expect(atHeadOffice.filter(({ body }) => body['number'] === orderNumber)).toHaveLength(1);
    const customer = (await product().recordsAtServer('customers')).find(({ body }) => body['name'] === created);
    expect(customer?.body).toMatchObject({ stage: 'prospect', note: 'ورودی از کوچهٔ پشتی' });
    const contract = (await product().recordsAtServer('contracts')).find(
      ({ body }) => body['customerId'] === customer?.id,
    );
    expect(contract?.body).toMatchObject({
      startsOn: '2027-03-20',
      endsOn: '2028-03-18',
      coverage: ['parts', 'visits'],
    });
  });
});

/** «۱٬۲۵۰٫۵», «۹٪» as the number they mean. */
function latinNumber(text: string): number {
  const latin = text
    .replaceAll(/[۰-۹]/g, (digit) => String('۰۱۲۳۴۵۶۷۸۹'.indexOf(digit)))
    .replaceAll('٬', '')
    .replaceAll('٪', '')
    .replaceAll('٫', '.');
  return Number(latin.replaceAll(/[^\d.]/g, ''));
}
