/** The columns of a list: chosen, moved and widened by keyboard and mouse, there again after a page change, and kept in a view. */
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { RecordList } from './pages/list.ts';
import { ListColumns } from './pages/listColumns.ts';
import { SavedViews } from './pages/savedViews.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

describe('the columns of a list', () => {
  const product = useProduct();
  let window: AppWindow;
  let columns: ListColumns;
  const expectHeaders = async (texts: readonly string[]): Promise<void> => {
    await expect.poll(() => columns.headers()).toEqual(texts);
  };

  it('are left out and moved by keyboard, and stay so when one comes back', async () => {
    window = await signIn(await product().openMachine({ language: 'fa' }), 'ali');
    columns = new ListColumns(window);
    await window.goTo('nav.orders');
    const { t } = window;
    const [number, customer, day, state, lines, total] = [
      t('field.number'),
      t('field.customerId'),
      t('field.orderedOn'),
      t('field.state'),
      t('field.lines'),
      t('orders.total'),
    ];
    await expectHeaders([number, customer, day, state, lines, total]);
    await columns.open();
    await columns.column(number).focus();
    await window.press('ArrowDown');
    await expect.poll(() => columns.column(customer).evaluate((box) => box === document.activeElement)).toBe(true);
    await window.press('Alt+ArrowUp');
    await expectHeaders([customer, number, day, state, lines, total]);
    await expect.poll(() => columns.column(customer).evaluate((box) => box === document.activeElement)).toBe(true);
    await columns.column(lines).focus();
    await window.press('Space');
    await expectHeaders([customer, number, day, state, total]);
    await expectAccessible(window, 'columns of a list');
    await takePicture(window, 'list-columns-fa');
    await columns.close();
    await window.goTo('nav.equipment');
    await window.goTo('nav.orders');
    await expectHeaders([customer, number, day, state, total]);
  });

  it('grow by their edge and by a key', async () => {
    const state = window.t('field.state');
    const before = await columns.widthOf(state);
    await columns.draw(state, 60);
    await expect.poll(() => columns.widthOf(state)).toBe(before + 60);
    await columns.open();
    await columns.column(state).focus();
    await window.press('+');
    await expect.poll(() => columns.widthOf(state)).toBe(before + 84);
    await columns.close();
  });

  it('may be chosen quicker than they are kept', async () => {
    const { t } = window;
    const [customer, number, day, state, total] = [
      t('field.customerId'),
      t('field.number'),
      t('field.orderedOn'),
      t('field.state'),
      t('orders.total'),
    ];
    await columns.open();
    await columns.chooseAtOnce([day, state]);
    await expectHeaders([customer, number, total]);
    await columns.close();
    await window.goTo('nav.equipment');
    await window.goTo('nav.orders');
    await expectHeaders([customer, number, total]);
    await columns.open();
    await columns.chooseAtOnce([state, total, day, total]);
    await expectHeaders([customer, number, day, state, total]);
    await columns.close();
  });

  it('come along with a view, and the list has its own back', async () => {
    const { t } = window;
    const views = new SavedViews(window);
    await views.open();
    await views.save('بدون سطرها');
    await columns.open();
    await columns.reset();
    await columns.close();
    const usual = [
      t('field.number'),
      t('field.customerId'),
      t('field.orderedOn'),
      t('field.state'),
      t('field.lines'),
      t('orders.total'),
    ];
    await expectHeaders(usual);
    await views.open();
    await takePicture(window, 'list-columns-view-fa');
    await views.view('بدون سطرها').click();
    await expectHeaders([usual[1] ?? '', usual[0] ?? '', usual[2] ?? '', usual[3] ?? '', usual[5] ?? '']);
    // What is changed then is not the person's own either.
    await columns.open();
    await columns.column(t('field.state')).focus();
    await window.press('Space');
    await expectHeaders([usual[1] ?? '', usual[0] ?? '', usual[2] ?? '', usual[5] ?? '']);
    await columns.reset();
    await columns.close();
    await expectHeaders(usual);
  });

  it('of a view are there while it is open, also where the list opens with it, and never the person’s own', async () => {
    const { t } = window;
    const views = new SavedViews(window);
    const list = new RecordList(window, t('orders.title'));
    const usual = [
      t('field.number'),
      t('field.customerId'),
      t('field.orderedOn'),
      t('field.state'),
      t('field.lines'),
      t('orders.total'),
    ];
    const press = async (header: string): Promise<void> => {
      await columns.open();
      await columns.column(header).focus();
      await window.press('Space');
      await columns.close();
    };
    const without = (...left: readonly string[]): string[] => usual.filter((header) => !left.includes(header));
    await expectHeaders(usual);
    await list.search('درمانگاه');
    await expect.poll(() => window.address()).toContain('q=');
    await press(t('field.lines'));
    await views.open();
    await views.save('درمانگاه‌ها');
    await columns.open();
    await columns.reset();
    await columns.close();
    await expectHeaders(usual);
    await views.open();
    await views.pin('درمانگاه‌ها');
    await window.press('Escape');

    await window.goTo('nav.equipment');
    await window.goTo('nav.orders');
    await expect.poll(() => list.searchField().inputValue()).toBe('درمانگاه');
    await expectHeaders(without(t('field.lines')));
    await press(t('field.state'));
    await expectHeaders(without(t('field.lines'), t('field.state')));
    await list.search('');
    await expect.poll(() => window.address()).not.toContain('q=');
    await expectHeaders(usual);

    await window.goTo('nav.equipment');
    await window.goTo('nav.orders');
    await expectHeaders(without(t('field.lines')));
  });
});
