import { describe, expect, it } from 'vitest';
import { readCsvRows, realDataFolder } from '../../../build/testing/realData.ts';
import { parseDecimal, PERCENT_SCALE, QUANTITY_SCALE } from '../../base/money.ts';
import type { RecordBody } from '../record.ts';
import { orderTotals } from './orderTotals.ts';

const folder = realDataFolder('northwind');

describe.skipIf(folder === null)('order totals over the 830 orders of Northwind', () => {
  it('meet gross 1,354,458.59 and net 1,265,793.02 to the cent', async () => {
    const rows = await readCsvRows(folder!, 'order-details.csv');
    const orders = Map.groupBy(rows, (row) => row['orderID'] ?? '');
    const totals = [...orders.values()].map((lines) =>
      orderTotals({ currency: 'USD', lines: lines.map((row, index) => rowToLine(row, String(index))) }),
    );
    expect([rows.length, totals.length]).toEqual([2_155, 830]);
    expect(totals.every(({ isComplete }) => isComplete)).toBe(true);
    expect(totals.reduce((sum, { gross }) => sum + gross.amount, 0)).toBe(135_445_859);
    expect(totals.reduce((sum, { net }) => sum + net.amount, 0)).toBe(126_579_302);
    expect(totals.reduce((sum, { total }) => sum + total.amount, 0)).toBe(126_579_302);
  });
});

function rowToLine(row: Record<string, string>, id: string): RecordBody {
  return {
    id,
    order: id,
    unitPrice: { amount: exact(row['unitPrice'], 100), currency: 'USD' },
    quantity: exact(row['quantity'], QUANTITY_SCALE),
    discountPercentage: exact(row['discount'], 100 * PERCENT_SCALE),
    taxPercentage: 0,
  };
}

function exact(text: string | undefined, scale: number): number {
  const parsed = parseDecimal(text ?? '', scale);
  if (!parsed.ok) throw parsed.error;
  return parsed.value;
}
