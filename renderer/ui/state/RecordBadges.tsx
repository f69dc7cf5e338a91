import type { ReactNode } from 'react';
import { IconArrowUp, IconLock, IconUserExclamation } from '@tabler/icons-react';
import { Tooltip } from '@mantine/core';
import { useLocale } from '../locale/LocaleProvider.tsx';
import styles from './RecordBadges.module.css';

export interface RecordBadgesProps {
  /** Saved here, and not yet at head office. */
  pending: boolean;
  /** Why head office holds a change of it; `refused`: it did not even take it; null: it holds none. */
  held?: string | null;
  /** A review of it waits for this person. */
  needsYou?: boolean;
  /** On a record's own page: the Tab key stops at each, and why is shown then too. In a list that would be a stop per line. */
  isReachable?: boolean;
}

/**
 * What must be known about a record beside its name, as a picture and a word (the picture alone where there is no room); why, in the tooltip and
 * to a screen reader. What is held is here only as well: that it is held says more.
 */
export function RecordBadges({ pending, held = null, needsYou = false, isReachable = false }: RecordBadgesProps) {
  const { t } = useLocale();
  if (!pending && held === null && !needsYou) return null;
  return (
    <span className={styles.badges}>
      {held !== null && (
        <Badge
          tone="warn"
          isReachable={isReachable}
          word={t(held === 'refused' ? 'state.refused' : 'state.held')}
          why={
            held === 'refused'
              ? t('park.refused')
              : t('state.heldHint', { reason: t.maybe(`park.${held}`) ?? t('park.unknown') })
          }
        >
          <IconLock size={12} stroke={2} aria-hidden />
        </Badge>
      )}
      {needsYou && (
        <Badge tone="info" isReachable={isReachable} word={t('state.needsYou')} why={t('state.needsYouHint')}>
          <IconUserExclamation size={12} stroke={2} aria-hidden />
        </Badge>
      )}
      {pending && held === null && (
        <Badge tone="neutral" isReachable={isReachable} word={t('state.pending')} why={t('state.pendingHint')}>
          <IconArrowUp size={12} stroke={2} aria-hidden />
        </Badge>
      )}
    </span>
  );
}

/** A record's name in a list, cut before its badges are. */
export function BadgedName({ children, ...badges }: RecordBadgesProps & { children: ReactNode }) {
  return (
    <span className={styles.badged}>
      {children}
      <RecordBadges {...badges} />
    </span>
  );
}

interface BadgeProps {
  tone: 'neutral' | 'info' | 'warn';
  word: string;
  why: string;
  isReachable: boolean;
  children: ReactNode;
}

function Badge(props: BadgeProps) {
  return (
    <Tooltip label={props.why} multiline maw={320} events={{ hover: true, focus: true, touch: true }}>
      <span
        className={styles.badge}
        data-tone={props.tone}
        role="img"
        aria-label={`${props.word}: ${props.why}`}
        {...(props.isReachable ? { tabIndex: 0 } : {})}
      >
        {props.children}
        <span className={styles.word}>{props.word}</span>
      </span>
    </Tooltip>
  );
}
