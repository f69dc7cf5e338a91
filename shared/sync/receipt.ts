/**
 * The end of a day: what a day's work comes to, counted alike on the device and on the server, and the receipt with which the server
 * says what it holds (docs/spec/day-receipt.md).
 *
 * A receipt is a text (canonical JSON) and the server's Ed25519 signature over its UTF-8. The text is kept as it came: whoever has the
 * server's public key can check it at any time, without a line.
 */
import { z } from 'zod';
import { canonicalJson } from '../base/canonicalJson.ts';
import {
  addDays,
  instantFromMilliseconds,
  isIsoDate,
  isoDateFromInstant,
  type Instant,
  type IsoDate,
} from '../base/clock.ts';
import { isCurrencyCode } from '../base/currency.ts';
import { createError } from '../base/errors.ts';
import type { RecordId } from '../base/id.ts';
import { moneyOf, textOf } from '../domain/bodyReads.ts';
import type { RecordBody } from '../domain/record.ts';
import { orderTotals } from '../domain/salesDocuments/orderTotals.ts';
import { addChecksum, checksumToHex, recordChecksum } from './checksum.ts';
import { compareText } from './jsonValues.ts';
import { hashSchema, instantSchema, recordIdSchema } from './operation.ts';

/**
 * What a receipt counts. 1: orders, contracts and activities. 2: money too, by method. Both are read and checked for good; which one is signed is for the
 * device to say that asks for it.
 */
export const RECEIPT_FORMATS = [1, 2] as const;
export type ReceiptFormat = (typeof RECEIPT_FORMATS)[number];
export const NEWEST_RECEIPT_FORMAT = 2 satisfies ReceiptFormat;
/** The day of a company that has not said where it is. */
export const COMPANY_TIME_ZONE = 'Asia/Tehran';
/** Of one answer; the checksum is over all of them. */
export const DAY_RECORDS_MAXIMUM = 5_000;
/** How far back a day may be closed. */
export const DAYS_BACK_MAXIMUM = 31;

/** What a day's close counts. */
export const DAY_COLLECTIONS = ['salesDocuments', 'contracts', 'activities'] as const;
export type DayCollection = (typeof DAY_COLLECTIONS)[number];

// ---- the text of a receipt ---------------------------------------------------------------------------------------

export const isoDateSchema = z.string().refine(isIsoDate);

export const dayLineSchema = z.object({
  collection: z.enum(DAY_COLLECTIONS),
  kind: z.string(),
  /** Of a document; null for what has no state. */
  state: z.string().nullable(),
  /** Of money alone: how it was paid. */
  method: z.string().optional(),
  count: z.int().min(1),
  /** Documents' totals, contracts' prices: minor units in decimal digits, for a sum may exceed what a number holds. */
  amounts: z.array(z.object({ currency: z.string(), amount: z.string().regex(/^-?\d+$/) })),
  /** Of these the amount could not be reckoned in full. */
  unreckoned: z.int().min(0),
});
export type DayLine = z.infer<typeof dayLineSchema>;

export const dayFiguresSchema = z.object({
  records: z.int().min(0),
  /** Over (id, version) of every record counted. */
  checksum: z.string().regex(/^[0-9a-f]{16}$/),
  /** By collection, kind and state. */
  lines: z.array(dayLineSchema),
});
export type DayFigures = z.infer<typeof dayFiguresSchema>;

const namedSchema = z.object({ id: recordIdSchema, name: z.string() });

const receiptPersonSchema = namedSchema.extend({
  /** Of the day's records, how many are theirs. */
  records: z.int().min(0),
  /** When a device of theirs last began a round; null when none ever has. */
  lastSyncAt: instantSchema.nullable(),
  /** Their groups that the server holds back, and that wait for others to arrive. Of any day. */
  held: z.int().min(0),
  waiting: z.int().min(0),
  /** What they took in on the day and nobody cancelled; since format 2. */
  money: z
    .array(
      z.object({
        method: z.string(),
        currency: z.string(),
        count: z.int().min(1),
        amount: z.string().regex(/^-?\d+$/),
      }),
    )
    .optional(),
});

export const receiptSchema = z.object({
  format: z.literal(RECEIPT_FORMATS),
  id: recordIdSchema,
  company: namedSchema,
  day: isoDateSchema,
  timeZone: z.string(),
  /** By the server's clock. */
  closedAt: instantSchema,
  closedBy: namedSchema,
  device: recordIdSchema,
  of: z.object({ type: z.enum(['person', 'branch']), id: recordIdSchema, name: z.string() }),
  /** 1 for the first close of this day of this person or branch; a later close takes the place of the one it names. */
  closing: z.int().min(1),
  replaces: recordIdSchema.nullable(),
  epoch: z.string(),
  /** The last group of the device as it said, and whether the server has decided about it, and so about all before it. */
  chain: z.object({
    last: z.object({ n: z.int().min(1), hash: hashSchema }).nullable(),
    arrived: z.boolean(),
  }),
  figures: dayFiguresSchema,
  /** Records of that day's work that lie where the person may not look any more. Not in the figures. */
  elsewhere: z.int().min(0),
  people: z.array(receiptPersonSchema),
});
export type Receipt = z.infer<typeof receiptSchema>;

export const signedReceiptSchema = z.object({ text: z.string().max(1_000_000), signature: z.string().length(86) });
export type SignedReceipt = z.infer<typeof signedReceiptSchema>;

