/** The tour of the sample company: asked for before one is let in, led by keyboard, left and gone on with where it was. */
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { chooseLanguage, nameOf, PASSPHRASE } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { CommandPalette } from './pages/palette.ts';
import { PassphrasePage, SignInPage } from './pages/session.ts';
import { Tour } from './pages/tour.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

describe('the tour', () => {
  const product = useProduct();

  it.each(['fa', 'en'] as const)(
    'leads through the pages of a rep in %s, and waits where it was left',
    async (language) => {
      const machine = await product().openMachine({ language, dark: language === 'en' });
      const window: AppWindow = await chooseLanguage(machine);
      const { t } = window;
      const tour = new Tour(window);
      await tour.wish().check();
      await takePicture(window, `tour-offer-${language}`);
      await new SignInPage(window).card(nameOf('ali', language)).click();
      await new PassphrasePage(window).waitFor();
      await new PassphrasePage(window).choose(PASSPHRASE);
      await window.rail().waitFor();
      await window.page.getByRole('region', { name: t('session.firstSync.title') }).waitFor({ state: 'hidden' });

      // Enter on "Next", again and again: nobody needs the mouse.
      await tour.step('tour.today.title').waitFor();
      await window.heading(t('nav.today')).waitFor();
      await takePicture(window, `tour-today-${language}`);
      await expectAccessible(window, 'the tour');
      await tour.next().focus();
      await window.press('Enter');
      await tour.step('tour.customers.title').waitFor();
      await window.heading(t('customers.title')).waitFor();
      await takePicture(window, `tour-customers-${language}`);
      await tour.next().click();
      await tour.step('tour.open.title').waitFor();
      // The page beneath is a page like any other meanwhile.
      await window.page.getByRole('grid').getByRole('row').nth(1).click();
      await expect.poll(() => window.address()).toMatch(/^\/customers\/[0-9a-f-]{36}/);
      await tour.region().focus();
      await window.press('Escape');
      await tour.region().waitFor({ state: 'hidden' });
      await window.reload();
      await window.rail().waitFor();
      expect(await tour.region().count()).toBe(0);

      const palette = new CommandPalette(window);
      await palette.open();
      await palette.search().fill(t('tour.goOn'));
      await palette.action(t('tour.goOn')).click();
      await tour.step('tour.open.title').waitFor();
      for (const step of ['many', 'palette', 'orders', 'deals', 'service', 'stock', 'sync', 'keys'] as const) {
        await tour.next().click();
        await tour.step(`tour.${step}.title`).waitFor();
      }
      await tour.finish().click();
      await tour.region().waitFor({ state: 'hidden' });
    },
  );
});
