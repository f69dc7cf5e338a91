/** A day's records as they are here: what head office sent, with what waits here on top. */
import type { IsoDate } from '../../../../shared/base/clock.ts';
import type { RecordId } from '../../../../shared/base/id.ts';
import { mayRead } from '../../../../shared/domain/permissions.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import {
  DAY_COLLECTIONS,
  dayBounds,
  NEWEST_RECEIPT_FORMAT,
  workerOf,
  type DayCollection,
  type DayRecord,
  type ReceiptFormat,
} from '../../../../shared/sync/receipt.ts';
import type { Work } from '../procedures.ts';

export interface DayRecordHere extends DayRecord {
  /** Work of this device on it waits for head office, or is held there. */
  readonly isPending: boolean;
}

/** As on the server (server/receipts/readDay.ts): an order and money by their date, a contract by when it was written, an activity by when it happened. */
const QUERIES: Readonly<Record<DayCollection, string>> = {
  salesDocuments: `
    SELECT id, kind, version, created_by AS createdBy, pending, body FROM sales_documents
    WHERE deleted = 0 AND kind IN ('order', 'receipt') AND dated_on = :day AND (kind = 'order' OR (:money = 1 AND state <> 'draft'))`,
  contracts: `
    SELECT id, kind, version, created_by AS createdBy, pending, body FROM contracts
    WHERE deleted = 0 AND created_at >= :from AND created_at < :until`,
  activities: `
    SELECT id, kind, version, created_by AS createdBy, pending, body FROM activities
    WHERE deleted = 0 AND happened_at >= :from AND happened_at < :until`,
};

interface DayRow {
  readonly id: RecordId;
  readonly kind: string;
  readonly version: number;
  readonly createdBy: RecordId;
  readonly pending: number;
  readonly body: string;
}

export interface DayWantedHere {
  readonly day: IsoDate;
  readonly timeZone: string;
  readonly people: readonly RecordId[];
  /** Of the receipt that it is compared with: money is counted since the second. */
  readonly format?: ReceiptFormat;
}

export async function readDayHere(
  work: Work,
  { day, timeZone, people, format = NEWEST_RECEIPT_FORMAT }: DayWantedHere,
  signal?: AbortSignal,
): Promise<DayRecordHere[]> {
  const { from, until } = dayBounds(day, timeZone);
  const { role } = work.person();
  const counted = new Set(people);
  const found = await Promise.all(
    DAY_COLLECTIONS.filter((collection) => mayRead(role, collection)).map(async (collection) => {
      const parameters = collection === 'salesDocuments' ? { day, money: format >= 2 ? 1 : 0 } : { from, until };
      const rows = await work.store.readInWorker<DayRow>(QUERIES[collection], parameters, signal);
      return rows.flatMap(({ id, kind, version, createdBy, pending, body: text }): DayRecordHere[] => {
        const body = JSON.parse(text) as RecordBody;
        return counted.has(workerOf(body, createdBy))
          ? [{ collection, kind, id, version, body, isPending: pending !== 0 }]
          : [];
      });
    }),
  );
  return found.flat();
}
