/** What a setting says, for places that know only its key. */
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import { SETTING_KEYS, type SettingKey } from '../../../shared/domain/organisation/companySettings.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import styles from './Company.module.css';
import { settingWords } from './settingWords.ts';

/** null for a key that this version does not know. */
export const settingKeyOf = (key: string): SettingKey | null => SETTING_KEYS.find((known) => known === key) ?? null;

export function SettingValue({ settingKey, value }: { settingKey: SettingKey; value: JsonValue | undefined }) {
  const locale = useLocale();
  const { personName } = useDirectory();
  return (
    <ul className={styles.lines}>
      {settingWords(locale, personName, settingKey, value).map((line) => (
        <li key={line}>
          <bdi>{line}</bdi>
        </li>
      ))}
    </ul>
  );
}
