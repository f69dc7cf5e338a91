/**
 * The channel as a tree. What hangs on a customer is asked for when it is opened. Arrows walk it (towards the text's end to open, back to close),
 * Home and End jump, Enter opens the customer. WAI-ARIA's tree pattern; its arrows mirror with the direction of writing.
 */
import { createContext, useContext, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { NetworkNode, NetworkRelation } from '../../../shared/contract/customerNetwork.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { WrittenText } from '../../ui/text/Text.tsx';
import { StageBadge } from './StageBadge.tsx';
import styles from './ChannelTree.module.css';

type Shown = NetworkNode & { readonly relation?: NetworkRelation };

interface Tree {
  readonly relations: readonly NetworkRelation[];
  readonly opened: ReadonlySet<string>;
  readonly active: string;
  toggle(path: string, isOpen: boolean): void;
  activate(path: string): void;
  open(id: string): void;
}
const TreeContext = createContext<Tree | null>(null);

export interface ChannelTreeProps {
  label: string;
  rows: readonly Shown[];
  relations: readonly NetworkRelation[];
}

export function ChannelTree({ label, rows, relations }: ChannelTreeProps) {
  const navigate = useNavigate();
  const { language } = useLocale();
  const root = useRef<HTMLUListElement>(null);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<string | null>(null);
  const active = chosen ?? rows[0]?.id ?? '';
  const tree = useMemo<Tree>(
    () => ({
      relations,
      opened,
      active,
      toggle: (path, isOpen) =>
        setOpened((before) =>
          isOpen ? new Set([...before, path]) : new Set([...before].filter((other) => other !== path)),
        ),
      activate: setChosen,
      open: (id) => void navigate({ to: '/customers/$id', params: { id } }),
    }),
    [relations, opened, active, navigate],
  );

  function walk(event: KeyboardEvent): void {
    const items = [...(root.current?.querySelectorAll<HTMLElement>('[role="treeitem"]') ?? [])];
    const here = items.findIndex((item) => item === document.activeElement);
    const item = items[here];
    if (!item) return;
    const path = item.dataset['path'] ?? '';
    const isRightToLeft = language === 'fa';
    const isOpen = item.getAttribute('aria-expanded') === 'true';
    const canOpen = item.hasAttribute('aria-expanded');
    const go = (next: HTMLElement | undefined): void => next?.focus();
    switch (event.key) {
      case 'ArrowDown':
        go(items[here + 1]);
        break;
      case 'ArrowUp':
        go(items[here - 1]);
        break;
      case 'Home':
        go(items[0]);
        break;
      case 'End':
        go(items.at(-1));
        break;
      case isRightToLeft ? 'ArrowLeft' : 'ArrowRight':
        if (canOpen && !isOpen) tree.toggle(path, true);
        else if (isOpen) go(items[here + 1]);
        break;
      case isRightToLeft ? 'ArrowRight' : 'ArrowLeft':
        if (isOpen) tree.toggle(path, false);
        else go(items.find((other) => other.dataset['path'] === path.slice(0, path.lastIndexOf('/'))));
        break;
      case 'Enter':
        tree.open(item.dataset['id'] ?? '');
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <TreeContext value={tree}>
      <ul ref={root} role="tree" aria-label={label} className={styles.tree} onKeyDown={walk}>
        {rows.map((row) => (
          <Branch key={row.id} row={row} path={row.id} ancestors={[]} />
        ))}
      </ul>
    </TreeContext>
  );
}

function useTree(): Tree {
  const tree = useContext(TreeContext);
  if (!tree) throw new Error('A branch stands in a tree');
  return tree;
}

function Branch({ row, path, ancestors }: { row: Shown; path: string; ancestors: readonly string[] }) {
  const { t, formats, language } = useLocale();
  const tree = useTree();
  // Two who supply each other would open each other without an end.
  const canOpen = row.count > 0 && !ancestors.includes(row.id);
  const isOpen = canOpen && tree.opened.has(path);
  const Chevron = language === 'fa' ? IconChevronLeft : IconChevronRight;
  const details: readonly ReactNode[] = [
    row.relation && t(`channel.relation.${row.relation}`),
    row.channelRole !== null && valueLabel(t, 'customers', 'channelRole', row.channelRole),
    row.class !== null && `${t('field.class')} ${valueLabel(t, 'customers', 'class', row.class)}`,
    row.city !== null && <bdi key="city">{row.city}</bdi>,
    row.count > 0 && formats.digits(t('channel.count', { count: row.count })),
  ].filter((detail) => detail !== false && detail !== undefined);
  return (
    <li role="none">
      <div
        role="treeitem"
        aria-level={ancestors.length + 1}
        aria-selected={tree.active === path}
        {...(canOpen ? { 'aria-expanded': isOpen } : {})}
        tabIndex={tree.active === path ? 0 : -1}
        data-path={path}
        data-id={row.id}
        className={styles.item}
        onFocus={() => tree.activate(path)}
        onClick={() => (canOpen ? tree.toggle(path, !isOpen) : tree.open(row.id))}
        onDoubleClick={() => tree.open(row.id)}
      >
        <span className={styles.chevron} data-open={isOpen || undefined}>
          {canOpen && <Chevron size={16} stroke={1.75} aria-hidden />}
        </span>
        <span className={styles.name}>
          <WrittenText>{row.name}</WrittenText>
        </span>
        <span className={styles.details}>
          {details.map((detail, index) => (
            <span key={index}>{detail}</span>
          ))}
        </span>
        <StageBadge stage={row.stage} />
      </div>
      {isOpen && <Below customerId={row.id} path={path} ancestors={[...ancestors, row.id]} />}
    </li>
  );
}

function Below({ customerId, path, ancestors }: { customerId: string; path: string; ancestors: readonly string[] }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const { relations } = useTree();
  const { data } = useLive(core.customers.networkBelow, { customerId, relations: [...relations] });
  const more = data ? data.total - data.rows.length : 0;
  return (
    <ul role="group" className={styles.group}>
      {data?.rows.map((row) => (
        <Branch key={row.id} row={row} path={`${path}/${row.id}`} ancestors={ancestors} />
      ))}
      {more > 0 && <li className={styles.more}>{formats.digits(t('channel.more', { count: more }))}</li>}
    </ul>
  );
}
