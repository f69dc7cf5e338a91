/** Money without a line: a receipt in a few keys, cheques one behind the other, the register, the customer's account and their statement. */
import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { valueLabel } from '../../shared/locale/recordLabels.ts';
import { personId } from '../../server/sample/company.ts';
import { expectAccessible } from './accessible.ts';
import { allSent, signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { CustomersPage } from './pages/customers.ts';
import { Fields } from './pages/fields.ts';
import { SyncPanel } from './pages/sync.ts';
import { PaperTools } from './pages/papers.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

const NUMBER = /RCT-[A-Z0-9]+-\d+/;
const CARD_SLIP = '884512';

describe.each(['fa', 'en'] as const)('receipts and cheques, in %s', (language) => {
  const product = useProduct();
  let window: AppWindow;
  let fields: Fields;
  let customer = '';
  const field = (name: string): string =>
    window.t.maybe(`field.salesDocuments.${name}`) ?? window.t.maybe(`field.${name}`) ?? name;
  const button = (name: string): Locator => window.page.getByRole('button', { name, exact: true });
  /** A receipt's own page: its number stands in its heading. */
  const numbered = (): Locator => window.page.getByRole('heading', { level: 1 }).filter({ hasText: NUMBER });
  const newReceipt = async (): Promise<void> => {
    await window.goTo('nav.customers');
    await new CustomersPage(window).open(customer);
    await window.press('r');
    await window.heading(window.t('receipts.new')).waitFor();
    await fields.text(field('amount')).waitFor();
  };

  it('cash is taken in with a key, an amount and Enter, and has a number at once', async () => {
    window = await signIn(await product().openMachine({ language }), 'ali');
    fields = new Fields(window, window.page.locator('main'));
    customer = await new CustomersPage(window).firstOf(window.t('customers.column.name'));
    await allSent(window);
    await product().stopServer();

    await newReceipt();
    await expectAccessible(window, 'a new receipt');
    await fields.text(field('amount')).fill('2500000');
    await takePicture(window, `receipt-new-${language}`);
    await window.press('Enter');
    await numbered().waitFor();
    await window.page
      .getByText(window.t('receipts.ownNote'))
      .or(button(window.t('receipts.step.cancelled')))
      .first()
      .waitFor();
    await expectAccessible(window, 'a receipt');
    await takePicture(window, `receipt-${language}`);
    const tools = new PaperTools(window);
    await tools.print();
    await tools.sheet().getByText(window.t('papers.inWords')).waitFor();
    await takePicture(window, `receipt-paper-${language}`);
    await tools.putDown();
  });

  it('a payment by card is taken in with the number on its slip', async () => {
    await newReceipt();
    await fields.pick(valueLabel(window.t, 'salesDocuments', 'method', 'card'));
    await fields.text(field('amount')).fill('900000');
    await fields.text(window.t('receipts.reference.card')).fill(CARD_SLIP);
    await expectAccessible(window, 'a payment by card');
    await takePicture(window, `card-new-${language}`);
    await button(window.t('receipts.take')).click();
    await numbered().waitFor();
    await window.page.getByText(window.formats.digits(CARD_SLIP)).waitFor();
    await takePicture(window, `card-${language}`);
  });

  it('cheques are taken in one behind the other: the next one has the next number', async () => {
    await newReceipt();
    await fields.pick(valueLabel(window.t, 'salesDocuments', 'method', 'cheque'));
    await fields.text(field('amount')).fill('7000000');
    await fields.text(field('bank')).fill('ملت');
    await fields.text(field('number')).fill('120039');
    await fields.date(field('dueOn'), language === 'fa' ? '۱۴۰۶۰۱۱۵' : '14060115');
    await takePicture(window, `cheque-new-${language}`);
    await expectAccessible(window, 'a new cheque');
    await button(window.t('receipts.takeNext')).click();
    await expect
      .poll(() => fields.text(field('number')).inputValue())
      .toBe(language === 'fa' ? window.formats.digits('120040') : '120040');
    // Refused for what cannot be read, "and the next" is forgotten: the main button leads to what it took in.
    await fields.text(field('amount')).fill('x');
    await button(window.t('receipts.takeNext')).click();
    await fields.text(field('amount')).and(window.page.locator('[aria-invalid="true"]')).waitFor();
    await fields.text(field('amount')).fill('7000000');
    await button(window.t('receipts.take')).click();
    await numbered().waitFor();
    await takePicture(window, `cheque-${language}`);
  });

  it('stand in the list and in the register of cheques', async () => {
    await window.goTo('nav.receipts');
    const rows = window.page.getByRole('grid').getByRole('row').filter({ hasText: NUMBER });
    await expect.poll(() => rows.count()).toBeGreaterThan(2);
    await expectAccessible(window, 'the list of receipts');
    await takePicture(window, `receipts-${language}`);
    await fields.pick(window.t('receipts.view.cheques'));
    // Cash has no place in the register.
    await expect
      .poll(() =>
        window.page
          .getByRole('gridcell', { name: valueLabel(window.t, 'salesDocuments', 'method', 'cash'), exact: true })
          .count(),
      )
      .toBe(0);
    await window.page
      .getByRole('gridcell', { name: valueLabel(window.t, 'salesDocuments', 'method', 'cheque'), exact: true })
      .first()
      .waitFor();
    await expectAccessible(window, 'the register of cheques');
    await takePicture(window, `cheques-${language}`);
  });

  it('are in the account of the customer, with what is open, and in their statement', async () => {
    await window.goTo('nav.customers');
    await new CustomersPage(window).open(customer);
    await fields.pick(window.t('account.tab'));
    await window.page.getByText(window.t('account.cheques')).first().waitFor();
    await expectAccessible(window, 'the account of a customer');
    await takePicture(window, `account-${language}`);
    await window.page.getByRole('link', { name: window.t('statement.title'), exact: true }).click();
    await window.page
      .getByRole('row')
      .filter({ hasText: window.t('statement.closing') })
      .last()
      .waitFor();
    await window.page.getByRole('link').filter({ hasText: NUMBER }).first().waitFor();
    await expectAccessible(window, 'a statement');
    await takePicture(window, `statement-${language}`);
  });

  it('are cancelled with a reason, and reach head office', async () => {
    await window.goTo('nav.receipts');
    await window.page.getByRole('grid').getByRole('row').filter({ hasText: NUMBER }).first().click();
    await numbered().waitFor();
    await button(window.t('receipts.step.cancelled')).click();
    const dialog = window.page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: window.t('receipts.step.reason') }).fill('دو بار نوشته شده');
    await expectAccessible(window, 'why a receipt is cancelled');
    await dialog.getByRole('button', { name: window.t('receipts.step.cancelled'), exact: true }).click();
    await window.notice(window.t('receipts.step.done')).waitFor();
    await window.page
      .getByText(valueLabel(window.t, 'salesDocuments', 'state', 'cancelled'), { exact: true })
      .first()
      .waitFor();
    await product().startServer();
    await new SyncPanel(window).syncNow();
    await allSent(window);
    const byCard = (await product().recordsAtServer('salesDocuments')).filter(
      ({ body }) => body['reference'] === CARD_SLIP,
    );
    expect(byCard).toHaveLength(1);
    expect(byCard[0]?.body).toMatchObject({ method: 'card', number: expect.stringMatching(NUMBER) });
  });
});

