import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { errorFromWire } from '../../../shared/base/errors.ts';
import type { SyncState } from '../../../shared/contract/sync.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useLocale, type Locale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { StateBadge, type Tone } from '../../ui/state/StateBadge.tsx';
import { RelativeTime } from '../../ui/text/Text.tsx';
import { AttachmentTraffic } from '../attachments/AttachmentTraffic.tsx';
import { DecisionsLink } from '../parking/DecisionsLink.tsx';
import { CompanyTime } from './CompanyTime.tsx';
import { HeldGroups } from './HeldGroups.tsx';
import { SyncProgress } from './SyncProgress.tsx';
import { WaitingGroups } from './WaitingGroups.tsx';
import styles from './SyncPanel.module.css';

const TONES: Readonly<Record<SyncState['connection'], Tone>> = {
  online: 'good',
  offline: 'neutral',
  syncing: 'info',
  refused: 'warn',
};

/** What stands behind the pill: what is unsent and since when, what is held and why, and a way to try now. */
export function SyncPanel({ sync, onLeave }: { sync: SyncState; onLeave: () => void }) {
  const { t } = useLocale();
  const core = useCore();
  const now = useCommand(core.sync.now);
  const isSyncing = now.busy || sync.connection === 'syncing';
  return (
    <section className={styles.panel}>
      <header className={styles.header}>
        <h2 className={styles.title}>{titleOf(t, sync)}</h2>
        <StateBadge tone={TONES[sync.connection]}>{t(`sync.panel.${sync.connection}`)}</StateBadge>
      </header>
      <div className={styles.body}>
        {sync.connection === 'offline' && <p className={styles.text}>{t('sync.panel.offlineText')}</p>}
        {/* Where it is the work that was refused, none of it stays in line. */}
        {sync.connection === 'refused' && (sync.refused ?? 0) === 0 && (
          <p className={styles.text}>{t('sync.panel.refusedText')}</p>
        )}
        {sync.problem && sync.connection !== 'offline' && <Problem problem={sync.problem} />}
        <dl className={styles.facts}>
          <div className={styles.fact}>
            <dt>{t('sync.panel.lastContact')}</dt>
            <dd>
              {sync.lastContactAt === null ? t('sync.panel.never') : <RelativeTime instant={sync.lastContactAt} />}
            </dd>
          </div>
          {typeof sync.nextScheduledAt === 'string' && (
            <div className={styles.fact}>
              <dt>{t('sync.panel.nextScheduled')}</dt>
              <dd>
                <CompanyTime instant={sync.nextScheduledAt} />
              </dd>
            </div>
          )}
        </dl>
        {sync.metered === true && (
          <p className={styles.text}>
            {t(typeof sync.nextScheduledAt === 'string' ? 'sync.panel.meteredTimes' : 'sync.panel.metered')}
          </p>
        )}
        <SyncProgress sync={sync} />
        {sync.pending > 0 && <WaitingGroups count={sync.pending} onLeave={onLeave} />}
        <AttachmentTraffic />
        {sync.reviews > 0 && (
          <Link to="/reviews" className={styles.link} onClick={onLeave}>
            {t('sync.panel.reviews', { count: sync.reviews })}
          </Link>
        )}
        {sync.held > 0 && <HeldGroups onLeave={onLeave} />}
        <DecisionsLink onLeave={onLeave} />
      </div>
      <Button
        variant="default"
        fullWidth
        aria-disabled={isSyncing || undefined}
        onClick={() => !isSyncing && void now.run(undefined)}
      >
        {t(isSyncing ? 'sync.panel.syncingNow' : 'sync.panel.now')}
      </Button>
    </section>
  );
}

function titleOf(t: Locale['t'], { pending, refused = 0 }: SyncState): string {
  if (pending > 0) return t('sync.panel.waiting', { count: pending });
  return refused > 0 ? t('sync.panel.notTaken', { count: refused }) : t('sync.panel.allSent');
}

function Problem({ problem }: { problem: NonNullable<SyncState['problem']> }) {
  const { t } = useLocale();
  const words = errorToWords(t, errorFromWire(problem));
  return (
    <div className={styles.problem} role="status">
      <strong>{words.title}</strong>
      <span>{words.help}</span>
    </div>
  );
}
