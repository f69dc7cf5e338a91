/** Of which days: a usual period, or one's own. */
import { Select } from '@mantine/core';
import { DateField } from '../../ui/inputs/DateField.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './Insights.module.css';
import { PERIODS, type Period, type PeriodSearch } from './period.ts';

export interface PeriodFieldsProps {
  search: PeriodSearch;
  /** Where the address names none. */
  usual: Period;
  onChange: (change: PeriodSearch) => void;
}

export function PeriodFields({ search, usual, onChange }: PeriodFieldsProps) {
  const { t } = useLocale();
  const period = search.period ?? usual;
  return (
    <>
      <Select
        size="xs"
        className={styles.period ?? ''}
        aria-label={t('insights.period')}
        allowDeselect={false}
        value={period}
        data={PERIODS.map((value) => ({ value, label: t(`insights.period.${value}`) }))}
        onChange={(chosen) => onChange({ period: chosen ?? usual })}
      />
      {period === 'own' && (
        <>
          <DateField
            label={t('insights.from')}
            value={search.from ?? null}
            onChange={(from) => onChange({ from: from ?? undefined })}
          />
          <DateField
            label={t('insights.to')}
            value={search.to ?? null}
            onChange={(to) => onChange({ to: to ?? undefined })}
          />
        </>
      )}
    </>
  );
}
