/**
 * Rows for exports, set aside before anything is written. What was set aside counts, used or not, in any 24 hours and over all devices of a person: a device that
 * never comes back cannot have written more, and two at once cannot have the same rows.
 */
import { instantFromMilliseconds, isoDateFromInstant } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import { createIdSource, type RecordId } from '../../shared/base/id.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { COLLECTION_OF_EXPORT, type ExportAllowance, type UsedExport } from '../../shared/contract/exports.ts';
import type { DeviceCallInputs } from '../../shared/contract/server.ts';
import { exportGrantOf, type ExportGrant } from '../../shared/domain/exports/exportGrant.ts';
import { mayRead } from '../../shared/domain/permissions.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { timeZoneOr } from '../../shared/sync/receipt.ts';
import type { DeviceAnswers, DeviceCallContext } from '../api/deviceAnswers.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import type { Device } from '../auth/devices.ts';
import { retried } from '../store/retried.ts';
import { takeRoom, type DailyBound } from '../store/dailyCounts.ts';
import type { Transaction } from '../store/database.ts';
import { addFindings, type NewFinding } from './findings.ts';
import { ofLine, ofPerson, refuseForToday } from './refuseForToday.ts';

const DAY_MILLISECONDS = 86_400_000;
const EXPORT_MINUTES = 30;
/** How long rows that were leased ahead are good without a line. */
const LEASE_DAYS = 3;
const MARK_BYTES = 32;

export function createExportAnswers(context: DeviceCallContext): Pick<DeviceAnswers, 'allowExport' | 'leaseExports'> {
  const { database, organisation, clock } = context;
  return {
    async allowExport(device, input) {
      const member = (await organisation.read(database)).member(device.person);
      if (!member?.active) throw createError('permission_denied', { reason: 'not_active' });
      if (!mayRead(member.role, COLLECTION_OF_EXPORT[input.list]))
        throw createError('permission_denied', { collection: COLLECTION_OF_EXPORT[input.list] });
      const allowance = await retried(database, (transaction) => allowExport(context, transaction, device, input));
      if (!allowance) throw await refuseForToday(context, ofPerson(device.person, device.id), EXPORTS);
      return allowance;
    },
    async leaseExports(device, { used, wanted }) {
      const { allowance, isWhole } = await retried(database, async (transaction) => {
        await lockPerson(transaction, device.person);
        const grant = wanted ? await readGrant(transaction, device.person, clock.now()) : null;
        const leased = grant === null ? null : await lease(context, transaction, device, grant);
        const told = await takeUsed(context, transaction, device, used);
        await addFindings(transaction, told.findings);
        await writeAudit(
          transaction,
          ...told.fresh.map((one) => ({
            action: 'export.written' as const,
            person: device.person,
            device: device.id,
            subject: one.export,
            facts: { ...factsOf(one), offline: true, at: one.at },
          })),
        );
        return { allowance: leased, isWhole: told.isWhole };
      });
      if (!isWhole) throw await refuseForToday(context, ofLine(device), TOLD_EXPORTS);
      return { allowance };
    },
  };
}

/** Of one person, however few rows they have: a list of nobody has none, and every export is written down for good. */
const EXPORTS: DailyBound = { what: 'exports', most: 200 };

