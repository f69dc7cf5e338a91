/** Quality, read back: causes by whatever somebody asks, each number opening the very requests; a technician reads their own. */
import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { textOf, textsOf } from '../../shared/domain/bodyReads.ts';
import { valueLabel } from '../../shared/locale/recordLabels.ts';
import { personId } from '../../server/sample/company.ts';
import { expectAccessible } from './accessible.ts';
import { chooseLook, signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { Fields } from './pages/fields.ts';
import { RequestsPage } from './pages/service.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

describe('causes', () => {
  const product = useProduct();
  let window: AppWindow;

  it('are counted by what somebody chooses, and a number opens the very requests', async () => {
    window = await signIn(await product().openMachine(), 'darius');
    const { t, page, formats } = window;
    await window.goTo('nav.service');
    await new RequestsPage(window).grid().getByRole('row').nth(1).waitFor();
    await expectOnOneLine(window);
    await takePicture(window, 'service-1440-fa');
    await page.getByRole('link', { name: t('causes.title'), exact: true }).click();
    await choose(window, t('insights.period'), t('insights.period.all'));
    const caused = (await product().recordsAtServer('serviceRequests')).filter(
      ({ body }) => textsOf(body, 'causes').length > 0,
    );
    const worn = caused.filter(({ body }) => textsOf(body, 'causes').includes('wear'));
    const byCause = table(window, 'causes.by.cause');
    await expect.poll(() => countIn(byCause, causeWord(window, 'wear'))).toBe(formats.number(worn.length));
    await expect
      .poll(() => byCause.getByRole('row').last().getByRole('cell').first().innerText())
      .toBe(formats.number(caused.length));
    await page.locator('svg text').first().waitFor();
    await expectAccessible(window, 'causes');
    await takePicture(window, 'causes-fa');

    // By keyboard: the chosen one is left by an arrow, a number is opened by Enter.
    const kaveh = personId('kaveh');
    await by(window, 'causes.by.person');
    const byPerson = table(window, 'causes.by.person');
    const own = caused.filter(({ body }) => textOf(body, 'assigneeId') === kaveh);
    const name =
      textOf((await product().recordsAtServer('organisation')).find(({ id }) => id === kaveh)?.body ?? {}, 'name') ??
      '';
    await expect.poll(() => countIn(byPerson, name)).toBe(formats.number(own.length));
    await byPerson.getByRole('button', { name, exact: true }).focus();
    await window.press('Enter');
    const behind = window.panel(t('insights.behind', { name }));
    await behind.getByRole('row').nth(1).waitFor();
    await expect.poll(() => behind.getByRole('grid').getAttribute('aria-rowcount')).toBe(String(own.length + 1));
    await expectAccessible(window, 'behind a cause');
    await takePicture(window, 'causes-behind-fa');
    for (const group of ['causes.by.customer', 'causes.by.product', 'causes.by.month'] as const) {
      await by(window, group);
      await table(window, group).getByRole('row').nth(1).waitFor();
      await takePicture(window, `${group}-fa`);
    }
    const lastMonth = table(window, 'causes.by.month').getByRole('button').last();
    const month = await lastMonth.innerText();
    await lastMonth.click();
    const ofMonth = window.panel(t('insights.behind', { name: month }));
    const subject = await ofMonth.getByRole('row').nth(1).getByRole('gridcell').first().innerText();
    await ofMonth.getByRole('row').nth(1).click();
    await window.panel(subject).waitFor();
    await expect.poll(() => window.address()).toMatch(/^\/service\/[0-9a-f-]{36}/);
  });

  it('of complaints and returns read from left to right in English, in the dark too', async () => {
    window = await chooseLook(window, 'en', 'dark');
    const { t, page } = window;
    await window.goTo('nav.insights');
    await page.getByRole('link', { name: t('causes.title'), exact: true }).click();
    await choose(window, t('insights.period'), t('insights.period.all'));
    await by(window, 'causes.of.returns');
    await table(window, 'causes.by.cause', 'causes.of.returns').getByRole('row').nth(1).waitFor();
    await by(window, 'causes.by.product');
    const products = table(window, 'causes.by.product', 'causes.of.returns');
    await products.getByRole('row').nth(1).waitFor();
    await page.locator('svg text').first().waitFor();
    await expectAccessible(window, 'causes of returns, in the dark');
    await takePicture(window, 'causes-returns-en-dark');
    await by(window, 'causes.of.complaints');
    await choose(window, t('causes.ofCause'), causeWord(window, 'lateDelivery'));
    await page
      .getByText(t('causes.caption.complaints'))
      .or(page.getByText(t('causes.empty.title')))
      .waitFor();
    await takePicture(window, 'causes-complaints-en-dark');
    await window.goTo('nav.service');
    for (const width of [1280, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await expectOnOneLine(window);
      await takePicture(window, `service-${String(width)}-en-dark`);
    }
  });

  it('of a technician are their own, and none of what came back', async () => {
    const kaveh = await signIn(await product().openMachine({ width: 1280 }), 'kaveh');
    const { t, page } = kaveh;
    await kaveh.goTo('nav.service');
    await expectOnOneLine(kaveh);
    await takePicture(kaveh, 'service-1280-fa');
    await page.getByRole('link', { name: t('causes.title'), exact: true }).click();
    await choose(kaveh, t('insights.period'), t('insights.period.all'));
    await by(kaveh, 'causes.by.person');
    const people = table(kaveh, 'causes.by.person');
    await expect.poll(() => people.getByRole('button').count()).toBe(1);
    expect(await page.getByText(t('causes.of.returns'), { exact: true }).count()).toBe(0);
    await expectAccessible(kaveh, 'causes of a technician');
  });

  const causeWord = ({ t }: AppWindow, cause: string): string => valueLabel(t, 'serviceRequests', 'causes', cause);

  const table = (
    { page, t }: AppWindow,
    group: `causes.by.${'cause' | 'month' | 'product' | 'customer' | 'person'}`,
    of: 'causes.of.requests' | 'causes.of.returns' = 'causes.of.requests',
  ): Locator => page.getByRole('table', { name: `${t(of)} · ${t(group)}` });

  const countIn = (rows: Locator, name: string): Promise<string> =>
    rows
      .getByRole('row')
      .filter({ has: rows.page().getByRole('button', { name, exact: true }) })
      .getByRole('cell')
      .first()
      .innerText();

  const by = async ({ page, t }: AppWindow, word: Parameters<AppWindow['t']>[0]): Promise<void> =>
    page.getByRole('radiogroup').getByText(t(word), { exact: true }).click();

  const choose = (shown: AppWindow, label: string, word: string): Promise<void> =>
    new Fields(shown, shown.page.locator('body')).choose(label, word);

  /** Search, views and buttons of the list: none of them below another. */
  async function expectOnOneLine({ page, t }: AppWindow): Promise<void> {
    const search = page.getByLabel(t('service.search'), { exact: true });
    const link = page.getByRole('link', { name: t('causes.title'), exact: true });
    await link.waitFor();
    await expect
      .poll(async () => {
        const [one, other] = [await search.boundingBox(), await link.boundingBox()];
        const bar = await search.evaluate(
          (field) => field.closest('[class*="tools"]')?.parentElement?.clientHeight ?? 0,
        );
        return one !== null && other !== null && Math.abs(one.y - other.y) < 8 && bar < 64;
      })
      .toBe(true);
  }
});
