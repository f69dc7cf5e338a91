/** A branch on its day, for whoever answers for it: who is where, what is missing, and the paper that comes in. All of it from what is held here. */
import { createError } from '../../../../shared/base/errors.ts';
import type { CollectionName } from '../../../../shared/domain/record.ts';
import { liveQuery } from '../live.ts';
import { DRAFTS_AREA } from '../drafts/index.ts';
import { atWork, todayOf, type CoreContext, type Work } from '../procedures.ts';
import { requirePermission } from '../rights.ts';
import { chooseBranch, CONTACTS_AREA, keepContacts, readBranchDay } from './branchDay.ts';
import { enterRow } from './enter.ts';
import { readEntered } from './entered.ts';
import { readOpen } from './openPapers.ts';
import { findByWords } from './find.ts';
import { takeBack } from './takeBack.ts';

const READS: readonly CollectionName[] = ['activities', 'salesDocuments', 'serviceRequests', 'customers'];

export const branch = {
  day: atWork.branch.day.handler(({ input, context, signal }) => {
    const { work } = context;
    return liveQuery({
      work,
      signal,
      readable: READS,
      dependencies: READS,
      alsoSync: true,
      alsoOn: (listener) => work.localChanges.subscribe((area) => area === CONTACTS_AREA && listener()),
      run: (ends) => {
        requirePermission(work, 'paper.enter');
        return readBranchDay(context, work, input.branchId, ends);
      },
    });
  }),
  askContacts: atWork.branch.askContacts.handler(({ input, context, signal }) =>
    askContacts(context, context.work, input.branchId, signal),
  ),
  enter: atWork.branch.enter.handler(({ input, context }) => enterRow(context, context.work, input)),
  takeBack: atWork.branch.takeBack.handler(({ input, context }) => takeBack(context, context.work, input)),
  entered: atWork.branch.entered.handler(({ input, context, signal }) => {
    const { work } = context;
    return liveQuery({
      work,
      signal,
      readable: READS,
      dependencies: READS,
      run: (ends) => {
        requirePermission(work, 'paper.enter');
        return readEntered(context, work, input, ends);
      },
    });
  }),
  open: atWork.branch.open.handler(({ context, signal }) => {
    const { work } = context;
    return liveQuery({
      work,
      signal,
      readable: READS,
      dependencies: [],
      alsoOn: (listener) => work.localChanges.subscribe((area) => area === DRAFTS_AREA && listener()),
      run: () => {
        requirePermission(work, 'paper.enter');
        return readOpen(work);
      },
    });
  }),
  find: atWork.branch.find.handler(({ input, context: { work } }) => {
    requirePermission(work, 'paper.enter');
    return findByWords(work, input.what, input.texts);
  }),
};

async function askContacts(context: CoreContext, work: Work, wanted: string | null, signal?: AbortSignal) {
  requirePermission(work, 'paper.enter');
  const { branch: chosen } = chooseBranch(work, wanted);
  if (chosen === null) throw createError('not_found', { collection: 'organisation', id: wanted ?? '' });
  const day = todayOf(context, work);
  const contacts = await work.ask('branchContacts', { branchId: chosen.id, day }, signal);
  keepContacts(work, chosen.id, day, contacts);
  return { at: contacts.at };
}
