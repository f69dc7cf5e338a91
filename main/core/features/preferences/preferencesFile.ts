/** A window's preferences: a plain file of this machine, read before anybody unlocks. It holds nothing of any record. */
import { join } from 'node:path';
import { createEmitter } from '../../../../shared/base/emitter.ts';
import { preferencesSchema, type Preferences as PreferenceValues } from '../../../../shared/contract/index.ts';
import { readFileIfPresent, writeFileAtomically } from '../../files/atomicFile.ts';

export interface Preferences {
  read(): PreferenceValues;
  change(values: Partial<PreferenceValues>): PreferenceValues;
  onChange(listener: () => void): () => void;
}

const DEFAULTS: PreferenceValues = {
  language: 'fa',
  calendar: 'persian',
  moneyUnit: 'toman',
  theme: 'system',
  railCollapsed: false,
};

export function createPreferences(directory: string): Preferences {
  const path = join(directory, 'preferences.json');
  const changed = createEmitter<void>();
  let values = readValues(path);
  return {
    read: () => values,
    change(changes) {
      const next = { ...values, ...changes };
      writeFileAtomically(path, `${JSON.stringify(next, null, 2)}\n`);
      values = next;
      changed.emit();
      return values;
    },
    onChange: (listener) => changed.subscribe(listener),
  };
}

/** Each value that is not (or no longer) one of ours falls back by itself: nobody is kept out by a torn file of tastes. */
function readValues(path: string): PreferenceValues {
  const stored = readStored(path);
  const known = Object.entries(preferencesSchema.shape).flatMap(([name, schema]) => {
    const read = schema.safeParse(stored[name]);
    return read.success ? [[name, read.data]] : [];
  });
  return { ...DEFAULTS, ...(Object.fromEntries(known) as Partial<PreferenceValues>) };
}

function readStored(path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileIfPresent(path) ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
