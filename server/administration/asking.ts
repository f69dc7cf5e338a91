/** Who asks, and whether they may: read from the company as it is at this moment, never from what the device says. */
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { ROLES, type Role } from '../../shared/domain/organisation/organisation.ts';
import { hasPermission, type Permission } from '../../shared/domain/permissions.ts';
import type { DeviceCallContext } from '../api/deviceAnswers.ts';
import type { Device } from '../auth/devices.ts';
import type { Transaction } from '../store/database.ts';
import type { Member, Organisation } from '../sync/organisation.ts';
import { rowToRecord, type RecordRow, type StoredRecord } from '../sync/storedRecord.ts';

/** @param permission null: anybody who works here. @throws PeyvandError `permission_denied`. */
export async function requireMember(
  { database, organisation: reader }: Pick<DeviceCallContext, 'database' | 'organisation'>,
  device: Device,
  permission: Permission | null,
): Promise<{ readonly organisation: Organisation; readonly member: Member }> {
  const organisation = await reader.read(database);
  const member = organisation.member(device.person);
  if (!member?.active) throw createError('permission_denied', { reason: 'not_active' });
  if (permission !== null && !hasPermission(member.role, permission))
    throw createError('permission_denied', { permission });
  return { organisation, member };
}

/**
 * Judges whoever asks once more, in the transaction of what they do: who was closed while their call waited for a lock does nothing any more, and of two who close
 * each other one comes first. Locks their own record, and those of the people whom they are about to change, in the order of ids; behind the locks of devices.
 * @returns those people by id, without whom there is none of.
 * @throws PeyvandError `permission_denied`.
 */
export async function lockMember(
  transaction: Transaction,
  { person }: Pick<Device, 'person'>,
  permission: Permission | null,
  others: readonly RecordId[] = [],
): Promise<ReadonlyMap<RecordId, StoredRecord>> {
  const people = await lockPeople(transaction, [person], others);
  requireAtWork(people.get(person), permission);
  return people;
}

/** Of whoever asks, by their record as it stands under lock. @throws PeyvandError `permission_denied`. */
export function requireAtWork(person: StoredRecord | undefined, permission: Permission | null): void {
  const role = roleAtWork(person);
  if (!role) throw createError('permission_denied', { reason: 'not_active' });
  if (permission !== null && !hasPermission(role, permission)) throw createError('permission_denied', { permission });
}

/** @param read Nobody changes them until the transaction ends. @param changed It may change these. */
export async function lockPeople(
  transaction: Transaction,
  read: readonly RecordId[],
  changed: readonly RecordId[] = [],
): Promise<ReadonlyMap<RecordId, StoredRecord>> {
  const ids = [...new Set([...read, ...changed])].toSorted();
  const rows = await transaction.rows<RecordRow>('SELECT * FROM lock_records($1, $2, $3)', [
    ids.map(() => 'organisation'),
    ids,
    ids.map((id) => changed.includes(id)),
  ]);
  return new Map(
    rows.filter(({ kind, deleted }) => kind === 'person' && !deleted).map((row) => [row.id, rowToRecord(row)]),
  );
}

/** null of somebody who left, and of a role that this version does not know. */
export const roleAtWork = (person: StoredRecord | undefined): Role | null =>
  person?.kind === 'person' && !person.deleted && person.body['active'] === true
    ? (ROLES.find((role) => role === person.body['role']) ?? null)
    : null;
