/** What a leaver could carry away, for one person at work: what they may export and how much they read; told to head office after each contact. */
import type { Clock } from '../../../../shared/base/clock.ts';
import { instantFromMilliseconds, isoDateFromInstant } from '../../../../shared/base/clock.ts';
import { isPeyvandError } from '../../../../shared/base/errors.ts';
import { createIdSource, type RecordId } from '../../../../shared/base/id.ts';
import type { Randomness } from '../../../../shared/base/randomness.ts';
import type { DeviceCallInputs, DeviceCallName, DeviceCallReplies } from '../../../../shared/contract/server.ts';
import {
  READING_PAGES_PER_HOUR,
  READING_PAGES_PER_HOUR_MINIMUM,
} from '../../../../shared/domain/organisation/companySettings.ts';
import { readingGrantOf } from '../../../../shared/domain/watch/readingGrant.ts';
import type { DeviceAudit } from '../../audit/deviceAudit.ts';
import type { CoreLog } from '../../coreOptions.ts';
import type { Timers } from '../../ports/timers.ts';
import type { RecordStore } from '../../store/types.ts';
import { createExportDesk, type ExportDesk } from '../exports/exportDesk.ts';
import type { Settings } from '../organisation/settings.ts';
import { createReadingHabit, type ReadingHabit } from './readingHabit.ts';

export interface LeaverDesk {
  readonly exports: ExportDesk;
  readonly reading: ReadingHabit;
  /** After a contact; what fails waits for the next one. */
  tell(): Promise<void>;
  stop(): void;
}

export interface LeaverDeskOptions {
  readonly store: RecordStore;
  readonly ask: <Name extends DeviceCallName>(
    name: Name,
    input: DeviceCallInputs[Name],
  ) => Promise<DeviceCallReplies[Name]>;
  readonly settings: Settings;
  readonly person: () => { readonly id: RecordId };
  readonly timeZone: () => string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly randomness: Randomness;
  readonly audit: Pick<DeviceAudit, 'note'>;
  readonly log: CoreLog;
}

export function createLeaverDesk(options: LeaverDeskOptions): LeaverDesk {
  const { store, ask, settings, person, timeZone, clock, timers, randomness, audit, log } = options;
  const today = (): string => isoDateFromInstant(instantFromMilliseconds(clock.now()), timeZone());
  const exports = createExportDesk({ store, ask, clock, timeZone, person });
  const reading = createReadingHabit({
    store,
    clock,
    timers,
    nextId: createIdSource(clock, randomness),
    floor: () => floorOf(settings.all()['readingPagesPerHour']),
    granted() {
      const record = store.read.record({ collection: 'organisation', id: person().id });
      return readingGrantOf(record && !record.deleted ? record.body : null, today())?.pagesPerHour ?? null;
    },
    onEvent: (kind, facts) => void audit.note(`watch.${kind}`, facts),
    log,
  });

  async function tellReading(): Promise<void> {
    const report = reading.report();
    if (report.hours.length === 0 && report.events.length === 0) return;
    await ask('reportReading', report);
    reading.told(report);
  }

  let telling: Promise<void> | null = null;
  return {
    exports,
    reading,
    tell() {
      telling ??= Promise.allSettled([exports.settle(), tellReading()]).then((outcomes) => {
        telling = null;
        for (const outcome of outcomes) {
          if (outcome.status === 'fulfilled') continue;
          const code = isPeyvandError(outcome.reason) ? outcome.reason.code : 'defect';
          if (code !== 'server_unreachable' && code !== 'cancelled') log('watch.not_told', { error: code });
        }
      });
      return telling;
    },
    stop: () => reading.stop(),
  };
}

/** Unless the company says otherwise (`readingPagesPerHour`; 0: nobody is limited). */
function floorOf(setting: unknown): number | null {
  if (setting === 0) return null;
  return typeof setting === 'number' && setting > 0
    ? Math.max(READING_PAGES_PER_HOUR_MINIMUM, Math.floor(setting))
    : READING_PAGES_PER_HOUR;
}
