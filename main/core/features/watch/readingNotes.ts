/** What of a person's reading is written down on this device: customers of the last hour, pages of the hours of four weeks, waits and reasons. Among the local values. */
import { z } from 'zod';
import { instantFromMilliseconds, type Clock } from '../../../../shared/base/clock.ts';
import type { RecordId } from '../../../../shared/base/id.ts';
import type { ReadingReport } from '../../../../shared/contract/watch.ts';
import type { RecordStore } from '../../store/types.ts';

export interface ReadEntry {
  readonly id: RecordId;
  readonly at: number;
  readonly weight: number;
}

export interface ReadingNotes {
  /** Customers that were read since, with when first and how closely. */
  recent(since: number): [RecordId, { at: number; weight: number }][];
  write(now: number, entries: readonly ReadEntry[]): void;
  /** Pages of each complete hour of four weeks in which anything was read. */
  hours(now: number): readonly number[];
  /** False when one was noted within the hour. */
  notePause(now: number, event: { readonly id: RecordId; readonly pages: number; readonly limit: number }): boolean;
  noteAsk(
    now: number,
    event: { readonly id: RecordId; readonly pages: number; readonly limit: number; readonly reason: string },
  ): void;
  /** How often it was said since why one had to go on. */
  asksSince(since: number): number;
  report(now: number): ReadingReport;
  told(report: ReadingReport): void;
}

const AREA = 'reading';
const HOURS_AREA = 'reading.hours';
const EVENTS_AREA = 'reading.events';
const HOUR = 3_600_000;
const KEPT_MILLISECONDS = 28 * 24 * HOUR;
const EVENTS_TOLD_AT_ONCE = 500;
const HOURS_TOLD_AT_ONCE = 1_000;

const entriesSchema = z.array(z.tuple([z.string(), z.number(), z.number()]));
const hourSchema = z.object({ pages: z.number(), told: z.boolean() });
const eventSchema = z.object({
  kind: z.enum(['readingPaused', 'readingAsked']),
  at: z.string(),
  pages: z.number(),
  limit: z.number(),
  reason: z.string(),
  told: z.boolean(),
});
type Event = z.infer<typeof eventSchema>;

export function createReadingNotes(store: Pick<RecordStore, 'listLocal' | 'putLocal'>, clock: Clock): ReadingNotes {
  const hourOf = (at: number): string => instantFromMilliseconds(Math.floor(at / HOUR) * HOUR);
  const hours = new Map(readAll(store, HOURS_AREA, hourSchema));
  const events = new Map(readAll(store, EVENTS_AREA, eventSchema));
  const written = new Map(readAll(store, AREA, entriesSchema));
  let count = written.size;
  /** Pages of the present hour and of those not yet written as complete, by when they were first read. */
  const open = new Map<string, number>();
  for (const entries of written.values()) for (const [, at, weight] of entries) addOpen(at, weight);
  closeHours(clock.now());

  function addOpen(at: number, weight: number): void {
    const hour = hourOf(at);
    if (!hours.has(hour)) open.set(hour, (open.get(hour) ?? 0) + weight);
  }

  /** An hour that is over is written down, and with it what was read in it is forgotten an hour later. */
  function closeHours(now: number): void {
    for (const [hour, pages] of open) {
      if (hour >= hourOf(now)) continue;
      open.delete(hour);
      putHour(hour, { pages: Math.round(pages), told: false });
    }
    const oldest = instantFromMilliseconds(now - KEPT_MILLISECONDS);
    for (const hour of hours.keys()) if (hour < oldest) putHour(hour, null);
    for (const [id, { at, told }] of events) if (told && at < oldest) putEvent(id, null);
    for (const [key, entries] of written) {
      if (entries.some(([, at]) => at > now - HOUR)) continue;
      written.delete(key);
      store.putLocal(AREA, key, null);
    }
  }

  function putHour(hour: string, value: { pages: number; told: boolean } | null): void {
    if (value === null) hours.delete(hour);
    else hours.set(hour, value);
    store.putLocal(HOURS_AREA, hour, value);
  }

  function putEvent(id: RecordId, value: Event | null): void {
    if (value === null) events.delete(id);
    else events.set(id, value);
    store.putLocal(EVENTS_AREA, id, value);
  }

  const ofKind = (kind: Event['kind'], since: number): Event[] =>
    [...events.values()].filter((event) => event.kind === kind && event.at > instantFromMilliseconds(since));

  return {
    recent: (since) =>
      [...written.values()].flatMap((entries) =>
        entries
          .filter(([, at]) => at > since)
          .map(([id, at, weight]): [string, { at: number; weight: number }] => [id, { at, weight }]),
      ),
    write(now, entries) {
      for (const { at, weight } of entries) addOpen(at, weight);
      count += 1;
      const key = `${instantFromMilliseconds(now)}/${count}`;
      const rows = entries.map(({ id, at, weight }): [string, number, number] => [id, at, weight]);
      written.set(key, rows);
      store.putLocal(AREA, key, rows);
      closeHours(now);
    },
    hours(now) {
      closeHours(now);
      return [...hours.values()].flatMap(({ pages }) => (pages > 0 ? [pages] : []));
    },
    notePause(now, { id, ...facts }) {
      if (ofKind('readingPaused', now - HOUR).length > 0) return false;
      putEvent(id, { kind: 'readingPaused', at: instantFromMilliseconds(now), reason: '', told: false, ...facts });
      return true;
    },
    noteAsk(now, { id, ...facts }) {
      putEvent(id, { kind: 'readingAsked', at: instantFromMilliseconds(now), told: false, ...facts });
    },
    asksSince: (since) => ofKind('readingAsked', since).length,
    report(now) {
      closeHours(now);
      return {
        hours: [...hours]
          .filter(([, { told }]) => !told)
          .slice(0, HOURS_TOLD_AT_ONCE)
          .map(([hour, { pages }]) => ({ hour, pages })),
        events: [...events]
          .filter(([, { told }]) => !told)
          .slice(0, EVENTS_TOLD_AT_ONCE)
          .map(([id, { told: _told, ...event }]) => ({ id, ...event })),
      };
    },
    told(report) {
      for (const { hour, pages } of report.hours) if (hours.has(hour)) putHour(hour, { pages, told: true });
      for (const { id } of report.events) {
        const event = events.get(id);
        if (event) putEvent(id, { ...event, told: true });
      }
    },
  };
}

/** What is none of ours, or of a later version, is passed over. */
function readAll<Schema extends z.ZodType>(
  store: Pick<RecordStore, 'listLocal'>,
  area: string,
  schema: Schema,
): [string, z.infer<Schema>][] {
  return store.listLocal(area).flatMap(({ key, value }): [string, z.infer<Schema>][] => {
    const read = schema.safeParse(value);
    return read.success ? [[key, read.data]] : [];
  });
}
