/** A day's records of some people, counted page by page: their bodies are never all in memory. */
import type { IsoDate } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { moneyOf, textOf } from '../../shared/domain/bodyReads.ts';
import type { RecordBody, ScopeId } from '../../shared/domain/record.ts';
import type { CloseDayReply } from '../../shared/contract/dayEnd.ts';
import {
  createDayTally,
  DAY_COLLECTIONS,
  DAY_RECORDS_MAXIMUM,
  dayBounds,
  workerOf,
  type DayCollection,
  type DayFigures,
  type Receipt,
} from '../../shared/sync/receipt.ts';
import { compareText } from '../../shared/sync/jsonValues.ts';
import type { View } from '../../shared/sync/view.ts';
import type { Transaction } from '../store/database.ts';
import { membershipsOf } from '../sync/storedRecord.ts';

export interface DayWanted {
  readonly day: IsoDate;
  readonly timeZone: string;
  readonly people: readonly RecordId[];
  /** What the one who asks may read. */
  readonly view: View;
  readonly holds: (scope: ScopeId) => boolean;
  /** Receipts too, as since format 2. */
  readonly countsMoney: boolean;
}

export interface DayRead {
  readonly figures: DayFigures;
  /** The first of them, by collection and id. */
  readonly records: CloseDayReply['records'];
  readonly recordsByPerson: ReadonlyMap<RecordId, number>;
  readonly elsewhere: number;
  /** What a person took in, by method and currency. */
  moneyOf(person: RecordId): NonNullable<Receipt['people'][number]['money']>;
}

const PAGE = 500;

/** Money that was taken in on the day; what was cancelled is counted as that. */
const MONEY = `r.kind = 'receipt' AND (r.body->>'receivedOn') COLLATE "C" = $1 AND r.body->>'state' <> 'draft'`;

/** Which records are of the day: `$1` its date, `$2` and `$3` its first instant and that of the next. Each uses its own index. */
const OF_THE_DAY: Readonly<Record<DayCollection, string>> = {
  salesDocuments: `r.kind = 'order' AND (r.body->>'orderedOn') COLLATE "C" = $1`,
  contracts: 'r.created_at COLLATE "C" >= $2 AND r.created_at COLLATE "C" < $3',
  activities: `(r.body->>'happenedAt') COLLATE "C" >= $2 AND (r.body->>'happenedAt') COLLATE "C" < $3`,
};

export async function readDay(transaction: Transaction, wanted: DayWanted): Promise<DayRead> {
  const { from, until } = dayBounds(wanted.day, wanted.timeZone);
  const tally = createDayTally();
  const records: CloseDayReply['records'] = [];
  const recordsByPerson = new Map<RecordId, number>();
  const money = createMoneyTally();
  let elsewhere = 0;
  const readings = DAY_COLLECTIONS.filter((name) => wanted.view.collections.includes(name)).flatMap((collection) => [
    { collection, ofTheDay: OF_THE_DAY[collection] },
    // A reading of its own: it has an index of its own.
    ...(collection === 'salesDocuments' && wanted.countsMoney ? [{ collection, ofTheDay: MONEY }] : []),
  ]);
  for (const { collection, ofTheDay } of readings) {
    for (let after: RecordId | null = null; ;) {
      const rows: readonly DayRow[] = await transaction.rows<DayRow>(
        `SELECT r.id, r.kind, r.version, r.created_by, r.home_scope, r.shares, r.body FROM records r
         WHERE r.collection = '${collection}' AND NOT r.deleted AND ${ofTheDay}
           AND ($1::text IS NOT NULL AND $2::text IS NOT NULL AND $3::text IS NOT NULL)
           AND coalesce(nullif(r.body->>'ownerId', ''), r.created_by::text) = ANY($4) AND ($5::uuid IS NULL OR r.id > $5)
         ORDER BY r.id LIMIT ${PAGE}`,
        [wanted.day, from, until, wanted.people, after],
      );
      for (const { id, kind, version, created_by, home_scope, shares, body } of rows) {
        if (!membershipsOf({ homeScope: home_scope, shares }).some(wanted.holds)) {
          elsewhere += 1;
          continue;
        }
        tally.add({ collection, kind, id, version, body: wanted.view.maskBody(collection, kind, body) });
        const worker = workerOf(body, created_by);
        if (kind === 'receipt') money.add(worker, body);
        recordsByPerson.set(worker, (recordsByPerson.get(worker) ?? 0) + 1);
        if (records.length < DAY_RECORDS_MAXIMUM) records.push({ collection, id, version });
      }
      after = rows.at(-1)?.id ?? null;
      if (rows.length < PAGE) break;
    }
  }
  return { figures: tally.figures(), records, recordsByPerson, elsewhere, moneyOf: money.of };
}

type Money = ReturnType<DayRead['moneyOf']>[number];

function createMoneyTally() {
  const sums = new Map<string, { person: RecordId; count: number; amount: bigint; method: string; currency: string }>();
  return {
    add(person: RecordId, body: RecordBody): void {
      const amount = moneyOf(body, 'amount');
      if (body['state'] === 'cancelled' || amount === null || !Number.isSafeInteger(amount.amount)) return;
      const method = textOf(body, 'method') ?? '';
      const key = JSON.stringify([person, method, amount.currency]);
      const sum = sums.get(key) ?? { person, count: 0, amount: 0n, method, currency: amount.currency };
      sums.set(key, { ...sum, count: sum.count + 1, amount: sum.amount + BigInt(amount.amount) });
    },
    of: (person: RecordId): Money[] =>
      [...sums.values()]
        .filter((sum) => sum.person === person)
        .map(({ method, currency, count, amount }) => ({ method, currency, count, amount: String(amount) }))
        .toSorted((a, b) => compareText(a.method, b.method) || compareText(a.currency, b.currency)),
  };
}

interface DayRow {
  readonly id: RecordId;
  readonly kind: string;
  readonly version: number;
  readonly created_by: RecordId;
  readonly home_scope: ScopeId;
  readonly shares: ScopeId[];
  readonly body: RecordBody;
}
