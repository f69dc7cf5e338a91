/** The data file of this machine: is it sound, how it is repaired, and what was set aside at a repair. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import type { StorageOverview } from '../../../shared/contract/storage.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorNote, ErrorState, Skeleton } from '../../ui/state/States.tsx';
import { useNow } from '../../ui/text/Text.tsx';
import { useFileSize } from '../bundles/useFileSize.ts';
import { Section, Setting } from '../settings/Section.tsx';
import { BackupsSection } from './BackupsSection.tsx';
import styles from './StorageSection.module.css';

export function StorageSection() {
  const { t } = useLocale();
  const core = useCore();
  const { data: overview, error, retry } = useLive(core.storage.overview, undefined);
  if (overview === undefined)
    return (
      <Section title={t('storage.section')}>
        {error ? <ErrorState error={error} onRetry={retry} /> : <Skeleton width="45%" />}
      </Section>
    );
  return (
    <>
      <Section title={t('storage.section')}>
        <DataFile overview={overview} />
        <Repair />
        {overview.setAside.map((setAside) => (
          <SetAside key={setAside.name} setAside={setAside} />
        ))}
      </Section>
      <BackupsSection overview={overview} />
    </>
  );
}

function DataFile({ overview }: { overview: StorageOverview }) {
  const { t } = useLocale();
  const core = useCore();
  const check = useCommand(core.storage.check);
  const size = useFileSize();
  const words = useCheckWords(overview.check);
  return (
    <>
      <Setting label={t('storage.size')}>
        <span className={styles.dim}>{t('storage.sizeText', { size: size(overview.bytes) })}</span>
      </Setting>
      <Setting
        label={t('storage.check')}
        hint={
          <span className={overview.check?.ok === false ? styles.warn : undefined} role="status">
            {overview.checking ? t('storage.check.running') : words}
          </span>
        }
      >
        <Button
          variant="default"
          aria-disabled={overview.checking || undefined}
          onClick={() => !overview.checking && void check.run(undefined)}
        >
          {t('storage.check.run')}
        </Button>
      </Setting>
      <ErrorNote error={check.error} />
    </>
  );
}

function useCheckWords(check: StorageOverview['check']): string {
  const { t, formats } = useLocale();
  const now = useNow(30_000);
  if (check === null) return t('storage.check.never');
  const when = formats.relativeTime(check.at, now);
  return check.ok ? t('storage.check.fine', { when }) : t('storage.check.found', { when, count: check.findings });
}

function Repair() {
  const { t } = useLocale();
  const core = useCore();
  const repair = useCommand(core.storage.openRepair);
  return (
    <>
      <Setting label={t('storage.repair')} hint={t('storage.repairText')}>
        <Button variant="default" onClick={() => !repair.busy && void repair.run(undefined)}>
          {t('storage.repair.run')}
        </Button>
      </Setting>
      <ErrorNote error={repair.error} />
    </>
  );
}

function SetAside({ setAside: { name, at, bytes } }: { setAside: StorageOverview['setAside'][number] }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const remove = useCommand(core.storage.removeSetAside);
  const [asking, setAsking] = useState(false);
  const size = useFileSize();
  const when = formats.dateTime(at);
  return (
    <Setting label={t('storage.setAside')} hint={t('storage.setAside.item', { when, size: size(bytes) })}>
      <Button variant="default" aria-label={t('storage.setAside.removeOf', { when })} onClick={() => setAsking(true)}>
        {t('storage.setAside.remove')}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t('storage.setAside.sure')}
          confirmLabel={t('storage.setAside.remove')}
          busy={remove.busy}
          error={remove.error}
          onClose={() => setAsking(false)}
          onConfirm={() => void remove.run({ name }).then((removed) => removed.ok && setAsking(false))}
        >
          <p className={styles.text}>{t('storage.setAside.sureText')}</p>
        </ConfirmDialog>
      )}
    </Setting>
  );
}
