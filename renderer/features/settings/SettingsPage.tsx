import { useState, type ReactNode } from 'react';
import { Button, SegmentedControl } from '@mantine/core';
import { createLazyRoute } from '@tanstack/react-router';
import { useCore } from '../../data/CoreProvider.tsx';
import { usePreferences } from '../../data/preferences.tsx';
import { useMay, useSession } from '../../data/session.tsx';
import { attempt } from '../../data/useCommand.ts';
import { Page, PageBody } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { DateText, MoneyText, useNow } from '../../ui/text/Text.tsx';
import { WorkingTimesDialog } from '../administration/WorkingTimes.tsx';
import { StorageSection } from '../storage/StorageSection.tsx';
import { ChangePassphrase } from './ChangePassphrase.tsx';
import { Section, Setting } from './Section.tsx';
import styles from './SettingsPage.module.css';
import { SyncRhythmSection } from './SyncRhythmSection.tsx';

export const settingsPage = createLazyRoute('/settings')({ component: SettingsPage });

/** Shows what a choice does to money. */
const EXAMPLE_PRICE = { amount: 12_500_000, currency: 'IRR' };

function SettingsPage() {
  const { t } = useLocale();
  return (
    <Page title={t('settings.title')}>
      <PageBody>
        <Look />
        <SyncRhythmSection />
        <Safety />
        <StorageSection />
        <Account />
      </PageBody>
    </Page>
  );
}

/** For this machine, at once: nothing here has a button to save. */
function Look() {
  const { t } = useLocale();
  const { preferences, change } = usePreferences();
  const now = useNow(60_000);
  return (
    <Section title={t('settings.look')} text={t('settings.machineOnly')}>
      <Setting label={t('settings.language')}>
        <Choice
          label={t('settings.language')}
          value={preferences.language}
          options={['fa', 'en']}
          words={(language) => t(`settings.language.${language}`)}
          onChange={(language) => change({ language })}
        />
      </Setting>
      <Setting
        label={t('settings.calendar')}
        hint={<Example text={t('settings.calendarExample', { date: SLOT })} slot={<DateText value={now} />} />}
      >
        <Choice
          label={t('settings.calendar')}
          value={preferences.calendar}
          options={['persian', 'gregory']}
          words={(calendar) => t(`settings.calendar.${calendar}`)}
          onChange={(calendar) => change({ calendar })}
        />
      </Setting>
      <Setting
        label={t('settings.moneyUnit')}
        hint={
          <Example text={t('settings.moneyExample', { amount: SLOT })} slot={<MoneyText money={EXAMPLE_PRICE} />} />
        }
      >
        <Choice
          label={t('settings.moneyUnit')}
          value={preferences.moneyUnit}
          options={['rial', 'toman']}
          words={(unit) => t(`settings.moneyUnit.${unit}`)}
          onChange={(moneyUnit) => change({ moneyUnit })}
        />
      </Setting>
      <Setting label={t('settings.home')}>
        <Choice
          label={t('settings.home')}
          value={preferences.home ?? 'role'}
          options={['role', 'today', 'customers', 'branch', 'insights']}
          words={(home) => t(`settings.home.${home}`)}
          onChange={(home) => change({ home })}
        />
      </Setting>
      <Setting label={t('settings.theme')}>
        <Choice
          label={t('settings.theme')}
          value={preferences.theme}
          options={['light', 'dark', 'system']}
          words={(theme) => t(`settings.theme.${theme}`)}
          onChange={(theme) => change({ theme })}
        />
      </Setting>
    </Section>
  );
}

function Safety() {
  const { t } = useLocale();
  const core = useCore();
  const [changing, setChanging] = useState(false);
  return (
    <Section title={t('settings.safety')}>
      <Setting label={t('settings.passphrase')} hint={t('settings.passphraseText')}>
        {!changing && (
          <Button variant="default" onClick={() => setChanging(true)}>
            {t('settings.passphrase.change')}
          </Button>
        )}
      </Setting>
      {changing && <ChangePassphrase onDone={() => setChanging(false)} />}
      <Setting label={t('session.lock')} hint={t('settings.lockText')}>
        <Button variant="default" onClick={() => void attempt(core.session.lock, undefined)}>
          {t('session.lock')}
        </Button>
      </Setting>
    </Section>
  );
}

function Account() {
  const { t } = useLocale();
  const { person } = useSession();
  const mayBeAway = useMay('activities.write');
  const [isSaying, setSaying] = useState(false);
  return (
    <Section title={t('settings.account')}>
      <Setting label={<bdi>{person.name}</bdi>} hint={<bdi dir="ltr">{person.login}</bdi>}>
        <span className={styles.dim}>
          {t.maybe(`role.${person.role}`) ?? person.role} · <bdi>{person.company}</bdi>
        </span>
      </Setting>
      {mayBeAway && (
        <Setting label={t('settings.daysAway')} hint={t('settings.daysAwayText')}>
          <Button variant="default" onClick={() => setSaying(true)}>
            {t('settings.daysAway.change')}
          </Button>
        </Setting>
      )}
      {isSaying && <WorkingTimesDialog personId={person.id} onClose={() => setSaying(false)} />}
    </Section>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly Value[];
  words: (value: Value) => string;
  onChange: (value: Value) => void;
}

function Choice<Value extends string>({ label, value, options, words, onChange }: ChoiceProps<Value>) {
  return (
    <SegmentedControl
      size="xs"
      aria-label={label}
      value={value}
      data={options.map((option) => ({ value: option, label: words(option) }))}
      onChange={(next) => {
        const chosen = options.find((option) => option === next);
        if (chosen !== undefined) onChange(chosen);
      }}
    />
  );
}

const SLOT = '\uffff';

/** A sentence with a value in its middle. */
function Example({ text, slot }: { text: string; slot: ReactNode }) {
  const [before = '', after = ''] = text.split(SLOT);
  return (
    <>
      {before}
      {slot}
      {after}
    </>
  );
}
