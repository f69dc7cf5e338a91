import { useState } from 'react';
import { UnstyledButton } from '@mantine/core';
import { Spotlight, spotlight } from '@mantine/spotlight';
import {
  IconAppWindow,
  IconLanguage,
  IconLock,
  IconMoon,
  IconRefresh,
  IconSearch,
  IconSettings,
  IconSun,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { foldText } from '../../../shared/base/text.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { usePreferences } from '../../data/preferences.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { Kbd } from '../../ui/text/Kbd.tsx';
import { useRegisteredCommands, type PaletteCommand } from '../commands.tsx';
import { useOfferedPages } from '../useOfferedPages.ts';
import styles from './CommandPalette.module.css';
import { usePaletteRecords } from './paletteRecords.tsx';

/** The way in for those who do not know the key. */
export function PaletteButton() {
  const { t } = useLocale();
  return (
    <UnstyledButton className={styles.button} onClick={spotlight.open}>
      <IconSearch size={15} stroke={1.75} aria-hidden />
      <span className={styles.buttonLabel}>{t('palette.open')}</span>
      <Kbd keys={['Mod', 'K']} />
    </UnstyledButton>
  );
}

/** Goes anywhere and does anything: pages, records, and the commands of the page that is open. */
export function CommandPalette() {
  const { t } = useLocale();
  const [query, setQuery] = useState('');
  const pages = usePages();
  const commands = [...useRegisteredCommands(), ...useStandingCommands()];
  const records = usePaletteRecords(query);
  useKeys([{ keys: ['Mod', 'K'], label: t('keys.palette'), run: spotlight.open, everywhere: true }]);

  const groups = [
    ...records,
    { group: t('palette.commands'), commands: commands.filter((command) => fits(command, query)) },
    { group: t('palette.pages'), commands: pages.filter((command) => fits(command, query)) },
  ].filter((group) => group.commands.length > 0);

  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      scrollable
      maxHeight={420}
      size={560}
      yOffset="12vh"
      transitionProps={{ duration: 120, transition: 'fade' }}
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      attributes={{ content: { 'aria-label': t('palette.open') } }}
    >
      <Spotlight.Search
        placeholder={t('palette.placeholder')}
        aria-label={t('palette.placeholder')}
        classNames={{ input: styles.search ?? '' }}
        leftSection={<IconSearch size={18} stroke={1.6} aria-hidden />}
      />
      <Spotlight.ActionsList className={styles.list ?? ''}>
        {groups.length === 0 && <Spotlight.Empty>{t('palette.nothing')}</Spotlight.Empty>}
        {groups.map(({ group, commands: offered }) => (
          <Spotlight.ActionsGroup key={group} label={group} className={styles.group ?? ''}>
            {offered.map((command) => (
              <Spotlight.Action key={command.id} onClick={command.run} className={styles.action ?? ''}>
                <span className={styles.icon} aria-hidden>
                  {command.icon}
                </span>
                <span className={styles.label}>
                  <bdi>{command.label}</bdi>
                </span>
                {command.hint !== undefined && <bdi className={styles.hint}>{command.hint}</bdi>}
              </Spotlight.Action>
            ))}
          </Spotlight.ActionsGroup>
        ))}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function usePages(): PaletteCommand[] {
  const { t } = useLocale();
  const navigate = useNavigate();
  const offered = useOfferedPages();
  return [...offered, { to: '/settings' as const, label: 'nav.settings' as const, icon: IconSettings }].map(
    ({ to, label, icon: Icon }) => ({
      id: `page ${to}`,
      label: t(label),
      icon: <Icon size={18} stroke={1.6} />,
      run: () => void navigate({ to }),
    }),
  );
}

/** In both languages: who switched by mistake must find the way back. */
function useStandingCommands(): PaletteCommand[] {
  const { t, language } = useLocale();
  const core = useCore();
  const { preferences, change } = usePreferences();
  const isDark = preferences.theme === 'dark';
  return [
    {
      id: 'sync',
      label: t('sync.panel.now'),
      icon: <IconRefresh size={18} stroke={1.6} />,
      keywords: ['sync', 'send'],
      run: () => void attempt(core.sync.now, undefined),
    },
    {
      id: 'language',
      label: language === 'fa' ? 'English' : 'فارسی',
      icon: <IconLanguage size={18} stroke={1.6} />,
      keywords: ['language', 'زبان', 'persian', 'farsi', 'english'],
      run: () => change({ language: language === 'fa' ? 'en' : 'fa' }),
    },
    {
      id: 'theme',
      label: `${t('settings.theme')}: ${t(isDark ? 'settings.theme.light' : 'settings.theme.dark')}`,
      icon: isDark ? <IconSun size={18} stroke={1.6} /> : <IconMoon size={18} stroke={1.6} />,
      keywords: ['dark', 'light', 'theme'],
      run: () => change({ theme: isDark ? 'light' : 'dark' }),
    },
    {
      id: 'window',
      label: t('nav.newWindow'),
      icon: <IconAppWindow size={18} stroke={1.6} />,
      keywords: ['window'],
      run: () => void window.open(location.href, '_blank', 'noopener'),
    },
    {
      id: 'lock',
      label: t('session.lock'),
      icon: <IconLock size={18} stroke={1.6} />,
      keywords: ['lock'],
      run: () => void attempt(core.session.lock, undefined),
    },
  ];
}

function fits(command: PaletteCommand, query: string): boolean {
  const wanted = foldText(query);
  return wanted === '' || [command.label, ...(command.keywords ?? [])].some((text) => foldText(text).includes(wanted));
}
