/** A branch on its day, of what is held here: whose day it is, who is where, what is missing. */
import { createError } from '../../../../shared/base/errors.ts';
import type { BranchContacts, BranchDay } from '../../../../shared/contract/branch.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { mayRead } from '../../../../shared/domain/permissions.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { dayBounds } from '../../../../shared/sync/receipt.ts';
import { zoneOf } from '../day/zone.ts';
import { nowOf, todayOf, type CoreContext, type Work } from '../procedures.ts';
import { readMissing } from './missing.ts';
import {
  activitiesOfDayQuery,
  branchesQuery,
  branchPeopleQuery,
  jobsInHandQuery,
  type ActivityOfDay,
  type JobOfDay,
  type PersonRow,
} from './queries.ts';
import { whoIsWhere } from './whoIsWhere.ts';

/** What the server said of contacts, by branch and day; it stays on the machine. */
export const CONTACTS_AREA = 'branchContacts';

export async function readBranchDay(
  context: CoreContext,
  work: Work,
  wanted: string | null,
  signal: AbortSignal,
): Promise<BranchDay> {
  const [today, now] = [todayOf(context, work), nowOf(context)];
  const { branches, branch } = chooseBranch(work, wanted);
  if (branch === null) return { today, branch, branches, askedAt: null, people: [], missing: [] };
  const timeZone = zoneOf(context, work);
  const { from, until } = dayBounds(today, timeZone);
  const people = await work.store.readInWorker<PersonRow>(branchPeopleQuery, { branch: branch.id }, signal);
  const ids = JSON.stringify(people.map(({ id }) => id));
  const [activities, jobs] = await Promise.all([
    work.store.readInWorker<ActivityOfDay>(activitiesOfDayQuery, { people: ids, from, until }, signal),
    mayRead(work.person().role, 'serviceRequests')
      ? work.store.readInWorker<JobOfDay>(jobsInHandQuery, { people: ids }, signal)
      : [],
  ]);
  const contacts = keptContacts(work, branch.id, today);
  const day = {
    people,
    activities: activities.map((row) => ({ ...row, read: JSON.parse(row.body) as RecordBody })),
    jobs,
    contacts,
  };
  const placed = whoIsWhere(day);
  return {
    today,
    branch,
    branches,
    askedAt: contacts?.at ?? null,
    people: placed,
    missing: await readMissing(work, { today, now, from, timeZone, branchId: branch.id, day, people: placed }, signal),
  };
}

/** A manager has their own branch; head office any, the first until they chose. @throws PeyvandError `permission_denied` for a manager who asks for another. */
export function chooseBranch(work: Work, wanted: string | null): Pick<BranchDay, 'branch' | 'branches'> {
  const all = work.store.read
    .all<{ id: string; name: string | null }>(branchesQuery, {})
    .map(({ id, name }) => ({ id, name: name ?? '' }));
  const own = ownBranch(work);
  if (work.person().role === 'branchManager') {
    if (wanted !== null && wanted !== own) throw createError('permission_denied', { reason: 'branch_day' });
    const branches = all.filter(({ id }) => id === own);
    return { branches, branch: branches[0] ?? null };
  }
  return { branches: all, branch: all.find(({ id }) => id === (wanted ?? own)) ?? all[0] ?? null };
}

/** null for whoever is of none. */
export function ownBranch(work: Work): string | null {
  const record = work.store.read.record({ collection: 'organisation', id: work.person().id });
  return record ? textOf(record.body, 'branchId') : null;
}

export function keepContacts(work: Work, branchId: string, day: string, contacts: BranchContacts): void {
  work.store.putLocal(CONTACTS_AREA, branchId, { day, contacts });
  work.localChanges.emit(CONTACTS_AREA);
}

/** Those of another day say nothing of who has closed this one. */
function keptContacts(work: Work, branchId: string, day: string): BranchContacts | null {
  const kept = work.store.getLocal(CONTACTS_AREA, branchId) as { day: string; contacts: BranchContacts } | null;
  return kept?.day === day ? kept.contacts : null;
}