describe('a cheque that bounces', () => {
  const product = useProduct();

  it('says why, stands among those that did, and in the account of its customer; head office has it', async () => {
    const [cheque] = await product().sqlAtServer<{ id: string; number: string; customer: string }>(
      `SELECT r.id, r.body->>'number' AS number, c.body->>'name' AS customer
       FROM records r JOIN records c ON c.id::text = r.body->>'customerId'
       WHERE r.kind = 'receipt' AND r.body->>'method' = 'cheque' AND r.body->>'state' = 'deposited'
         AND c.body->>'ownerId' = $1 AND NOT r.deleted AND NOT c.deleted ORDER BY r.id LIMIT 1`,
      [personId('ali')],
    );
    const number = cheque?.number ?? '';
    const window = await signIn(await product().openMachine(), 'hamid');
    const { t, page } = window;
    const main = new Fields(window, page.locator('main'));
    const row = page.getByRole('grid').getByRole('row').filter({ hasText: number });
    await window.goTo('nav.receipts');
    await page.getByRole('searchbox', { name: t('receipts.search') }).fill(number);
    await row.click();
    await page.getByRole('heading', { level: 1 }).filter({ hasText: number }).waitFor();
    await page.getByRole('button', { name: t('receipts.step.bounced'), exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: t('receipts.step.reason') }).fill('کسری موجودی حساب');
    await expectAccessible(window, 'why a cheque bounced');
    await takePicture(window, 'cheque-bounces-fa');
    await dialog.getByRole('button', { name: t('receipts.step.bounced'), exact: true }).click();
    await window.notice(t('receipts.step.done')).waitFor();
    await page.getByText('کسری موجودی حساب', { exact: true }).waitFor();
    await expectAccessible(window, 'a cheque that bounced');
    await takePicture(window, 'cheque-bounced-fa');

    await window.goTo('nav.receipts');
    // How many they are stands behind the word.
    await page
      .getByRole('radiogroup', { name: t('receipts.view') })
      .getByText(t('receipts.view.bounced'))
      .click();
    await row.waitFor();
    await window.goTo('nav.customers');
    const customers = new CustomersPage(window);
    await customers.search(cheque?.customer ?? '');
    await customers.open(cheque?.customer ?? '');
    await main.pick(t('account.tab'));
    await page.getByText(t('account.bounced')).first().waitFor();
    await takePicture(window, 'cheque-bounced-account-fa');
    await expect
      .poll(async () => (await product().recordsAtServer('salesDocuments')).find(({ id }) => id === cheque?.id)?.body)
      .toMatchObject({ state: 'bounced', bounceReason: 'کسری موجودی حساب' });
  });
});

