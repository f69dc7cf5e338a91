/** Who set it to what and when, the newest first; what it said before can be brought back. */
import { Button } from '@mantine/core';
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import type { SettingView } from '../../../shared/contract/organisation.ts';
import { readSetting, type SettingKey } from '../../../shared/domain/organisation/companySettings.ts';
import { isSameJson } from '../../../shared/sync/jsonValues.ts';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorNote } from '../../ui/state/States.tsx';
import { HistoryEntries } from '../records/HistoryEntries.tsx';
import { sidesOf } from '../records/restoreChange.ts';
import { useDirectory } from '../records/useDirectory.ts';
import styles from './Company.module.css';
import { settingWords } from './settingWords.ts';
import { useSaveSettings } from './useSaveSettings.ts';

interface SettingHistoryProps {
  settingKey: SettingKey;
  view: SettingView;
  title: string;
  onClose: () => void;
}

export function SettingHistory({ settingKey, view, title, onClose }: SettingHistoryProps) {
  return (
    <Dialog opened onClose={onClose} title={title} width={600}>
      <HistoryEntries record={{ collection: 'organisation', id: view.id, version: view.version }}>
        {(entry) => <Sides settingKey={settingKey} view={view} entry={entry} />}
      </HistoryEntries>
    </Dialog>
  );
}

interface SidesProps {
  settingKey: SettingKey;
  view: SettingView;
  entry: HistoryEntry;
}

/** What it says since, and what it said before. */
function Sides({ settingKey, view, entry }: SidesProps) {
  const { t } = useLocale();
  const change = entry.changes.find(({ path }) => path === 'value');
  if (!change) return null;
  const { before, after } = sidesOf(change);
  const isChanged = entry.act === 'changed';
  return (
    <div className={styles.sides}>
      <Side settingKey={settingKey} value={after} other={before} label={isChanged ? t('history.after') : null} />
      {isChanged && <Side settingKey={settingKey} value={before} other={after} label={t('history.before')} isBefore />}
      {isChanged && <BringBack settingKey={settingKey} view={view} value={before} />}
    </div>
  );
}

interface SideProps {
  settingKey: SettingKey;
  value: JsonValue | undefined;
  other: JsonValue | undefined;
  /** null where there is no other side. */
  label: string | null;
  isBefore?: boolean;
}

/** Of a value of many lines those alone that are not on the other side. */
function Side({ settingKey, value, other, label, isBefore = false }: SideProps) {
  const locale = useLocale();
  const { personName } = useDirectory();
  const lines = settingWords(locale, personName, settingKey, value);
  const others = new Set(settingWords(locale, personName, settingKey, other));
  const own = lines.filter((line) => !others.has(line));
  return (
    <div className={styles.side} data-before={isBefore || undefined}>
      {label !== null && <span className={styles.sideLabel}>{label}</span>}
      <ul className={styles.lines}>
        {(own.length === 0 ? lines : own).map((line) => (
          <li key={line}>
            <bdi>{line}</bdi>
          </li>
        ))}
      </ul>
    </div>
  );
}

function BringBack({
  settingKey,
  view,
  value,
}: {
  settingKey: SettingKey;
  view: SettingView;
  value: JsonValue | undefined;
}) {
  const { t } = useLocale();
  const what = t(`company.setting.${settingKey}`);
  const save = useSaveSettings(what);
  const isPossible =
    value !== undefined &&
    !isSameJson(value, view.value) &&
    readSetting({ [settingKey]: value }, settingKey) !== undefined;
  if (!isPossible) return null;
  return (
    <>
      <Button
        variant="default"
        size="compact-xs"
        className={styles.bringBack ?? ''}
        aria-label={t('history.restoreField', { field: what })}
        aria-disabled={save.busy || undefined}
        onClick={() =>
          !save.busy &&
          void save.run([
            {
              key: settingKey,
              value: value as SettingView['value'],
              seen: { id: view.id, version: view.version, value: view.value },
            },
          ])
        }
      >
        {t('history.restore')}
      </Button>
      <ErrorNote error={save.error} />
    </>
  );
}
