import { createContext, useContext, useMemo, type ReactNode } from 'react';
import type { Preferences } from '../../shared/contract/index.ts';
import { attempt } from './useCommand.ts';
import { useCore } from './CoreProvider.tsx';
import { useLive } from './useLive.ts';

/** Until the core answers, and on a machine where nobody has chosen: the first market. */
export const DEFAULT_PREFERENCES: Preferences = {
  language: 'fa',
  calendar: 'persian',
  moneyUnit: 'rial',
  theme: 'system',
  railCollapsed: false,
};

/** The last preferences seen by a window of this browser, so that it opens in the right language before the core has answered. */
const REMEMBERED = 'peyvand.preferences';

interface PreferencesState {
  readonly preferences: Preferences;
  change(next: Partial<Preferences>): void;
}

const PreferencesContext = createContext<PreferencesState | null>(null);

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const core = useCore();
  const { data } = useLive(core.preferences.observe, undefined);
  const preferences = data ?? recall();
  if (data) remember(data);
  const state = useMemo<PreferencesState>(
    () => ({ preferences, change: (next) => void attempt(core.preferences.change, next) }),
    [preferences, core],
  );
  return <PreferencesContext value={state}>{children}</PreferencesContext>;
}

export function usePreferences(): PreferencesState {
  const state = useContext(PreferencesContext);
  if (!state) throw new Error('usePreferences outside of PreferencesProvider');
  return state;
}

function remember(preferences: Preferences): void {
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify(preferences));
  } catch {
    // A browser that keeps nothing only opens in the default language for a moment.
  }
}

function recall(): Preferences {
  try {
    return {
      ...DEFAULT_PREFERENCES,
      ...(JSON.parse(localStorage.getItem(REMEMBERED) ?? '{}') as Partial<Preferences>),
    };
  } catch {
    return DEFAULT_PREFERENCES;
  }
}
