/** How far one role, or one person, may go without asking. What is left empty is not limited, or goes by the role. */
import { Button, Select } from '@mantine/core';
import { isRecordId } from '../../../shared/base/id.ts';
import { ROLES } from '../../../shared/domain/organisation/organisation.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { Form, FieldRow } from '../../ui/form/Form.tsx';
import { PercentageInput, QuantityInput } from '../../ui/inputs/NumberInputs.tsx';
import { WholeNumberInput } from '../../ui/inputs/WholeNumberInput.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import styles from './Company.module.css';
import { CoverageField } from './CoverageField.tsx';
import { limitedPeople, limitWords } from './limitWords.ts';
import { LimitsMeanwhile } from './Meanwhile.tsx';
import type { CompanySettings } from './useCompanySettings.ts';
import { useLimitForm } from './useLimitForm.ts';

interface LimitFormProps {
  /** A role, the id of a person, or anything else for somebody who is chosen here. */
  who: string;
  settings: CompanySettings;
  onClose: () => void;
}

export function LimitForm({ who, settings, onClose }: LimitFormProps) {
  const locale = useLocale();
  const { t } = locale;
  const role = ROLES.find((known) => known === who) ?? null;
  const { data: directory } = useLive(useCore().organisation.directory, undefined);
  const nameOf = (id: string | null): string | undefined => directory?.people.find((one) => one.id === id)?.name;
  const isNewPerson = role === null && !isRecordId(who);
  const personName = nameOf(who) ?? t('company.limits.gone');
  const title = isNewPerson
    ? t('company.limits.add')
    : t('company.limits.title', { name: role === null ? personName : t(`role.${role}`) });
  const form = useLimitForm({ who, settings, what: title });
  const { filling, set } = form;
  const person = directory?.people.find(({ id }) => id === filling?.person);
  const limited = new Set(limitedPeople(settings.values.approvalLimits));
  const isTheirs = role === null && !isNewPerson && limited.has(who);
  const cancel = (): void => {
    form.drop();
    onClose();
  };
  const closeWhen = (saved: Promise<boolean>): void => void saved.then((isSaved) => isSaved && onClose());

  return (
    <Dialog opened onClose={cancel} title={title} width={520}>
      {filling === undefined ? (
        <RecordSkeleton rows={4} />
      ) : (
        <Form
          busy={form.busy}
          error={form.error}
          onCancel={cancel}
          onSubmit={() => closeWhen(form.save())}
          extra={
            isTheirs && (
              <Button variant="default" onClick={() => closeWhen(form.clear())}>
                {t('company.limits.asRole')}
              </Button>
            )
          }
        >
          {form.meanwhile && <LimitsMeanwhile words={limitWords(locale, form.meanwhile)} what={title} />}
          {isNewPerson && (
            <Select
              label={t('company.limits.person')}
              withAsterisk
              searchable
              limit={60}
              data={(directory?.people ?? [])
                .filter(({ id }) => !limited.has(id))
                .map(({ id, name }) => ({ value: id, label: name }))}
              value={filling.person}
              onChange={(value) => form.choose(value)}
              error={form.isPersonMissing ? t('company.limits.personMissing') : undefined}
              data-autofocus
            />
          )}
          <p className={styles.dim}>
            {role !== null
              ? t('company.limits.role.text')
              : t('company.limits.person.text', {
                  role: t.maybe(`role.${person?.role ?? ''}`) ?? t('people.column.role'),
                })}
          </p>
          <PercentageInput
            label={t('company.limits.discountPercentage')}
            description={t('company.limits.discountPercentage.help')}
            value={filling.limits.discountPercentage}
            onChange={(value) => set('discountPercentage', value)}
            data-autofocus={!isNewPerson}
          />
          <Select
            label={t('company.limits.withinCredit')}
            allowDeselect={false}
            data={[
              { value: UNSAID, label: t(`company.limits.withinCredit.unsaid.${role === null ? 'person' : 'role'}`) },
              { value: 'yes', label: t('company.limits.withinCredit.yes') },
              ...(role === null ? [{ value: 'no', label: t('company.limits.withinCredit.no') }] : []),
            ]}
            value={wordOf(filling.limits.withinCredit, role === null)}
            onChange={(value) => set('withinCredit', value === 'yes' ? true : value === 'no' ? false : null)}
          />
          <Select
            label={t('company.limits.withinAllotment')}
            description={t('company.limits.withinAllotment.help')}
            allowDeselect={false}
            data={[
              { value: UNSAID, label: t(`company.limits.withinCredit.unsaid.${role === null ? 'person' : 'role'}`) },
              { value: 'yes', label: t('company.limits.withinAllotment.yes') },
              ...(role === null ? [{ value: 'no', label: t('company.limits.withinCredit.no') }] : []),
            ]}
            value={wordOf(filling.limits.withinAllotment, role === null)}
            onChange={(value) => set('withinAllotment', value === 'yes' ? true : value === 'no' ? false : null)}
          />
          <WholeNumberInput
            label={t('company.limits.paperDays')}
            description={t('company.limits.paperDays.help')}
            value={filling.limits.paperDays}
            onChange={(value) => set('paperDays', value)}
          />
          <FieldRow>
            <WholeNumberInput
              label={t('company.limits.contractMonths')}
              value={filling.limits.contractMonths}
              onChange={(value) => set('contractMonths', value)}
            />
            <QuantityInput
              label={t('company.limits.contractVisits')}
              value={filling.limits.contractVisits}
              onChange={(value) => set('contractVisits', value)}
            />
          </FieldRow>
          <WholeNumberInput
            label={t('company.limits.contractResponseHours')}
            value={filling.limits.contractResponseHours}
            onChange={(value) => set('contractResponseHours', value)}
          />
          <CoverageField value={filling.limits.contractCoverage} onChange={(value) => set('contractCoverage', value)} />
          {form.hasProblem && (
            <p className={styles.error} role="alert">
              {t('company.problem.approvalLimits')}
            </p>
          )}
        </Form>
      )}
    </Dialog>
  );
}

const UNSAID = 'unsaid';

/** A role that is not limited need not say so; of a person it is said, where their role is. */
function wordOf(withinCredit: boolean | null, isPerson: boolean): string {
  if (withinCredit === true) return 'yes';
  return withinCredit === false && isPerson ? 'no' : UNSAID;
}
