/** The close of a day: what the server holds of it, from one snapshot, and its signature under that (docs/spec/day-receipt.md). */
import { instantFromMilliseconds, addDays, isoDateFromInstant, type Instant } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import { createIdSource, type RecordId } from '../../shared/base/id.ts';
import type { CloseDayReply } from '../../shared/contract/dayEnd.ts';
import type { DeviceCallInputs } from '../../shared/contract/server.ts';
import { schemaVersions } from '../../shared/domain/catalogue.ts';
import { hasPermission } from '../../shared/domain/permissions.ts';
import { DAYS_BACK_MAXIMUM, receiptText, timeZoneOr, type Receipt } from '../../shared/sync/receipt.ts';
import { createView } from '../../shared/sync/view.ts';
import type { DeviceAnswers, DeviceCallContext } from '../api/deviceAnswers.ts';
import type { Device } from '../auth/devices.ts';
import { isRetryable, sqlStateOf, type Transaction } from '../store/database.ts';
import type { Member } from '../sync/organisation.ts';
import { readDay } from './readDay.ts';
import { readPeople, type Subject } from './subject.ts';

type Input = DeviceCallInputs['closeDay'];

const TRIES = 5;
const UNIQUE_VIOLATION = '23505';

export function createReceiptAnswers(context: DeviceCallContext): Pick<DeviceAnswers, 'closeDay'> {
  const { database, organisation, clock, randomness } = context;
  const nextId = createIdSource(clock, randomness);
  return {
    async closeDay(device, input) {
      const member = (await organisation.read(database)).member(device.person);
      if (!member?.active) throw createError('permission_denied', { reason: 'not_active' });
      if (input.of === 'branch' && member.role !== 'branchManager')
        throw createError('permission_denied', { reason: 'branch_day' });
      // Whoever writes nothing has no day to close, and may look at its figures all the same.
      if (input.sign && !hasPermission(member.role, 'activities.write'))
        throw createError('permission_denied', { permission: 'activities.write' });
      // Two machines that close the same day at once would both be its nth close: one of them counts again.
      for (let tries = 1; ; tries += 1) {
        try {
          return await database.transaction((transaction) =>
            closeDay(context, transaction, { device, member, input, id: nextId() }),
          );
        } catch (error) {
          if (tries === TRIES || !(isRetryable(error) || sqlStateOf(error) === UNIQUE_VIOLATION)) throw error;
        }
      }
    },
  };
}

interface Closing {
  readonly device: Device;
  readonly member: Member;
  readonly input: Input;
  readonly id: RecordId;
}

async function closeDay(
  { keys, clock }: DeviceCallContext,
  transaction: Transaction,
  { device, member, input, id }: Closing,
): Promise<CloseDayReply> {
  const { format = 1 } = input;
  // Everything below is of one moment, whatever is pushed meanwhile.
  await transaction.rows('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
  const { timeZone, company, epoch } = await readInstallation(transaction);
  const closedAt = instantFromMilliseconds(clock.now());
  requirePlausibleDay(input.day, closedAt, timeZone);
  const { subject, people } = await readPeople(transaction, member, input.of);
  const day = await readDay(transaction, {
    day: input.day,
    timeZone,
    people: people.map((person) => person.id),
    view: createView(member.role, schemaVersions()),
    holds: member.holds,
    countsMoney: format >= 2,
  });
  const receipt: Receipt = {
    format,
    id,
    company,
    day: input.day,
    timeZone,
    closedAt,
    closedBy: { id: member.id, name: member.name },
    device: device.id,
    of: subject,
    ...(await readPlace(transaction, subject, input.day)),
    epoch: epoch.epoch,
    chain: { last: input.last, arrived: await hasArrived(transaction, input.last) },
    figures: day.figures,
    elsewhere: day.elsewhere,
    people: people.map((person) => ({
      ...person,
      records: day.recordsByPerson.get(person.id) ?? 0,
      ...(format >= 2 ? { money: day.moneyOf(person.id) } : {}),
    })),
  };
  const listed = { records: day.records, recordsLeftOut: day.figures.records - day.records.length };
  if (!input.sign) return { receipt, signed: null, ...listed };
  const text = receiptText(receipt);
  const signature = keys.sign(text);
  await transaction.rows(
    `INSERT INTO day_receipts (id, day, subject, closing, person, device, closed_at, text, signature, epoch)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [id, input.day, subject.id, receipt.closing, member.id, device.id, closedAt, text, signature, epoch.number],
  );
  return { receipt, signed: { text, signature }, ...listed };
}

/** By the server's clock: a device whose clock runs ahead cannot have a day signed that has not begun. */
function requirePlausibleDay(day: string, now: Instant, timeZone: string): void {
  const today = isoDateFromInstant(now, timeZone);
  if (day > today) throw createError('invalid_input', { reason: 'day_ahead', today });
  if (day < addDays(today, -DAYS_BACK_MAXIMUM)) throw createError('invalid_input', { reason: 'day_too_old', today });
}

async function readInstallation(transaction: Transaction): Promise<{
  timeZone: string;
  company: Receipt['company'];
  epoch: { number: number; epoch: string };
}> {
  const [row] = await transaction.rows<{
    company_id: string;
    company_name: string;
    number: number;
    epoch: string;
    zone: unknown;
  }>(
    `SELECT i.company_id, i.company_name, e.number, e.epoch,
       (SELECT r.body->'value' FROM records r WHERE r.collection = 'organisation' AND r.kind = 'setting' AND NOT r.deleted
         AND r.body->>'key' = 'timeZone' ORDER BY r.created_at, r.id LIMIT 1) AS zone
     FROM installation i, (SELECT number, epoch FROM epochs ORDER BY number DESC LIMIT 1) e`,
  );
  if (!row) throw new Error('The installation has no row');
  return {
    timeZone: timeZoneOr(row.zone),
    company: { id: row.company_id, name: row.company_name },
    epoch: { number: row.number, epoch: row.epoch },
  };
}

async function readPlace(
  transaction: Transaction,
  subject: Subject,
  day: string,
): Promise<Pick<Receipt, 'closing' | 'replaces'>> {
  const [last] = await transaction.rows<{ id: string; closing: number }>(
    'SELECT id, closing FROM day_receipts WHERE subject = $1 AND day = $2 ORDER BY closing DESC LIMIT 1',
    [subject.id, day],
  );
  return { closing: (last?.closing ?? 0) + 1, replaces: last?.id ?? null };
}

/** Decided, whatever about it: a group is decided after its parent, so all before it are. */
async function hasArrived(transaction: Transaction, last: Input['last']): Promise<boolean> {
  if (last === null) return true;
  return (await transaction.rows('SELECT 1 FROM ledger WHERE hash = $1', [last.hash])).length > 0;
}
