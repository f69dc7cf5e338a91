/** The company's settings as this machine has them, live, by key. */
import { useMemo } from 'react';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import type { SettingView } from '../../../shared/contract/organisation.ts';
import type { SettingKey, SettingsByKey } from '../../../shared/domain/organisation/companySettings.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';

export interface CompanySettings {
  readonly views: ReadonlyMap<SettingKey, SettingView>;
  readonly values: SettingsByKey;
  readonly programVersion: string | null;
}

/** undefined until the core has answered. */
export function useCompanySettings(): {
  readonly settings: CompanySettings | undefined;
  readonly error: PeyvandError | null;
  readonly retry: () => void;
} {
  const { data, error, retry } = useLive(useCore().organisation.settings, undefined);
  const settings = useMemo<CompanySettings | undefined>(
    () =>
      data && {
        views: new Map(data.settings.map((view) => [view.key, view])),
        values: Object.fromEntries(data.settings.map(({ key, value }) => [key, value as JsonValue])),
        programVersion: data.programVersion,
      },
    [data],
  );
  return { settings, error, retry };
}
