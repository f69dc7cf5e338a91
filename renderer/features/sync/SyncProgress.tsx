import { Button, Progress } from '@mantine/core';
import type { SyncState } from '../../../shared/contract/sync.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { DateText } from '../../ui/text/Text.tsx';
import styles from './SyncPanel.module.css';

/** How far a round is and how long it still takes, with a way to stop it; when it was stopped, a way to go on. */
export function SyncProgress({ sync }: { sync: SyncState }) {
  const { t } = useLocale();
  const core = useCore();
  const cancel = useCommand(core.sync.cancel);
  const resume = useCommand(core.sync.resume);
  const { progress, phase = 'pull', secondsLeft, pausedUntil } = sync;
  const isPaused = typeof pausedUntil === 'string';
  const command = isPaused ? resume : cancel;
  const words = progress && !isPaused ? t(`sync.panel.progress.${phase}`, progress) : null;
  return (
    <div className={styles.progress}>
      <div className={styles.row}>
        {isPaused && (
          <span key="words">
            {t('sync.panel.pausedUntil')} <DateText value={pausedUntil} withTime />
          </span>
        )}
        {words !== null && <span key="words">{words}</span>}
        {/* One button in one place: who pressed it keeps the cursor there, and Esc its meaning. */}
        <Button
          key="button"
          variant="default"
          size="compact-sm"
          onClick={() => !command.busy && void command.run(undefined)}
        >
          {t(isPaused ? 'sync.panel.resume' : words === null ? 'sync.panel.pause' : 'sync.panel.cancel')}
        </Button>
      </div>
      {progress && words !== null && (
        <Progress value={Math.round((100 * progress.done) / Math.max(1, progress.expected))} aria-label={words} />
      )}
      {words !== null && secondsLeft !== undefined && <span className={styles.text}>{timeLeft(t, secondsLeft)}</span>}
    </div>
  );
}

function timeLeft(t: ReturnType<typeof useLocale>['t'], seconds: number): string {
  return seconds < 60
    ? t('sync.panel.secondsLeft', { count: Math.max(1, Math.round(seconds)) })
    : t('sync.panel.minutesLeft', { count: Math.round(seconds / 60) });
}
