import { Menu, Tooltip, UnstyledButton } from '@mantine/core';
import {
  IconAppWindow,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconLayoutSidebarRightCollapse,
  IconLayoutSidebarRightExpand,
  IconLock,
  IconSettings,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { useCore } from '../../data/CoreProvider.tsx';
import { usePreferences } from '../../data/preferences.tsx';
import { useSession } from '../../data/session.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useApprovalCount } from '../../features/approvals/useApprovalCount.ts';
import { useSyncState } from '../../features/sync/useSyncState.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import type { NavigationGroup, NavigationItem } from '../navigation.ts';
import { useOfferedGroups } from '../useOfferedPages.ts';
import styles from './Rail.module.css';

/** The narrow column of pages. Collapsed it keeps its icons; their names come as tooltips. */
export function Rail() {
  const { t, direction } = useLocale();
  const { preferences, change } = usePreferences();
  const collapsed = preferences.railCollapsed;
  const offered = useOfferedGroups();
  const CollapseIcon = iconOf(direction, collapsed);
  const toggleLabel = t(collapsed ? 'nav.expand' : 'nav.collapse');

  return (
    <nav className={styles.rail} aria-label={t('nav.label')} data-collapsed={collapsed || undefined}>
      <PersonMenu collapsed={collapsed} />
      <div className={styles.groups}>
        {offered.map((group) => (
          <RailGroup key={group.label} group={group} collapsed={collapsed} />
        ))}
      </div>
      <ul className={styles.items} data-end>
        <RailItem item={{ to: '/settings', label: 'nav.settings', icon: IconSettings }} collapsed={collapsed} />
        <li>
          <Tooltip label={toggleLabel} disabled={!collapsed} position={direction === 'rtl' ? 'left' : 'right'}>
            <button
              type="button"
              className={styles.item}
              aria-label={toggleLabel}
              aria-expanded={!collapsed}
              onClick={() => change({ railCollapsed: !collapsed })}
            >
              <CollapseIcon size={18} stroke={1.6} aria-hidden />
              <span className={styles.label}>{toggleLabel}</span>
            </button>
          </Tooltip>
        </li>
      </ul>
    </nav>
  );
}

function RailGroup({ group, collapsed }: { group: NavigationGroup; collapsed: boolean }) {
  const { t } = useLocale();
  const heading = useId();
  return (
    // No landmark: the rail is one, and a page may well have a part of the same name.
    <div role="group" aria-labelledby={heading}>
      <span id={heading} className={styles.heading}>
        {t(group.label)}
      </span>
      <ul className={styles.items}>
        {group.items.map((item) => (
          <RailItem key={item.to} item={item} collapsed={collapsed} />
        ))}
      </ul>
    </div>
  );
}

function RailItem({ item, collapsed }: { item: NavigationItem; collapsed: boolean }) {
  const { t, formats, direction } = useLocale();
  const { data: sync } = useSyncState();
  const Icon = item.icon;
  const approvals = useApprovalCount();
  const count = item.to === '/reviews' ? (sync?.reviews ?? 0) : item.to === '/approvals' ? approvals : 0;
  return (
    <li>
      <Tooltip label={t(item.label)} disabled={!collapsed} position={direction === 'rtl' ? 'left' : 'right'}>
        <Link
          to={item.to}
          className={styles.item}
          {...(collapsed ? { 'aria-label': t(item.label) } : {})}
          activeProps={{ 'data-active': true }}
        >
          <Icon size={18} stroke={1.6} aria-hidden />
          <span className={styles.label}>{t(item.label)}</span>
          {count > 0 && <span className={styles.count}>{formats.number(count)}</span>}
        </Link>
      </Tooltip>
    </li>
  );
}

function PersonMenu({ collapsed }: { collapsed: boolean }) {
  const { t } = useLocale();
  const core = useCore();
  const { person } = useSession();
  return (
    <Menu position="bottom-start" width={272}>
      <Menu.Target>
        <UnstyledButton className={styles.person} {...(collapsed ? { 'aria-label': person.name } : {})}>
          <span className={styles.monogram} aria-hidden>
            {monogramOf(person.name)}
          </span>
          {!collapsed && (
            <span className={styles.names}>
              <bdi className={styles.name}>{person.name}</bdi>
              <bdi className={styles.company}>{person.company}</bdi>
            </span>
          )}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t.maybe(`role.${person.role}`) ?? person.role}</Menu.Label>
        <Menu.Item component={Link} to="/settings" leftSection={<IconSettings size={16} stroke={1.6} />}>
          {t('nav.settings')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconAppWindow size={16} stroke={1.6} />}
          onClick={() => window.open(location.href, '_blank', 'noopener')}
        >
          {t('nav.newWindow')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLock size={16} stroke={1.6} />}
          onClick={() => void attempt(core.session.lock, undefined)}
        >
          {t('session.lock')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The first letter, which in Persian names says enough and never joins wrongly with a second. */
export function monogramOf(name: string): string {
  return [...name.trim()][0]?.toUpperCase() ?? '';
}

function iconOf(direction: 'rtl' | 'ltr', collapsed: boolean): typeof IconLayoutSidebarLeftCollapse {
  if (direction === 'rtl') return collapsed ? IconLayoutSidebarRightExpand : IconLayoutSidebarRightCollapse;
  return collapsed ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
}
