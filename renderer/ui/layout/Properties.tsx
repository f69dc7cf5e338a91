import type { ReactNode } from 'react';
import styles from './Properties.module.css';

/** What is known of a record: labels and values, one per row. A property without a value is left out by the caller or shown as a dash. */
export function Properties({ children }: { children: ReactNode }) {
  return <dl className={styles.list}>{children}</dl>;
}

export function Property({ label, children }: { label: string; children?: ReactNode }) {
  const isEmpty = children === undefined || children === null || children === '';
  return (
    <div className={styles.row}>
      <dt className={styles.label}>{label}</dt>
      <dd className={styles.value}>{isEmpty ? <span className={styles.nothing}>–</span> : children}</dd>
    </div>
  );
}