/** Asked again with the same id, after a lost answer, gives the same rows. null when there were too many today. */
async function allowExport(
  context: DeviceCallContext,
  transaction: Transaction,
  device: Device,
  input: DeviceCallInputs['allowExport'],
): Promise<ExportAllowance | null> {
  const now = context.clock.now();
  await lockPerson(transaction, device.person);
  // The very same export, and while its rows are good: any other one under its id is counted by nobody.
  const [known] = await transaction.rows<AllowanceRow>(
    `SELECT a.* FROM exports e JOIN export_allowances a ON a.id = e.allowance
     WHERE e.id = $1 AND e.device = $2 AND a.until > $3 AND e.list = $4 AND e.format = $5 AND e.rows = $6 AND e.reason = $7`,
    [input.export, device.id, instantFromMilliseconds(now), input.list, input.format, input.rows, input.reason],
  );
  if (known) return rowToAllowance(known);
  const grant = await readGrant(transaction, device.person, now);
  if (grant === null) throw createError('permission_denied', { permission: 'export' });
  if (input.rows > grant.rowsPerExport)
    throw createError('export_refused', { reason: 'per_export', rows: input.rows, most: grant.rowsPerExport });
  const left = grant.rowsPerDay - (await rowsOfDay(transaction, device.person, now));
  if (input.rows > left)
    throw createError('export_refused', { reason: 'per_day', rows: input.rows, most: Math.max(0, left) });
  if ((await takeRoom(transaction, context.clock, EXPORTS, device.person, 1)) < 1) return null;
  const allowance = await setAside(context, transaction, device, 'export', input.rows, EXPORT_MINUTES * 60_000);
  const written = await transaction.rows(
    `INSERT INTO exports (id, allowance, person, device, list, format, rows, reason, offline, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, false, $9) ON CONFLICT DO NOTHING RETURNING 1`,
    [
      input.export,
      allowance.id,
      device.person,
      device.id,
      input.list,
      input.format,
      input.rows,
      input.reason,
      instantFromMilliseconds(now),
    ],
  );
  if (written.length === 0) throw createError('token_foreign', { reason: 'export_is_anothers' });
  await writeAudit(transaction, {
    action: 'export.written',
    person: device.person,
    device: device.id,
    subject: input.export,
    facts: { ...factsOf(input), offline: false },
  });
  return allowance;
}

const factsOf = ({ list, format, rows, reason }: Pick<UsedExport, 'list' | 'format' | 'rows' | 'reason'>) => ({
  list,
  format,
  rows,
  reason,
});

/** The rows that the device has in hand, while they are good; else new ones, as far as the day has room. null when there is none. */
async function lease(
  context: DeviceCallContext,
  transaction: Transaction,
  device: Device,
  grant: ExportGrant,
): Promise<ExportAllowance | null> {
  const now = context.clock.now();
  const [inHand] = await transaction.rows<AllowanceRow>(
    `SELECT * FROM export_allowances WHERE device = $1 AND kind = 'offline' AND until > $2 ORDER BY issued_at DESC LIMIT 1`,
    [device.id, instantFromMilliseconds(now)],
  );
  if (inHand) return rowToAllowance(inHand);
  const left = grant.rowsPerDay - (await rowsOfDay(transaction, device.person, now));
  const rows = Math.min(grant.rowsOffline, left);
  return rows < 1 ? null : setAside(context, transaction, device, 'offline', rows, LEASE_DAYS * DAY_MILLISECONDS);
}

/** Rows are leased for three days: a device that tells more exports than these tells the rest tomorrow. */
const TOLD_EXPORTS: DailyBound = { what: 'exports without a line', most: 100 };

interface Told {
  readonly fresh: readonly UsedExport[];
  readonly findings: readonly NewFinding[];
  /** False when there was no room for all of them today. */
  readonly isWhole: boolean;
}

/** What a device wrote without a line. More than it had leased cannot come of our program. */
async function takeUsed(
  { clock }: DeviceCallContext,
  transaction: Transaction,
  device: Device,
  used: readonly UsedExport[],
): Promise<Told> {
  const fresh: UsedExport[] = [];
  const findings: NewFinding[] = [];
  const unheard = await unheardOf(transaction, used);
  const room = await takeRoom(transaction, clock, TOLD_EXPORTS, device.line, unheard.length);
  for (const one of unheard.slice(0, room)) {
    // A device that was restored, or whose store was built anew by signing in, tells as another one of the person what it wrote before.
    const [allowance] = await transaction.rows<AllowanceRow>(
      `SELECT * FROM export_allowances
       WHERE id = $1 AND kind = 'offline' AND device IN (SELECT id FROM devices WHERE person_id = $2)`,
      [one.allowance, device.person],
    );
    if (!allowance) {
      findings.push(beyondLease(device, one, 0));
      continue;
    }
    const written = await transaction.rows(
      `INSERT INTO exports (id, allowance, person, device, list, format, rows, reason, offline, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, true, $9) ON CONFLICT DO NOTHING RETURNING 1`,
      [one.export, one.allowance, device.person, device.id, one.list, one.format, one.rows, one.reason, one.at],
    );
    if (written.length === 0) continue;
    fresh.push(one);
    const [sum] = await transaction.rows<{ rows: number }>(
      'SELECT coalesce(sum(rows), 0)::bigint AS rows FROM exports WHERE allowance = $1',
      [one.allowance],
    );
    if ((sum?.rows ?? 0) > allowance.rows) findings.push(beyondLease(device, one, allowance.rows));
  }
  return { fresh, findings, isWhole: room === unheard.length };
}

