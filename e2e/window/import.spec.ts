/** An administrator brings in what another program has kept. */
import { describe, expect, it } from 'vitest';
import { generateImportRequest } from '../../main/core/features/imports/fixture.ts';
import { valueLabel } from '../../shared/locale/recordLabels.ts';
import { expectAccessible } from './accessible.ts';
import { allSent, signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { oneLine } from './pages/appWindow.ts';
import { CustomersPage } from './pages/customers.ts';
import { ImportPage } from './pages/imports.ts';
import { useProduct } from './useProduct.ts';

describe('import from the window', () => {
  const product = useProduct();
  const { files } = generateImportRequest({ seed: 7, rows: 70 });
  const rows = rowsOf(files.find(({ name }) => name === 'sales_pipeline.csv')?.bytes ?? '');
  const withoutAccount = rows.filter(({ account }) => account === '').length;
  const misspelt = rows.filter(({ product: name }) => name === 'AlphaPro').length;
  const won = rows.filter(({ deal_stage: stage }) => stage === 'Won');
  let window: AppWindow;
  let page: ImportPage;
  let ofTheSample = 0;

  it('is not offered to a rep, and refused by its address', async () => {
    const rep = await signIn(await product().openMachine({ language: 'en' }), 'ali');
    expect(
      await rep
        .rail()
        .getByRole('link', { name: rep.t('nav.imports') })
        .count(),
    ).toBe(0);
    await rep.page.goto(new URL('#/imports', rep.page.url()).href);
    await rep.page
      .getByRole('alert')
      .filter({ hasText: rep.t('error.permission_denied.title') })
      .waitFor();
    expect(await rep.page.getByLabel(rep.t('imports.drop.label')).count()).toBe(0);
  });

  it('says what is missing, and what is wrong with a broken file', async () => {
    window = await signIn(await product().openMachine({ language: 'en' }), 'admin');
    const { t } = window;
    await window.goTo('nav.imports');
    page = new ImportPage(window);
    ofTheSample = (await product().recordsAtServer('opportunities')).length;
    await page.drop(files.filter(({ name }) => name !== 'products.csv'));
    await page
      .files()
      .filter({ hasText: 'products.csv' })
      .filter({ hasText: t('imports.file.wanted') })
      .waitFor();
    expect(await page.mayRun()).toBe(false);

    const broken = 'product,series,sales_price\nAlpha Pro,"A,1200\nBeta,B,900\n';
    await page.choose([{ name: 'products.csv', bytes: Buffer.from(broken).toString('base64') }]);
    await page
      .problem()
      .filter({ hasText: t('imports.file.brokenQuote', { file: 'products.csv', line: 2 }) })
      .waitFor();
    expect(await page.mayRun()).toBe(false);
    await page.remove('products.csv');
  });

  it('shows before it does anything: counts, what is odd, and a mapping on offer', async () => {
    const { t } = window;
    await page.drop(files.filter(({ name }) => name === 'products.csv'));
    await expect.poll(() => page.counts(t('imports.table.pipeline'))).toEqual(['70', '70', '–', '–', '–']);
    await expect.poll(() => page.counts(t('imports.table.accounts'))).toEqual(['5', '5', '–', '–', '–']);
    await expect.poll(() => page.issues.total()).toBeGreaterThanOrEqual(withoutAccount + misspelt);
    await page.issues.filter(t('imports.issues.reason'), t('import.accountMissing'));
    await expect.poll(() => page.issues.total()).toBe(withoutAccount);
    await page.issues.clearFilter(t('imports.issues.reason'));
    await page.issues.filter(t('imports.issues.reason'), t('import.unknownReference'));
    await expect.poll(() => page.issues.total()).toBe(misspelt);

    await expectAccessible(window, 'preview');
    const offer = page.offer('AlphaPro', 'Alpha Pro');
    expect(await offer.isChecked()).toBe(false);
    await offer.press('Space');
    await expect.poll(() => page.issues.total()).toBe(0);
    await expect.poll(() => offer.isChecked()).toBe(true);
    expect(await product().recordsAtServer('opportunities')).toHaveLength(ofTheSample);
  });

  it('runs, and its report holds the figures of the old program', async () => {
    const { t, formats } = window;
    await page.runButton().click();
    // The one row of the sales teams makes a seller, a manager and their office.
    await page.done(70 + 5 + 1 + 3).waitFor();
    await expectAccessible(window, 'report');
    const figures = await page.figures();
    const wonWords = t('imports.figure.opportunitiesAt', { stage: valueLabel(t, 'opportunities', 'stage', 'won') });
    expect(figures.get(t('imports.numberOf', { what: t('imports.figure.opportunities') }))).toBe('70');
    expect(figures.get(t('imports.numberOf', { what: wonWords }))).toBe(String(won.length));
    const worth = won.reduce((sum, { close_value: value }) => sum + Number(value), 0);
    expect(figures.get(t('imports.worth', { what: wonWords }))).toBe(
      oneLine(formats.money({ amount: worth * 100, currency: 'USD' })),
    );

    await allSent(window);
    await expect.poll(() => product().recordsAtServer('opportunities')).toHaveLength(ofTheSample + 70);
    const atServer = await product().recordsAtServer('opportunities');
    expect(atServer.filter(({ body }) => body['productId'] === undefined && body['custom'] !== undefined)).toEqual([]);
    await window.page.getByRole('link', { name: t('imports.toCustomers') }).click();
    await new CustomersPage(window).search('Karoon');
    await new CustomersPage(window).row('Karoon Agro').waitFor();
  });

  it('changes nothing the second time', async () => {
    const { t } = window;
    await window.goTo('nav.imports');
    await page.drop(files);
    // The mapping of the first time is on by itself, and may be switched off.
    const offer = page.offer('AlphaPro', 'Alpha Pro');
    await expect.poll(() => page.counts(t('imports.table.pipeline'))).toEqual(['70', '–', '–', '70', '–']);
    await expect.poll(() => offer.isChecked()).toBe(true);
    await offer.press('Space');
    await expect
      .poll(() => page.counts(t('imports.table.pipeline')))
      .toEqual(['70', '–', String(misspelt), String(70 - misspelt), '–']);
    await expect.poll(() => offer.isChecked()).toBe(false);
    await offer.press('Space');
    await expect.poll(() => page.counts(t('imports.table.pipeline'))).toEqual(['70', '–', '–', '70', '–']);
    await page.runButton().click();
    await page.done(0).waitFor();
    expect(await product().recordsAtServer('opportunities')).toHaveLength(ofTheSample + 70);
  });
});

/** The fixture has no quoted cells. */
function rowsOf(bytes: string): Record<string, string>[] {
  const [header = '', ...lines] = Buffer.from(bytes, 'base64').toString('utf8').trim().split('\n');
  const columns = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [columns[index] ?? '', cell])));
}
