import type { ReactNode } from 'react';
import styles from './StateBadge.module.css';

/** What a colour means. The word always stands beside it. */
export type Tone = 'neutral' | 'info' | 'good' | 'warn' | 'bad';

/** A state as a dot and a word: never a colour alone, never cut. */
export function StateBadge({ tone, children, icon }: { tone: Tone; children: ReactNode; icon?: ReactNode }) {
  return (
    <span className={styles.badge} data-tone={tone}>
      {icon ?? <span className={styles.dot} aria-hidden />}
      {children}
    </span>
  );
}
