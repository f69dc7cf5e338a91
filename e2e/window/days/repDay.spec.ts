/**
 * A rep's day, lived in the window without a line from eight in the morning to six in the evening, by the keyboard where a rep has hands for nothing else.
 * Then the cable is plugged in, head office's own database is asked for the sums, and the branch manager sees all of it on another machine.
 */
import { describe, expect, it } from 'vitest';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { orderTotals } from '../../../shared/domain/salesDocuments/orderTotals.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { personId } from '../../../server/sample/company.ts';
import { createDayClock } from '../dayClock.ts';
import { allSent, comeBack, nameOf, signIn } from '../flows.ts';
import type { AppWindow } from '../pages/appWindow.ts';
import { CustomersPage } from '../pages/customers.ts';
import { DayPage } from '../pages/day.ts';
import { DayEndPage } from '../pages/dayEnd.ts';
import { DocumentPage } from '../pages/documents.ts';
import { Fields } from '../pages/fields.ts';
import { OrderPage } from '../pages/orders.ts';
import { takePicture } from '../pictures.ts';
import type { Machine } from '../product.ts';
import { useProduct } from '../useProduct.ts';
import { ORDER_TOTALS, type OrderTotalInSql } from './totalsInSql.ts';

describe('a rep’s day', () => {
  const clock = createDayClock();
  const began = clock.now();
  const product = useProduct({ clock });
  let machine: Machine;
  let window: AppWindow;
  let day: DayPage;
  /** Who is visited, in the order of the day. */
  let route: string[] = [];
  /** The day began with what head office had: only what came since is the day's. */
  let before: ReadonlySet<string> = new Set();
  const shown = { order: '', quoted: '' };

  const field = (name: string): string =>
    window.t.maybe(`field.salesDocuments.${name}`) ?? window.t.maybe(`field.${name}`) ?? name;
  const totalShown = async (order: OrderPage): Promise<string> => {
    const read = async (): Promise<string> => (await order.totals()).get(window.t('orders.totals.total')) ?? '';
    await expect.poll(read).toMatch(/\d|[۰-۹]/u);
    return read();
  };
  const openCustomer = async (name: string) => {
    await window.goTo('nav.customers');
    const list = new CustomersPage(window);
    await list.search(name);
    return list.open(name);
  };
  async function comeTo(name: string): Promise<void> {
    await window.goTo('nav.today');
    await day.visit(name).getByRole('button').click();
    await window.press('i');
    await day.visit(name).getByText(window.t('day.state.here'), { exact: true }).waitFor();
  }
  async function leave(name: string, digit: string): Promise<void> {
    await window.goTo('nav.today');
    await day.visit(name).getByRole('button').click();
    await window.press('x');
    await day.outcome(name).waitFor();
    await window.press(digit, 'Enter');
    await day.outcome(name).waitFor({ state: 'hidden' });
  }

  async function goOnAt(time: string): Promise<void> {
    await product().passUntil(time);
    await comeBack(window, 'ali');
  }

  it('08:00 begins with today’s list, and the cable is pulled', async () => {
    machine = await product().openMachine();
    window = await signIn(machine, 'ali');
    await window.goTo('nav.today');
    day = new DayPage(window);
    await expect.poll(() => day.visits().count()).toBeGreaterThan(3);
    route = (await day.names()).slice(0, 4);
    await allSent(window);
    const rows = await product().sqlAtServer<{ id: string }>('SELECT id FROM records');
    before = new Set(rows.map(({ id }) => id));
    machine.network.pullOut();
  });

  it('09:00 an order at the first customer, written by the keyboard', async () => {
    await goOnAt('09:00');
    const [first = ''] = route;
    await comeTo(first);
    await openCustomer(first);
    await window.press('o');
    const order = new OrderPage(window);
    await order.waitForEditor();
    await order.productSearch().fill('دستکش');
    await order.offered().first().waitFor();
    await window.press('ArrowDown', 'Enter');
    await order.lines().getByRole('rowheader').first().waitFor();
    await order.lines().getByRole('textbox').first().waitFor();
    await window.type('3');
    await window.press('Control+Enter');
    expect(await order.number()).toMatch(/^ORD-/);
    shown.order = await totalShown(order);
    await takePicture(window, 'rep-day-order-fa');
    await leave(first, '1');
  });

  it('10:30 a quote at the second, which is taken and becomes an order', async () => {
    await goOnAt('10:30');
    const [, second = ''] = route;
    await comeTo(second);
    await openCustomer(second);
    await window.press('q');
    const order = new OrderPage(window);
    const papers = new DocumentPage(window);
    await order.waitForEditor();
    await order.productSearch().fill('ماسک');
    await order.offered().first().waitFor();
    await window.press('ArrowDown', 'Enter');
    await order.lines().getByRole('rowheader').first().waitFor();
    await window.press('Control+Enter');
    expect(await papers.number('quote')).toMatch(/^QUO-/);
    await papers.button('quotes.accept').press('Enter');
    await order.waitForEditor();
    await papers.button('orders.confirm').press('Enter');
    expect(await order.number()).toMatch(/^ORD-/);
    shown.quoted = await totalShown(order);
    await leave(second, '1');
  });

  it('12:00 a cheque is taken in', async () => {
    await goOnAt('12:00');
    const [first = ''] = route;
    await openCustomer(first);
    await window.press('r');
    await window.heading(window.t('receipts.new')).waitFor();
    const fields = new Fields(window, window.page.locator('main'));
    await fields.text(field('amount')).waitFor();
    await fields.pick(valueLabel(window.t, 'salesDocuments', 'method', 'cheque'));
    await fields.text(field('amount')).fill('700000');
    await fields.text(field('bank')).fill('ملت');
    await fields.text(field('number')).fill('120039');
    await fields.date(field('dueOn'), '۱۴۰۶۰۱۱۵');
    await window.page.getByRole('button', { name: window.t('receipts.take'), exact: true }).click();
    await window.page.getByRole('heading', { level: 1 }).filter({ hasText: /RCT-/ }).waitFor();
  });

  it('14:00 no order at the third, with the reason', async () => {
    await goOnAt('14:00');
    const [, , third = ''] = route;
    await comeTo(third);
    await leave(third, '3');
    const words = window.t('day.noOrder', {
      reason: valueLabel(window.t, 'activities', 'noOrderReason', 'competitor'),
    });
    await day.visit(third).getByText(words, { exact: true }).waitFor();
  });

  it('15:00 a lead on the way, a task for tomorrow, and a call', async () => {
    await goOnAt('15:00');
    const { t, page } = window;
    await window.goTo('nav.opportunities');
    await page.getByRole('link', { name: t('opportunities.newLead'), exact: true }).click();
    const form = window.panel(t('opportunities.newLead'));
    await form.getByRole('textbox', { name: t('field.name'), exact: true }).fill('استعلام در راه');
    await form.getByRole('textbox', { name: t('field.companyName') }).fill('درمانگاه سر راه');
    await form.getByRole('button', { name: t('action.save'), exact: true }).click();
    await window.panel('استعلام در راه').waitFor();

    await window.goTo('nav.today');
    const [, , , fourth = ''] = route;
    await day.visit(fourth).getByRole('button').click();
    await window.press('w', 'c');
    const call = page.getByRole('dialog', { name: t('activities.logCall', { name: fourth }) });
    await call.waitFor();
    await expect.poll(() => window.focusedName()).toContain(t('field.subject'));
    await window.press('Enter');
    await call.waitFor({ state: 'hidden' });
    await window.press('w', 't');
    const task = page.getByRole('dialog').filter({ hasText: fourth });
    await task.waitFor();
    await task.getByRole('textbox', { name: t('field.subject') }).fill('کاتالوگ را ببر');
    await task.getByRole('button', { name: t('action.save'), exact: true }).click();
    await task.waitFor({ state: 'hidden' });
    await takePicture(window, 'rep-day-afternoon-fa');
  });

  it('18:00 the cable is plugged in: head office’s database holds the day, to the rial', async () => {
    await goOnAt('18:00');
    const end = new DayEndPage(window);
    await end.open();
    machine.network.plugIn();
    await end.syncAndCompare();
    await end.says('dayEnd.compare.title', 'dayEnd.compare.alike');
    await end.close();
    await allSent(window);
    await takePicture(window, 'rep-day-end-fa');

    const rows = await product().sqlAtServer<{
      id: string;
      collection: string;
      kind: string;
      body: RecordBody;
      created_by: string;
    }>(`SELECT id, collection, kind, body, created_by FROM records WHERE NOT deleted AND created_by = $1`, [
      personId('ali'),
    ]);
    const made = rows.filter(({ id }) => !before.has(id));
    const of = (kind: string) => made.filter((row) => row.kind === kind).map(({ body }) => body);
    // Orders: what the window said is what head office has.
    const totals = of('order').map((body) =>
      window.formats.money(orderTotals(body).total).replace(window.formats.moneyUnitName('IRR'), '').trim(),
    );
    expect(new Set(totals)).toEqual(new Set([shown.order, shown.quoted]));
    expect(of('order').map(({ state }) => state)).toEqual(['confirmed', 'confirmed']);
    // And what their own database reckons of it: discounts and tax, to the rial.
    const reckoned = await product().sqlAtServer<OrderTotalInSql>(ORDER_TOTALS, [
      made.filter(({ kind }) => kind === 'order').map(({ id }) => id),
    ]);
    expect(reckoned).toHaveLength(2);
    expect(reckoned.some(({ tax }) => Number(tax) > 0)).toBe(true);
    // As of every order that the company has, with discounts of lines and of the whole among them.
    const every = await product().sqlAtServer<{ id: string; body: RecordBody }>(
      `SELECT id, body FROM records WHERE kind = 'order' AND NOT deleted AND jsonb_array_length(body->'lines') > 0 ORDER BY id`,
    );
    const inSql = await product().sqlAtServer<OrderTotalInSql>(ORDER_TOTALS, [every.map(({ id }) => id)]);
    const figures = every.map(({ id, body }) => {
      const { gross, discount, net, tax, total } = orderTotals(body);
      return [id, gross, discount, net, tax, total].map((figure) =>
        typeof figure === 'string' ? figure : String(figure.amount),
      );
    });
    expect(inSql.map(({ id, gross, discount, net, tax, total }) => [id, gross, discount, net, tax, total])).toEqual(
      figures,
    );
    expect(inSql.some(({ discount }) => Number(discount) > 0)).toBe(true);
    expect(every.some(({ body }) => Number(body['discountPercentage'] ?? 0) > 0)).toBe(true);
    const words = ({ total }: OrderTotalInSql): string =>
      window.formats
        .money({ amount: Number(total), currency: 'IRR' })
        .replace(window.formats.moneyUnitName('IRR'), '')
        .trim();
    expect(new Set(reckoned.map(words))).toEqual(new Set([shown.order, shown.quoted]));
    const [orders] = await product().sqlAtServer<{ count: number; quantity: string; net: string }>(
      `SELECT count(DISTINCT r.id)::int AS count, sum((l->>'quantity')::bigint)::text AS quantity,
         sum(round((l->>'quantity')::numeric * (l->'unitPrice'->>'amount')::numeric / 1000 * (1000000 - (l->>'discountPercentage')::numeric) / 1000000))::text AS net
       FROM records r, jsonb_array_elements(r.body->'lines') l WHERE r.kind = 'order' AND r.id = ANY($1)`,
      [made.filter(({ kind }) => kind === 'order').map(({ id }) => id)],
    );
    expect(orders).toMatchObject({ count: 2, quantity: '4000' });
    expect(Number(orders?.net)).toBe(
      of('order').reduce((sum, body) => sum + orderTotals({ ...body, discountPercentage: 0 }).net.amount, 0),
    );
    const receipts = await product().sqlAtServer(
      `SELECT body->>'method' AS method, count(*)::int AS count, sum((body->'amount'->>'amount')::bigint)::text AS amount
       FROM records WHERE kind = 'receipt' AND id = ANY($1) GROUP BY 1`,
      [made.map(({ id }) => id)],
    );
    expect(receipts).toEqual([{ method: 'cheque', count: 1, amount: '7000000' }]);
    // Visits that were planned at head office were made on the way: by who made the outcome, not by who planned them.
    const visits = await product().sqlAtServer(
      `SELECT body->>'outcome' AS outcome, body->>'noOrderReason' AS reason,
         to_char((body->>'checkedInAt')::timestamptz AT TIME ZONE 'Asia/Tehran', 'HH24:MI') AS came
       FROM records WHERE kind = 'visit' AND body->>'ownerId' = $1::text AND body->>'checkedOutAt' IS NOT NULL AND updated_by = $1::text::uuid
         AND NOT id = ANY($2::uuid[])
       ORDER BY body->>'checkedInAt'`,
      [personId('ali'), await finishedBefore()],
    );
    expect(visits).toEqual([
      { outcome: 'ordered', reason: null, came: expect.stringMatching(/^09:0/) },
      { outcome: 'ordered', reason: null, came: expect.stringMatching(/^10:3/) },
      { outcome: 'refused', reason: 'competitor', came: expect.stringMatching(/^14:0/) },
    ]);
    expect(of('quote').map(({ state }) => state)).toEqual(['accepted']);
    expect(of('lead')).toHaveLength(1);
    expect(of('call')).toHaveLength(1);
    expect(of('task').map((body) => textOf(body, 'subject'))).toEqual(['کاتالوگ را ببر']);
  });

  /** Visits of the story that had ended before the day began. */
  async function finishedBefore(): Promise<string[]> {
    const rows = await product().sqlAtServer<{ id: string }>(
      `SELECT id FROM records WHERE kind = 'visit' AND body->>'checkedOutAt' IS NOT NULL AND body->>'checkedOutAt' < $1`,
      [new Date(began).toISOString()],
    );
    return rows.map(({ id }) => id);
  }

  it('the manager sees the day on another machine, in the customer’s story', async () => {
    const manager = await signIn(await product().openMachine(), 'hamid');
    const [first = '', second = ''] = route;
    for (const [name, words] of [
      [first, ['ORD-', 'RCT-']],
      [second, ['ORD-', 'QUO-']],
    ] as const) {
      await manager.goTo('nav.customers');
      const list = new CustomersPage(manager);
      await list.search(name);
      const customer = await list.open(name);
      for (const word of words) await customer.storyLine(word).first().waitFor();
    }
    await manager.goTo('nav.branch');
    const row = manager.page.getByRole('row').filter({ hasText: nameOf('ali') });
    await row.getByText(manager.t('branch.closed')).waitFor();
  });
});
