/** Stock at a branch: what came, what went into a van, what was counted, what is kept for a rep; and the rep, who sees the van and the allotment. */
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { allSent, nameOf, signIn } from './flows.ts';
import { oneLine, type AppWindow } from './pages/appWindow.ts';
import { Fields } from './pages/fields.ts';
import { RecordList } from './pages/list.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

const STORE = 'انبار تهران';
const VAN = `خودروی ${nameOf('ali')}`;
const GLOVES = 'دستکش لاتکس';

describe('stock', () => {
  const product = useProduct();
  let hamid: AppWindow;
  let gloves: string;

  const listIn = (window: AppWindow): RecordList => new RecordList(window, window.t('stock.title'));
  async function choosePlace(window: AppWindow, place: string): Promise<void> {
    await new Fields(window, window.page.locator('body')).choose(window.t('stock.place'), place);
  }
  /** The row of a place in the panel beside the list. */
  const placeRow = (window: AppWindow, place: string) =>
    window.page
      .getByRole('table', { name: window.t('stock.places'), exact: true })
      .getByRole('row')
      .filter({ hasText: place });
  const saysOf = async (window: AppWindow, place: string): Promise<string> =>
    oneLine(await placeRow(window, place).innerText());

  it('a manager writes down a receipt by keyboard, and the figure follows at once', async () => {
    hamid = await signIn(await product().openMachine(), 'hamid');
    const { t, page, formats } = hamid;
    await hamid.goTo('nav.stock');
    await listIn(hamid).grid().getByRole('row').nth(1).waitFor();
    await takePicture(hamid, 'stock-fa');
    await choosePlace(hamid, STORE);
    await page.getByRole('searchbox', { name: t('stock.search') }).fill(GLOVES);
    const row = listIn(hamid).grid().getByRole('row').filter({ hasText: 'سایز M' }).first();
    await row.waitFor();
    gloves = oneLine(await row.getByRole('gridcell').first().innerText());

    await page.getByRole('button', { name: t('stock.record'), exact: true }).click();
    const dialog = page.getByRole('dialog');
    const fields = new Fields(hamid, dialog);
    await fields.choice(t('stock.addProduct')).fill(GLOVES);
    await page.getByRole('option').filter({ hasText: 'سایز M' }).first().click();
    const quantity = dialog.getByRole('textbox', { name: t('stock.quantityOf', { name: gloves }) });
    await expect.poll(() => hamid.hasCursor(quantity)).toBe(true);
    await quantity.fill('۴۰');
    await hamid.press('Enter');
    // Enter in a quantity is the way to the next product, never the end of the list.
    await expect.poll(() => hamid.hasCursor(fields.choice(t('stock.addProduct')))).toBe(true);
    // What was typed is not lost with the dialog.
    await hamid.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await hamid
      .notice(t('stock.discarded'))
      .getByRole('button', { name: t('action.undo') })
      .click();
    await expect.poll(() => quantity.inputValue()).toContain('۴۰');
    // Nor with the window.
    await fields.text(t('field.note')).fill('بارنامهٔ ۱۲');
    await hamid.reload();
    await page.getByRole('button', { name: t('stock.record'), exact: true }).click();
    await expect.poll(() => quantity.inputValue()).toContain('۴۰');
    await expect.poll(() => fields.text(t('field.note')).inputValue()).toContain('۱۲');
    await fields.text(t('field.note')).click();
    await expectAccessible(hamid, 'what came or went');
    await takePicture(hamid, 'stock-record-fa');
    await dialog.getByRole('button', { name: t('stock.record.submit'), exact: true }).click();
    await hamid.notice(t('stock.recorded', { count: formats.number(1) })).waitFor();
    await row.click();
    await hamid.panel(gloves).waitFor();
    await page
      .getByRole('table', { name: t('stock.movements') })
      .getByText(t('value.stock.reason.receipt'))
      .first()
      .waitFor();
  });

  it('loads a van from the store, counts it, and keeps a part for its driver', async () => {
    const { t, page, formats } = hamid;
    await page.getByRole('button', { name: t('stock.transfer'), exact: true }).click();
    const dialog = page.getByRole('dialog');
    const fields = new Fields(hamid, dialog);
    await fields.choose(t('stock.to'), VAN);
    await fields.choice(t('stock.addProduct')).fill(GLOVES);
    await page.getByRole('option').filter({ hasText: 'سایز M' }).first().click();
    await dialog.getByRole('textbox', { name: t('stock.quantityOf', { name: gloves }) }).fill('۱۲');
    await dialog.getByRole('button', { name: t('stock.transfer.submit'), exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await placeRow(hamid, VAN).waitFor();

    await choosePlace(hamid, VAN);
    await page.getByRole('button', { name: t('stock.count'), exact: true }).click();
    const counted = page.getByRole('dialog').getByRole('textbox', { name: t('stock.countOf', { name: gloves }) });
    await counted.fill('۱۱');
    await expectAccessible(hamid, 'a count');
    await takePicture(hamid, 'stock-count-fa');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('stock.count.submitOf', { count: formats.number(1) }) })
      .click();
    await hamid.notice(t('stock.counted', { count: formats.number(1), corrected: formats.number(1) })).waitFor();
    await expect.poll(() => saysOf(hamid, VAN)).toContain(formats.quantity(11_000));

    await page.getByRole('button', { name: t('stock.grant'), exact: true }).click();
    await fields.choose(t('field.stock.placeId'), STORE);
    await fields.choose(t('field.stock.holderId'), nameOf('ali'));
    await fields.text(t('field.stock.quantity')).fill('۱۰');
    await expectAccessible(hamid, 'what is kept for whom');
    await dialog.getByRole('button', { name: t('stock.grant.submit'), exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page
      .getByRole('table', { name: t('stock.allotments') })
      .getByRole('row')
      .filter({ hasText: nameOf('ali') })
      .first()
      .waitFor();
    await expectAccessible(hamid, 'stock of a product');
    await takePicture(hamid, 'stock-product-fa');
    await allSent(hamid);
  });

  it('the driver sees the van and the allotment, and writes nothing', async () => {
    const ali = await signIn(await product().openMachine({ language: 'en' }), 'ali');
    const { t, page, formats } = ali;
    await ali.goTo('nav.stock');
    await choosePlace(ali, t('stock.myPlace', { name: VAN }));
    await listIn(ali).row(gloves).click();
    await ali.panel(gloves).waitFor();
    await expect.poll(() => saysOf(ali, VAN)).toContain(formats.quantity(11_000));
    await page
      .getByRole('table', { name: t('stock.allotments') })
      .getByText(formats.quantity(10_000))
      .first()
      .waitFor();
    expect(await page.getByRole('button', { name: t('stock.record'), exact: true }).count()).toBe(0);
    expect(await page.getByRole('button', { name: t('stock.grant'), exact: true }).count()).toBe(0);
    await expectAccessible(ali, 'stock as a rep sees it');
    await takePicture(ali, 'stock-product-en');
    await choosePlace(ali, t('stock.everyPlace'));
    await takePicture(ali, 'stock-en');
  });
});
