/** How the page is laid out: sections of settings, each with its words and what changes it. */
import { useId, type ReactNode } from 'react';
import styles from './SettingsPage.module.css';

export function Section({
  title,
  text,
  action,
  children,
}: {
  title: string;
  text?: string;
  /** Stands at the end of the title’s line; the text keeps clear of it. */
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={styles.section} aria-label={title}>
      <div className={styles.head}>
        <h2 className={styles.title}>{title}</h2>
        {action !== undefined && <div className={styles.action}>{action}</div>}
        {text !== undefined && <p className={styles.text}>{text}</p>}
      </div>
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
  const labelId = useId();
  return (
    <div className={styles.setting} role="group" aria-labelledby={labelId}>
      <div className={styles.words}>
        <span id={labelId}>{label}</span>
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
