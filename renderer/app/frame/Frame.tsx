/** The frame around every page: the rail, a bar with the page's title, the palette, the sync pill. */
import { useState } from 'react';
import { useCanGoBack, Outlet, useRouter } from '@tanstack/react-router';
import { usePreferences } from '../../data/preferences.tsx';
import { TellNotices } from '../../features/notices/TellNotices.tsx';
import { DecisionNotice } from '../../features/parking/DecisionNotice.tsx';
import { FirstSyncStrip } from '../../features/session/FirstSyncStrip.tsx';
import { StorageStrip } from '../../features/storage/StorageStrip.tsx';
import { SyncPill } from '../../features/sync/SyncPill.tsx';
import { PrintedBy } from '../../features/watch/PrintedBy.tsx';
import { Tour } from '../../features/tour/Tour.tsx';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { PageHeaderSlot } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { CommandsProvider } from '../commands.tsx';
import { useOfferedPages } from '../useOfferedPages.ts';
import { CommandPalette, PaletteButton } from './CommandPalette.tsx';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import styles from './Frame.module.css';
import { KeysHelp } from './KeysHelp.tsx';
import { Rail } from './Rail.tsx';
import { useGoKeys } from './useGoKeys.ts';
import { useNoteOpened } from './useNoteOpened.ts';
import { usePreparedPages } from './usePreparedPages.ts';

export function Frame() {
  const { t } = useLocale();
  const { preferences, change } = usePreferences();
  const router = useRouter();
  const canGoBack = useCanGoBack();
  useGoKeys();
  useNoteOpened();
  const offered = useOfferedPages().map(({ to }) => to);
  usePreparedPages();
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  const [paletteOpened, setPaletteOpened] = useState(false);
  useKeys([
    { keys: ['Escape'], label: t('keys.back'), run: () => canGoBack && router.history.back(), everywhere: true },
    {
      keys: ['Mod', 'B'],
      label: t('keys.rail'),
      run: () => change({ railCollapsed: !preferences.railCollapsed }),
      everywhere: true,
    },
  ]);

  return (
    <CommandsProvider>
      <PageHeaderSlot value={slot}>
        <div className={styles.frame} data-collapsed={preferences.railCollapsed || undefined}>
          <a className={styles.skip} href="#content" onClick={skipToContent}>
            {t('app.skipToContent')}
          </a>
          <Rail />
          <div className={styles.main}>
            <header className={styles.bar}>
              <div className={styles.slot} ref={setSlot} />
              <PaletteButton onClick={() => setPaletteOpened(true)} />
              <SyncPill />
            </header>
            <ConnectionBanner />
            <FirstSyncStrip />
            <StorageStrip />
            <Tour offered={offered} />
            <main id="content" className={styles.content} tabIndex={-1}>
              <Outlet />
            </main>
          </div>
        </div>
        <CommandPalette
          opened={paletteOpened}
          onOpen={() => setPaletteOpened(true)}
          onClose={() => setPaletteOpened(false)}
        />
        <DecisionNotice />
        <TellNotices />
        <KeysHelp />
        <PrintedBy />
      </PageHeaderSlot>
    </CommandsProvider>
  );
}

/** The address is behind `#`: a real jump to an anchor would leave the page. */
function skipToContent(event: { preventDefault(): void }): void {
  event.preventDefault();
  const content = document.getElementById('content');
  (content?.querySelector<HTMLElement>('[role="grid"], a[href], button, input') ?? content)?.focus();
}
