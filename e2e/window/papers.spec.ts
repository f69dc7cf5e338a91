/** Papers for whoever buys: printed and saved as a PDF without a line, in either language, whatever language the window has. */
import { getDocumentProxy } from 'unpdf';
import { describe, expect, it } from 'vitest';
import { removeDirectionMarks } from '../../shared/base/direction.ts';
import { createTranslator } from '../../shared/locale/translator.ts';
import { expectAccessible } from './accessible.ts';
import { allSent, signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { CustomersPage } from './pages/customers.ts';
import { OrderPage } from './pages/orders.ts';
import { PaperTools } from './pages/papers.ts';
import { keepFile, takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

/** Words of every page, in the order of the file. */
async function read(bytes: Uint8Array): Promise<string[]> {
  const document = await getDocumentProxy(bytes);
  const pages: string[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const { items } = await (await document.getPage(number)).getTextContent();
    pages.push(items.map((item) => ('str' in item ? item.str : '')).join(' '));
  }
  return pages;
}

/** What readers leave out or put in between letters. */
const essence = (text: string): string => removeDirectionMarks(text).replaceAll(/[\s\u200c]/gu, '');

describe.each(['fa', 'en'] as const)('the paper of an order, in %s', (language) => {
  const product = useProduct();
  let window: AppWindow;
  let papers: PaperTools;
  let order: OrderPage;
  let customer = '';
  let total = '';
  let number = '';

  it('is made of a confirmed order, without a line', async () => {
    window = await signIn(await product().openMachine({ language }), 'ali');
    papers = new PaperTools(window);
    order = new OrderPage(window);
    customer = await new CustomersPage(window).firstOf(window.t('customers.column.name'));
    await allSent(window);
    await product().stopServer();
    await (await new CustomersPage(window).open(customer)).newOrder();
    await order.waitForEditor();
    const goods = await order.addProduct('دستکش لاتکس', 'سایز M');
    await order.quantity(goods).fill('10');
    await order.confirm();
    number = await order.number();
    expect(number).toMatch(/^ORD-/);
    const shown = async (): Promise<string> => (await order.totals()).get(window.t('orders.totals.total')) ?? '';
    await expect.poll(shown).toMatch(/\d|[۰-۹]/u);
    total = await shown();
    await expectAccessible(window, 'an order with its paper');
    await takePicture(window, `order-paper-buttons-${language}`);
  });

  it('is printed with one key: numbers, both parties, the total in figures and in words', async () => {
    await papers.print();
    const sheet = papers.sheet();
    await sheet.getByText(window.t('papers.inWords')).waitFor();
    const said = essence(await sheet.innerText());
    for (const words of [window.t('papers.title.order'), customer, total, number])
      expect(said).toContain(essence(words));
    expect(await window.page.locator('#root').isVisible()).toBe(false);
    await takePicture(window, `order-paper-${language}`);
    await papers.putDown();
  });

  it.each(['fa', 'en'] as const)('is saved as a PDF in %s', async (wanted) => {
    await papers.choose(wanted);
    const { name, bytes } = await papers.save();
    const t = createTranslator(wanted);
    expect(name).toContain(number);
    expect(name).toMatch(/\.pdf$/);
    const pages = await read(Uint8Array.from(bytes));
    expect(pages).toHaveLength(1);
    const [page = ''] = pages.map(essence);
    const figures = wanted === language ? [total] : [];
    for (const words of [
      t('papers.title.order'),
      customer,
      number,
      ...figures,
      t('papers.inWords'),
      t('papers.sign.seller'),
    ])
      expect(page).toContain(essence(words).replaceAll('هٔ', 'ۀ'));
    await keepFile(`order-in-${language}-${wanted}.pdf`, bytes);
  });

  it('is one of several that are chosen in the list, in one file', async () => {
    await window.goTo('nav.orders');
    const marks = window.page.getByRole('grid').getByRole('gridcell').getByRole('checkbox');
    await marks.nth(0).click();
    await marks.nth(1).click();
    await takePicture(window, `orders-chosen-${language}`);
    const { name, bytes } = await papers.saveChosen('en');
    expect(name).toMatch(/\+1\.pdf$/);
    const pages = await read(Uint8Array.from(bytes));
    expect(pages.filter((page) => essence(page).includes('Page1of'))).toHaveLength(2);
    await window.page.goBack();
    expect(await order.number()).toBe(number);
  });

  it('is what the printer gets, sheet by sheet', async () => {
    await papers.choose(language);
    await papers.print();
    const printed = await window.page.pdf({ preferCSSPageSize: true });
    await papers.putDown();
    const pages = await read(Uint8Array.from(printed));
    expect(pages).toHaveLength(1);
    // The printer's own count of pages, in the words of the paper.
    const count = language === 'fa' ? window.t('papers.pages', { page: '۱', pages: '۱' }) : 'Page 1 of 1';
    expect(essence(pages[0] ?? '').replaceAll('ۀ', 'هٔ')).toContain(essence(count).slice(-4));
    await keepFile(`order-printed-${language}.pdf`, printed);
  });
});
