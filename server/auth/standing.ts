/**
 * How a device stands with the company: active, suspended, or to be wiped (politely: it hands in its work first; at once: it destroys every
 * key). All identities of one enrolment are one disk and its copies, so an order is for the whole line. Orders are never changed, only followed
 * by the next; the last one counts. The device takes none of this on trust: it obeys what the server signed (`leaseAnswers.ts`).
 */
import { instantFromMilliseconds, type Clock, type Instant } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { AuditAction } from '../../shared/domain/audit/actions.ts';
import { COMPANY_SCOPE } from '../../shared/domain/record.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import type { Database, Queryable, Transaction } from '../store/database.ts';
import { readEpochs } from '../sync/epochs.ts';
import { announceScopes } from '../sync/pokes.ts';
import { lockDevices } from './devices.ts';

export type StandingState = 'active' | 'suspended' | 'wipePolitely' | 'wipeAtOnce' | 'erased';
export type OrderAct = 'suspend' | 'lift' | 'wipePolitely' | 'wipeAtOnce';

/** The last that was ordered about a device, or that it said itself (`erased`). */
export interface DeviceOrder {
  readonly id: RecordId;
  readonly line: RecordId;
  readonly serial: number;
  readonly act: OrderAct | 'erased';
  readonly reason: string;
  /** null: the server's own command line, or the device itself. */
  readonly orderedBy: RecordId | null;
  readonly orderedAt: Instant;
  readonly epoch: string;
  /** Of `erased`: whether the device's own key signed it. */
  readonly proven: boolean;
}

export interface Standing {
  readonly state: StandingState;
  /** null while nothing was ever ordered. */
  readonly order: DeviceOrder | null;
}

export interface StandingContext {
  readonly database: Database;
  readonly clock: Clock;
}

export interface StandingOrder {
  readonly device: RecordId;
  /** Whoever orders it; null from the server's command line. */
  readonly by: RecordId | null;
  /** In the administrator's words, '' for none. */
  readonly reason: string;
  /** Judges whoever orders it, behind the lock of the line; throws when they may no longer. */
  readonly judge?: (transaction: Transaction) => Promise<unknown>;
}

/** The device locks itself and gets nothing more; what it has not sent stays there, safe, until {@link liftDevice}. */
export const suspendDevice = (context: StandingContext, order: StandingOrder): Promise<Standing> =>
  changeStanding(context, 'suspend', order);

/** Takes a suspension back, or an order to wipe that was not carried out yet. */
export const liftDevice = (context: StandingContext, order: StandingOrder): Promise<Standing> =>
  changeStanding(context, 'lift', order);

/** `politely`: the device hands in its work first. `atOnce`: it destroys its keys the moment it hears of it. Both leave the sealed copy of unsent work. */
export const orderWipe = (
  context: StandingContext,
  manner: 'politely' | 'atOnce',
  order: StandingOrder,
): Promise<Standing> => changeStanding(context, manner === 'politely' ? 'wipePolitely' : 'wipeAtOnce', order);

/** How these devices stand, by id; those that are unknown are left out. */
export async function readStandings(
  database: Queryable,
  devices: readonly RecordId[],
): Promise<ReadonlyMap<RecordId, Standing>> {
  const rows = await database.rows<StandingRow>(`${STANDING_QUERY} WHERE d.id = ANY($1::uuid[])`, [devices]);
  return new Map(rows.map((row) => [row.device, rowToStanding(row)]));
}

/** null for an unknown device. */
export async function readStanding(database: Queryable, device: RecordId): Promise<Standing | null> {
  return (await readStandings(database, [device])).get(device) ?? null;
}

/** All that was ever ordered about the device's line, the first first. */
export async function listOrders(database: Queryable, device: RecordId): Promise<readonly DeviceOrder[]> {
  const rows = await database.rows<OrderRow>(
    `SELECT ${ORDER_COLUMNS} FROM device_orders o
     WHERE o.line = (SELECT line FROM devices WHERE id = $1) ORDER BY o.serial`,
    [device],
  );
  return rows.map(rowToOrder);
}

/** A new identity stands as its line does. Behind the lock of its line. */
export async function inheritStanding(transaction: Transaction, device: RecordId): Promise<void> {
  await transaction.rows(
    `UPDATE devices SET standing = first.standing, order_serial = first.order_serial
     FROM devices first WHERE devices.id = $1 AND first.id = devices.line AND devices.id <> first.id`,
    [device],
  );
}

/**
 * The device says that its keys are gone. Its tokens end; what was signed before may still arrive by others.
 * @param proof The statement as its key signed it, null when it had none at hand: then only a device that was told to is believed.
 */
export async function noteErased(
  { database, clock }: StandingContext,
  device: RecordId,
  proof: string | null,
): Promise<Standing> {
  const standing = await database.transaction(async (transaction) => {
    const before = await lockStanding(transaction, device);
    if (before.state === 'erased') return before;
    if (proof === null && before.state !== 'wipeAtOnce' && before.state !== 'wipePolitely')
      throw createError('signature_invalid', { reason: 'not_ordered' });
    const order = await writeOrder(transaction, clock, before, { device, by: null, reason: '', act: 'erased', proof });
    await transaction.rows('UPDATE devices SET revoked_at = coalesce(revoked_at, now()) WHERE line = $1', [order.line]);
    await audit(transaction, order, device);
    return { state: 'erased', order } as const;
  });
  await announceScopes(database, [COMPANY_SCOPE]);
  return standing;
}

