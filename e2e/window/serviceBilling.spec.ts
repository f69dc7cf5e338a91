/** A request without a line, from its quote to its bill: what the customer agreed to is billed, also where the bill was removed and is made again. */
import { describe, expect, it } from 'vitest';
import { elementsOf, integerOf, textOf, textsOf } from '../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { territoryId } from '../../server/sample/company.ts';
import { expectAccessible } from './accessible.ts';
import { ORDER_TOTALS, type OrderTotalInSql } from './days/totalsInSql.ts';
import { allSent, nameOf, signIn } from './flows.ts';
import { oneLine, type AppWindow } from './pages/appWindow.ts';
import { DocumentPage } from './pages/documents.ts';
import { OrderPage } from './pages/orders.ts';
import { RequestPage, RequestsPage } from './pages/service.ts';
import { SyncPanel } from './pages/sync.ts';
import { takePicture } from './pictures.ts';
import type { Machine } from './product.ts';
import { useProduct } from './useProduct.ts';

const SUBJECT = 'صدای ناهنجار پمپ، از پیش‌فاکتور تا صورت‌حساب';
const QUOTED = 'دستکش';
const BESIDE = 'فیلتر';

describe.each(['fa', 'en'] as const)('the papers of a request, in %s', (language) => {
  const product = useProduct();
  let machine: Machine;
  let office: AppWindow;
  let request: RequestPage;
  /** What the customer pays, as the page says it. */
  let sum = '';

  /** Of nobody's contract, in a territory of this manager's. */
  async function customerWithoutContract(): Promise<string> {
    const [customers, contracts] = await Promise.all([
      product().recordsAtServer('customers'),
      product().recordsAtServer('contracts'),
    ]);
    const names = customers.map(({ body }) => textOf(body, 'name') ?? '');
    const covered = new Set(contracts.map(({ body }) => body['customerId']));
    const found = customers.find(({ id, body }) => {
      const name = textOf(body, 'name') ?? '';
      const isFoundByName = names.filter((other) => other.startsWith(name)).length === 1;
      return textOf(body, 'territoryId') === territoryId('alborz') && !covered.has(id) && isFoundByName;
    });
    if (!found) throw new Error('Every customer of the sample company has a contract');
    return textOf(found.body, 'name') ?? '';
  }

  async function backToRequest(): Promise<void> {
    await office.goTo('nav.service');
    request = await new RequestsPage(office).open(SUBJECT);
  }

  it('is quoted, and the quote is sent', async () => {
    const customer = await customerWithoutContract();
    machine = await product().openMachine({ language });
    office = await signIn(machine, 'hamid');
    await allSent(office);
    machine.network.pullOut();
    const { t } = office;
    await office.goTo('nav.service');
    const form = await new RequestsPage(office).startNew();
    await form.fields.text(t('field.subject')).waitFor();
    await form.chooseCustomer(customer);
    await form.fields.text(t('field.subject')).fill(SUBJECT);
    await form.fields.text(t('field.contactName')).fill('خانم رضایی');
    await form.save();
    request = new RequestPage(office, SUBJECT);
    await request.waitFor();
    await request.addPart(QUOTED);
    await request.step('service.step.quote').click();
    await request.state('quoted').waitFor();
    await request.paper('quote', 'draft').waitFor();
    await expectAccessible(office, 'a request with its quote');
    // The one thing to be done with a draft is to send it: there is neither a yes to it nor another one.
    expect(await request.step('service.step.ordered').count()).toBe(0);
    expect(await request.step('service.step.quote').count()).toBe(0);
    await request.step('service.step.openQuote').click();
    const papers = new DocumentPage(office);
    await papers.button('quotes.send').waitFor();
    await office.press('Control+Enter');
    expect(await papers.number('quote')).toMatch(/^QUO-/);
  });

  it('is ordered with the customer’s yes, which is the quote’s as well', async () => {
    await backToRequest();
    await request.paper('quote', 'sent').waitFor();
    await request.step('service.step.ordered').click();
    await request.state('ordered').waitFor();
    await request.paper('quote', 'accepted').waitFor();
    await request.paper('order', 'draft').waitFor();
    await takePicture(office, `service-agreed-${language}`);
  });

  it('is done, takes more than was quoted, and is signed for', async () => {
    const { t } = office;
    await request.step('service.step.assign').click();
    await request
      .proposals()
      .filter({ hasText: nameOf('kaveh') })
      .getByRole('button', { name: t('service.assign.send', { name: nameOf('kaveh') }) })
      .click();
    await request.state('assigned').waitFor();
    await request.step('service.step.start').click();
    await request.state('inProgress').waitFor();
    await request.step('service.step.stop').waitFor();
    await request.addPart(BESIDE);
    await expect.poll(() => request.region().getByText(BESIDE).count()).toBeGreaterThan(0);
    await request.step('service.step.stop').click();
    await request.step('service.step.confirm').click();
    await request.draw();
    await request
      .dialog()
      .getByRole('button', { name: t('service.confirm.save'), exact: true })
      .click();
    await request.state('confirmed').waitFor();
  });

  it('is billed; and where the bill is removed, billed again', async () => {
    await request.step('service.step.invoice').click();
    await request.state('invoiced').waitFor();
    await expect.poll(() => request.paper('order', 'draft').count()).toBe(2);
    expect(await request.step('service.step.invoice').count()).toBe(0);
    sum = await request.sum();
    await expectAccessible(office, 'a request that was billed');
    await takePicture(office, `service-billed-${language}`);

    for (const left of [1, 0]) {
      await request.paper('order', 'draft').first().click();
      await new OrderPage(office).waitForEditor();
      await new DocumentPage(office).button('orders.removeDraft').click();
      await office.notice(office.t('orders.draftRemoved')).waitFor();
      await backToRequest();
      await expect.poll(() => request.paper('order', 'draft').count()).toBe(left);
    }
    await request.region().getByText(office.t('service.papers.billGone')).waitFor();
    await request.paper('quote', 'sent').waitFor();
    await takePicture(office, `service-bill-gone-${language}`);
    await request.step('service.step.invoice').click();
    await expect.poll(() => request.paper('order', 'draft').count()).toBe(2);
    await request.paper('quote', 'accepted').waitFor();
    await request.state('invoiced').waitFor();
    expect(await request.sum()).toBe(sum);
  });

  it('is closed, and head office’s database has each thing that was used once, at what was quoted and shown', async () => {
    await request.step('service.step.close').click();
    await request.state('closed').waitFor();
    machine.network.plugIn();
    await new SyncPanel(office).syncNow();
    await allSent(office);
    const [requests, documents] = await Promise.all([
      product().recordsAtServer('serviceRequests'),
      product().recordsAtServer('salesDocuments'),
    ]);
    const body = requests.find((one) => one.body['subject'] === SUBJECT)?.body ?? {};
    expect(body).toMatchObject({ state: 'closed' });
    const named = new Set([...textsOf(body, 'earlierOrderIds'), textOf(body, 'orderId')]);
    const orders = documents.filter(({ id }) => named.has(id));
    const quote = documents.find(({ id }) => id === body['quoteId']);
    expect(linesOf(orders.map((order) => order.body))).toEqual(amountsOf(elementsOf(body, 'partsUsed')));
    const ofQuote = orders.filter((order) => order.body['quoteId'] === quote?.id);
    expect(ofQuote.map(({ id }) => id)).toEqual([quote?.body['orderId']]);

    const totals = await product().sqlAtServer<OrderTotalInSql>(ORDER_TOTALS, [
      [...orders.map(({ id }) => id), quote?.id],
    ]);
    const totalOf = (id: string | undefined): bigint => BigInt(totals.find((total) => total.id === id)?.total ?? '-1');
    expect(totalOf(ofQuote[0]?.id)).toBe(totalOf(quote?.id));
    const billed = orders.reduce((total, { id }) => total + totalOf(id), 0n);
    expect(sum).toContain(oneLine(office.formats.money({ amount: Number(billed), currency: 'IRR' })));
  });
});

const linesOf = (orders: readonly RecordBody[]): [string, number][] =>
  amountsOf(orders.flatMap((order) => elementsOf(order, 'lines')));

const amountsOf = (things: readonly RecordBody[]): [string, number][] =>
  things
    .map((thing): [string, number] => [textOf(thing, 'productId') ?? '', integerOf(thing, 'quantity') ?? 0])
    .toSorted(([one], [other]) => one.localeCompare(other));
