/**
 * How many customers a person reads in an hour. Somebody who is about to leave reads the whole base in an afternoon; nobody's work does. Beyond a limit that
 * follows from the person's own habit, further customers have to wait; those that were read stay readable, and who must go on says why. Head office hears of both.
 *
 * Counted are different customers: a page that is opened is one page, {@link LISTED_PER_PAGE} customers in lists are one. What was read lies in the encrypted
 * store, so that a new start of the program forgets nothing. By this machine's clock: one that jumps is the lease's matter (main/core/lease).
 */
import { instantFromMilliseconds, type Clock } from '../../../../shared/base/clock.ts';
import { createEmitter } from '../../../../shared/base/emitter.ts';
import { createError, isPeyvandError } from '../../../../shared/base/errors.ts';
import type { RecordId } from '../../../../shared/base/id.ts';
import type { ReadingReport, ReadingStanding } from '../../../../shared/contract/watch.ts';
import type { Timers } from '../../ports/timers.ts';
import type { RecordStore } from '../../store/types.ts';
import { createReadingNotes } from './readingNotes.ts';
import { limitOf } from './readingLimit.ts';

export interface ReadingHabit {
  /** A customer's page is opened. @throws PeyvandError `reading_paused` for one that was not read lately and would be too many. */
  open(customer: RecordId): void;
  /** A list shows these. @throws PeyvandError `reading_paused`. */
  list(customers: readonly RecordId[]): void;
  standing(): ReadingStanding;
  /** @throws PeyvandError `throttled` when that was said too often today. */
  goOn(reason: string): void;
  /** What head office has not heard. */
  report(): ReadingReport;
  /** It has. */
  told(report: ReadingReport): void;
  onMoved(listener: () => void): () => void;
  /** Writes down what is not yet. */
  stop(): void;
}

export interface ReadingHabitOptions {
  readonly store: Pick<RecordStore, 'getLocal' | 'listLocal' | 'putLocal'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly nextId: () => RecordId;
  /** Pages an hour that everybody may read; null: nobody is limited. */
  readonly floor: () => number | null;
  /** Given by an administrator. */
  readonly granted: () => number | null;
  readonly log: (event: string, facts: Readonly<Record<string, unknown>>) => void;
  /** Written into the device's audit log. */
  readonly onEvent: (kind: 'readingPaused' | 'readingAsked', facts: Readonly<Record<string, string | number>>) => void;
}

export const LISTED_PER_PAGE = 50;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ASKS_A_DAY = 2;
/** Of what is shown in lists, so that a scroll through one is not written row by row. */
const WRITE_AFTER = 2_000;
const LISTED_WEIGHT = 1 / LISTED_PER_PAGE;

export function createReadingHabit(options: ReadingHabitOptions): ReadingHabit {
  const { clock, timers } = options;
  const notes = createReadingNotes(options.store, clock);
  const moved = createEmitter<void>();
  /** Customers of the last hour: when they were first read in it, and how closely. */
  const read = new Map<RecordId, { at: number; weight: number }>(notes.recent(clock.now() - HOUR));
  let unwritten: RecordId[] = [];
  let stopTimer: (() => void) | null = null;

  function pages(now: number): number {
    let sum = 0;
    for (const [id, { at, weight }] of read) {
      // A clock that was set back leaves what lies ahead of it counted.
      if (at <= now - HOUR) read.delete(id);
      else sum += weight;
    }
    return sum;
  }

  function limit(now: number): number | null {
    const floor = options.floor();
    if (floor === null) return null;
    const usual = limitOf({ floor, hours: notes.hours(now), granted: options.granted() });
    return usual + notes.asksSince(now - HOUR) * Math.ceil(floor / 2);
  }

  /** When so many pages of the oldest have left the hour that one more has room. */
  function freeAt(now: number, most: number): number {
    let sum = pages(now) + 1;
    for (const { at, weight } of [...read.values()].toSorted((one, other) => one.at - other.at)) {
      if (sum <= most) break;
      sum -= weight;
      if (sum <= most) return at + HOUR;
    }
    return now + HOUR;
  }

  function requireRoom(now: number, more: number): void {
    const most = limit(now);
    if (most === null || more === 0 || pages(now) + more <= most) return;
    const count = Math.round(pages(now));
    if (notes.notePause(now, { id: options.nextId(), pages: count, limit: most })) {
      options.onEvent('readingPaused', { pages: count, limit: most });
      moved.emit();
    }
    const retryAfterSeconds = Math.max(1, Math.ceil((freeAt(now, most) - now) / 1_000));
    throw createError('reading_paused', { retryAfterSeconds, pages: count, limit: most });
  }

  function write(): void {
    stopTimer?.();
    stopTimer = null;
    if (unwritten.length === 0) return;
    const entries = unwritten.flatMap((id) => {
      const entry = read.get(id);
      return entry ? [{ id, ...entry }] : [];
    });
    unwritten = [];
    try {
      notes.write(clock.now(), entries);
    } catch (error) {
      // A full disk keeps nobody from reading; it is counted in memory until the program ends.
      options.log('reading.not_written', { error: isPeyvandError(error) ? error.code : 'defect' });
    }
  }

  return {
    open(customer) {
      const now = clock.now();
      const known = read.get(customer);
      if (known && known.at > now - HOUR && known.weight === 1) return;
      const isKnown = known !== undefined && known.at > now - HOUR;
      requireRoom(now, isKnown ? 1 - known.weight : 1);
      read.set(customer, { at: isKnown ? known.at : now, weight: 1 });
      unwritten.push(customer);
      write();
    },
    list(customers) {
      const now = clock.now();
      pages(now);
      const fresh = customers.filter((id) => !read.has(id));
      requireRoom(now, fresh.length * LISTED_WEIGHT);
      for (const id of fresh) read.set(id, { at: now, weight: LISTED_WEIGHT });
      unwritten.push(...fresh);
      if (fresh.length > 0) stopTimer ??= timers.after(WRITE_AFTER, write);
    },
    standing() {
      const now = clock.now();
      const most = limit(now);
      const count = pages(now);
      const isPaused = most !== null && count + 1 > most;
      return {
        pages: Math.round(count),
        limit: most ?? 0,
        pausedUntil: isPaused ? instantFromMilliseconds(freeAt(now, most)) : null,
        asksLeft: Math.max(0, ASKS_A_DAY - notes.asksSince(now - DAY)),
      };
    },
    goOn(reason) {
      const now = clock.now();
      const asks = notes.asksSince(now - DAY);
      if (asks >= ASKS_A_DAY) throw createError('throttled', { reason: 'reading_asks' });
      const facts = { pages: Math.round(pages(now)), limit: limit(now) ?? 0 };
      notes.noteAsk(now, { id: options.nextId(), reason, ...facts });
      options.onEvent('readingAsked', { ...facts, reason });
      moved.emit();
    },
    report: () => notes.report(clock.now()),
    told: (report) => notes.told(report),
    onMoved: (listener) => moved.subscribe(listener),
    stop: write,
  };
}
