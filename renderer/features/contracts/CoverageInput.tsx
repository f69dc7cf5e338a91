/** Which services a contract covers, or may cover. */
import { COVERAGES } from '../../../shared/domain/contracts/serviceContract.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { ChipsInput, type ChipsInputProps } from '../../ui/inputs/ChipsInput.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';

export function CoverageInput(props: Omit<ChipsInputProps, 'options'>) {
  const { t } = useLocale();
  const options = COVERAGES.map((value) => ({ value, label: valueLabel(t, 'contracts', 'coverage', value) }));
  return <ChipsInput options={options} {...props} />;
}
