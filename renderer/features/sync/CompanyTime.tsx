import { createFormats } from '../../../shared/locale/format.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';

/** A day and time by the company's clock, by which fixed times are kept; by this machine's where the company has set none. */
export function CompanyTime({ instant }: { instant: string }) {
  const { language, calendar, moneyUnit, timeZone: here } = useLocale();
  const { data } = useLive(useCore().organisation.directory, undefined);
  if (data === undefined) return null;
  const set = data.settings['timeZone'];
  const timeZone = typeof set === 'string' ? set : here;
  return <time dateTime={instant}>{createFormats({ language, calendar, moneyUnit, timeZone }).dateTime(instant)}</time>;
}
