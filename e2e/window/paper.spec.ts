/**
 * The grid of paper under the hands of somebody in a hurry: who looks something up in another program, goes on by the keyboard alone, corrects what was
 * sent already, throws a row away and wants it back, and comes back days later.
 */
import { describe, expect, it } from 'vitest';
import { textOf } from '../../shared/domain/bodyReads.ts';
import { valueLabel } from '../../shared/locale/recordLabels.ts';
import { personId } from '../../server/sample/company.ts';
import { expectAccessible } from './accessible.ts';
import { allSent, nameOf, signIn } from './flows.ts';
import { listenToCore, type LoseAnswer } from './lostAnswer.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { BranchPage, PaperPage } from './pages/branch.ts';
import { SettingsPage } from './pages/settings.ts';
import { SyncPanel } from './pages/sync.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

/** A day on which nothing had a price yet. */
const LONG_AGO = '2001-03-21';

describe('the grid of paper', () => {
  // The window loses its core once.
  const product = useProduct({ expectedErrors: /WebSocket connection/ });
  const ali = nameOf('ali');
  let window: AppWindow;
  let paper: PaperPage;
  let loseAnswer: LoseAnswer;
  /** Of names that nobody else has. */
  let customers: string[] = [];
  let code = '';

  it('begins where somebody’s paper is entered', async () => {
    const held = await product().recordsAtServer('customers');
    const names = held.map(({ body }) => textOf(body, 'name') ?? '');
    customers = held
      .filter(({ body }) => body['ownerId'] === personId('ali') && body['mergedIntoId'] === undefined)
      .filter(({ body }) => body['stage'] === 'active')
      .map(({ body }) => textOf(body, 'name') ?? '')
      .filter((name) => names.filter((other) => other.startsWith(name) || name.startsWith(other)).length === 1)
      .toSorted()
      .slice(0, 3);
    const [goods] = await product().sqlAtServer<{ code: string }>(
      `SELECT body->>'code' AS code FROM records
       WHERE collection = 'products' AND kind = 'consumable' AND NOT deleted AND body->>'code' IS NOT NULL AND jsonb_array_length(body->'prices') > 0
         AND coalesce((body->>'discontinued')::boolean, false) = false ORDER BY body->>'code' LIMIT 1`,
    );
    code = goods?.code ?? '';
    window = await signIn(await product().openMachine(), 'hamid');
    loseAnswer = await listenToCore(window);
    await openPaper();
    expect(customers).toHaveLength(3);
  });

  it('has not left a row when the window loses the cursor, and has when the cursor goes', async () => {
    const { t } = window;
    await paper.showKind('call');
    await paper.cell('slip', 1).fill('31');
    await paper.cell('customer', 1).focus();
    await window.type(customers[0] ?? '');
    await loseWindow();
    await window.page.waitForTimeout(300);
    expect(await paper.grid('call').getByText(t('slips.wrong.outcome')).count()).toBe(0);
    await paper.cell('slip', 2).focus();
    await paper.grid('call').getByText(t('slips.wrong.outcome')).waitFor();
    await paper.cell('outcome', 1).focus();
    await paper.cell('outcome', 1).selectOption({ label: valueLabel(t, 'activities', 'outcome', 'done') });
    await paper.cell('slip', 2).focus();
    await paper.entered('call', '31').waitFor();
  });

  it('goes from slip to slip by Enter alone: an empty line ends an order and begins the next', async () => {
    await paper.showKind('order');
    await typeOrder(1, '1301', '2');
    await window.press('Enter', 'Enter');
    await expect.poll(() => window.hasCursor(paper.cell('product', 2))).toBe(true);
    expect(await paper.entered('order', '1301').count()).toBe(0);
    await window.press('Enter');
    await paper.entered('order', '1301').getByText('ORD-').waitFor();
    await expect.poll(() => window.hasCursor(paper.cell('slip', 1))).toBe(true);
    // By the key for all rows as well: the cursor goes on where the next slip begins.
    await window.type('1302');
    await typeOrder(1, '1302', '1');
    await window.press('Control+Enter');
    await paper.entered('order', '1302').getByText('ORD-').waitFor();
    await expect.poll(() => window.hasCursor(paper.cell('slip', 1))).toBe(true);
  });

  it('enters the order above as soon as the next slip is typed, and goes on in that', async () => {
    await typeOrder(1, '1303', '1');
    await window.press('Enter', 'Enter');
    await expect.poll(() => window.hasCursor(paper.cell('product', 2))).toBe(true);
    await window.press('Shift+Tab', 'Shift+Tab');
    await window.type('1304');
    await paper.entered('order', '1303').getByText('ORD-').waitFor();
    await expect.poll(() => paper.cell('slip', 1).inputValue()).toBe('1304');
    await expect.poll(() => window.hasCursor(paper.cell('slip', 1))).toBe(true);
    await paper.cell('slip', 1).fill('');
  });

  it('takes back what was sent before a correction, and enters what the row says now', async () => {
    const { t } = window;
    await typeOrder(1, '1305', '4');
    await loseAnswer(
      async () => {
        await window.press('Control+Enter');
        // Nobody throws a row away that is on its way.
        await expect.poll(() => paper.bin(1).isDisabled()).toBe(true);
      },
      () => isSlipAtServer('1305'),
    );
    await paper.refusal().first().waitFor();
    await paper.cell('quantity', 1).fill('5');
    await window.press('Control+Enter');
    await paper.refusal().getByText(t('slips.rowEntered')).waitFor();
    await takePicture(window, 'paper-row-entered-fa');
    await expectAccessible(window, 'a row that was entered before');
    await paper.button('slips.replace').click();
    await paper.entered('order', '1305').getByText(t('slips.takenBack')).waitFor();
    await expect.poll(() => paper.entered('order', '1305').count()).toBe(2);
    await expect.poll(() => paper.cell('slip', 1).inputValue()).toBe('');
    await new SyncPanel(window).syncNow();
    await allSent(window);
    const orders = await product().sqlAtServer(
      `SELECT body->>'state' AS state, body->'lines'->0->>'quantity' AS quantity FROM records
       WHERE kind = 'order' AND body->'paper'->>'number' = '1305' AND NOT deleted ORDER BY 2`,
    );
    expect(orders).toEqual([
      { state: 'cancelled', quantity: '4000' },
      { state: 'confirmed', quantity: '5000' },
    ]);
  });

  it('gives a removed row back; the slip of a removed first line goes to the line below it', async () => {
    const { t } = window;
    await paper.cell('slip', 1).fill('1306');
    await paper.cell('customer', 1).fill(customers[1] ?? '');
    await paper.cell('product', 1).fill('یک');
    await paper.cell('product', 2).fill('دو');
    await paper.bin(1).click();
    await expect.poll(() => paper.cell('product', 1).inputValue()).toBe('دو');
    expect(await paper.cell('slip', 1).inputValue()).toBe('1306');
    await window
      .notice(t('slips.rowRemoved'))
      .getByRole('button', { name: t('action.undo') })
      .click();
    await expect.poll(() => paper.cell('product', 1).inputValue()).toBe('یک');
    expect(await paper.cell('slip', 1).inputValue()).toBe('1306');
    expect(await paper.cell('slip', 2).inputValue()).toBe('');
    for (const row of [2, 1]) await paper.bin(row).click();
    await expect.poll(() => paper.cell('slip', 1).inputValue()).toBe('');
  });

  it('throws a row away by its key, which is listed, and keeps the cursor in its cell', async () => {
    const { t, page } = window;
    await paper.cell('slip', 1).fill('1308');
    await paper.cell('customer', 1).fill(customers[1] ?? '');
    for (const [row, goods] of [
      [1, 'یک'],
      [2, 'دو'],
      [3, 'سه'],
    ] as const)
      await paper.cell('product', row).fill(goods);
    await paper.cell('quantity', 2).focus();
    await window.press('Control+Delete');
    await expect.poll(() => paper.cell('product', 2).inputValue()).toBe('سه');
    await expect.poll(() => window.hasCursor(paper.cell('quantity', 2))).toBe(true);
    await window
      .notice(t('slips.rowRemoved'))
      .getByRole('button', { name: t('action.undo') })
      .click();
    await expect.poll(() => paper.cell('product', 2).inputValue()).toBe('دو');
    // From the last to the first, whose slip goes down to what is left: none.
    for (const row of [3, 2, 1]) {
      await paper.cell('product', row).focus();
      await window.press('Control+Delete');
      await expect.poll(() => paper.cell('product', row).inputValue()).toBe('');
      await expect.poll(() => window.hasCursor(paper.cell('product', row))).toBe(true);
    }
    expect(await paper.cell('slip', 1).inputValue()).toBe('');
    // An empty row is none to throw away.
    await window.press('Control+Delete');
    expect(await paper.cell('slip', 1).count()).toBe(1);
    await page.getByRole('heading', { level: 1 }).click();
    await window.press('Shift+?');
    const help = page.getByRole('dialog', { name: t('keys.title') });
    await help.getByText(t('slips.removeThisRow'), { exact: true }).waitFor();
    await takePicture(window, 'paper-keys-fa');
    await window.press('Escape');
    await help.waitFor({ state: 'hidden' });
  });

  it('keeps what is typed while pasted words are looked up', async () => {
    await paper.showKind('receipt');
    // A cheque without its number is not whole: it stays where it is.
    const cheque = valueLabel(window.t, 'salesDocuments', 'method', 'cheque');
    await paper.paste('slip', 1, `601\t${customers[0] ?? ''}\t${cheque}\t\n602\t${customers[1] ?? ''}\t\t`);
    await paper.cell('amount', 1).fill('120');
    await expect.poll(() => paper.cell('slip', 2).inputValue()).toBe('602');
    await expect.poll(() => paper.cell('amount', 1).inputValue()).toBe('120');
  });

  it('amounts mean the same in another unit of money, and days that were begun are found again', async () => {
    const { t } = window;
    const unit = await shownUnit();
    await window.goTo('nav.settings');
    await new SettingsPage(window).chooseMoneyUnit(unit === 'toman' ? 'rial' : 'toman');
    await openPaper(LONG_AGO);
    const open = window.page.getByRole('navigation', { name: t('slips.openDays') });
    await open.getByText(t('slips.openRows', { count: 2 })).waitFor();
    await takePicture(window, 'paper-open-days-fa');
    await open.getByRole('link', { name: ali }).click();
    await paper.showKind('receipt');
    await expect.poll(() => paper.cell('amount', 1).inputValue()).toBe(`120 ${unit === 'toman' ? 'تومان' : 'ریال'}`);
    await open.waitFor({ state: 'hidden' });
    await window.goTo('nav.settings');
    await new SettingsPage(window).chooseMoneyUnit(unit);
  });

  it('without a price of the day asks for that of the slip, and leaves no draft behind', async () => {
    const { t } = window;
    await openPaper(LONG_AGO);
    await typeOrder(1, '1307', '1');
    await window.press('Control+Enter');
    await paper.grid('order').getByText(t('slips.wrong.price')).waitFor();
    expect(await paper.cell('slip', 1).inputValue()).toBe('1307');
    await takePicture(window, 'paper-no-price-fa');
    // For nothing is no price either, and the cell says so.
    await paper.cell('price', 1).fill('0');
    await window.press('Control+Enter');
    await paper.grid('order').getByText(t('slips.wrong.amount')).waitFor();
    await paper.cell('price', 1).fill('5000');
    await window.press('Control+Enter');
    // Far below any price it needs somebody's word; there is one order of it, and no row is left.
    await paper.entered('order', '1307').waitFor();
    await expect.poll(() => paper.cell('slip', 1).inputValue()).toBe('');
    expect(await paper.entered('order', '1307').count()).toBe(1);
  });

  async function openPaper(on?: string): Promise<void> {
    await new BranchPage(window).open();
    const search = `person=${personId('ali')}${on === undefined ? '' : `&on=${on}`}`;
    await window.page.evaluate((address) => {
      location.hash = address;
    }, `/branch/paper?${search}`);
    await window.heading(window.t('slips.title')).waitFor();
    paper = new PaperPage(window);
    await paper.grid('order').waitFor();
  }

  /** A whole row, the cursor in its quantity at the end. */
  async function typeOrder(row: number, slip: string, quantity: string): Promise<void> {
    await paper.cell('slip', row).fill(slip);
    await paper.cell('customer', row).focus();
    await window.type(customers[0] ?? '');
    await chooseFirst(customers[0] ?? '');
    await paper.cell('product', row).focus();
    await window.type(code);
    await chooseFirst(code);
    await paper.cell('quantity', row).focus();
    await window.type(quantity);
  }

  async function chooseFirst(words: string): Promise<void> {
    await window.page.getByRole('option').filter({ hasText: words }).first().waitFor();
    await window.press('Enter');
    await window.page.getByRole('option').first().waitFor({ state: 'hidden' });
  }

  /** As when another program comes to the front: the page keeps its active element. */
  async function loseWindow(): Promise<void> {
    await window.page.evaluate(() => {
      document.activeElement?.dispatchEvent(new FocusEvent('focusout', { relatedTarget: null, bubbles: true }));
    });
  }

  async function shownUnit(): Promise<'rial' | 'toman'> {
    const words = await window.page.getByRole('complementary', { name: window.t('slips.sums') }).innerText();
    return words.includes('تومان') ? 'toman' : 'rial';
  }

  /** The order of the slip, whole. */
  const isSlipAtServer = async (number: string): Promise<boolean> =>
    (await product().recordsAtServer('salesDocuments')).some(
      ({ body }) =>
        (body['paper'] as { number?: string } | undefined)?.number === number && body['state'] === 'confirmed',
    );
});
