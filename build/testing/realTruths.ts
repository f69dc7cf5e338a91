/** What the public data sets say by themselves: sums that a manager asks for, reckoned from the text of their files and by no code of the product. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

export type Row = Record<string, string>;

/** Something that counts towards a sum: one deal, one line of an order (`id`). */
export interface Fact<Of> {
  readonly of: Of;
  readonly id: string;
  readonly cents: number;
}
export interface OrderLine {
  readonly order: Row;
  readonly product: Row;
}

/** Sums by key in cents, the largest first, as [name, how many, amount]; null: of none that is named. */
export type Sums = (readonly [string | null, number, number])[];

export function sumsBy<Of>(facts: readonly Fact<Of>[], keyOf: (of: Of) => string | null | undefined): Sums {
  return [...Map.groupBy(facts, ({ of }) => keyOf(of) ?? null)]
    .map(([key, own]) => {
      const ids = new Set(own.map(({ id }) => id));
      return [key, ids.size, own.reduce((sum, { cents }) => sum + cents, 0)] as const;
    })
    .toSorted((one, other) => other[2] - one[2]);
}

/** Deals of Maven's pipeline that were won. */
export function wonDeals(folder: string): Fact<Row>[] {
  return readTable(folder, 'sales_pipeline.csv')
    .filter((row) => row['deal_stage'] === 'Won')
    .map((row) => ({ of: row, id: row['opportunity_id'] ?? '', cents: Number(row['close_value']) * 100 }));
}

/** By whom, from where and to whom they were won. */
export function wonSums(folder: string): Readonly<Record<'office' | 'industry' | 'seller', Sums>> {
  const won = wonDeals(folder);
  const offices = valuesByKey(readTable(folder, 'sales_teams.csv'), 'sales_agent', 'regional_office');
  const sectors = valuesByKey(readTable(folder, 'accounts.csv'), 'account', 'sector');
  return {
    office: sumsBy(won, (row) => offices.get(row['sales_agent'])),
    industry: sumsBy(won, (row) => sectors.get(row['account'])),
    seller: sumsBy(won, (row) => row['sales_agent']),
  };
}

/** Lines of Northwind's orders, less their discounts. */
export function soldLines(folder: string): Fact<OrderLine>[] {
  const orders = new Map(readTable(folder, 'orders.csv').map((row) => [row['orderID'], row]));
  const products = new Map(readTable(folder, 'products.csv').map((row) => [row['productID'], row]));
  return readTable(folder, 'order-details.csv').map((row) => ({
    of: { order: orders.get(row['orderID']) ?? {}, product: products.get(row['productID']) ?? {} },
    id: row['orderID'] ?? '',
    cents: netCents(row),
  }));
}

/** By whom, in which region of theirs, of what and to which country they were sold. */
export function soldSums(folder: string): Readonly<Record<'seller' | 'region' | 'category' | 'country', Sums>> {
  const sold = soldLines(folder);
  const table = (name: string): Row[] => readTable(folder, name);
  const names = new Map(
    table('employees.csv').map((row) => [row['employeeID'], `${row['firstName']} ${row['lastName']}`]),
  );
  const regionOfTerritory = valuesByKey(table('territories.csv'), 'territoryID', 'regionID');
  const regions = new Map(table('regions.csv').map((row) => [row['regionID'], row['regionDescription']?.trim()]));
  const regionOfEmployee = new Map(
    table('employee-territories.csv').map((row) => [
      row['employeeID'],
      regions.get(regionOfTerritory.get(row['territoryID'])),
    ]),
  );
  const categories = valuesByKey(table('categories.csv'), 'categoryID', 'categoryName');
  // Some streets have a comma too many: the country is counted from the end, where nothing has slipped.
  const customers = parse(readFileSync(join(folder, 'customers.csv')), { bom: true, relax_column_count: true });
  const countries = new Map(customers.map((row) => [row[0], row.at(-3)]));
  return {
    seller: sumsBy(sold, ({ order }) => names.get(order['employeeID'])),
    region: sumsBy(sold, ({ order }) => regionOfEmployee.get(order['employeeID'])),
    category: sumsBy(sold, ({ product }) => categories.get(product['categoryID'])),
    country: sumsBy(sold, ({ order }) => countries.get(order['customerID'])),
  };
}

const readTable = (folder: string, name: string): Row[] =>
  parse(readFileSync(join(folder, name)), { columns: true, bom: true, relax_column_count: true });

const valuesByKey = (rows: readonly Row[], key: string, value: string): Map<string | undefined, string | undefined> =>
  new Map(rows.map((row) => [row[key], row[value]]));

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
