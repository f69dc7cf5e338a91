/**
 * Which columns a list has, in what order and how wide. One tab stop: arrows go from column to column, Space shows one or leaves it out, Alt with an arrow moves
 * it, + and - make it wider and narrower.
 */
import { useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { ActionIcon, Button, Checkbox, Popover } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconColumns3, IconMinus, IconPlus } from '@tabler/icons-react';
import { NamedDropdown } from '../layout/NamedDropdown.tsx';
import { useLocale } from '../locale/LocaleProvider.tsx';
import styles from './ColumnsMenu.module.css';
import { COLUMN_WIDTHS } from './columnLayout.ts';

/** As the menu shows it. */
export interface ListedColumn {
  readonly id: string;
  readonly header: string;
  readonly shown: boolean;
  readonly isFixed: boolean;
  /** In pixels, as it stands or would begin. */
  readonly width: number;
}

export interface ColumnsMenuProps {
  columns: readonly ListedColumn[];
  isUsual: boolean;
  onShow: (id: string, shown: boolean) => void;
  onMove: (id: string, by: -1 | 1) => void;
  onWiden: (id: string, width: number) => void;
  onReset: () => void;
}

export function ColumnsMenu({ columns, isUsual, onShow, onMove, onWiden, onReset }: ColumnsMenuProps) {
  const { t, formats } = useLocale();
  const list = useRef<HTMLUListElement>(null);
  const [opened, setOpened] = useState(false);
  const [active, setActive] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const moved = useRef<string | null>(null);
  const stop = columns.find(({ id }) => id === active)?.id ?? columns[0]?.id;
  const focusColumn = (id: string): void =>
    list.current?.querySelector<HTMLInputElement>(`input[data-column="${CSS.escape(id)}"]`)?.focus();

  // An element that is put elsewhere loses the cursor; and where it stands now is said once it stands there.
  useLayoutEffect(() => {
    const id = moved.current;
    if (id === null) return;
    moved.current = null;
    focusColumn(id);
    const place = columns.findIndex((column) => column.id === id);
    const name = columns[place]?.header ?? '';
    setSaid(t('columns.place', { name, place: formats.number(place + 1), of: formats.number(columns.length) }));
  }, [columns, t, formats]);

  const move = (id: string, by: -1 | 1): void => {
    moved.current = id;
    setActive(id);
    onMove(id, by);
  };
  const widen = ({ id, header, width }: ListedColumn, by: -1 | 1): void => {
    const next = Math.min(COLUMN_WIDTHS.maximum, Math.max(COLUMN_WIDTHS.minimum, width + by * COLUMN_WIDTHS.step));
    setSaid(t('columns.width', { name: header, width: formats.number(next) }));
    onWiden(id, next);
  };
  function handleKey(event: KeyboardEvent, column: ListedColumn): void {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null;
    if (by !== null) {
      event.preventDefault();
      if (event.altKey) return move(column.id, by);
      const next = columns[columns.indexOf(column) + by];
      if (next) focusColumn(next.id);
    } else if (event.key === '+' || event.key === '=' || event.key === '-') {
      event.preventDefault();
      widen(column, event.key === '-' ? -1 : 1);
    }
  }

  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus width={330}>
      <Popover.Target>
        <ActionIcon
          size={26}
          aria-label={t('columns.label')}
          title={t('columns.label')}
          aria-haspopup="dialog"
          onClick={() => setOpened(!opened)}
        >
          <IconColumns3 size={16} stroke={1.75} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <NamedDropdown name={t('columns.label')}>
        <ul className={styles.list} ref={list}>
          {columns.map((column, place) => (
            <li key={column.id} className={styles.column}>
              <Checkbox
                className={styles.name ?? ''}
                size="xs"
                label={column.header}
                checked={column.shown}
                aria-disabled={column.isFixed || undefined}
                tabIndex={column.id === stop ? 0 : -1}
                data-column={column.id}
                onFocus={() => setActive(column.id)}
                onKeyDown={(event) => handleKey(event, column)}
                onChange={(event) => {
                  if (!column.isFixed) onShow(column.id, event.currentTarget.checked);
                }}
              />
              <ActionIcon
                size={20}
                tabIndex={-1}
                disabled={place === 0}
                aria-label={t('columns.before', { name: column.header })}
                onClick={() => move(column.id, -1)}
              >
                <IconArrowUp size={13} stroke={1.75} aria-hidden />
              </ActionIcon>
              <ActionIcon
                size={20}
                tabIndex={-1}
                disabled={place === columns.length - 1}
                aria-label={t('columns.behind', { name: column.header })}
                onClick={() => move(column.id, 1)}
              >
                <IconArrowDown size={13} stroke={1.75} aria-hidden />
              </ActionIcon>
              <ActionIcon
                size={20}
                tabIndex={-1}
                disabled={!column.shown || column.width <= COLUMN_WIDTHS.minimum}
                aria-label={t('columns.narrower', { name: column.header })}
                onClick={() => widen(column, -1)}
              >
                <IconMinus size={13} stroke={1.75} aria-hidden />
              </ActionIcon>
              <ActionIcon
                size={20}
                tabIndex={-1}
                disabled={!column.shown || column.width >= COLUMN_WIDTHS.maximum}
                aria-label={t('columns.wider', { name: column.header })}
                onClick={() => widen(column, 1)}
              >
                <IconPlus size={13} stroke={1.75} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
        <p className={styles.hint}>{t('columns.hint')}</p>
        {/* Disabled in words alone: a button that is taken away under the cursor leaves Escape without anybody who hears it. */}
        <Button
          variant="default"
          size="compact-sm"
          data-disabled={isUsual}
          aria-disabled={isUsual || undefined}
          onClick={() => {
            if (!isUsual) onReset();
          }}
        >
          {t('columns.reset')}
        </Button>
        <span className={styles.said} role="status">
          {said}
        </span>
      </NamedDropdown>
    </Popover>
  );
}
