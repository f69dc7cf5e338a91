/**
 * A branch's day, without a line from eight in the morning to six in the evening: what its people bring back on paper is entered in their names, what is
 * missing is seen, the day is closed. Then the cable is plugged in, and head office's own database is asked what came of it.
 */
import { describe, expect, it } from 'vitest';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { personId } from '../../../server/sample/company.ts';
import { expectAccessible } from '../accessible.ts';
import { createDayClock } from '../dayClock.ts';
import { allSent, comeBack, nameOf, PASSPHRASE, signIn } from '../flows.ts';
import { AppWindow, oneLine } from '../pages/appWindow.ts';
import { BranchPage, type PaperPage } from '../pages/branch.ts';
import { CustomersPage } from '../pages/customers.ts';
import { DayPage } from '../pages/day.ts';
import { DayEndPage } from '../pages/dayEnd.ts';
import { DocumentPage } from '../pages/documents.ts';
import { Fields } from '../pages/fields.ts';
import { RecordList } from '../pages/list.ts';
import { LockPage } from '../pages/session.ts';
import { SettingsPage } from '../pages/settings.ts';
import { SyncPanel } from '../pages/sync.ts';
import { takePicture } from '../pictures.ts';
import type { Machine } from '../product.ts';
import { useProduct } from '../useProduct.ts';
import { ORDER_TOTALS, type OrderTotalInSql } from './totalsInSql.ts';

