/** One setting: what it says, who changed it last, and what it said before. */
import { useState } from 'react';
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import type { SettingView } from '../../../shared/contract/organisation.ts';
import type { SettingKey } from '../../../shared/domain/organisation/companySettings.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { RelativeTime } from '../../ui/text/Text.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import { Setting } from '../settings/Section.tsx';
import styles from './Company.module.css';
import { SettingHistory } from './SettingHistory.tsx';
import { settingWords } from './settingWords.ts';

interface SettingRowProps {
  settingKey: SettingKey;
  /** null: nobody has set it. */
  view: SettingView | null;
  /** What is set, or what holds without. */
  value: JsonValue | undefined;
}

export function SettingRow({ settingKey, view, value }: SettingRowProps) {
  const locale = useLocale();
  const { t } = locale;
  const { personName } = useDirectory();
  return (
    <Setting label={t(`company.setting.${settingKey}`)} hint={<LastChange view={view} />}>
      {/* Together, so that neither comes to stand alone where the window is narrow. */}
      <div className={styles.says}>
        <span className={styles.value}>
          {settingWords(locale, personName, settingKey, value).map((line) => (
            <bdi key={line}>{line}</bdi>
          ))}
        </span>
        {/* The place stays where there is nothing to show, so that values stand under each other. */}
        <span className={styles.history}>{view && <HistoryButton settingKey={settingKey} view={view} />}</span>
      </div>
    </Setting>
  );
}

export function LastChange({ view }: { view: SettingView | null }) {
  const { t } = useLocale();
  if (view === null) return t('company.byItself');
  return (
    <span className={styles.last}>
      <bdi>{view.changedByName === '' ? t('history.someone') : view.changedByName}</bdi>
      <span aria-hidden>·</span>
      <RelativeTime instant={view.changedAt} />
      {view.held === null && view.pending && <StateBadge tone="info">{t('history.here')}</StateBadge>}
      {view.held !== null && <StateBadge tone="warn">{t('history.held')}</StateBadge>}
    </span>
  );
}

export function HistoryButton({ settingKey, view }: { settingKey: SettingKey; view: SettingView }) {
  const { t } = useLocale();
  const [opened, setOpened] = useState(false);
  const label = t('company.history', { what: t(`company.setting.${settingKey}`) });
  return (
    <>
      <Tooltip label={label}>
        <ActionIcon aria-label={label} aria-haspopup="dialog" onClick={() => setOpened(true)}>
          <IconHistory size={16} stroke={1.75} aria-hidden />
        </ActionIcon>
      </Tooltip>
      {opened && <SettingHistory settingKey={settingKey} view={view} title={label} onClose={() => setOpened(false)} />}
    </>
  );
}
