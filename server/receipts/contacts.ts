/** When the devices of a branch's people were last heard of, and who has closed the day: what a manager asks for who waits at the branch. */
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import { hasPermission } from '../../shared/domain/permissions.ts';
import type { DeviceAnswers, DeviceCallContext } from '../api/deviceAnswers.ts';
import { branchOf, readContacts } from './subject.ts';

export function createContactAnswers({
  database,
  organisation,
  clock,
}: DeviceCallContext): Pick<DeviceAnswers, 'branchContacts'> {
  return {
    async branchContacts(device, { branchId, day }) {
      const member = (await organisation.read(database)).member(device.person);
      if (!member?.active) throw createError('permission_denied', { reason: 'not_active' });
      if (!hasPermission(member.role, 'paper.enter'))
        throw createError('permission_denied', { permission: 'paper.enter' });
      return database.transaction(async (transaction) => {
        const own = branchId === null || member.role === 'branchManager' ? await branchOf(transaction, member) : null;
        // The people of another branch are no business of a manager's.
        if (own !== null && branchId !== null && branchId !== own.id)
          throw createError('permission_denied', { reason: 'branch_day' });
        const branch = own?.id ?? branchId ?? '';
        const closes = await transaction.rows<{ subject: string; closed_at: Date }>(
          `SELECT DISTINCT ON (subject) subject, closed_at FROM day_receipts WHERE day = $1
             AND subject IN (SELECT p.id FROM records p WHERE p.collection = 'organisation' AND p.kind = 'person' AND p.body->>'branchId' = $2)
           ORDER BY subject, closing DESC`,
          [day, branch],
        );
        const closedAt = new Map(
          closes.map(({ subject, closed_at }) => [subject, instantFromMilliseconds(closed_at.getTime())]),
        );
        const people = await readContacts(transaction, 'branch', branch);
        return {
          at: instantFromMilliseconds(clock.now()),
          people: people.map(({ name: _name, ...person }) => ({
            ...person,
            closedAt: closedAt.get(person.id) ?? null,
          })),
        };
      });
    },
  };
}
