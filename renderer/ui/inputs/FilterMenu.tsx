/** One filter of a list as a compact chip: what is chosen stands in it, a menu with check marks opens under it. */
import { useState } from 'react';
import { Menu } from '@mantine/core';
import { IconChevronDown, IconX } from '@tabler/icons-react';
import { useLocale } from '../locale/LocaleProvider.tsx';
import styles from './FilterMenu.module.css';

export interface FilterOption {
  readonly value: string;
  readonly label: string;
  /** How many records it stands for. */
  readonly count?: number;
}

export interface FilterMenuProps {
  label: string;
  options: readonly FilterOption[];
  /** The chosen values; none means "all". */
  value: readonly string[];
  onChange: (value: string[]) => void;
}

/** More options than this can be searched. */
const SEARCH_FROM = 9;
/** Among very many, only so many are drawn; the search finds the others. */
const DRAWN_MAXIMUM = 200;

export function FilterMenu({ label, options, value, onChange }: FilterMenuProps) {
  const { t, formats, language } = useLocale();
  const [search, setSearch] = useState('');
  const chosen = value.map((item) => options.find((option) => option.value === item)?.label ?? item);
  const wanted = search.trim().toLocaleLowerCase(language);
  const shown = options
    .filter((option) => option.label.toLocaleLowerCase(language).includes(wanted))
    .slice(0, DRAWN_MAXIMUM);
  const summary = chosen.length > 2 ? formats.number(chosen.length) : chosen.join(language === 'fa' ? '، ' : ', ');
  return (
    <span className={styles.chip} data-active={value.length > 0 || undefined}>
      <Menu
        position="bottom-start"
        withInitialFocusPlaceholder={false}
        closeOnItemClick={false}
        onClose={() => setSearch('')}
      >
        <Menu.Target>
          <button
            type="button"
            className={styles.button}
            // Speech control takes what is read on the chip, so its name holds just that.
            aria-label={`${t('filters.by', { label })} ${summary}`.trim()}
          >
            <span className={styles.label}>{label}</span>{' '}
            {value.length > 0 && <bdi className={styles.value}>{summary}</bdi>}
            {value.length === 0 && <IconChevronDown size={13} stroke={1.75} aria-hidden />}
          </button>
        </Menu.Target>
        <Menu.Dropdown className={styles.dropdown ?? ''}>
          {options.length >= SEARCH_FROM && (
            <Menu.Search
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
              placeholder={t('search.placeholder')}
              aria-label={t('search.placeholder')}
            />
          )}
          <div className={styles.items}>
            {shown.length === 0 && <Menu.Label>{t('empty.noMatch.title')}</Menu.Label>}
            <Menu.CheckboxGroup value={[...value]} onChange={onChange}>
              {shown.map((option) => (
                <Menu.CheckboxItem
                  key={option.value}
                  value={option.value}
                  rightSection={
                    option.count === undefined ? undefined : (
                      <span className={styles.count}>{formats.number(option.count)}</span>
                    )
                  }
                >
                  <bdi>{option.label}</bdi>
                </Menu.CheckboxItem>
              ))}
            </Menu.CheckboxGroup>
          </div>
        </Menu.Dropdown>
      </Menu>
      {value.length > 0 && (
        <button
          type="button"
          className={styles.clear}
          aria-label={t('filters.remove', { label })}
          onClick={() => onChange([])}
        >
          <IconX size={12} stroke={2} aria-hidden />
        </button>
      )}
    </span>
  );
}
