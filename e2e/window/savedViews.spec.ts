/** A view of a list: saved, renamed, made what the list opens with, found by the palette, removed and brought back. */
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { RecordList } from './pages/list.ts';
import { CommandPalette } from './pages/palette.ts';
import { SavedViews } from './pages/savedViews.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

describe('a view of a list', () => {
  const product = useProduct();
  let window: AppWindow;
  let views: SavedViews;
  const isSearched = async (words: string): Promise<void> => {
    await expect.poll(() => list().searchField().inputValue()).toBe(words);
  };
  const list = () => new RecordList(window, window.t('orders.title'));

  it('is saved from what the list shows, and renamed', async () => {
    window = await signIn(await product().openMachine({ language: 'fa' }), 'ali');
    views = new SavedViews(window);
    await window.goTo('nav.orders');
    await list().search('درمانگاه');
    await expect.poll(() => window.address()).toContain('q=');
    await views.open();
    await views.save('درمانگاه‌ها');
    await views.open();
    await views.rename('درمانگاه‌ها', 'درمان');
    await window.notice(window.t('views.renamed', { name: 'درمان' })).waitFor();
    await takePicture(window, 'saved-views-fa');
    await expectAccessible(window, 'saved views');
  });

  it('is what the list opens with, until the list is cleared', async () => {
    await views.pin('درمان');
    await window.press('Escape');
    await window.goTo('nav.equipment');
    await window.goTo('nav.orders');
    await isSearched('درمانگاه');
    await list().search('');
    await isSearched('');
    await expect.poll(() => window.address()).not.toContain('q=');
  });

  it('is opened from the palette, removed, and brought back', async () => {
    const { t } = window;
    const palette = new CommandPalette(window);
    await palette.open();
    await palette.search().fill('نما: درمان');
    await palette.action(t('views.open', { name: 'درمان' })).click();
    await isSearched('درمانگاه');
    await views.open();
    await views.remove('درمان');
    await window
      .notice(t('notice.removed'))
      .getByRole('button', { name: t('action.undo') })
      .click();
    await views.open();
    await views.view('درمان').waitFor();
  });
});
