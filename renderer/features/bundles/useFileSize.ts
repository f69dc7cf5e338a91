import { useLocale } from '../../ui/locale/LocaleProvider.tsx';

const UNITS = ['byte', 'kilobyte', 'megabyte'] as const;

/** The size of a file in the person's language. */
export function useFileSize(): (bytes: number) => string {
  const { t } = useLocale();
  return (bytes) => {
    const step = Math.min(UNITS.length - 1, bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2);
    const unit = UNITS[step] ?? 'byte';
    const value = bytes / 1000 ** step;
    return new Intl.NumberFormat(t.language === 'fa' ? 'fa-IR' : 'en-US', {
      style: 'unit',
      unit,
      // Its short words for these are Latin ones.
      unitDisplay: t.language === 'fa' ? 'long' : 'short',
      maximumFractionDigits: value < 10 && step > 0 ? 1 : 0,
    }).format(value);
  };
}
