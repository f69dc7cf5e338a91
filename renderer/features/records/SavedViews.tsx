/** Views of a list that a person keeps: what was searched, filtered, how it was sorted, and its columns. One of them may be what the list opens with. */
import { useCallback, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import { ActionIcon, Button, Popover, TextInput } from '@mantine/core';
import { IconBookmark, IconColumns3, IconPencil, IconPin, IconPinFilled, IconX } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { SavedView } from '../../../shared/contract/savedViews.ts';
import { useCommands } from '../../app/commands.tsx';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { NamedDropdown } from '../../ui/layout/NamedDropdown.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import { ColumnsMenu } from '../../ui/table/ColumnsMenu.tsx';
import { newElementId } from './newElementId.ts';
import type { ColumnsOfList } from './useListColumns.ts';
import styles from './SavedViews.module.css';

type Query = Readonly<Record<string, unknown>>;

export interface SavedViewsProps {
  /** Those of the list that they belong to. */
  columns: ColumnsOfList;
  /** What the list shows now. */
  query: Query;
  onOpen: (query: Record<string, unknown>) => void;
}

export function SavedViews({ columns, query, onOpen }: SavedViewsProps) {
  const { list, layout } = columns;
  const { t } = useLocale();
  const core = useCore();
  const [opened, setOpened] = useState(false);
  const [name, setName] = useState('');
  /** The view whose name is being changed. */
  const [renaming, setRenaming] = useState<{ readonly id: string; readonly name: string } | null>(null);
  const { data: views = [] } = useLive(core.savedViews.list, { list });
  const current = normalise(query);
  const isAsked = (view: SavedView): boolean => normalise(view.query as Query) === current;
  const hasColumns = (view: SavedView): boolean => view.columns === undefined || columns.isSame(view.columns);
  const active = views.find((view) => isAsked(view) && hasColumns(view));
  const canSave = (current !== '{}' || !columns.isUsual) && active === undefined;
  const open = useRef((_view: SavedView): void => undefined);
  useLayoutEffect(() => {
    open.current = (view) => {
      columns.wear(view.columns ? { layout: view.columns, asked: normalise(view.query as Query) } : null);
      onOpen(view.query as Record<string, unknown>);
    };
  });
  // Whoever clears a view, or comes back to the whole list, has their own columns again.
  const { worn, wear } = columns;
  const takeOff = useEffectEvent(() => {
    if (worn && worn.asked !== '{}') wear(null);
  });
  useEffect(() => {
    if (current === '{}') takeOff();
  }, [current]);
  // Once, where the address asks for nothing: whoever clears the list afterwards has it whole.
  const usual = views.find(({ isDefault }) => isDefault === true);
  const isEntered = useRef(current !== '{}');
  useEffect(() => {
    if (isEntered.current || !usual) return;
    isEntered.current = true;
    if (current === '{}') open.current(usual);
  }, [usual, current]);
  useEffect(() => {
    if (current !== '{}') isEntered.current = true;
  }, [current]);
  /** None where the list has them by itself: such a view leaves the person's own alone. */
  const columnsOfView = columns.isUsual && worn === null ? {} : { columns: layout };
  useCommands(
    views.map((view) => ({
      id: `view ${view.id}`,
      label: t('views.open', { name: view.name }),
      run: () => open.current(view),
    })),
  );

  async function put(view: SavedView): Promise<void> {
    const saved = await attempt(core.savedViews.save, view);
    if (!saved.ok) notifyFailure(errorToWords(t, saved.error));
  }

  function rename(view: SavedView): void {
    const next = renaming?.name.trim() ?? '';
    setRenaming(null);
    if (next === '' || next === view.name) return;
    void put({ ...view, name: next });
    notify(t('views.renamed', { name: next }), { label: t('action.undo'), run: () => void put(view) });
  }

  function keepColumns(view: SavedView): void {
    const { columns: _before, ...rest } = view;
    void put({ ...rest, ...columnsOfView });
    notify(t('views.columnsKept', { name: view.name }), { label: t('action.undo'), run: () => void put(view) });
  }

  async function save(): Promise<void> {
    const trimmed = name.trim();
    if (trimmed === '') return;
    const asked = JSON.parse(current) as Record<string, string>;
    const view = { id: newElementId(), list, name: trimmed, query: asked, ...columnsOfView };
    const saved = await attempt(core.savedViews.save, view);
    if (!saved.ok) {
      notifyFailure(errorToWords(t, saved.error));
      return;
    }
    setName('');
    setOpened(false);
  }

  async function remove(view: SavedView): Promise<void> {
    const removed = await attempt(core.savedViews.remove, { id: view.id });
    if (removed.ok) {
      notify(t('notice.removed'), { label: t('action.undo'), run: () => void attempt(core.savedViews.save, view) });
    }
  }

  return (
    <div className={styles.tools}>
      <ColumnsMenu
        columns={columns.listed}
        isUsual={columns.isUsual && worn === null}
        onShow={columns.show}
        onMove={columns.move}
        onWiden={columns.widen}
        onReset={columns.reset}
      />
      <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus width={320}>
        <Popover.Target>
          <Button
            variant="subtle"
            size="compact-sm"
            color="gray"
            leftSection={<IconBookmark size={14} stroke={1.75} aria-hidden />}
            aria-haspopup="dialog"
            onClick={() => setOpened(!opened)}
          >
            <bdi className={styles.current}>{active?.name ?? t('views.label')}</bdi>
          </Button>
        </Popover.Target>
        <NamedDropdown name={t('views.label')}>
          {views.length === 0 && <p className={styles.hint}>{t('views.empty')}</p>}
          <ul className={styles.list}>
            {views.map((view) => (
              <li key={view.id} className={styles.view} data-active={view.id === active?.id || undefined}>
                {renaming?.id === view.id ? (
                  <TextInput
                    className={styles.open ?? ''}
                    size="xs"
                    aria-label={t('views.name')}
                    value={renaming.name}
                    maxLength={80}
                    data-autofocus
                    ref={focusIt}
                    onChange={(event) => setRenaming({ id: view.id, name: event.currentTarget.value })}
                    onBlur={() => rename(view)}
                    onKeyDown={(event) => {
                      if (event.key === 'Enter') rename(view);
                      if (event.key !== 'Escape') return;
                      event.stopPropagation();
                      setRenaming(null);
                    }}
                  />
                ) : (
                  <button
                    type="button"
                    className={styles.open}
                    aria-current={view.id === active?.id || undefined}
                    onClick={() => {
                      setOpened(false);
                      open.current(view);
                    }}
                  >
                    <bdi>{view.name}</bdi>
                  </button>
                )}
                {isAsked(view) && !columns.isSame(view.columns ?? []) && (
                  <ActionIcon
                    size={22}
                    aria-label={t('views.keepColumns', { name: view.name })}
                    title={t('views.keepColumns', { name: view.name })}
                    onClick={() => keepColumns(view)}
                  >
                    <IconColumns3 size={13} stroke={1.75} aria-hidden />
                  </ActionIcon>
                )}
                <ActionIcon
                  size={22}
                  aria-label={t(view.isDefault === true ? 'views.unpin' : 'views.pin', { name: view.name })}
                  aria-pressed={view.isDefault === true}
                  onClick={() => void put({ ...view, isDefault: view.isDefault !== true })}
                >
                  {view.isDefault === true ? (
                    <IconPinFilled size={13} aria-hidden />
                  ) : (
                    <IconPin size={13} stroke={1.75} aria-hidden />
                  )}
                </ActionIcon>
                <ActionIcon
                  size={22}
                  aria-label={t('views.rename', { name: view.name })}
                  onClick={() => setRenaming({ id: view.id, name: view.name })}
                >
                  <IconPencil size={13} stroke={1.75} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  size={22}
                  aria-label={t('views.remove', { name: view.name })}
                  onClick={() => void remove(view)}
                >
                  <IconX size={13} stroke={1.75} aria-hidden />
                </ActionIcon>
              </li>
            ))}
          </ul>
          {canSave && (
            <form
              className={styles.save}
              onSubmit={(event) => {
                event.preventDefault();
                void save();
              }}
            >
              <TextInput
                label={t('views.name')}
                description={t('views.nameHint')}
                value={name}
                maxLength={80}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <Button type="submit" variant="default" disabled={name.trim() === ''}>
                {t('views.save')}
              </Button>
            </form>
          )}
        </NamedDropdown>
      </Popover>
    </div>
  );
}

function focusIt(element: HTMLInputElement | null): void {
  element?.focus();
}

/** The same view whatever the order in which it was put together. */
function normalise(query: Query): string {
  const entries = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => [field, Array.isArray(value) ? value.toSorted(compareTexts) : value] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(Object.fromEntries(entries));
}

const compareTexts = (one: unknown, other: unknown): number => (String(one) < String(other) ? -1 : 1);

/** Views of a list whose address carries all that it shows; the route itself leaves out what it does not know. */
export function ListViews({ columns, query }: Pick<SavedViewsProps, 'columns' | 'query'>) {
  const navigate = useNavigate();
  const open = useCallback(
    (view: Record<string, unknown>) => void navigate({ to: '.', search: view as never, replace: true }),
    [navigate],
  );
  return <SavedViews columns={columns} query={query} onOpen={open} />;
}
