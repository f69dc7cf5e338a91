/** What a contract may cover. None chosen stands for no limit; a setting that allows nothing keeps saying so until something is chosen. */
import { useId } from 'react';
import { Chip } from '@mantine/core';
import { COVERAGES } from '../../../shared/domain/contracts/serviceContract.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './Company.module.css';

interface CoverageFieldProps {
  value: string[] | null;
  onChange: (value: string[] | null) => void;
}

export function CoverageField({ value, onChange }: CoverageFieldProps) {
  const { t } = useLocale();
  const helpId = useId();
  return (
    <fieldset className={styles.fieldset} aria-describedby={helpId}>
      <legend className={styles.legend}>{t('company.limits.contractCoverage')}</legend>
      <Chip.Group multiple value={value ?? []} onChange={(chosen) => onChange(chosen.length === 0 ? null : chosen)}>
        <div className={styles.chips}>
          {COVERAGES.map((item) => (
            <Chip key={item} value={item} size="sm" radius="md" variant="outline">
              {valueLabel(t, 'contracts', 'coverage', item)}
            </Chip>
          ))}
        </div>
      </Chip.Group>
      <p className={styles.help} id={helpId}>
        {value !== null && value.length === 0
          ? t('company.limits.words.noCoverage')
          : t('company.limits.contractCoverage.help')}
      </p>
    </fieldset>
  );
}
