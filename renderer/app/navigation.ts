/** What the rail and the palette offer, by the work that it is for. A feature adds one line, in the group where people would look for it. */
import type { LinkProps } from '@tanstack/react-router';
import {
  IconAdjustmentsHorizontal,
  IconBinaryTree,
  IconBuilding,
  IconBuildingCommunity,
  IconBuildingWarehouse,
  IconCalendarCheck,
  IconCash,
  IconCalendarMonth,
  IconChartBar,
  IconChecklist,
  IconEye,
  IconClockPause,
  IconColumns3,
  IconDevices,
  IconDeviceDesktopAnalytics,
  IconFileCertificate,
  IconForms,
  IconHeadset,
  IconFiles,
  IconFileImport,
  IconGitMerge,
  IconListSearch,
  IconLock,
  IconPackage,
  IconPackages,
  IconShieldCheck,
  IconRubberStamp,
  IconShoppingCart,
  IconTag,
  IconSun,
  IconTargetArrow,
  IconUsers,
  IconUsersGroup,
  type Icon,
} from '@tabler/icons-react';
import type { CollectionName } from '../../shared/domain/record.ts';
import type { Permission } from '../../shared/domain/permissions.ts';
import type { MessageKey } from '../../shared/locale/translator.ts';

export interface NavigationItem {
  readonly to: NonNullable<LinkProps['to']>;
  readonly label: MessageKey;
  readonly icon: Icon;
  /** Offered only to those who may. */
  readonly permission?: Permission;
  /** Offered only to those whom these records reach. */
  readonly shows?: CollectionName;
  /** Opens with `G` and then this letter. */
  readonly letter?: string;
}

export interface NavigationGroup {
  readonly label: MessageKey;
  readonly items: readonly NavigationItem[];
}

export const NAVIGATION: readonly NavigationGroup[] = [
  {
    label: 'nav.group.customers',
    items: [
      { to: '/today', label: 'nav.today', icon: IconSun, letter: 'Q', shows: 'activities' },
      { to: '/customers', label: 'nav.customers', icon: IconUsers, letter: 'C', shows: 'customers' },
      { to: '/channel', label: 'nav.channel', icon: IconBinaryTree, shows: 'customers' },
      { to: '/activities', label: 'nav.activities', icon: IconCalendarCheck, letter: 'A', shows: 'activities' },
      { to: '/calendar', label: 'nav.calendar', icon: IconCalendarMonth, letter: 'K', shows: 'activities' },
      { to: '/opportunities', label: 'nav.opportunities', icon: IconTargetArrow, letter: 'P', shows: 'opportunities' },
      { to: '/insights', label: 'nav.insights', icon: IconChartBar, letter: 'N', shows: 'opportunities' },
    ],
  },
  {
    label: 'nav.group.selling',
    items: [
      { to: '/orders', label: 'nav.orders', icon: IconShoppingCart, letter: 'O', shows: 'salesDocuments' },
      { to: '/documents', label: 'nav.documents', icon: IconFiles, letter: 'F', shows: 'salesDocuments' },
      { to: '/receipts', label: 'nav.receipts', icon: IconCash, shows: 'salesDocuments' },
      { to: '/products', label: 'nav.products', icon: IconPackage, letter: 'D', shows: 'products' },
      { to: '/stock', label: 'nav.stock', icon: IconBuildingWarehouse, letter: 'Z', shows: 'stock' },
      { to: '/prices', label: 'nav.prices', icon: IconTag, shows: 'products' },
    ],
  },
  {
    label: 'nav.group.serving',
    items: [
      { to: '/service', label: 'nav.service', icon: IconHeadset, letter: 'J', shows: 'serviceRequests' },
      { to: '/equipment', label: 'nav.equipment', icon: IconDeviceDesktopAnalytics, letter: 'X', shows: 'assets' },
      { to: '/contracts', label: 'nav.contracts', icon: IconFileCertificate, letter: 'T', shows: 'contracts' },
    ],
  },
  {
    label: 'nav.group.desk',
    items: [
      { to: '/reviews', label: 'nav.reviews', icon: IconGitMerge, letter: 'R' },
      { to: '/approvals', label: 'nav.approvals', icon: IconRubberStamp, permission: 'contracts.write', letter: 'Y' },
      { to: '/branch', label: 'nav.branch', icon: IconBuildingCommunity, permission: 'paper.enter' },
      { to: '/day-end', label: 'nav.dayEnd', icon: IconChecklist, permission: 'activities.write', letter: 'E' },
      { to: '/parking', label: 'nav.parking', icon: IconClockPause, permission: 'parking.decide', letter: 'H' },
      { to: '/imports', label: 'nav.imports', icon: IconFileImport, permission: 'import', letter: 'I' },
      { to: '/bundles', label: 'nav.bundles', icon: IconPackages, letter: 'B' },
      { to: '/security', label: 'nav.security', icon: IconLock, letter: 'S' },
    ],
  },
  {
    label: 'nav.group.company',
    items: [
      { to: '/people', label: 'nav.people', icon: IconUsersGroup, permission: 'people.manage', letter: 'U' },
      { to: '/roles', label: 'nav.roles', icon: IconShieldCheck, permission: 'people.manage' },
      { to: '/branches', label: 'nav.places', icon: IconBuilding, permission: 'organisation.write' },
      { to: '/pipelines', label: 'nav.pipelines', icon: IconColumns3, permission: 'organisation.write' },
      { to: '/devices', label: 'nav.devices', icon: IconDevices, permission: 'devices.manage', letter: 'V' },
      { to: '/audit', label: 'nav.audit', icon: IconListSearch, permission: 'audit.read', letter: 'L' },
      { to: '/customer-fields', label: 'nav.customerSetup', icon: IconForms, permission: 'organisation.write' },
      {
        to: '/company',
        label: 'nav.company',
        icon: IconAdjustmentsHorizontal,
        permission: 'organisation.write',
        letter: 'M',
      },
      { to: '/watch', label: 'nav.watch', icon: IconEye, permission: 'decoys.manage', letter: 'W' },
    ],
  },
];