describe('a branch’s day', () => {
  // The program is ended once, as a crash would.
  const product = useProduct({
    clock: createDayClock(),
    expectedErrors: /WebSocket connection .* failed|ERR_CONNECTION_(REFUSED|RESET)|Failed to load resource/,
  });
  let machine: Machine;
  let window: AppWindow;
  let field: AppWindow;
  let branch: BranchPage;
  let paper: PaperPage;
  /** Two of Ali's, of names that nobody else has. */
  let customers: string[] = [];
  let product1: { name: string; code: string };
  /** Of which something comes back. */
  let invoice: { id: string; goods: string; line: string };
  /** What the grid says of the order, and the paper of the closed day of all money. */
  const shown = { order: '', counted: '' };
  let before: ReadonlySet<string> = new Set();
  const ali = nameOf('ali');

  it('08:00 who is where is seen while there is a line', async () => {
    const held = await product().recordsAtServer('customers');
    const names = held.map(({ body }) => textOf(body, 'name') ?? '');
    customers = held
      .filter(
        ({ body }) =>
          body['ownerId'] === personId('ali') && body['mergedIntoId'] === undefined && body['stage'] === 'active',
      )
      .map(({ body }) => textOf(body, 'name') ?? '')
      .filter((name) => names.filter((other) => other.startsWith(name) || name.startsWith(other)).length === 1)
      .toSorted()
      .slice(0, 3);
    const goods = await product().sqlAtServer<{ name: string; code: string }>(
      `SELECT body->>'name' AS name, body->>'code' AS code FROM records
       WHERE collection = 'products' AND kind = 'consumable' AND NOT deleted AND body->>'code' IS NOT NULL AND jsonb_array_length(body->'prices') > 0
         AND coalesce((body->>'discontinued')::boolean, false) = false ORDER BY body->>'code' LIMIT 1`,
    );
    product1 = goods[0] ?? { name: '', code: '' };
    const invoices = await product().sqlAtServer<typeof invoice>(
      `SELECT r.id, l->>'productName' AS goods, l->>'orderLineId' AS line FROM records r JOIN records c ON c.id::text = r.body->>'customerId', jsonb_array_elements(r.body->'lines') l
       WHERE r.kind = 'invoice' AND NOT r.deleted AND r.body->>'state' = 'issued' AND c.body->>'ownerId' = $1 AND jsonb_array_length(r.body->'lines') = 1
         AND (l->>'quantity')::int >= 2000
         AND NOT EXISTS (SELECT 1 FROM records b WHERE b.kind = 'return' AND b.body->>'orderId' = r.body->>'orderId')
       ORDER BY r.body->>'issuedOn' DESC, r.id LIMIT 1`,
      [personId('ali')],
    );
    invoice = invoices[0] ?? { id: '', goods: '', line: '' };
    before = new Set((await product().sqlAtServer<{ id: string }>('SELECT id FROM records')).map(({ id }) => id));

    field = await signIn(await product().openMachine(), 'ali');
    await field.goTo('nav.today');
    const day = new DayPage(field);
    await day.visits().first().waitFor();
    const visited = (await day.names())[0] ?? '';
    await day.visit(visited).getByRole('button').click();
    await field.press('i');
    await day.visit(visited).getByText(field.t('day.state.here'), { exact: true }).waitFor();
    await allSent(field);

    machine = await product().openMachine();
    window = await signIn(machine, 'hamid');
    branch = new BranchPage(window);
    await branch.open();
    await branch.person(ali).getByText(visited).waitFor();
    await branch.person(ali).getByText(window.t('branch.heardOf')).waitFor();
    await branch.missing('notClosed').filter({ hasText: ali }).first().waitFor({ state: 'attached' });
    await expectAccessible(window, 'the branch');
    await takePicture(window, 'branch-fa');
    machine.network.pullOut();
  });

  /** The branch's machine and that of the rep lie there meanwhile. */
  async function goOnAt(time: string): Promise<void> {
    await product().passUntil(time);
    await comeBack(window, 'hamid');
  }

  it('09:00 orders are entered by the keyboard alone, a slip of two lines as one order', async () => {
    await goOnAt('09:00');
    branch = new BranchPage(window);
    await branch.open();
    paper = await branch.openPaper();
    await paper.choosePerson(ali);
    await paper.cell('slip', 1).fill('1201');
    await window.press('Enter');
    await window.type(customers[0] ?? '');
    await window.page
      .getByRole('option')
      .filter({ hasText: customers[0] ?? '' })
      .first()
      .waitFor();
    await window.press('Enter');
    await paper.cell('product', 1).focus();
    await window.type(product1.code);
    await window.page.getByRole('option').filter({ hasText: product1.name }).first().waitFor();
    await window.press('Enter');
    await paper.cell('quantity', 1).focus();
    await window.type('2');
    await window.press('Enter');
    await window.press('Enter');
    // The next line of the same order.
    await expect.poll(() => window.hasCursor(paper.cell('product', 2))).toBe(true);
    await window.type(product1.code);
    await window.page.getByRole('option').filter({ hasText: product1.name }).first().waitFor();
    await window.press('Enter');
    await paper.cell('quantity', 2).focus();
    await window.type('1');
    await expectAccessible(window, 'the grid of paper');
    await takePicture(window, 'paper-typing-fa');
    await window.press('Control+Enter');
    await paper.entered('order', 'ORD-').waitFor();
    shown.order = oneLine(await paper.entered('order', 'ORD-').innerText());
    await expect.poll(() => paper.cell('slip', 1).inputValue()).toBe('');
  });

  it('10:00 receipts are pasted from a spreadsheet; what a row lacks is said, and the same slip is not taken twice', async () => {
    await goOnAt('10:00');
    await branch.open();
    paper = await branch.openPaper();
    await paper.choosePerson(ali);
    const { t } = window;
    await paper.showKind('receipt');
    const [cash, cheque] = (['cash', 'cheque'] as const).map((method) =>
      valueLabel(t, 'salesDocuments', 'method', method),
    );
    await paper.paste(
      'slip',
      1,
      [
        `501\t${customers[0] ?? ''}\t${cash}\t250000`,
        `502\t${customers[1] ?? ''}\t${cheque}\t700000\t120039\tملت\t1406/1/15`,
        `503\t${customers[1] ?? ''}\t${cheque}\t100000\t120040\tملت\t`,
        `501\t${customers[0] ?? ''}\t${cash}\t250000`,
      ].join('\n'),
    );
    await expect.poll(() => paper.cell('slip', 4).inputValue()).toBe('501');
    await paper.grid('receipt').getByText(t('slips.wrong.dueOn')).waitFor();
    await takePicture(window, 'paper-pasted-fa');
    await paper.button('slips.enterAll').click();
    await paper.entered('receipt', '501').waitFor();
    await paper.entered('receipt', '502').waitFor();
    await paper.refusal().filter({ hasText: '501' }).waitFor();
    await expectAccessible(window, 'rows that were refused');
    await takePicture(window, 'paper-refused-fa');
  });

  it('what is typed stays through a reload, a lock and a crash of the program', async () => {
    const { t } = window;
    await expect.poll(() => paper.cell('slip', 1).inputValue()).toBe('503');
    await window.reload();
    await expect.poll(() => paper.cell('slip', 1).inputValue()).toBe('503');
    await window.goTo('nav.settings');
    await new SettingsPage(window).lock();
    await new LockPage(window).waitFor(nameOf('hamid'));
    await machine.stopProgram();
    window = new AppWindow(await machine.startProgram(), 'fa');
    await new LockPage(window).waitFor(nameOf('hamid'));
    await new LockPage(window).unlock(PASSPHRASE);
    await window.rail().waitFor();
    branch = new BranchPage(window);
    await branch.open();
    paper = await branch.openPaper();
    await paper.choosePerson(ali);
    await paper.showKind('receipt');
    await expect.poll(() => paper.cell('slip', 1).inputValue()).toBe('503');
    await expect.poll(() => paper.cell('slip', 2).inputValue()).toBe('501');
    // The due day is put in, and the row is entered by leaving it; the slip that came twice is thrown away.
    await paper.cell('dueOn', 1).fill('1406/2/15');
    await paper.cell('slip', 2).focus();
    await paper.entered('receipt', '503').waitFor();
    await expect.poll(() => paper.cell('slip', 1).inputValue()).toBe('501');
    await window.page.getByRole('button', { name: t('slips.removeRow', { row: 1 }), exact: true }).click();
    await expect.poll(() => paper.cell('slip', 1).inputValue()).toBe('');
  });

  it('what was entered by mistake is taken back, and the sums are those of the paper', async () => {
    const { t } = window;
    await paper.takeBack('502').click();
    await paper.entered('receipt', '502').getByText(t('slips.takenBack')).waitFor();
    await paper.said(valueLabel(t, 'salesDocuments', 'method', 'cash')).fill('250000');
    const cash = paper.sum(valueLabel(t, 'salesDocuments', 'method', 'cash'));
    await cash.getByText(t('slips.sums.same')).waitFor();
    await paper.said(valueLabel(t, 'salesDocuments', 'method', 'cheque')).fill('800000');
    await expect
      .poll(async () => oneLine(await paper.sum(valueLabel(t, 'salesDocuments', 'method', 'cheque')).innerText()))
      .toMatch(/۷۰۰/u);
    await expectAccessible(window, 'sums of paper');
    await takePicture(window, 'paper-sums-fa');
  });

  it('12:00 visits are entered with their outcome and why there was no order', async () => {
    await goOnAt('12:00');
    await branch.open();
    paper = await branch.openPaper();
    await paper.choosePerson(ali);
    const { t } = window;
    await paper.showKind('visit');
    await paper.cell('slip', 1).fill('77');
    await paper.cell('customer', 1).fill(customers[2] ?? '');
    await window.page
      .getByRole('option')
      .filter({ hasText: customers[2] ?? '' })
      .first()
      .waitFor();
    await window.press('Enter');
    await paper.cell('outcome', 1).selectOption({ label: valueLabel(t, 'activities', 'outcome', 'refused') });
    await paper.cell('reason', 1).selectOption({ label: valueLabel(t, 'activities', 'noOrderReason', 'competitor') });
    await window.press('Control+Enter');
    await paper.entered('visit', '77').waitFor();
  });

  it('14:00 something that was invoiced comes back', async () => {
    await goOnAt('14:00');
    const { t, page } = window;
    await page.evaluate((address) => {
      location.hash = address;
    }, `/orders/${invoice.id}`);
    const papers = new DocumentPage(window);
    expect(await papers.number('invoice')).toMatch(/^INV-/);
    await papers.button('documents.make.return').waitFor();
    await window.press('b');
    await papers.quantity(invoice.goods).fill('1');
    await papers.choose('field.salesDocuments.reason', valueLabel(t, 'salesDocuments', 'reason', 'damaged'));
    await papers
      .dialog()
      .getByRole('button', { name: t('documents.make.return.button'), exact: true })
      .click();
    expect(await papers.number('return')).toMatch(/^RET-/);
    await papers.button('documents.step.receive').click();
    await papers
      .dialog()
      .getByRole('combobox', { name: t('documents.into') })
      .waitFor();
    await papers
      .dialog()
      .getByRole('button', { name: t('documents.step.receive'), exact: true })
      .click();
    await window.notice(t('documents.step.receive.done')).waitFor();
  });

  it('16:00 the store is counted', async () => {
    await goOnAt('16:00');
    const { t, page, formats } = window;
    await window.goTo('nav.stock');
    await new Fields(window, page.locator('body')).choose(t('stock.place'), 'انبار تهران');
    await page.getByRole('searchbox', { name: t('stock.search') }).fill(product1.name);
    const row = new RecordList(window, t('stock.title')).grid().getByRole('row').filter({ hasText: product1.name });
    await row.first().click();
    await window.panel(product1.name).waitFor();
    await page.getByRole('button', { name: t('stock.count'), exact: true }).click();
    await page
      .getByRole('dialog')
      .getByRole('textbox', { name: t('stock.countOf', { name: product1.name }) })
      .fill('3333');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('stock.count.submitOf', { count: formats.number(1) }) })
      .click();
    await window.notice(t('stock.counted', { count: formats.number(1), corrected: formats.number(1) })).waitFor();
  });

  it('what is missing leads to its record', async () => {
    await branch.open();
    const unverified = branch.missing('receiptsUnverified').filter({ hasText: ali });
    await unverified.first().waitFor();
    await takePicture(window, 'branch-missing-fa');
    await unverified
      .filter({ hasText: customers[0] ?? '' })
      .first()
      .getByRole('link')
      .first()
      .click();
    await window.page.getByRole('heading', { level: 1 }).filter({ hasText: /RCT-/ }).waitFor();
  });

  it('18:00 the cable is plugged in, the day is closed, and head office’s database says the same in SQL', async () => {
    await goOnAt('18:00');
    machine.network.plugIn();
    await new SyncPanel(window).syncNow();
    await allSent(window);
    const day = new DayEndPage(window);
    await day.open();
    await day.syncAndCompare();
    await day.says('dayEnd.compare.title', 'dayEnd.compare.alike');
    await day.close();
    await day.openReceipt();
    await day.paper().getByText(window.t('dayEnd.receipt.genuine'), { exact: true }).waitFor();
    shown.counted = oneLine(await day.paper().innerText());
    await allSent(window);
    const written = await product().sqlAtServer<{
      kind: string;
      state: string | null;
      method: string | null;
      count: number;
      amount: string | null;
    }>(
      `SELECT kind, body->>'state' AS state, body->>'method' AS method, count(*)::int AS count, sum((body->'amount'->>'amount')::bigint)::text AS amount
       FROM records WHERE body->'paper' IS NOT NULL AND NOT deleted AND body->>'ownerId' = $1 AND created_by = $2
       GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
      [personId('ali'), personId('hamid')],
    );
    expect(written).toEqual([
      { kind: 'order', state: 'confirmed', method: null, count: 1, amount: null },
      { kind: 'receipt', state: 'cancelled', method: 'cheque', count: 1, amount: '7000000' },
      { kind: 'receipt', state: 'collected', method: 'cash', count: 1, amount: '2500000' },
      { kind: 'receipt', state: 'collected', method: 'cheque', count: 1, amount: '1000000' },
      { kind: 'visit', state: null, method: null, count: 1, amount: null },
    ]);
    const [order] = await product().sqlAtServer<{ quantity: string; lines: number; slip: string }>(
      `SELECT sum((l->>'quantity')::bigint)::text AS quantity, count(*)::int AS lines, min(r.body->'paper'->>'number') AS slip
       FROM records r, jsonb_array_elements(r.body->'lines') l WHERE r.kind = 'order' AND r.body->'paper' IS NOT NULL`,
    );
    expect(order).toEqual({ quantity: '3000', lines: 2, slip: '1201' });
    const [reckoned] = await product().sqlAtServer<OrderTotalInSql>(ORDER_TOTALS, [
      (await made(`kind = 'order'`)).map(({ id }) => id),
    ]);
    const total = window.formats.money({ amount: Number(reckoned?.total), currency: 'IRR' });
    expect(Number(reckoned?.tax)).toBeGreaterThan(0);
    expect(shown.order).toContain(oneLine(total));
    // The money that lies at the branch is on the signed paper of the day: what was taken back is not.
    for (const amount of [2_500_000, 1_000_000])
      expect(shown.counted).toContain(oneLine(window.formats.money({ amount, currency: 'IRR' })));
    // What came back, and where it stands now.
    const [back] = await made(`kind = 'return'`);
    expect(back?.body).toMatchObject({
      state: 'received',
      reason: 'damaged',
      lines: [{ quantity: 1_000, orderLineId: invoice.line }],
    });
    const moved = await made(`kind = 'movement'`);
    expect(moved.filter(({ body }) => body['documentId'] === back?.id).map(({ body }) => body['quantity'])).toEqual([
      1_000,
    ]);
    const counts = moved.filter(({ body }) => body['reason'] === 'count');
    expect(counts.map(({ body }) => body['counted'])).toEqual([3_333_000]);
    const closed = await product().sqlAtServer<{ count: number }>(
      `SELECT count(*)::int AS count FROM day_receipts WHERE person = $1`,
      [personId('hamid')],
    );
    expect(closed[0]?.count).toBeGreaterThan(0);
    const [visit] = await product().sqlAtServer<{ outcome: string; reason: string }>(
      `SELECT body->>'outcome' AS outcome, body->>'noOrderReason' AS reason FROM records WHERE kind = 'visit' AND body->'paper' IS NOT NULL`,
    );
    expect(visit).toEqual({ outcome: 'refused', reason: 'competitor' });
  });

  /** What the manager made on the day. */
  async function made(where: string): Promise<{ id: string; body: RecordBody }[]> {
    const rows = await product().sqlAtServer<{ id: string; body: RecordBody }>(
      `SELECT id, body FROM records WHERE NOT deleted AND created_by = $1 AND ${where}`,
      [personId('hamid')],
    );
    return rows.filter(({ id }) => !before.has(id));
  }

  it('whose paper it was sees it on their own machine', async () => {
    await comeBack(field, 'ali');
    await new SyncPanel(field).syncNow();
    const list = new CustomersPage(field);
    await field.goTo('nav.customers');
    await list.search(customers[0] ?? '');
    const customer = await list.open(customers[0] ?? '');
    await customer.storyLine('ORD-').first().waitFor();
    await customer.storyLine('RCT-').first().waitFor();
  });

  it('reads in English and in the dark', async () => {
    machine.network.plugIn();
    await window.goTo('nav.settings');
    await new SettingsPage(window).chooseLanguage('en');
    window = new AppWindow(window.page, 'en');
    await window.heading(window.t('settings.title')).waitFor();
    branch = new BranchPage(window);
    await window.page.emulateMedia({ colorScheme: 'dark' });
    await branch.open();
    await takePicture(window, 'branch-en');
    paper = await branch.openPaper();
    await paper.choosePerson(ali);
    await paper.showKind('receipt');
    await paper.entered('receipt', '501').waitFor();
    await takePicture(window, 'paper-en');
    await expectAccessible(window, 'paper in English');
  });
});
