/** What the rail and the palette offer. A feature adds one line when its pages exist. */
import type { LinkProps } from '@tanstack/react-router';
import { IconGitMerge, type Icon } from '@tabler/icons-react';
import type { Permission } from '../../shared/domain/permissions.ts';
import type { MessageKey } from '../../shared/locale/translator.ts';

export interface NavigationItem {
  readonly to: NonNullable<LinkProps['to']>;
  readonly label: MessageKey;
  readonly icon: Icon;
  /** Offered only to those who may. */
  readonly permission?: Permission;
  /** Opens with `G` and then this letter. */
  readonly letter?: string;
}

export const NAVIGATION: readonly NavigationItem[] = [{ to: '/reviews', label: 'nav.reviews', icon: IconGitMerge }];
