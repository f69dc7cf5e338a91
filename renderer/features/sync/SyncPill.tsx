import { useState } from 'react';
import { Popover, UnstyledButton } from '@mantine/core';
import { IconCheck, IconClock, IconUserExclamation } from '@tabler/icons-react';
import { NamedDropdown } from '../../ui/layout/NamedDropdown.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { SyncPanel } from './SyncPanel.tsx';
import { summariseSync, type SyncSummary } from './syncSummary.ts';
import styles from './SyncPill.module.css';
import { useSyncState } from './useSyncState.ts';
import { useSyncWhenOnline } from './useSyncWhenOnline.ts';

const ICONS = { sent: IconCheck, waiting: IconClock, needsYou: IconUserExclamation } as const;

/** Quiet at the edge of the bar: all sent · 3 waiting · 1 needs you. */
export function SyncPill() {
  const { t } = useLocale();
  const [opened, setOpened] = useState(false);
  const { data: sync } = useSyncState();
  useSyncWhenOnline();
  if (!sync) return <span className={styles.placeholder} />;
  const summary = summariseSync(sync);
  const Icon = ICONS[summary.kind];
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={340} trapFocus withinPortal>
      <Popover.Target>
        <UnstyledButton
          className={styles.pill}
          data-tour="sync"
          data-kind={summary.kind}
          aria-label={`${t('sync.pill.label')}: ${wordsOf(t, summary)}`}
          onClick={() => setOpened(!opened)}
        >
          <Icon size={14} stroke={2} aria-hidden />
          {wordsOf(t, summary)}
        </UnstyledButton>
      </Popover.Target>
      <NamedDropdown name={t('sync.panel.title')} flush>
        <SyncPanel sync={sync} onLeave={() => setOpened(false)} />
      </NamedDropdown>
    </Popover>
  );
}

function wordsOf(t: ReturnType<typeof useLocale>['t'], summary: SyncSummary): string {
  switch (summary.kind) {
    case 'needsYou':
      return t('sync.pill.needsYou', { count: summary.count });
    case 'waiting':
      return t('sync.pill.waiting', { count: summary.count });
    case 'sent':
      return t('sync.pill.sent');
  }
}
