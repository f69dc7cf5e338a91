/** Backups: one now, by themselves, where, how many, and which were read back. What is chosen is saved at once. */
import { useState } from 'react';
import { Button, PasswordInput, Select, TextInput } from '@mantine/core';
import { errorFromWire } from '../../../shared/base/errors.ts';
import type { Backup, BackupPlan, BackupProgress, StorageOverview } from '../../../shared/contract/storage.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { JobProgress } from '../../ui/state/JobProgress.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { ErrorNote } from '../../ui/state/States.tsx';
import { DateText, RelativeTime } from '../../ui/text/Text.tsx';
import { useFileSize } from '../bundles/useFileSize.ts';
import { Section, Setting } from '../settings/Section.tsx';
import styles from './StorageSection.module.css';
import { useBackupJob } from './useBackupJob.ts';

const RHYTHMS = [
  { key: 'never', days: null },
  { key: 'day', days: 1 },
  { key: 'week', days: 7 },
] as const;
const KEPT = [1, 2, 3, 5, 10];

export function BackupsSection({ overview }: { overview: StorageOverview }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const change = useCommand(core.storage.changePlan);
  const { plan } = overview;
  const rhythm = RHYTHMS.find(({ days }) => days === plan.everyDays) ?? RHYTHMS[1];

  async function save(next: Partial<BackupPlan>): Promise<void> {
    const saved = await change.run({ ...plan, ...next });
    if (saved.ok) notify(t('storage.backups.saved'));
  }

  return (
    <Section title={t('storage.backups')} text={t('storage.backups.text')}>
      <BackUpNow bound={overview.bound} />
      <Setting label={t('storage.backups.every')} hint={t('storage.backups.everyText')}>
        <Select
          aria-label={t('storage.backups.every')}
          allowDeselect={false}
          value={rhythm.key}
          data={RHYTHMS.map(({ key }) => ({ value: key, label: t(`storage.backups.every.${key}`) }))}
          onChange={(key) => {
            const chosen = RHYTHMS.find((one) => one.key === key);
            if (chosen) void save({ everyDays: chosen.days });
          }}
        />
      </Setting>
      <Setting label={t('storage.backups.kept')} hint={t('storage.backups.keptText')}>
        <Select
          aria-label={t('storage.backups.kept')}
          allowDeselect={false}
          value={String(plan.kept)}
          data={[...new Set([...KEPT, plan.kept])]
            .toSorted((one, other) => one - other)
            .map((count) => ({ value: String(count), label: formats.number(count) }))}
          onChange={(count) => count !== null && void save({ kept: Number(count) })}
        />
      </Setting>
      <Folder overview={overview} onSave={(folder) => void save({ folder })} />
      <ErrorNote error={change.error} />
      {overview.backupFailure !== null && (
        <div className={styles.failure}>
          <p className={styles.warn}>{t('storage.backups.failed')}</p>
          <ErrorNote error={errorFromWire(overview.backupFailure)} />
        </div>
      )}
      <h3 className={styles.heading}>{t('storage.backups.list')}</h3>
      {overview.backups.length === 0 ? (
        <p className={styles.dim}>{t('storage.backups.none')}</p>
      ) : (
        <ul className={styles.list} aria-label={t('storage.backups.list')}>
          {overview.backups.map((backup) => (
            <BackupRow key={backup.file} backup={backup} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function BackUpNow({ bound }: { bound: boolean }) {
  const { t } = useLocale();
  const { state, start, cancel } = useBackupJob();
  const [passphrase, setPassphrase] = useState('');

  function handleSubmit(event: { preventDefault(): void }): void {
    event.preventDefault();
    start(passphrase === '' ? null : passphrase);
    setPassphrase('');
  }

  return (
    <div className={styles.now}>
      {state.phase === 'running' ? (
        <JobProgress
          label={t('storage.backups.progress')}
          step={t(`storage.backups.step.${state.progress?.step ?? 'copying'}`)}
          progress={shareOf(state.progress)}
          cancelLabel={t('storage.backups.cancel')}
          onCancel={cancel}
        />
      ) : (
        <form className={styles.form} onSubmit={handleSubmit} noValidate>
          {bound && (
            <PasswordInput
              label={t('storage.backups.portable')}
              description={t('storage.backups.portableText')}
              value={passphrase}
              onChange={(event) => setPassphrase(event.currentTarget.value)}
              autoComplete="off"
              visibilityToggleButtonProps={{ 'aria-label': t('session.passphrase.show') }}
            />
          )}
          <Button type="submit">{t('storage.backups.now')}</Button>
        </form>
      )}
      {state.phase === 'done' && (
        <p className={styles.good} role="status">
          {t('storage.backups.made', { file: `\u2066${state.file}\u2069` })}
        </p>
      )}
      {state.phase === 'cancelled' && <p role="status">{t('storage.backups.cancelled')}</p>}
      {state.phase === 'failed' && <ErrorNote error={state.error} />}
    </div>
  );
}

function Folder({ overview, onSave }: { overview: StorageOverview; onSave: (folder: string | null) => void }) {
  const { t } = useLocale();
  const [text, setText] = useState(overview.plan.folder ?? '');
  return (
    <Setting label={t('storage.backups.folder')} hint={t('storage.backups.folderText')}>
      <form
        className={styles.folder}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSave(text.trim() === '' ? null : text.trim());
        }}
      >
        <TextInput
          className={styles.path}
          aria-label={t('storage.backups.folder')}
          value={text}
          placeholder={overview.folder}
          onChange={(event) => setText(event.currentTarget.value)}
          dir="ltr"
          autoComplete="off"
        />
        <Button type="submit" variant="default">
          {t('storage.backups.folderSave')}
        </Button>
        <p className={styles.now}>{t('storage.backups.folderNow', { folder: `\u2066${overview.folder}\u2069` })}</p>
      </form>
    </Setting>
  );
}

function BackupRow({ backup: { file, createdAt, bytes, made, verifiedAt } }: { backup: Backup }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const verify = useCommand(core.storage.verify);
  const size = useFileSize();
  return (
    <li className={styles.row}>
      <span className={styles.words}>
        <span>
          <DateText value={createdAt} withTime /> · {size(bytes)} · {t(`storage.backups.${made}`)}
        </span>
        <span className={styles.hint}>
          {verifiedAt === null ? t('storage.backups.notVerified') : <Verified at={verifiedAt} />}
        </span>
        <ErrorNote error={verify.error} />
      </span>
      <Button
        variant="default"
        size="compact-sm"
        aria-label={t('storage.backups.verifyOf', { date: formats.dateTime(createdAt) })}
        aria-disabled={verify.busy || undefined}
        onClick={() => {
          if (verify.busy) return;
          void verify.run({ file }).then((sound) => sound.ok && notify(t('storage.backups.sound')));
        }}
      >
        {t('storage.backups.verify')}
      </Button>
    </li>
  );
}

/** In percent: bytes say nothing to anybody. */
const shareOf = (progress: BackupProgress | null) =>
  progress !== null && progress.expected > 0
    ? { done: Math.round((progress.done / progress.expected) * 100), expected: 100 }
    : null;

const SLOT = '\uffff';

function Verified({ at }: { at: string }) {
  const { t } = useLocale();
  const [before = '', after = ''] = t('storage.backups.verified', { when: SLOT }).split(SLOT);
  return (
    <>
      {before}
      <RelativeTime instant={at} />
      {after}
    </>
  );
}
