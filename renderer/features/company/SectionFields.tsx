/** The fields of each section of the company's settings. */
import { Checkbox, Radio, Select, TextInput } from '@mantine/core';
import { CURRENCY_CODES } from '../../../shared/base/currency.ts';
import { digitsToLatin } from '../../../shared/base/text.ts';
import {
  INVOICED_BY,
  LEASE_DAYS_MAXIMUM,
  READING_PAGES_PER_HOUR_MINIMUM,
  RECOVERY_POLICIES,
  settingInForce,
  type SettingKey,
} from '../../../shared/domain/organisation/companySettings.ts';
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import { FieldRow } from '../../ui/form/Form.tsx';
import { DateField } from '../../ui/inputs/DateField.tsx';
import { PercentageInput } from '../../ui/inputs/NumberInputs.tsx';
import { WholeNumberInput } from '../../ui/inputs/WholeNumberInput.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './Company.module.css';
import { HolidaysField } from './HolidaysField.tsx';
import { HoursField } from './HoursField.tsx';
import type { FieldsProps } from './SectionForm.tsx';
import { zoneOptions } from './zones.ts';

export function GeneralFields({ form, values }: FieldsProps) {
  const { t, formats } = useLocale();
  const problem = useProblem(form);
  return (
    <>
      <Select
        label={t('company.setting.timeZone')}
        description={t('company.setting.timeZone.help')}
        searchable
        limit={60}
        allowDeselect={false}
        data={zoneOptions(textOf(values['timeZone']))}
        value={textOf(values['timeZone'])}
        onChange={(value) => value !== null && form.set('timeZone', value)}
        error={problem('timeZone')}
        data-autofocus
      />
      <Select
        label={t('company.setting.defaultCurrency')}
        description={t('company.setting.defaultCurrency.help')}
        searchable
        allowDeselect={false}
        data={CURRENCY_CODES.map((code) => ({ value: code, label: `${formats.currencyName(code)} (${code})` }))}
        value={textOf(values['defaultCurrency'])}
        onChange={(value) => value !== null && form.set('defaultCurrency', value)}
        error={problem('defaultCurrency')}
      />
      <PercentageInput
        label={t('company.setting.taxPercentage')}
        description={t('company.setting.taxPercentage.help')}
        value={numberOf(values['taxPercentage'])}
        onChange={(value) => form.set('taxPercentage', value)}
        error={problem('taxPercentage')}
      />
      <Select
        label={t('company.setting.invoicedBy')}
        description={t('company.setting.invoicedBy.help')}
        allowDeselect={false}
        data={INVOICED_BY.map((by) => ({ value: by, label: t(`company.value.invoicedBy.${by}`) }))}
        value={textOf(values['invoicedBy'])}
        onChange={(value) => value !== null && form.set('invoicedBy', value)}
        error={problem('invoicedBy')}
      />
      <DateField
        label={t('company.setting.receiptsFrom')}
        description={t('company.setting.receiptsFrom.help')}
        value={textOf(values['receiptsFrom'])}
        onChange={(value) => form.set('receiptsFrom', value)}
        error={problem('receiptsFrom')}
      />
    </>
  );
}

export function LeaseFields({ form, values, settings }: FieldsProps) {
  const { t, formats } = useLocale();
  const problem = useProblem(form);
  const grace = values['leaseGraceDays'] ?? null;
  const { programVersion } = settings;
  return (
    <>
      <WholeNumberInput
        label={t('company.setting.leaseDays.label')}
        description={t('company.setting.leaseDays.help', { most: LEASE_DAYS_MAXIMUM })}
        required
        value={numberOf(values['leaseDays'])}
        onChange={(value) => form.set('leaseDays', value)}
        error={problem('leaseDays')}
        data-autofocus
      />
      <Checkbox
        label={t('company.setting.leaseGraceDays.ever')}
        checked={grace !== null}
        onChange={(event) =>
          form.set('leaseGraceDays', event.currentTarget.checked ? (settingInForce({}, 'leaseGraceDays') ?? 0) : null)
        }
      />
      {grace !== null && (
        <WholeNumberInput
          label={t('company.setting.leaseGraceDays.label')}
          description={t('company.setting.leaseGraceDays.help')}
          required
          value={numberOf(grace)}
          // An empty field is not "never": the box above says that.
          onChange={(value) => form.set('leaseGraceDays', value ?? '')}
          error={problem('leaseGraceDays')}
        />
      )}
      <TextInput
        label={t('company.setting.minimumProgramVersion')}
        description={
          programVersion === null
            ? t('company.setting.minimumProgramVersion.helpUnknown')
            : t('company.setting.minimumProgramVersion.help', { version: formats.code(programVersion) })
        }
        dir="ltr"
        maxLength={32}
        value={formats.digits(textOf(values['minimumProgramVersion']) ?? '')}
        onChange={(event) => {
          const text = digitsToLatin(event.currentTarget.value).trim();
          form.set('minimumProgramVersion', text === '' ? null : text);
        }}
        error={problem('minimumProgramVersion')}
      />
    </>
  );
}

