/**
 * Orders of which two machines both delivered, or both invoiced, the rest, and such as were cancelled by one machine and delivered or invoiced by another: gathered,
 * so that somebody cancels one of the papers.
 */
import type { ExceedingOrder } from '../../../../shared/contract/salesDocuments.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { orderProgress, type ChainDocument } from '../../../../shared/domain/salesDocuments/orderProgress.ts';
import type { Work } from '../procedures.ts';
import { cancelledUnderPapersQuery, exceedingQuery, type CancelledRow, type ExceedingRow } from './queries.ts';

const SHOWN = 100;

/** What the query finds may still be a replacement that was sent: what counts is the rule of the order itself. */
export async function readExceeding(work: Work, signal: AbortSignal): Promise<ExceedingOrder[]> {
  const cancelled = await work.store.readInWorker<CancelledRow>(cancelledUnderPapersQuery, {}, signal);
  const rows = await work.store.readInWorker<ExceedingRow>(exceedingQuery, {}, signal);
  const exceeding = rows
    .flatMap(({ orderId, orderNumber, customerName, day, body, documents }): ExceedingOrder[] => {
      const { delivered, invoiced } = orderProgress(
        JSON.parse(body) as RecordBody,
        JSON.parse(documents) as ChainDocument[],
      );
      const found = { delivered: delivered.state === 'tooMuch', invoiced: invoiced.state === 'tooMuch' };
      return found.delivered || found.invoiced
        ? [{ orderId, orderNumber, customerName: customerName ?? '', day: day ?? '', ...found, cancelled: false }]
        : [];
    })
    .slice(0, SHOWN);
  return [...cancelled.map(toExceeding), ...exceeding]
    .toSorted((one, other) => Number(one.day < other.day) - Number(one.day > other.day))
    .slice(0, SHOWN);
}

const toExceeding = ({ customerName, day, delivered, invoiced, ...order }: CancelledRow): ExceedingOrder => ({
  ...order,
  customerName: customerName ?? '',
  day: day ?? '',
  delivered: delivered === 1,
  invoiced: invoiced === 1,
  cancelled: true,
});
