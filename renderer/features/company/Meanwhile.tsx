/** What others changed while a form was open. */
import { IconHistory } from '@tabler/icons-react';
import type { SettingKey } from '../../../shared/domain/organisation/companySettings.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { Note } from '../records/RecordNotes.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import { settingWords } from './settingWords.ts';
import styles from './Company.module.css';
import type { CompanySettings } from './useCompanySettings.ts';

export function Meanwhile({ keys, settings }: { keys: readonly SettingKey[]; settings: CompanySettings }) {
  const locale = useLocale();
  const { t } = locale;
  const { personName } = useDirectory();
  if (keys.length === 0) return null;
  return (
    <Note tone="warn" icon={<IconHistory size={16} stroke={1.75} aria-hidden />} title={t('company.meanwhile.title')}>
      <p className={styles.text}>{t('company.meanwhile.text')}</p>
      <ul className={styles.lines}>
        {keys.flatMap((key) =>
          settingWords(locale, personName, key, settings.values[key]).map((line) => (
            <li key={`${key} ${line}`}>
              <bdi>{t('company.meanwhile.value', { what: t(`company.setting.${key}`), value: line })}</bdi>
            </li>
          )),
        )}
      </ul>
    </Note>
  );
}

/** The same of the limits of one role or person. */
export function LimitsMeanwhile({ what, words }: { what: string; words: string }) {
  const { t } = useLocale();
  return (
    <Note tone="warn" icon={<IconHistory size={16} stroke={1.75} aria-hidden />} title={t('company.meanwhile.title')}>
      <p className={styles.text}>{t('company.meanwhile.text')}</p>
      <bdi>{t('company.meanwhile.value', { what, value: words })}</bdi>
    </Note>
  );
}