// ---- how an order is written -----------------------------------------------------------------------------------

const STATE_BEHIND: Readonly<Record<OrderAct | 'erased', StandingState>> = {
  suspend: 'suspended',
  lift: 'active',
  wipePolitely: 'wipePolitely',
  wipeAtOnce: 'wipeAtOnce',
  erased: 'erased',
};

/**
 * Ordering what holds already changes nothing.
 * @throws PeyvandError `not_found` for an unknown device, `illegal_transition` for one whose keys are gone, or to suspend one that is to be wiped.
 */
async function changeStanding(
  { database, clock }: StandingContext,
  act: OrderAct,
  { device, by, reason, judge }: StandingOrder,
): Promise<Standing> {
  const { standing, isNew } = await database.transaction(async (transaction) => {
    const before = await lockStanding(transaction, device);
    await judge?.(transaction);
    if (before.state === STATE_BEHIND[act]) return { standing: before, isNew: false };
    if (before.state === 'erased' || (act === 'suspend' && before.state !== 'active'))
      throw createError('illegal_transition', { from: before.state });
    const order = await writeOrder(transaction, clock, before, { device, by, reason, act, proof: null });
    await audit(transaction, order, device);
    return { standing: { state: STATE_BEHIND[act], order }, isNew: true };
  });
  // Its streams of pokes end, so that it comes and hears of it.
  if (isNew) await announceScopes(database, [COMPANY_SCOPE]);
  return standing;
}

async function lockStanding(transaction: Transaction, device: RecordId): Promise<Standing> {
  await lockDevices(transaction, [device]);
  const standing = await readStanding(transaction, device);
  if (!standing) throw createError('not_found', { what: 'device' });
  return standing;
}

async function writeOrder(
  transaction: Transaction,
  clock: Clock,
  before: Standing,
  order: StandingOrder & { readonly act: OrderAct | 'erased'; readonly proof: string | null },
): Promise<DeviceOrder> {
  const serial = (before.order?.serial ?? 0) + 1;
  const { epoch } = (await readEpochs(transaction)).current;
  const [row] = await transaction.rows<OrderRow>(
    `INSERT INTO device_orders AS o (line, serial, act, reason, ordered_by, ordered_at, epoch, proof)
     SELECT line, $2, $3, $4, $5, $6::timestamptz, $7, $8 FROM devices WHERE id = $1 RETURNING ${ORDER_COLUMNS}`,
    [order.device, serial, order.act, order.reason, order.by, instantFromMilliseconds(clock.now()), epoch, order.proof],
  );
  if (!row) throw createError('not_found', { what: 'device' });
  await transaction.rows('UPDATE devices SET standing = $2, order_serial = $3 WHERE line = $1', [
    row.line,
    STATE_BEHIND[order.act],
    serial,
  ]);
  return rowToOrder(row);
}

const ACTIONS: Readonly<Record<DeviceOrder['act'], AuditAction>> = {
  suspend: 'device.suspended',
  lift: 'device.lifted',
  wipePolitely: 'device.wipeOrdered',
  wipeAtOnce: 'device.wipeOrdered',
  erased: 'device.wiped',
};

const audit = (transaction: Transaction, order: DeviceOrder, device: RecordId): Promise<void> =>
  writeAudit(transaction, {
    action: ACTIONS[order.act],
    person: order.orderedBy,
    // What a device says itself was done by it.
    device: order.act === 'erased' ? device : null,
    subject: device,
    facts: {
      order: order.id,
      ...(order.act === 'erased' ? { proven: order.proven } : { reason: order.reason.slice(0, REASON_MAXIMUM) }),
      ...(order.act === 'wipePolitely' || order.act === 'wipeAtOnce' ? { manner: order.act } : {}),
    },
  });

const REASON_MAXIMUM = 1_000;

// ---- rows ------------------------------------------------------------------------------------------------------

interface OrderRow {
  readonly id: string;
  readonly line: string;
  readonly serial: number;
  readonly act: OrderAct | 'erased';
  readonly reason: string;
  readonly ordered_by: string | null;
  readonly ordered_at: Date;
  readonly epoch: string;
  readonly proven: boolean;
}

interface StandingRow extends Omit<OrderRow, 'id'> {
  readonly device: string;
  readonly standing: StandingState;
  readonly id: string | null;
}

const ORDER_COLUMNS =
  'o.id, o.line, o.serial, o.act, o.reason, o.ordered_by, o.ordered_at, o.epoch, (o.proof IS NOT NULL) AS proven';
const STANDING_QUERY = `SELECT d.id AS device, d.standing, ${ORDER_COLUMNS} FROM devices d
  LEFT JOIN device_orders o ON o.line = d.line AND o.serial = d.order_serial`;

const rowToStanding = ({ standing, id, ...row }: StandingRow): Standing => ({
  state: standing,
  order: id === null ? null : rowToOrder({ ...row, id }),
});

const rowToOrder = ({ ordered_by, ordered_at, ...row }: OrderRow): DeviceOrder => ({
  id: row.id,
  line: row.line,
  serial: row.serial,
  act: row.act,
  reason: row.reason,
  orderedBy: ordered_by,
  orderedAt: instantFromMilliseconds(ordered_at.getTime()),
  epoch: row.epoch,
  proven: row.proven,
});