/** Each once: what is among the exports, or was found to be beyond what was leased, is known. */
async function unheardOf(transaction: Transaction, used: readonly UsedExport[]): Promise<UsedExport[]> {
  const single = new Map(used.map((one) => [one.export, one]));
  const known = await transaction.rows<{ id: string }>(
    `SELECT u.id FROM unnest($1::uuid[]) AS u (id)
     WHERE EXISTS (SELECT 1 FROM exports e WHERE e.id = u.id)
       OR EXISTS (SELECT 1 FROM findings f WHERE f.cause = 'exportBeyondLease ' || u.id)`,
    [[...single.keys()]],
  );
  for (const { id } of known) single.delete(id);
  return [...single.values()];
}

const beyondLease = (device: Device, one: UsedExport, leased: number): NewFinding => ({
  kind: 'exportBeyondLease',
  person: device.person,
  device: device.id,
  at: one.at,
  facts: { list: one.list, rows: one.rows, leased },
  cause: one.export,
});

// ---- helpers ------------------------------------------------------------------------------------------------------

async function lockPerson(transaction: Transaction, person: RecordId): Promise<void> {
  await transaction.rows('INSERT INTO export_people (person) VALUES ($1) ON CONFLICT DO NOTHING', [person]);
  await transaction.rows('SELECT 1 FROM export_people WHERE person = $1 FOR UPDATE', [person]);
}

/** From the record as it is at this moment, not as the organisation was when the message came. */
async function readGrant(transaction: Transaction, person: RecordId, now: number): Promise<ExportGrant | null> {
  const [row] = await transaction.rows<{ body: RecordBody; zone: unknown }>(
    `SELECT body, (SELECT r.body->'value' FROM records r WHERE r.collection = 'organisation' AND r.kind = 'setting' AND NOT r.deleted
       AND r.body->>'key' = 'timeZone' ORDER BY r.created_at, r.id LIMIT 1) AS zone
     FROM records WHERE collection = 'organisation' AND kind = 'person' AND id = $1 AND NOT deleted`,
    [person],
  );
  return exportGrantOf(row?.body ?? null, isoDateFromInstant(instantFromMilliseconds(now), timeZoneOr(row?.zone)));
}

async function rowsOfDay(transaction: Transaction, person: RecordId, now: number): Promise<number> {
  const [sum] = await transaction.rows<{ rows: number }>(
    'SELECT coalesce(sum(rows), 0)::bigint AS rows FROM export_allowances WHERE person = $1 AND issued_at > $2',
    [person, instantFromMilliseconds(now - DAY_MILLISECONDS)],
  );
  return sum?.rows ?? 0;
}

async function setAside(
  { clock, randomness }: DeviceCallContext,
  transaction: Transaction,
  device: Device,
  kind: 'export' | 'offline',
  rows: number,
  milliseconds: number,
): Promise<ExportAllowance> {
  const now = clock.now();
  const allowance = {
    id: createIdSource(clock, randomness)(),
    rows,
    until: instantFromMilliseconds(now + milliseconds),
    mark: bytesToHex(randomness.bytes(MARK_BYTES)),
  };
  await transaction.rows(
    `INSERT INTO export_allowances (id, person, device, kind, rows, issued_at, until, mark) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [allowance.id, device.person, device.id, kind, rows, instantFromMilliseconds(now), allowance.until, allowance.mark],
  );
  return allowance;
}

interface AllowanceRow {
  readonly id: string;
  readonly rows: number;
  readonly until: Date;
  readonly mark: string;
}

const rowToAllowance = ({ id, rows, until, mark }: AllowanceRow): ExportAllowance => ({
  id,
  rows,
  until: instantFromMilliseconds(until.getTime()),
  mark,
});
