/** What holds for everybody: shown to whoever may change it, section by section, each with who changed it last. Needs no line. */
import { Button } from '@mantine/core';
import { createLazyRoute, useNavigate, useSearch } from '@tanstack/react-router';
import { createError } from '../../../shared/base/errors.ts';
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import { settingInForce } from '../../../shared/domain/organisation/companySettings.ts';
import { useCommands } from '../../app/commands.tsx';
import { useMay } from '../../data/session.tsx';
import { Page, PageBody } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorState, RecordSkeleton } from '../../ui/state/States.tsx';
import { Section } from '../settings/Section.tsx';
import styles from './Company.module.css';
import { LimitForm } from './LimitForm.tsx';
import { LimitsSection } from './LimitsSection.tsx';
import { SECTION_NAMES, SECTIONS, isSectionName, type SectionName } from './sections.ts';
import { SectionForm } from './SectionForm.tsx';
import { SettingRow } from './SettingRow.tsx';
import { useCompanySettings, type CompanySettings } from './useCompanySettings.ts';

export const companyPage = createLazyRoute('/company')({ component: CompanyPage });

const LIMITS = 'limits/';

function CompanyPage() {
  const { t } = useLocale();
  const may = useMay('organisation.write');
  const { settings, error, retry } = useCompanySettings();
  return (
    <Page title={t('company.title')}>
      {!may && <ErrorState error={createError('permission_denied')} />}
      {may && error && <ErrorState error={error} onRetry={retry} />}
      {may && !error && !settings && <RecordSkeleton rows={10} />}
      {may && !error && settings && <Sections settings={settings} />}
    </Page>
  );
}

function Sections({ settings }: { settings: CompanySettings }) {
  const { t } = useLocale();
  const navigate = useNavigate();
  const { edit } = useSearch({ from: '/company' });
  const open = (what?: string): void =>
    void navigate({ to: '/company', search: what === undefined ? {} : { edit: what } });
  const close = (): void => open();
  useCommands(
    SECTION_NAMES.map((section) => ({
      id: `company.${section}`,
      label: t('company.changeOf', { what: t(`company.section.${section}`) }),
      run: () => open(section),
    })),
  );
  return (
    <>
      <PageBody>
        <p className={styles.intro}>{t('company.text')}</p>
        {SECTION_NAMES.map((section) => (
          <SettingsSection key={section} section={section} settings={settings} onChange={() => open(section)} />
        ))}
        <LimitsSection settings={settings} onChange={(who) => open(`${LIMITS}${who}`)} />
      </PageBody>
      {isSectionName(edit) && <SectionForm key={edit} section={edit} settings={settings} onClose={close} />}
      {edit?.startsWith(LIMITS) && (
        <LimitForm key={edit} who={edit.slice(LIMITS.length)} settings={settings} onClose={close} />
      )}
    </>
  );
}

interface SettingsSectionProps {
  section: SectionName;
  settings: CompanySettings;
  onChange: () => void;
}

function SettingsSection({ section, settings, onChange }: SettingsSectionProps) {
  const { t } = useLocale();
  const title = t(`company.section.${section}`);
  return (
    <Section
      title={title}
      text={t(`company.section.${section}.text`)}
      action={<ChangeButton what={title} onClick={onChange} />}
    >
      {SECTIONS[section].map((key) => (
        <SettingRow
          key={key}
          settingKey={key}
          view={settings.views.get(key) ?? null}
          value={settings.views.has(key) ? settings.values[key] : (settingInForce({}, key) as JsonValue | undefined)}
        />
      ))}
    </Section>
  );
}

function ChangeButton({ what, onClick }: { what: string; onClick: () => void }) {
  const { t } = useLocale();
  return (
    <Button variant="default" size="compact-sm" aria-label={t('company.changeOf', { what })} onClick={onClick}>
      {t('company.change')}
    </Button>
  );
}
