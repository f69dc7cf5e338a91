/**
 * A branch's day, without a line from eight in the morning to six in the evening: what its people bring back on paper is entered in their names, what is
 * missing is seen, the day is closed. Then the cable is plugged in, and head office's own database is asked what came of it.
 */
import { describe, expect, it } from 'vitest';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { personId } from '../../../server/sample/company.ts';
import { expectAccessible } from '../accessible.ts';
import { allSent, nameOf, PASSPHRASE, signIn } from '../flows.ts';
import { AppWindow, oneLine } from '../pages/appWindow.ts';
import { BranchPage, type PaperPage } from '../pages/branch.ts';
import { CustomersPage } from '../pages/customers.ts';
import { DayPage } from '../pages/day.ts';
import { DayEndPage } from '../pages/dayEnd.ts';
import { LockPage } from '../pages/session.ts';
import { SettingsPage } from '../pages/settings.ts';
import { SyncPanel } from '../pages/sync.ts';
import { takePicture } from '../pictures.ts';
import type { Machine } from '../product.ts';
import { useProduct } from '../useProduct.ts';

describe('a branch’s day', () => {
  // The program is ended once, as a crash would.
  const product = useProduct({
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

  it('orders are entered by the keyboard alone, a slip of two lines as one order', async () => {
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
    await expect.poll(() => paper.cell('slip', 1).inputValue()).toBe('');
  });

  it('receipts are pasted from a spreadsheet; what a row lacks is said, and the same slip is not taken twice', async () => {
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

  it('visits are entered with their outcome and why there was no order', async () => {
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
    machine.network.plugIn();
    await new SyncPanel(window).syncNow();
    await allSent(window);
    const day = new DayEndPage(window);
    await day.open();
    await day.syncAndCompare();
    await day.step('dayEnd.compare.title').getByRole('status').first().waitFor();
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
    const [visit] = await product().sqlAtServer<{ outcome: string; reason: string }>(
      `SELECT body->>'outcome' AS outcome, body->>'noOrderReason' AS reason FROM records WHERE kind = 'visit' AND body->'paper' IS NOT NULL`,
    );
    expect(visit).toEqual({ outcome: 'refused', reason: 'competitor' });
  });

  it('whose paper it was sees it on their own machine', async () => {
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
