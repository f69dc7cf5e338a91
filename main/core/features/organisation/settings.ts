/** The company's settings that the core itself acts on. */
import type { JsonValue } from '../../../../shared/base/leafPath.ts';
import { isCurrencyCode, type CurrencyCode } from '../../../../shared/base/currency.ts';
import {
  IDLE_LOCK_MINUTES,
  IDLE_LOCK_MINUTES_MAXIMUM,
} from '../../../../shared/domain/organisation/companySettings.ts';
import type { RecordStore } from '../../store/types.ts';
import { settingsQuery, type SettingRow } from './queries.ts';

export interface Settings {
  /** Every setting by its key. */
  all(): Readonly<Record<string, JsonValue>>;
  /** Minutes without activity until the lock falls; null = never. */
  idleLockMinutes(): number | null;
  defaultCurrency(): CurrencyCode | null;
  timeZone(): string | null;
  stop(): void;
}

export function createSettings(store: Pick<RecordStore, 'read' | 'onChange'>): Settings {
  let known: Readonly<Record<string, JsonValue>> | null = null;
  const stop = store.onChange((change) => {
    if (change.collections.has('organisation')) known = null;
  });
  const all = (): Readonly<Record<string, JsonValue>> => (known ??= readSettings(store));
  return {
    all,
    idleLockMinutes() {
      const minutes = all()['idleLockMinutes'];
      if (minutes === 0) return null;
      return typeof minutes === 'number' && minutes > 0
        ? Math.min(minutes, IDLE_LOCK_MINUTES_MAXIMUM)
        : IDLE_LOCK_MINUTES;
    },
    defaultCurrency() {
      const currency = all()['defaultCurrency'];
      return isCurrencyCode(currency) ? currency : null;
    },
    timeZone() {
      const timeZone = all()['timeZone'];
      return typeof timeZone === 'string' ? timeZone : null;
    },
    stop,
  };
}

function readSettings(store: Pick<RecordStore, 'read'>): Readonly<Record<string, JsonValue>> {
  const rows = store.read.all<SettingRow>(settingsQuery);
  return Object.fromEntries(rows.map(({ key, value }) => [key, JSON.parse(value) as JsonValue]));
}
