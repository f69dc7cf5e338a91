/** Groups of the outbox that the server holds back, and what they touch. */

export interface HeldGroupRow {
  readonly place: number;
  readonly hash: string;
  readonly n: number;
  readonly occurredAt: string;
  readonly reason: string | null;
  /** JSON of the server's answer. */
  readonly outcome: string | null;
}

/** Held groups, oldest first. `n` is the place in the device's chain. */
export const heldGroupsQuery = `
  SELECT n AS place, hash, device_n AS n, occurred_at AS occurredAt, reason, outcome
  FROM outbox WHERE state = 'parked' ORDER BY outbox.n LIMIT 500`;

export interface WaitingGroupRow {
  readonly place: number;
  readonly hash: string;
  readonly n: number;
  readonly occurredAt: string;
  readonly state: 'pending' | 'waiting';
}

/** What the server has not decided, oldest first: never more than a person looks through. */
export const waitingGroupsQuery = `
  SELECT n AS place, hash, device_n AS n, occurred_at AS occurredAt, state
  FROM outbox WHERE state IN ('pending', 'waiting') ORDER BY outbox.n LIMIT 50`;

/** The records that one group touches. */
export const groupRecordsQuery =
  'SELECT collection, id FROM outbox_records WHERE n = :place ORDER BY collection, id LIMIT :most';
