/** The known truths of real data, through the product's own import, in the figures that a manager sees; each summed here from the files alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realDataFolder } from '../../../build/testing/realData.ts';
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

type Row = Record<string, string>;
const readTable = (folder: string, name: string): Row[] =>
  parse(readFileSync(join(folder, name)), { columns: true, bom: true, relax_column_count: true }) as Row[];

/** Sums by key in cents, the largest first, as [name, count, amount]. */
type Sums = (readonly [string | null, number, number])[];
const sumsOf = (facts: readonly { key: string | null; id: string; cents: number }[]): Sums =>
  [...Map.groupBy(facts, ({ key }) => key)]
    .map(([key, own]) => {
      const ids = new Set(own.map(({ id }) => id));
      return [key, ids.size, own.reduce((sum, { cents }) => sum + cents, 0)] as const;
    })
    .toSorted((one, other) => other[2] - one[2]);

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
  let won: Row[];
  beforeAll(async () => {
    await openWith('maven-crm', mavenCrm ?? '');
    won = readTable(mavenCrm ?? '', 'sales_pipeline.csv').filter((row) => row['deal_stage'] === 'Won');
  }, 120_000);
  afterAll(() => company.close());
  const factsBy = (keyOf: (row: Row) => string | null, rows: readonly Row[] = won) =>
    sumsOf(
      rows.map((row) => ({
        key: keyOf(row),
        id: row['opportunity_id'] ?? '',
        cents: Number(row['close_value']) * 100,
      })),
    );

  it('by regional office, by sector and by agent equals the files', async () => {
    const offices = new Map(
      readTable(mavenCrm ?? '', 'sales_teams.csv').map((row) => [row['sales_agent'], row['regional_office']]),
    );
    const sectors = new Map(readTable(mavenCrm ?? '', 'accounts.csv').map((row) => [row['account'], row['sector']]));
    const byOffice = await figures({ measure: 'won', by: 'office' });
    expect(byOffice).toEqual(factsBy((row) => offices.get(row['sales_agent'] ?? '') ?? null));
    expect(byOffice).toHaveLength(3);
    expect(byOffice.reduce((sum, [, , amount]) => sum + amount, 0)).toBe(1_000_553_400);
    expect(await figures({ measure: 'won', by: 'industry' })).toEqual(
      factsBy((row) => sectors.get(row['account'] ?? '') ?? null),
    );
    const byAgent = await figures({ measure: 'won', by: 'seller' });
    expect(byAgent).toEqual(factsBy((row) => row['sales_agent'] ?? null));
    expect(byAgent).toHaveLength(30);
  });

  it('in one quarter alone equals the rows that closed in it', async () => {
    const question = { measure: 'won', by: 'seller', from: '2017-04-01', to: '2017-06-30' } as const;
    const rows = won.filter(
      (row) => (row['close_date'] ?? '') >= '2017-04-01' && (row['close_date'] ?? '') <= '2017-06-30',
    );
    const expected = factsBy((row) => row['sales_agent'] ?? null, rows);
    expect(rows.length).toBeGreaterThan(1_000);
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
  let lines: { order: Row; product: Row; cents: number }[];
  const table = (name: string): Row[] => readTable(northwind ?? '', name);
  beforeAll(async () => {
    await openWith('northwind', northwind ?? '');
    const orders = new Map(table('orders.csv').map((row) => [row['orderID'], row]));
    const products = new Map(table('products.csv').map((row) => [row['productID'], row]));
    lines = table('order-details.csv').map((row) => ({
      order: orders.get(row['orderID']) ?? {},
      product: products.get(row['productID']) ?? {},
      cents: netCents(row),
    }));
  }, 120_000);
  afterAll(() => company.close());
  const factsBy = (keyOf: (line: (typeof lines)[number]) => string | null) =>
    sumsOf(lines.map((line) => ({ key: keyOf(line), id: line.order['orderID'] ?? '', cents: line.cents })));

  it('by employee and by the region of their territories equals the files', async () => {
    const names = new Map(
      table('employees.csv').map((row) => [row['employeeID'], `${row['firstName']} ${row['lastName']}`]),
    );
    const regionByTerritory = new Map(table('territories.csv').map((row) => [row['territoryID'], row['regionID']]));
    const regionNames = new Map(table('regions.csv').map((row) => [row['regionID'], row['regionDescription']?.trim()]));
    const regionByEmployee = new Map(
      table('employee-territories.csv').map((row) => [
        row['employeeID'],
        regionNames.get(regionByTerritory.get(row['territoryID'])),
      ]),
    );
    expect(await figures({ measure: 'sales', by: 'seller' })).toEqual(
      factsBy(({ order }) => names.get(order['employeeID']) ?? null),
    );
    const byRegion = await figures({ measure: 'sales', by: 'region' });
    expect(byRegion).toEqual(factsBy(({ order }) => regionByEmployee.get(order['employeeID']) ?? null));
    expect(byRegion).toHaveLength(4);
    expect(byRegion.reduce((sum, [, , amount]) => sum + amount, 0)).toBe(126_579_302);
  });

  it('by category and by country of the customer equals the files', async () => {
    const categories = new Map(table('categories.csv').map((row) => [row['categoryID'], row['categoryName']]));
    // Some streets have a comma too many: the country is counted from the end, where nothing has slipped.
    const cells = parse(readFileSync(join(northwind ?? '', 'customers.csv')), { bom: true, relax_column_count: true });
    const countries = new Map(cells.map((row) => [row[0], row.at(-3)]));
    expect(await figures({ measure: 'sales', by: 'category' })).toEqual(
      factsBy(({ product }) => categories.get(product['categoryID']) ?? null),
    );
    expect(await figures({ measure: 'sales', by: 'country' })).toEqual(
      factsBy(({ order }) => countries.get(order['customerID']) ?? null),
    );
  });

  it('names the orders behind a category, each with its own part', async () => {
    const beverages = await first(
      window.insights.behind({ measure: 'sales', by: 'category', key: 'Beverages', offset: 0, limit: 500 }),
    );
    const expected = lines.filter(({ product }) => product['categoryID'] === '1');
    expect(beverages.total).toBe(new Set(expected.map(({ order }) => order['orderID'])).size);
    expect(beverages.rows.reduce((sum, { amount }) => sum + amount.amount, 0)).toBe(
      expected.reduce((sum, { cents }) => sum + cents, 0),
    );
  });
});

/** price × quantity less the discount of a line, in whole cents, half-even; in whole numbers alone. */
function netCents(row: Row): number {
  const whole = (text: string | undefined, digits: number): bigint => {
    const [units = '0', rest = ''] = (text ?? '').split('.');
    return BigInt(units + rest.padEnd(digits, '0').slice(0, digits));
  };
  const scale = 10_000n;
  const exact = whole(row['unitPrice'], 2) * BigInt(row['quantity'] ?? '0') * (scale - whole(row['discount'], 4));
  const [floor, rest] = [exact / scale, exact % scale];
  const isUp = rest * 2n > scale || (rest * 2n === scale && floor % 2n === 1n);
  return Number(isUp ? floor + 1n : floor);
}
