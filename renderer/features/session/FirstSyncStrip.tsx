import { useState } from 'react';
import { Button, Progress } from '@mantine/core';
import type { SyncState } from '../../../shared/contract/sync.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useSession } from '../../data/session.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { useSyncState } from '../sync/useSyncState.ts';
import styles from './FirstSyncStrip.module.css';

/** While a machine gets its first data: how far it is, above a page that can be used already. */
export function FirstSyncStrip() {
  const { firstSyncDone } = useSession();
  return firstSyncDone ? null : <Strip />;
}

function Strip() {
  const { t } = useLocale();
  const { data: sync } = useSyncState();
  const core = useCore();
  const resume = useCommand(core.sync.resume);
  const progress = useLast(sync?.progress ?? null);
  const isPaused = typeof sync?.pausedUntil === 'string';
  const isWaiting = sync?.connection === 'offline' || sync?.connection === 'refused';
  const text = isPaused ? 'paused' : isWaiting ? 'waiting' : 'text';
  return (
    <section className={styles.strip} aria-label={t('session.firstSync.title')}>
      <div className={styles.words}>
        <strong>{t('session.firstSync.title')}</strong>
        <span className={styles.dim}>{t(`session.firstSync.${text}`)}</span>
        {isPaused && (
          <Button variant="default" size="compact-xs" onClick={() => !resume.busy && void resume.run(undefined)}>
            {t('sync.panel.resume')}
          </Button>
        )}
        {progress && <span className={styles.count}>{t('session.firstSync.progress', progress)}</span>}
      </div>
      <Progress
        value={progress && progress.expected > 0 ? Math.round((progress.done / progress.expected) * 100) : 0}
        size={4}
        radius={2}
        transitionDuration={120}
        aria-label={t('session.firstSync.title')}
      />
    </section>
  );
}

type Arrived = SyncState['progress'];

/** Between two tries, and while it is stopped, what has arrived is still here. */
function useLast(progress: Arrived): Arrived {
  const [last, setLast] = useState(progress);
  if (progress !== null && (last?.done !== progress.done || last.expected !== progress.expected)) setLast(progress);
  return progress ?? last;
}
