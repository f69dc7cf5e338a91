/**
 * The end of a day. Whatever the person sees before they sync is of this machine alone and waits for nothing; comparing and closing ask the
 * server. Nothing is remembered between the steps: the run begins again wherever it was left, from what is here now.
 */
import type { CloseDayReply, DayEndState } from '../../../../shared/contract/dayEnd.ts';
import type { DeviceCallInputs } from '../../../../shared/contract/server.ts';
import { createError } from '../../../../shared/base/errors.ts';
import { isoDateFromInstant, type IsoDate } from '../../../../shared/base/clock.ts';
import {
  readReceipt,
  timeZoneOr,
  DAY_COLLECTIONS,
  dayFigures,
  NEWEST_RECEIPT_FORMAT,
} from '../../../../shared/sync/receipt.ts';
import { followValue, whileSessionLasts } from '../follow.ts';
import { liveQuery } from '../live.ts';
import { atWork, nowOf, type CoreContext, type Work } from '../procedures.ts';
import { compareDay } from './compareDay.ts';
import { readDayHere } from './dayHere.ts';
import { findReceipt, keepReceipt, listReceipts, RECEIPTS_AREA } from './receipts.ts';

export const dayEnd = {
  state: atWork.dayEnd.state.handler(({ input, context, signal }) => {
    const { work } = context;
    // Once; later it looks after every round.
    work.courier.look().catch(() => undefined);
    return liveQuery({
      work,
      signal,
      // Of each collection what the role reads, see dayHere.ts.
      readable: [],
      dependencies: [...DAY_COLLECTIONS, 'organisation', 'reviews'],
      alsoSync: true,
      // Whose sealed work is here is known a moment after the page has opened.
      alsoOn: (listener) => work.courier.onMoved(listener),
      run: (ends) => stateOf(context, work, input.day, ends),
    });
  }),
  compare: atWork.dayEnd.compare.handler(({ input, context: { work }, signal }) =>
    ask(work, { ...input, sign: false }, signal).then((reply) => compare(work, reply, signal)),
  ),
  // What is being signed is not given up half way: whoever goes away finds the receipt in the list.
  close: atWork.dayEnd.close.handler(async ({ input, context: { work } }) => {
    const reply = await ask(work, { ...input, sign: true });
    if (!reply.signed) throw createError('server_refused', { reason: 'day_receipt' });
    const { id } = keepReceipt(work, reply.signed);
    return { ...(await compare(work, reply)), id };
  }),
  receipts: atWork.dayEnd.receipts.handler(({ context: { work }, signal }) =>
    whileSessionLasts(
      work,
      followValue(
        () => listReceipts(work),
        (listener) => work.localChanges.subscribe((area) => area === RECEIPTS_AREA && listener()),
        signal,
      ),
    ),
  ),
  receipt: atWork.dayEnd.receipt.handler(({ input, context: { work } }) => findReceipt(work, input.id)),
};

async function stateOf(
  context: CoreContext,
  work: Work,
  wanted: IsoDate | null,
  signal: AbortSignal,
): Promise<DayEndState> {
  const timeZone = timeZoneOr(work.settings.timeZone());
  const today = isoDateFromInstant(nowOf(context), timeZone);
  const { pending, parked, refused, reviews } = work.store.sync.counts();
  const { id, role } = work.person();
  return {
    today,
    timeZone,
    mayCloseBranch: role === 'branchManager',
    pending,
    held: parked,
    refused,
    reviews,
    others: work.courier.waiting().map(({ profileId, name, state }) => ({ profileId, name, state })),
    here: dayFigures(await readDayHere(work, { day: wanted ?? today, timeZone, people: [id] }, signal)),
  };
}

type Question = Omit<DeviceCallInputs['closeDay'], 'last' | 'format'>;

async function ask(work: Work, question: Question, signal?: AbortSignal): Promise<CloseDayReply> {
  const last = work.store.sync.lastGroup();
  return work.ask(
    'closeDay',
    { ...question, format: NEWEST_RECEIPT_FORMAT, last: last ? { n: last.n, hash: last.hash } : null },
    signal,
  );
}

/** Of a signed answer what counts is what was signed, not what came beside it. */
async function compare(work: Work, reply: CloseDayReply, signal?: AbortSignal) {
  const receipt = reply.signed ? (readReceipt(reply.signed.text) ?? reply.receipt) : reply.receipt;
  const { day, timeZone, people, format } = receipt;
  const here = await readDayHere(work, { day, timeZone, people: people.map(({ id }) => id), format }, signal);
  return compareDay(work, here, { ...reply, receipt });
}
