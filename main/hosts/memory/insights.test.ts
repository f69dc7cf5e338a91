/** The known truths of real data, through the product's own import, in the figures that a manager sees; each summed here from the files alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realDataFolder } from '../../../build/testing/realData.ts';
import { soldLines, soldSums, sumsBy, wonDeals, wonSums, type Sums } from '../../../build/testing/realTruths.ts';
import type { InsightGroup, InsightMeasure } from '../../../shared/contract/insights.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, failure, first, signIn, type TestCompany } from './company.ts';

const northwind = realDataFolder('northwind');
const mavenCrm = realDataFolder('maven-crm');

let company: TestCompany;
let window: CoreClient;

async function openWith(preset: string, folder: string): Promise<void> {
  company = await createTestCompany();
  window = await signIn(company, 'ada');
  const files = readdirSync(folder).map((name) => ({
    name,
    bytes: readFileSync(join(folder, name)).toString('base64'),
  }));
  for await (const step of await window.imports.run({ preset, mappings: {}, encodings: {}, files }))
    if (step.type === 'done') return;
  throw new Error('the import did not end');
}

const figures = async (question: {
  measure: InsightMeasure;
  by: InsightGroup;
  from?: string;
  to?: string;
}): Promise<Sums> => {
  const rows = await first(window.insights.figures(question));
  expect(
    rows.flatMap(({ amounts }) => amounts.map(({ currency }) => currency)).filter((code) => code !== 'USD'),
  ).toEqual([]);
  return rows.map(({ name, count, amounts }) => [name, count, amounts[0]?.amount ?? 0] as const);
};

describe.skipIf(mavenCrm === null)('what was won, of the real pipeline', () => {
  const folder = mavenCrm ?? '';
  beforeAll(() => openWith('maven-crm', folder), 120_000);
  afterAll(() => company.close());

  it('by regional office, by sector and by agent equals the files', async () => {
    const truths = wonSums(folder);
    const byOffice = await figures({ measure: 'won', by: 'office' });
    expect(byOffice).toEqual(truths.office);
    expect(byOffice).toHaveLength(3);
    expect(byOffice.reduce((sum, [, , amount]) => sum + amount, 0)).toBe(1_000_553_400);
    expect(await figures({ measure: 'won', by: 'industry' })).toEqual(truths.industry);
    const byAgent = await figures({ measure: 'won', by: 'seller' });
    expect(byAgent).toEqual(truths.seller);
    expect(byAgent).toHaveLength(30);
  });

  it('in one quarter alone equals the rows that closed in it', async () => {
    const question = { measure: 'won', by: 'seller', from: '2017-04-01', to: '2017-06-30' } as const;
    const deals = wonDeals(folder).filter(({ of }) => {
      const closed = of['close_date'] ?? '';
      return closed >= question.from && closed <= question.to;
    });
    const expected = sumsBy(deals, (row) => row['sales_agent']);
    expect(deals.length).toBeGreaterThan(1_000);
    expect(await figures(question)).toEqual(expected);
  });

  it('names the deals behind a figure, and all of them', async () => {
    const best = (await first(window.insights.figures({ measure: 'won', by: 'seller' })))[0];
    const question = { measure: 'won', by: 'seller', key: best?.key ?? null } as const;
    let [sum, seen] = [0, 0];
    for (let offset = 0; offset < (best?.count ?? 0); offset += 500) {
      const { total, rows } = await first(window.insights.behind({ ...question, offset, limit: 500 }));
      expect(total).toBe(best?.count);
      seen += rows.length;
      sum += rows.reduce((all, { amount }) => all + amount.amount, 0);
    }
    expect([seen, sum]).toEqual([best?.count, best?.amounts[0]?.amount]);
  });

  it('refuses what is not counted so', async () => {
    expect((await failure(first(window.insights.figures({ measure: 'won', by: 'country' })))).code).toBe(
      'invalid_input',
    );
  });
});

describe.skipIf(northwind === null)('what was sold, of Northwind', () => {
  const folder = northwind ?? '';
  beforeAll(() => openWith('northwind', folder), 120_000);
  afterAll(() => company.close());

  it('by employee and by the region of their territories equals the files', async () => {
    const truths = soldSums(folder);
    expect(await figures({ measure: 'sales', by: 'seller' })).toEqual(truths.seller);
    const byRegion = await figures({ measure: 'sales', by: 'region' });
    expect(byRegion).toEqual(truths.region);
    expect(byRegion).toHaveLength(4);
    expect(byRegion.reduce((sum, [, , amount]) => sum + amount, 0)).toBe(126_579_302);
  });

  it('by category and by country of the customer equals the files', async () => {
    const truths = soldSums(folder);
    expect(await figures({ measure: 'sales', by: 'category' })).toEqual(truths.category);
    expect(await figures({ measure: 'sales', by: 'country' })).toEqual(truths.country);
  });

  it('names the orders behind a category, each with its own part', async () => {
    const beverages = await first(
      window.insights.behind({ measure: 'sales', by: 'category', key: 'Beverages', offset: 0, limit: 500 }),
    );
    const expected = soldLines(folder).filter(({ of }) => of.product['categoryID'] === '1');
    expect(beverages.total).toBe(new Set(expected.map(({ id }) => id)).size);
    expect(beverages.rows.reduce((sum, { amount }) => sum + amount.amount, 0)).toBe(
      expected.reduce((sum, { cents }) => sum + cents, 0),
    );
  });
});
