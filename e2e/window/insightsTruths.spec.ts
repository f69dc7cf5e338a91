/**
 * The known truths of real data where a manager reads them: brought to head office by the product's own import, synced to a fresh machine, and shown in the
 * tables of the window. What they must say is reckoned from the text of the files.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../build/commands.ts';
import { realDataFolder } from '../../build/testing/realData.ts';
import { soldSums, wonSums, type Sums } from '../../build/testing/realTruths.ts';
import type { InsightGroup, InsightMeasure } from '../../shared/contract/insights.ts';
import { signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

const mavenCrm = realDataFolder('maven-crm');
const northwind = realDataFolder('northwind');

/** Twelve thousand records to head office and back to a machine, beside whatever else runs. */
const PATIENCE_MILLISECONDS = 300_000;

describe.skipIf(mavenCrm === null || northwind === null)('the known truths of real data, in the window', () => {
  const product = useProduct();
  let window: AppWindow;

  beforeAll(async () => {
    await importInto(product().serverUrl, 'maven-crm', mavenCrm ?? '');
    await importInto(product().serverUrl, 'northwind', northwind ?? '');
  }, PATIENCE_MILLISECONDS);

  it('come to a fresh machine', { timeout: PATIENCE_MILLISECONDS }, async () => {
    const machine = await product().openMachine({ language: 'en' });
    machine.page.setDefaultTimeout(PATIENCE_MILLISECONDS);
    window = await signIn(machine, 'darius');
    await window.goTo('nav.insights');
    const sold = await inDollars('sales', 'seller');
    // Nine employees of Northwind, the head and the foot.
    await expect.poll(() => sold.getByRole('row').count()).toBeGreaterThanOrEqual(9 + 2);
  });

  it('what was won, by office, by sector and by agent, equals the files', async () => {
    const truths = wonSums(mavenCrm ?? '');
    await choose(window.t('insights.measure.won'));
    for (const by of ['office', 'industry', 'seller'] as const) await expectShown('won', by, truths[by]);
  });

  it('what was sold, by employee, region, category and country, equals the files', async () => {
    const truths = soldSums(northwind ?? '');
    await choose(window.t('insights.measure.sales'));
    for (const by of ['seller', 'region', 'category', 'country'] as const) await expectShown('sales', by, truths[by]);
  });

  async function expectShown(measure: InsightMeasure, by: InsightGroup, sums: Sums): Promise<void> {
    await choose(window.t(`insights.by.${by}`));
    const table = await inDollars(measure, by);
    await expect
      .poll(async () => {
        const rows = await table
          .locator('tbody tr')
          .evaluateAll((all) =>
            all.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent ?? '')),
          );
        return rows
          .map(([name = '', count = '', amount = '']) => [plain(name), numberIn(count), centsIn(amount)] as const)
          .filter(([, , amount]) => amount !== 0);
      })
      .toEqual(sums);
    await takePicture(window, `truths-${measure}-${by}-en`);
  }

  /** The sample company sold in rials, which are never added to dollars. */
  async function inDollars(measure: InsightMeasure, by: InsightGroup) {
    const { t, page } = window;
    const name = `${t(`insights.measure.${measure}`)} · ${t(`insights.by.${by}`)}`;
    const table = page.getByRole('table', { name, exact: true });
    await table.getByRole('row').nth(1).waitFor();
    const currency = page.getByRole('combobox', { name: t('insights.currency'), exact: true });
    if ((await currency.inputValue()) !== 'USD') {
      await currency.click();
      await page.getByRole('option', { name: 'USD', exact: true }).click();
    }
    return table;
  }

  async function choose(word: string): Promise<void> {
    await window.page.getByRole('radiogroup').getByText(word, { exact: true }).click();
  }
});

const numberIn = (text: string): number => Number(text.replaceAll(/[^\d.]/gu, ''));
const centsIn = (text: string): number => Math.round(numberIn(text) * 100);
/** Without the marks that keep a name in its own direction. */
const plain = (text: string): string => text.replaceAll(/\p{Cf}/gu, '');

/** `npm run import` as a process of its own, as the administrator of the sample company. */
async function importInto(serverUrl: string, preset: string, folder: string): Promise<void> {
  const program = join(ROOT, 'main', 'hosts', 'cli', 'import.ts');
  const child = spawn(process.execPath, [program, '--preset', preset, '--server', serverUrl, folder]);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  expect(code, output).toBe(0);
}