export const receiptText = (receipt: Receipt): string => canonicalJson(receiptSchema.parse(receipt));

/** What the text says; null for one that is none, or of a newer format. Whether it is genuine is for the signature. */
export function readReceipt(text: string): Receipt | null {
  try {
    return receiptSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

// ---- the day ---------------------------------------------------------------------------------------------------

export interface DayRecord {
  readonly collection: DayCollection;
  readonly kind: string;
  readonly id: RecordId;
  readonly version: number;
  readonly body: RecordBody;
}

/** First instant of the day and of the day after, where the company is. */
export function dayBounds(day: IsoDate, timeZone: string): { readonly from: Instant; readonly until: Instant } {
  return { from: startOfDay(day, timeZone), until: startOfDay(addDays(day, 1), timeZone) };
}

/** Whose work a record is: its owner's, else whoever wrote it. */
export const workerOf = (body: RecordBody, createdBy: RecordId): RecordId => textOf(body, 'ownerId') ?? createdBy;

/** A zone that the runtime knows, else the company's usual one. */
export function timeZoneOr(zone: unknown): string {
  if (typeof zone !== 'string') return COMPANY_TIME_ZONE;
  try {
    isoDateFromInstant('2026-01-01T00:00:00.000Z', zone);
    return zone;
  } catch {
    return COMPANY_TIME_ZONE;
  }
}

export interface DayTally {
  add(record: DayRecord): void;
  figures(): DayFigures;
}

/** Counts one record after another, in any order: the figures are the same. */
export function createDayTally(): DayTally {
  const lines = new Map<string, OpenLine>();
  let records = 0;
  let checksum = 0n;
  return {
    add(record) {
      records += 1;
      checksum = addChecksum(checksum, recordChecksum(record.id, record.version));
      const { collection, kind, body } = record;
      const state = collection === 'salesDocuments' ? (textOf(body, 'state') ?? '') : null;
      const method = kind === 'receipt' ? textOf(body, 'method') : null;
      const key = JSON.stringify([collection, kind, state, method]);
      const line: OpenLine = lines.get(key) ?? {
        collection,
        kind,
        state,
        ...(method === null ? {} : { method }),
        count: 0,
        unreckoned: 0,
        amounts: new Map<string, bigint>(),
      };
      lines.set(key, line);
      line.count += 1;
      const { amount, isComplete } = amountOf(record);
      if (!isComplete) line.unreckoned += 1;
      if (amount) line.amounts.set(amount.currency, (line.amounts.get(amount.currency) ?? 0n) + BigInt(amount.amount));
    },
    figures: () => ({
      records,
      checksum: checksumToHex(checksum),
      lines: [...lines.values()].map(closeLine).toSorted(compareLines),
    }),
  };
}

/** The figures of a day's records. */
export function dayFigures(records: Iterable<DayRecord>): DayFigures {
  const tally = createDayTally();
  for (const record of records) tally.add(record);
  return tally.figures();
}

interface OpenLine extends Pick<DayLine, 'collection' | 'kind' | 'state' | 'method'> {
  count: number;
  unreckoned: number;
  readonly amounts: Map<string, bigint>;
}

function amountOf({ collection, kind, body }: DayRecord): {
  amount: { currency: string; amount: number } | null;
  isComplete: boolean;
} {
  if (collection === 'salesDocuments' && kind !== 'receipt') {
    // In a currency that nobody knows it is no amount: least of all one of rials, which totals fall back to.
    if (!isCurrencyCode(textOf(body, 'currency'))) return { amount: null, isComplete: false };
    const { total, isComplete } = orderTotals(body);
    return { amount: total, isComplete };
  }
  const price =
    collection === 'contracts' ? moneyOf(body, 'price') : kind === 'receipt' ? moneyOf(body, 'amount') : null;
  return price === null || Number.isSafeInteger(price.amount)
    ? { amount: price, isComplete: true }
    : { amount: null, isComplete: false };
}

const closeLine = ({ amounts, ...line }: OpenLine): DayLine => ({
  ...line,
  amounts: [...amounts]
    .map(([currency, amount]) => ({ currency, amount: String(amount) }))
    .toSorted((a, b) => compareText(a.currency, b.currency)),
});

const compareLines = (a: DayLine, b: DayLine): number =>
  DAY_COLLECTIONS.indexOf(a.collection) - DAY_COLLECTIONS.indexOf(b.collection) ||
  compareText(a.kind, b.kind) ||
  compareText(a.state ?? '', b.state ?? '') ||
  compareText(a.method ?? '', b.method ?? '');

const MINUTE = 60_000;

/** The zone's clock may have been put on or back: the first minute that falls on the day, found by halving two days around it. */
function startOfDay(day: IsoDate, timeZone: string): Instant {
  if (!isIsoDate(day)) throw createError('invalid_input', { reason: 'date' });
  const noon = Date.parse(`${day}T12:00:00.000Z`);
  let before = noon - 36 * 60 * MINUTE;
  let within = noon + 15 * 60 * MINUTE;
  while (within - before > MINUTE) {
    const middle = before + Math.floor((within - before) / 2 / MINUTE) * MINUTE;
    if (isoDateFromInstant(instantFromMilliseconds(middle), timeZone) < day) before = middle;
    else within = middle;
  }
  return instantFromMilliseconds(within);
}
