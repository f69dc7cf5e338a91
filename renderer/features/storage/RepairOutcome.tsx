/** What became of a repair, in counts. Whoever has read it opens Peyvand. */
import { Button } from '@mantine/core';
import type { RepairState } from '../../../shared/contract/storage.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorNote } from '../../ui/state/States.tsx';
import { SessionPanel } from '../session/SessionPanel.tsx';
import styles from './DamagedStore.module.css';

export function RepairOutcome({ outcome }: { outcome: NonNullable<RepairState['outcome']> }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const open = useCommand(core.storage.open);
  const { way, found, setAside, newIdentity, backupAt } = outcome;
  return (
    <SessionPanel title={t(`storage.done.${way}`)}>
      <div className={styles.parts}>
        <div role="status">
          <ul className={styles.facts}>
            {backupAt !== null && <li>{t('storage.done.backupAt', { date: formats.dateTime(backupAt) })}</li>}
            <li>
              {t('storage.done.unsent', { count: found.unsent + found.sealed })}
              {found.lost !== null && (
                <span className={found.lost === 0 ? styles.good : styles.warn}>
                  {t.language === 'fa' ? '، ' : ', '}
                  {t('storage.done.lost', { count: found.lost })}
                </span>
              )}
            </li>
            {found.lost === null && <li className={styles.warn}>{t('storage.found.lostUnknown')}</li>}
            {found.sealed > 0 && <li>{t('storage.done.sealed', { count: found.sealed })}</li>}
            {found.drafts > 0 && <li>{t('storage.done.drafts', { count: found.drafts })}</li>}
          </ul>
        </div>
        <p className={styles.dim}>{t('storage.done.rest')}</p>
        {newIdentity && <p className={styles.dim}>{t('storage.done.identity')}</p>}
        {setAside !== null && <p className={styles.dim}>{t('storage.done.setAside')}</p>}
        <ErrorNote error={open.error} />
        <Button fullWidth autoFocus onClick={() => !open.busy && void open.run(undefined)}>
          {t('storage.done.open')}
        </Button>
      </div>
    </SessionPanel>
  );
}
