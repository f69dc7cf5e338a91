/** How the page is laid out: sections of settings, each with its words and what changes it. */
import type { ReactNode } from 'react';
import styles from './SettingsPage.module.css';

export function Section({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <section className={styles.section} aria-label={title}>
      <h2 className={styles.title}>{title}</h2>
      {text !== undefined && <p className={styles.dim}>{text}</p>}
      <div className={styles.settings}>{children}</div>
    </section>
  );
}

/** `hintId` names the hint, for what it describes. */
export function Setting({
  label,
  hint,
  hintId,
  children,
}: {
  label: ReactNode;
  hint?: ReactNode;
  hintId?: string;
  children: ReactNode;
}) {
  return (
    <div className={styles.setting}>
      <div className={styles.words}>
        <span>{label}</span>
        {hint !== undefined && (
          <span className={styles.hint} id={hintId}>
            {hint}
          </span>
        )}
      </div>
      {children}
    </div>
  );
}
