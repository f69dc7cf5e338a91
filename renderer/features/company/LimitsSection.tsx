/** How far each role, and whoever has limits of their own, may go without asking. */
import { Button } from '@mantine/core';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import { Section, Setting } from '../settings/Section.tsx';
import styles from './Company.module.css';
import { LIMITED_ROLES, limitedPeople, limitsOfPerson, limitsOfRole, limitWords } from './limitWords.ts';
import { HistoryButton, LastChange } from './SettingRow.tsx';
import type { CompanySettings } from './useCompanySettings.ts';

/** The address of the form for somebody who has no limits of their own yet. */
export const NEW_PERSON = 'person';

interface LimitsSectionProps {
  settings: CompanySettings;
  /** With a role, a person's id, or {@link NEW_PERSON}. */
  onChange: (who: string) => void;
}

export function LimitsSection({ settings, onChange }: LimitsSectionProps) {
  const locale = useLocale();
  const { t } = locale;
  const { personName } = useDirectory();
  const setting = settings.values.approvalLimits;
  const view = settings.views.get('approvalLimits') ?? null;
  const people = limitedPeople(setting);
  return (
    <Section title={t('company.section.limits')} text={t('company.section.limits.text')}>
      <div className={styles.lastOfLimits}>
        <span className={styles.dim}>
          <LastChange view={view} />
        </span>
        {view && <HistoryButton settingKey="approvalLimits" view={view} />}
      </div>
      {LIMITED_ROLES.map((role) => (
        <LimitRow
          key={role}
          name={t(`role.${role}`)}
          words={limitWords(locale, limitsOfRole(setting, role))}
          onChange={() => onChange(role)}
        />
      ))}
      <div className={styles.people}>
        <h3 className={styles.subtitle}>{t('company.limits.people')}</h3>
        <Button variant="default" size="compact-sm" onClick={() => onChange(NEW_PERSON)}>
          {t('company.limits.add')}
        </Button>
      </div>
      {people.length === 0 && <p className={styles.dim}>{t('company.limits.people.none')}</p>}
      {people.map((id) => (
        <LimitRow
          key={id}
          name={personName(id) ?? t('company.limits.gone')}
          words={limitWords(locale, limitsOfPerson(setting, id))}
          onChange={() => onChange(id)}
        />
      ))}
    </Section>
  );
}

function LimitRow({ name, words, onChange }: { name: string; words: string; onChange: () => void }) {
  const { t } = useLocale();
  return (
    <Setting label={<bdi>{name}</bdi>} hint={<bdi>{words}</bdi>}>
      <Button
        variant="default"
        size="compact-sm"
        aria-label={t('company.changeOf', { what: t('company.limits.title', { name }) })}
        onClick={onChange}
      >
        {t('company.change')}
      </Button>
    </Setting>
  );
}
