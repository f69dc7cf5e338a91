/** What has a time at which a person is to be told of it. A further kind of notice is a further source here, with its words in the window and the shell. */
import { instantFromMilliseconds, type Instant } from '../../../../shared/base/clock.ts';
import type { Notice } from '../../../../shared/contract/day.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import type { CollectionName, RecordBody } from '../../../../shared/domain/record.ts';
import { openActivitiesQuery, type RemindedRow } from '../day/queries.ts';
import type { CoreContext, Work } from '../procedures.ts';
import { readPromises } from '../serviceRequests/promises.ts';

/** `changedAt`: what is set for a time already past is told at once; what was past before this machine had the record is not told. */
export type DatedNotice = Notice & { readonly changedAt: Instant };

export interface NoticeSource {
  /** What it reads; whoever may not read one of them is not told. */
  readonly collections: readonly CollectionName[];
  /** Everything of the person's own that is to be told between the two instants, told or not, in any order. */
  read(
    context: CoreContext,
    work: Work,
    span: { readonly from: Instant; readonly until: Instant },
    signal: AbortSignal,
  ): Promise<DatedNotice[]>;
}

const DAY = 86_400_000;
/** One may be reminded long before. */
const PLANNED_AHEAD = 366 * DAY;

/** Of what one planned and has not done. */
const reminders: NoticeSource = {
  collections: ['activities'],
  async read(_context, work, { from, until }, signal) {
    const rows = await work.store.readInWorker<RemindedRow>(
      openActivitiesQuery,
      {
        owner: work.person().id,
        plannedFrom: from,
        until: instantFromMilliseconds(Date.parse(until) + PLANNED_AHEAD),
        remindUntil: until,
      },
      signal,
    );
    return rows.map(({ id, customerName, updatedAt, body }) => {
      const read = JSON.parse(body) as RecordBody;
      const at = textOf(read, 'remindAt') ?? '';
      return {
        key: `reminder ${id} ${at}`,
        source: 'reminder',
        collection: 'activities',
        id,
        at,
        changedAt: updatedAt,
        words: { subject: textOf(read, 'subject') ?? '', customerName },
      };
    });
  },
};

/** To those who answer for it, once for each time by which somebody must be there. */
const promises: NoticeSource = {
  collections: ['serviceRequests'],
  async read(context, work, span, signal) {
    const running = await readPromises(context, work, span, signal);
    return running.map(({ id, subject, customerName, dueAt, warnAt, changedAt }) => ({
      key: `promise ${id} ${dueAt}`,
      source: 'promise',
      collection: 'serviceRequests',
      id,
      at: warnAt,
      dueAt,
      changedAt,
      words: { subject, customerName },
    }));
  },
};

export const NOTICE_SOURCES: readonly NoticeSource[] = [reminders, promises];
