import { useMemo } from 'react';
import { isCurrencyCode, type CurrencyCode } from '../../../shared/base/money.ts';
import type { DefaultsContext } from '../../../shared/domain/defaults.ts';
import { instantFromMilliseconds, isoDateFromInstant, type IsoDate } from '../../../shared/base/clock.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useSession } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { useNow } from '../../ui/text/Text.tsx';

interface Option {
  readonly value: string;
  readonly label: string;
}

export interface Directory {
  /** False until the core has answered. */
  readonly ready: boolean;
  readonly people: readonly Option[];
  readonly territories: readonly Option[];
  personName(id: string | null): string | null;
  territoryName(id: string | null): string | null;
  /** The company's default; rials until somebody chose. */
  readonly currency: CurrencyCode;
  /** Percent × 10,000; undefined when the company has set none. */
  readonly taxPercentage: number | undefined;
}

/** The names of people and territories that this person may see, and the company's settings. */
export function useDirectory(): Directory {
  const core = useCore();
  const { data } = useLive(core.organisation.directory, undefined);
  return useMemo(() => {
    const options = (items: readonly { id: string; name: string }[] | undefined): Option[] =>
      (items ?? []).map(({ id, name }) => ({ value: id, label: name }));
    const nameIn = (items: readonly { id: string; name: string }[] | undefined, id: string | null) =>
      (id === null ? undefined : items?.find((item) => item.id === id)?.name) ?? null;
    const { defaultCurrency, taxPercentage } = data?.settings ?? {};
    return {
      ready: data !== undefined,
      people: options(data?.people),
      territories: options(data?.territories),
      personName: (id) => nameIn(data?.people, id),
      territoryName: (id) => nameIn(data?.territories, id),
      currency: isCurrencyCode(defaultCurrency) ? defaultCurrency : 'IRR',
      taxPercentage: typeof taxPercentage === 'number' ? taxPercentage : undefined,
    };
  }, [data]);
}

/** The day where the person is; becomes the next one by itself at midnight. */
export function useToday(): IsoDate {
  const { timeZone } = useLocale();
  return isoDateFromInstant(useNow(60_000), timeZone);
}

/** What a new record of this person begins with, once the directory is there. */
export function useDefaults(directory: Directory): DefaultsContext {
  const { person } = useSession();
  const today = useToday();
  const territory = directory.territories.length === 1 ? directory.territories[0] : undefined;
  return {
    now: instantFromMilliseconds(Date.now()),
    today,
    personId: person.id,
    currency: directory.currency,
    ...(directory.taxPercentage === undefined ? {} : { taxPercentage: directory.taxPercentage }),
    ...(territory ? { territoryId: territory.value } : {}),
  };
}
