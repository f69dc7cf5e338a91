/**
 * Goes anywhere and does anything: pages, records, and the commands of the page that is open. Arrows move, Enter takes, Esc closes. Enter pressed before
 * anything was found for what is typed waits for it: it never takes what was found for something else.
 */
import { useLayoutEffect, useRef, useState } from 'react';
import { Combobox, Modal, TextInput, UnstyledButton, useCombobox } from '@mantine/core';
import {
  IconAppWindow,
  IconCalendar,
  IconCoins,
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
import { DialogKeys, useKeys } from '../../ui/keyboard/Keys.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { Kbd } from '../../ui/text/Kbd.tsx';
import { useRegisteredCommands, type PaletteCommand } from '../commands.tsx';
import { useOfferedPages } from '../useOfferedPages.ts';
import styles from './CommandPalette.module.css';
import { usePaletteRecords } from './paletteRecords.tsx';

/** The way in for those who do not know the key. */
export function PaletteButton({ onClick }: { onClick: () => void }) {
  const { t } = useLocale();
  return (
    <UnstyledButton className={styles.button} data-tour="palette" onClick={onClick}>
      <IconSearch size={15} stroke={1.75} aria-hidden />
      <span className={styles.buttonLabel}>{t('palette.open')}</span>
      <Kbd keys={['Mod', 'K']} />
    </UnstyledButton>
  );
}

export interface CommandPaletteProps {
  readonly opened: boolean;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

export function CommandPalette({ opened, onOpen, onClose }: CommandPaletteProps) {
  const { t } = useLocale();
  useKeys([{ keys: ['Mod', 'K'], label: t('keys.palette'), run: onOpen, everywhere: true }]);
  return (
    <DialogKeys opened={opened}>
      <Modal
        opened={opened}
        onClose={onClose}
        withCloseButton={false}
        padding={0}
        size={560}
        yOffset="12vh"
        transitionProps={{ duration: 120, transition: 'fade' }}
        overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
        attributes={{ content: { 'aria-label': t('palette.open') } }}
      >
        <Palette onClose={onClose} />
      </Modal>
    </DialogKeys>
  );
}

function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useLocale();
  const [query, setQuery] = useState('');
  const takesFirst = useRef(false);
  const combobox = useCombobox({ opened: true, onDropdownClose: onClose });
  const { selectFirstOption, clickSelectedOption } = combobox;
  const { groups, isStale } = usePaletteGroups(query);
  const commands = groups.flatMap((group) => group.commands);
  useKeys([{ keys: ['Mod', 'K'], label: t('action.close'), run: onClose }]);
  // What stands first is what Enter takes.
  const isAnswered = !isStale && query !== '';
  const found = isAnswered ? commands.map(({ id }) => id).join('\n') : '';
  useLayoutEffect(() => {
    if (!isAnswered) return;
    const takes = takesFirst.current;
    // Nothing found is an answer as well: what comes to be found later is not what was asked for.
    takesFirst.current = false;
    if (found === '') return;
    selectFirstOption();
    if (takes) clickSelectedOption();
  }, [isAnswered, found, selectFirstOption, clickSelectedOption]);

  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(id) => {
        onClose();
        commands.find((command) => command.id === id)?.run();
      }}
    >
      <Combobox.EventsTarget withExpandedAttribute>
        <TextInput
          data-autofocus
          value={query}
          placeholder={t('palette.placeholder')}
          aria-label={t('palette.placeholder')}
          classNames={{ input: styles.search ?? '' }}
          leftSection={<IconSearch size={18} stroke={1.6} aria-hidden />}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            takesFirst.current = false;
            combobox.resetSelectedOption();
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !isStale || combobox.getSelectedOptionIndex() !== -1) return;
            event.preventDefault();
            takesFirst.current = true;
          }}
        />
      </Combobox.EventsTarget>
      <Combobox.Options className={styles.list ?? ''} aria-label={t('palette.open')}>
        {groups.length === 0 && <Combobox.Empty>{t('palette.nothing')}</Combobox.Empty>}
        {groups.map(({ group, commands: offered }) => (
          <Combobox.Group key={group} label={group} classNames={{ groupLabel: styles.group ?? '' }}>
            {offered.map((command) => (
              <Combobox.Option key={command.id} value={command.id} className={styles.action ?? ''}>
                <span className={styles.icon} aria-hidden>
                  {command.icon}
                </span>
                <span className={styles.label}>
                  <bdi>{command.label}</bdi>
                </span>
                {command.hint !== undefined && <bdi className={styles.hint}>{command.hint}</bdi>}
              </Combobox.Option>
            ))}
          </Combobox.Group>
        ))}
      </Combobox.Options>
    </Combobox>
  );
}

function usePaletteGroups(query: string) {
  const { t } = useLocale();
  const pages = usePages();
  const commands = [...useRegisteredCommands(), ...useStandingCommands()];
  const { groups: records, isStale } = usePaletteRecords(query);
  const offered = [
    { group: t('palette.commands'), commands: commands.filter((command) => fits(command, query)) },
    { group: t('palette.pages'), commands: pages.filter((command) => fits(command, query)) },
  ];
  // Who types how a page or a command begins means that; a record that has the word somewhere comes behind it.
  const isMeant = offered.some((group) => group.commands.some((command) => begins(command, query)));
  const groups = [...(isMeant ? offered.toReversed() : records), ...(isMeant ? records : offered)];
  return { groups: groups.filter((group) => group.commands.length > 0), isStale };
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
  const calendar = preferences.calendar === 'persian' ? 'gregory' : 'persian';
  const moneyUnit = preferences.moneyUnit === 'rial' ? 'toman' : 'rial';
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
      keywords: ['dark', 'light', 'theme', 'تیره', 'روشن'],
      run: () => change({ theme: isDark ? 'light' : 'dark' }),
    },
    {
      id: 'calendar',
      label: `${t('settings.calendar')}: ${t(`settings.calendar.${calendar}`)}`,
      icon: <IconCalendar size={18} stroke={1.6} />,
      keywords: ['calendar', 'تقویم'],
      run: () => change({ calendar }),
    },
    {
      id: 'money unit',
      label: `${t('settings.moneyUnit')}: ${t(`settings.moneyUnit.${moneyUnit}`)}`,
      icon: <IconCoins size={18} stroke={1.6} />,
      keywords: ['rial', 'toman', 'ریال', 'تومان'],
      run: () => change({ moneyUnit }),
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

function begins({ label }: PaletteCommand, query: string): boolean {
  const wanted = foldText(query);
  return wanted !== '' && foldText(label).startsWith(wanted);
}

function fits(command: PaletteCommand, query: string): boolean {
  const wanted = foldText(query);
  return wanted === '' || [command.label, ...(command.keywords ?? [])].some((text) => foldText(text).includes(wanted));
}
