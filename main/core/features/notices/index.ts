/**
 * What a person is told of by itself: reminders, and whatever else has a time at which it must be said. The core keeps the clock, and of who tells (a
 * window, or the shell while nobody looks at one) the first to ask gets each notice. Behind the lock there is no session, and nothing is told.
 */
import { instantFromMilliseconds } from '../../../../shared/base/clock.ts';
import type { Notice } from '../../../../shared/contract/day.ts';
import { mayRead } from '../../../../shared/domain/permissions.ts';
import { liveQuery } from '../live.ts';
import { anytime, type CoreContext, type Work } from '../procedures.ts';
import { NOTICE_SOURCES, type DatedNotice } from './sources.ts';
import { isUntold, rememberTold, TOLD_AREA } from './told.ts';

/** What was to be told longer ago is told no more. */
const LATEST_DAYS = 30;
/** It looks so far ahead for the next notice, and at least so often: a machine that slept, or whose clock was set, tells late by no more. */
const LOOK_AHEAD = 60 * 60_000;
const LOOKS_EVERY = 30_000;
const DAY = 86_400_000;

export const noticesMethods = {
  // A window that nobody touches asks for it by itself: no sign of a person.
  notices: anytime.day.notices.handler(({ input, context, signal }) => {
    const work = context.session.require();
    const clock = createAlarm(context);
    return liveQuery({
      work,
      signal,
      readable: ['activities', 'customers'],
      dependencies: [...new Set(NOTICE_SOURCES.flatMap((source) => source.collections)), 'customers' as const].filter(
        (collection) => mayRead(work.person().role, collection),
      ),
      alsoOn: (listener) => {
        const stopHearing = work.localChanges.subscribe((area) => area === TOLD_AREA && listener());
        const stopClock = clock.start(listener);
        return () => {
          stopHearing();
          stopClock();
        };
      },
      run: async (ends) => {
        const now = context.core.clock.now();
        const known = await readNotices(context, work, now, ends);
        const untold = known.filter((notice) => isUntold(work, notice, now));
        clock.setNext(untold.find(({ at }) => Date.parse(at) > now)?.at ?? null);
        return untold.filter(({ at }) => Date.parse(at) <= now).map((notice) => given(notice, input.inWords));
      },
    });
  }),
  tell: anytime.day.tell.handler(({ input, context }) => {
    const work = context.session.require();
    return { keys: rememberTold(work, input.keys, context.core.clock.now()) };
  }),
};

async function readNotices(context: CoreContext, work: Work, now: number, signal: AbortSignal): Promise<DatedNotice[]> {
  const span = {
    from: instantFromMilliseconds(now - LATEST_DAYS * DAY),
    until: instantFromMilliseconds(now + LOOK_AHEAD),
  };
  const found = await Promise.all(
    NOTICE_SOURCES.filter(({ collections }) =>
      collections.every((collection) => mayRead(work.person().role, collection)),
    ).map((source) => source.read(context, work, span, signal)),
  );
  return found
    .flat()
    .filter(({ at }) => at >= span.from)
    .toSorted((one, other) => compareText(`${one.at} ${one.key}`, `${other.at} ${other.key}`));
}

const given = ({ changedAt: _changedAt, ...notice }: DatedNotice, inWords: boolean): Notice =>
  inWords ? notice : { ...notice, words: null };

/** Rings when the next notice is due, or a little later where the machine slept meanwhile; and once an hour's look ahead is used up. */
function createAlarm({ core }: CoreContext) {
  let next = Infinity;
  return {
    setNext(at: string | null): void {
      next = at === null ? core.clock.now() + LOOK_AHEAD / 2 : Date.parse(at);
    },
    start(ring: () => void): () => void {
      const look = (): void => {
        if (core.clock.now() >= next) {
          next = Infinity;
          ring();
        }
        cancel = core.timers.after(Math.min(LOOKS_EVERY, Math.max(1_000, next - core.clock.now())), look);
      };
      let cancel = core.timers.after(1_000, look);
      return () => cancel();
    },
  };
}

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