describe('many receipts at once', () => {
  const product = useProduct();

  it('take one step together after they were asked for; what cannot be done is said of each, and the others are done', async () => {
    const window = await signIn(await product().openMachine(), 'hamid');
    const { t, page } = window;
    await window.goTo('nav.receipts');
    const grid = page.getByRole('grid');
    const marks = grid.getByRole('row').filter({ hasText: NUMBER }).getByRole('checkbox');
    await page.getByText(t('receipts.view.cheques'), { exact: false }).first().click();
    await expect.poll(() => marks.count()).toBeGreaterThan(2);
    const chosen = 3;
    for (let index = 0; index < chosen; index += 1) await marks.nth(index).click();
    const bar = page.getByRole('toolbar', { name: t('lists.actions') });
    await bar.getByText(t('lists.chosen', { count: chosen })).waitFor();
    await expectAccessible(window, 'receipts that are chosen');
    await takePicture(window, 'receipts-many-fa');
    await bar.getByRole('button', { name: t('receipts.step.deposited'), exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: t('receipts.step.depositedTo') }).fill('ملت ۱۲۳۴');
    // Closed by chance, it is there again as it was.
    await window.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await bar.getByRole('button', { name: t('receipts.step.deposited'), exact: true }).click();
    await expect
      .poll(() => dialog.getByRole('textbox', { name: t('receipts.step.depositedTo') }).inputValue())
      .toBe('ملت ۱۲۳۴');
    // Told: it may be of another day.
    await dialog.getByText(t('record.restored.title'), { exact: true }).waitFor();
    await dialog.getByRole('button', { name: t('receipts.step.deposited'), exact: true }).click();
    const done = page.getByRole('alert').filter({ hasText: t('lists.changed', { count: chosen }) });
    const refused = page.getByRole('dialog').getByRole('list');
    await done.or(refused).first().waitFor();
    await takePicture(window, 'receipts-many-done-fa');
    if (await refused.isVisible()) {
      await window.press('Escape');
      await refused.waitFor({ state: 'hidden' });
    }
    // Nothing takes a verification back: it is asked for.
    await bar.getByRole('button', { name: t('receipts.step.verified'), exact: true }).click();
    await dialog.getByText(t('receipts.many.verify', { count: chosen }), { exact: true }).waitFor();
    await expectAccessible(window, 'what is asked before many receipts are verified');
    await takePicture(window, 'receipts-many-verify-fa');
    await dialog.getByRole('button', { name: t('receipts.step.verified'), exact: true }).click();
    await done.or(refused).first().waitFor();
    await takePicture(window, 'receipts-many-refused-fa');
  });
});
