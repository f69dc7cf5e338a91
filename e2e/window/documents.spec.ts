/** From a quote to the goods that come back, without a line: each paper with a number of its own, and what is open of the order beside it. */
import { describe, expect, it } from 'vitest';
import { valueLabel } from '../../shared/locale/recordLabels.ts';
import { expectAccessible } from './accessible.ts';
import { allSent, signIn } from './flows.ts';
import { listenToCore } from './lostAnswer.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { CustomerPage, CustomersPage } from './pages/customers.ts';
import { DocumentPage } from './pages/documents.ts';
import { OrderPage } from './pages/orders.ts';
import { PaperTools } from './pages/papers.ts';
import { SyncPanel } from './pages/sync.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

describe.each(['fa', 'en'] as const)('the papers of an order, in %s', (language) => {
  const product = useProduct();
  let window: AppWindow;
  let papers: DocumentPage;
  let order: OrderPage;
  let goods = '';
  let customer = '';
  const { press } = { press: (...keys: string[]) => window.press(...keys) };
  const digits = (text: string): string => (language === 'fa' ? window.formats.digits(text) : text);

  /** What is printed says this. */
  async function onPaper(words: string, picture: string): Promise<void> {
    const tools = new PaperTools(window);
    await tools.print();
    await tools.sheet().getByText(words).first().waitFor();
    await takePicture(window, picture);
    await tools.putDown();
  }

  it('a quote is written, sent, and becomes an order with one key', async () => {
    window = await signIn(await product().openMachine({ language }), 'ali');
    papers = new DocumentPage(window);
    order = new OrderPage(window);
    const customers = new CustomersPage(window);
    customer = await customers.firstOf(window.t('customers.column.name'));
    await allSent(window);
    await product().stopServer();

    await window.goTo('nav.documents');
    await window.page
      .getByText(window.t('documents.empty.quote.title'))
      .or(window.page.getByRole('grid'))
      .first()
      .waitFor();
    await expectAccessible(window, 'the list of documents');
    await press('n');
    await window.page.getByRole('combobox', { name: window.t('orders.forWhom') }).fill(customer);
    await window.page.getByRole('option').filter({ hasText: customer }).first().click();
    await order.waitForEditor();
    await order.productSearch().fill('فیلتر');
    await order.offered().first().waitFor();
    await press('ArrowDown', 'Enter');
    const line = order.lines().getByRole('rowheader').first();
    await line.waitFor();
    goods = (await line.innerText()).trim().split('\n')[0] ?? '';
    await order.quantity(goods).fill('5');
    await takePicture(window, `quote-draft-${language}`);
    await press('Control+Enter');
    const number = await papers.number('quote');
    expect(number).toMatch(/^QUO-/);
    await papers.button('quotes.accept').waitFor();
    await expectAccessible(window, 'a quote that was sent');
    await takePicture(window, `quote-${language}`);

    await press('Control+Enter');
    await order.waitForEditor();
    await papers.button('orders.confirm').waitFor();
    await press('Control+Enter');
    expect(await order.number()).toMatch(/^ORD-/);
    await papers.chain().getByRole('link').filter({ hasText: number }).waitFor();
  });

  it('is delivered in two parts, by keyboard', async () => {
    const loseTouch = await listenToCore(window);
    await papers.chain().waitFor();
    await press('d');
    // What cannot be read goes out as nothing, least of all as what stood there before.
    await papers.quantity(goods).fill('three');
    await press('Enter');
    await expect.poll(() => papers.quantity(goods).getAttribute('aria-invalid')).toBe('true');
    await papers.quantity(goods).fill('3');
    await expectAccessible(window, 'what is delivered');
    await takePicture(window, `deliver-${language}`);
    // It is made, the answer is lost, and Enter is pressed again: that delivery it is, for three more are not open.
    await loseTouch(() => press('Enter'));
    await papers.dialog().getByRole('alert').waitFor();
    await press('Enter');
    expect(await papers.number('delivery')).toMatch(/^DLV-/);
    await papers.chain().getByText(digits('3')).first().waitFor();
    await expectAccessible(window, 'a delivery');
    await takePicture(window, `delivery-${language}`);
    await onPaper(window.t('papers.sign.received'), `delivery-paper-${language}`);
    await papers.chain().getByRole('link').filter({ hasText: 'ORD-' }).click();
    await window.page.getByText(window.t('orders.locked')).waitFor();
    await press('d');
    await papers.quantity(goods).waitFor();
    await papers
      .dialog()
      .getByRole('button', { name: window.t('documents.prepare'), exact: true })
      .click();
    // Prepared, and out with one key.
    await papers.dialog().waitFor({ state: 'hidden' });
    await papers.button('orders.removeDraft').waitFor();
    // And changed as long as it is not: to one, and to the two that are left.
    for (const pieces of ['1', '2']) {
      await papers.button('documents.change').click();
      await papers.quantity(goods).fill(pieces);
      await takePicture(window, `delivery-quantities-${language}`);
      await press('Enter');
      await papers.dialog().waitFor({ state: 'hidden' });
      await window.page
        .getByRole('cell')
        .filter({ hasText: digits(pieces) })
        .first()
        .waitFor();
    }
    await press('Control+Enter');
    await papers.number('delivery');
  });

  it('is invoiced from its delivery, and something comes back', async () => {
    await papers.button('documents.make.invoice').waitFor();
    await press('i');
    await papers.quantity(goods).waitFor();
    await press('Enter');
    expect(await papers.number('invoice')).toMatch(/^INV-/);
    await expectAccessible(window, 'an invoice');
    await takePicture(window, `invoice-${language}`);
    await onPaper(window.t('papers.sum.total'), `invoice-paper-${language}`);
    await papers.button('documents.make.return').waitFor();
    await press('b');
    await papers.quantity(goods).fill('1');
    await papers.choose('field.salesDocuments.reason', valueLabel(window.t, 'salesDocuments', 'reason', 'damaged'));
    await expectAccessible(window, 'what comes back');
    await takePicture(window, `take-back-${language}`);
    await papers
      .dialog()
      .getByRole('button', { name: window.t('documents.make.return.button'), exact: true })
      .click();
    expect(await papers.number('return')).toMatch(/^RET-/);
    await papers.button('documents.step.receive').click();
    // Into the van of whoever takes it in, unless they say otherwise.
    await papers
      .dialog()
      .getByRole('combobox', { name: window.t('documents.into') })
      .waitFor();
    await expectAccessible(window, 'where goods come back to');
    await takePicture(window, `receive-${language}`);
    await papers
      .dialog()
      .getByRole('button', { name: window.t('documents.step.receive'), exact: true })
      .click();
    await window.notice(window.t('documents.step.receive.done')).waitFor();
    await takePicture(window, `return-${language}`);
  });

  it('stands in the list, in the story of the customer, and at head office', async () => {
    await window.goTo('nav.documents');
    await window.page.getByText(window.t('documents.list.delivery'), { exact: true }).first().click();
    const rows = window.page.getByRole('grid').getByRole('row').filter({ hasText: 'DLV-' });
    await expect.poll(() => rows.count()).toBeGreaterThan(1);
    await expectAccessible(window, 'the list of deliveries');
    await takePicture(window, `documents-${language}`);
    await window.goTo('nav.customers');
    await new CustomersPage(window).open(customer);
    const story = new CustomerPage(window, customer).story();
    for (const kind of ['quote', 'delivery', 'invoice', 'return'] as const)
      await story
        .getByRole('link')
        .filter({ hasText: window.t(`kind.${kind}`) })
        .first()
        .waitFor();
    await takePicture(window, `story-of-papers-${language}`);
    await product().startServer();
    // Not by itself: after so long without head office it tries seldom.
    await new SyncPanel(window).syncNow();
    await allSent(window);
  });
});
