/** What a contract may cover. None chosen stands for no limit; a setting that allows nothing keeps saying so until something is chosen. */
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { CoverageInput } from '../contracts/CoverageInput.tsx';

interface CoverageFieldProps {
  value: string[] | null;
  onChange: (value: string[] | null) => void;
}

export function CoverageField({ value, onChange }: CoverageFieldProps) {
  const { t } = useLocale();
  const allowsNothing = value !== null && value.length === 0;
  return (
    <CoverageInput
      label={t('company.limits.contractCoverage')}
      help={t(allowsNothing ? 'company.limits.words.noCoverage' : 'company.limits.contractCoverage.help')}
      value={value ?? []}
      onChange={(chosen) => onChange(chosen.length === 0 ? null : chosen)}
    />
  );
}