export function HoursFields({ form, values }: FieldsProps) {
  const problem = useProblem(form);
  return (
    <HoursField
      value={values['workingHours'] ?? null}
      onChange={(value) => form.set('workingHours', value)}
      error={problem('workingHours')}
    />
  );
}

export function HolidayFields({ form, values }: FieldsProps) {
  const { t } = useLocale();
  const problem = useProblem(form);
  return (
    <>
      <HolidaysField
        value={values['holidays'] ?? []}
        onChange={(value) => form.set('holidays', value)}
        error={problem('holidays')}
      />
      <WholeNumberInput
        label={t('company.setting.promiseWarningMinutes.label')}
        description={t('company.setting.promiseWarningMinutes.help')}
        required
        value={numberOf(values['promiseWarningMinutes'])}
        onChange={(value) => form.set('promiseWarningMinutes', value)}
        error={problem('promiseWarningMinutes')}
      />
    </>
  );
}

export function LockFields({ form, values }: FieldsProps) {
  const { t } = useLocale();
  const problem = useProblem(form);
  return (
    <FieldRow>
      <WholeNumberInput
        label={t('company.setting.idleLockMinutes.label')}
        description={t('company.setting.idleLockMinutes.help')}
        required
        value={numberOf(values['idleLockMinutes'])}
        onChange={(value) => form.set('idleLockMinutes', value)}
        error={problem('idleLockMinutes')}
        data-autofocus
      />
      <WholeNumberInput
        label={t('company.setting.idleLockMinutesMaximum.label')}
        description={t('company.setting.idleLockMinutesMaximum.help')}
        value={numberOf(values['idleLockMinutesMaximum'])}
        onChange={(value) => form.set('idleLockMinutesMaximum', value)}
        error={problem('idleLockMinutesMaximum')}
      />
    </FieldRow>
  );
}

export function RecoveryFields({ form, values }: FieldsProps) {
  const { t } = useLocale();
  const problem = useProblem(form);
  return (
    <Radio.Group
      label={t('company.setting.recoveryShares')}
      value={textOf(values['recoveryShares']) ?? ''}
      onChange={(value) => form.set('recoveryShares', value)}
      error={problem('recoveryShares')}
    >
      <div className={styles.choices}>
        {RECOVERY_POLICIES.map((policy, index) => (
          <Radio
            key={policy}
            value={policy}
            label={t(`company.value.recovery.${policy}`)}
            description={t(`company.recovery.${policy}.help`)}
            {...(index === 0 ? { 'data-autofocus': true } : {})}
          />
        ))}
      </div>
    </Radio.Group>
  );
}

export function ReadingFields({ form, values }: FieldsProps) {
  const { t } = useLocale();
  const problem = useProblem(form);
  return (
    <WholeNumberInput
      label={t('company.setting.readingPagesPerHour.label')}
      description={t('company.setting.readingPagesPerHour.help', { least: READING_PAGES_PER_HOUR_MINIMUM })}
      required
      value={numberOf(values['readingPagesPerHour'])}
      onChange={(value) => form.set('readingPagesPerHour', value)}
      error={problem('readingPagesPerHour')}
      data-autofocus
    />
  );
}

/** What is wrong with a field, in words. */
function useProblem(form: FieldsProps['form']): (key: SettingKey) => string | undefined {
  const { t, formats } = useLocale();
  return (key) => {
    const reason = form.problemOf(key);
    if (reason === undefined) return undefined;
    return reason === 'minimumProgramVersion'
      ? t('company.problem.minimumProgramVersion', { example: formats.code('1.4.2') })
      : t(`company.problem.${reason}`);
  };
}

const textOf = (value: JsonValue | undefined): string | null => (typeof value === 'string' ? value : null);
const numberOf = (value: JsonValue | undefined): number | null => (typeof value === 'number' ? value : null);
