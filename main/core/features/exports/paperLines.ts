/** The lines of papers, one row each, as people see them on the paper. */
import { elementsOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { orderTotals } from '../../../../shared/domain/salesDocuments/orderTotals.ts';
import type { Work } from '../procedures.ts';
import type { PaperLine } from './columns.ts';

/** An order or another paper as its list shows it, and its body. */
export interface PaperRow {
  readonly row: {
    readonly id: string;
    /** Absent: an order. */
    readonly kind?: string;
    readonly number: string | null;
    readonly customerName: string | null;
    readonly state: string | null;
    readonly orderedOn?: string | null;
    readonly day?: string | null;
  };
  readonly body: RecordBody;
}

export async function linesOfPapers(
  work: Work,
  papers: readonly PaperRow[],
  signal: AbortSignal,
): Promise<{ row: PaperLine; body: RecordBody }[]> {
  const codes = await readCodes(work, papers, signal);
  return papers.flatMap(({ row, body }) => {
    const { kind = 'order', number, customerName, state } = row;
    const totals = kind === 'delivery' ? [] : orderTotals(body).lines;
    return elementsOf(body, 'lines').map((line) => ({
      row: {
        kind,
        number,
        customerName,
        state,
        day: row.orderedOn ?? row.day ?? null,
        productCode: codes.get(textOf(line, 'productId') ?? '') ?? null,
        totals: totals.find(({ id }) => id === textOf(line, 'id')) ?? null,
        reason: textOf(body, 'reason'),
      },
      body: line,
    }));
  });
}

async function readCodes(
  work: Work,
  papers: readonly PaperRow[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string | null>> {
  const products = papers.flatMap(({ body }) => elementsOf(body, 'lines').map((line) => textOf(line, 'productId')));
  const rows = await work.store.readInWorker<{ id: string; code: string | null }>(
    'SELECT id, code FROM products WHERE id IN (SELECT value FROM json_each(:ids))',
    { ids: JSON.stringify([...new Set(products)]) },
    signal,
  );
  return new Map(rows.map(({ id, code }) => [id, code]));
}
