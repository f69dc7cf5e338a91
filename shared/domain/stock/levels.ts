/**
 * How much lies at a place: reckoned from where the books begin (an opening balance) and every movement since. Never by adding to what was reckoned
 * before, so it comes out the same on the server, on every device, in whatever order movements arrive, and after a restore.
 *
 * A count is the truth of its moment: what happened before it, and is heard of later, is in it already. What comes out may be less than nothing:
 * paper happened, and is shown as it is.
 */
import { deterministicId, type RecordId } from '../../base/id.ts';
import { integerOf, objectOf, textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';

/** × 1,000, and when it was last known for certain or moved: the age of the figure. */
export interface StockLevel {
  readonly quantity: number;
  readonly asOf: string;
}

export interface HeldBody {
  readonly id: RecordId;
  readonly body: RecordBody;
}

/** `createdAt` is the envelope's: the device's time put right by the server, which is never ahead of it. */
export interface HeldMovement extends HeldBody {
  readonly createdAt: string;
}

/** A balance that began with movements has this id, whoever makes it first. */
export const stockBalanceId = (placeId: RecordId, productId: RecordId): RecordId =>
  deterministicId('stockBalance', placeId, productId);

/** Where the books of this balance begin: what was brought in from elsewhere. null when they begin with the first movement. */
export function openingOf({ id, body }: HeldBody): StockLevel | null {
  const opening = objectOf(body['opening']);
  const written = { quantity: integerOf(opening, 'quantity'), asOf: textOf(opening, 'asOf') };
  if (written.quantity !== null && written.asOf !== null) return { quantity: written.quantity, asOf: written.asOf };
  if (id === stockBalanceId(textOf(body, 'placeId') ?? '', textOf(body, 'productId') ?? '')) return null;
  return { quantity: integerOf(body, 'quantity') ?? 0, asOf: textOf(body, 'asOf') ?? '' };
}

/**
 * @param movements All of one product at one place, in any order; each counts once.
 * @returns null when nothing is known of it.
 */
export function stockLevel(opening: StockLevel | null, movements: readonly HeldMovement[]): StockLevel | null {
  const inTime = movements.map(readMovement).toSorted(byTime);
  let level = opening;
  let countedAt = opening?.asOf ?? '';
  for (const { counted, quantity, at } of inTime) {
    if (at <= countedAt) continue;
    if (counted !== null) countedAt = at;
    level = { quantity: counted ?? (level?.quantity ?? 0) + quantity, asOf: at };
  }
  return level;
}

interface ReadMovement {
  readonly id: RecordId;
  readonly at: string;
  readonly quantity: number;
  readonly counted: number | null;
}

const readMovement = ({ id, body, createdAt }: HeldMovement): ReadMovement => ({
  id,
  at: happenedAt(textOf(body, 'occurredAt') ?? createdAt, createdAt),
  quantity: integerOf(body, 'quantity') ?? 0,
  counted: body['reason'] === 'count' ? integerOf(body, 'counted') : null,
});

/** A clock that ran years ahead would have its count hold for years: nothing happened after it was written down. */
const happenedAt = (occurredAt: string, createdAt: string): string => (occurredAt < createdAt ? occurredAt : createdAt);

/** Of one moment a count comes last: it saw what moved. Of two counts the later id comes first: nothing of that moment holds behind it. */
const byTime = (one: ReadMovement, other: ReadMovement): number =>
  compareText(one.at, other.at) ||
  Number(one.counted !== null) - Number(other.counted !== null) ||
  (one.counted === null ? compareText(one.id, other.id) : compareText(other.id, one.id));

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
