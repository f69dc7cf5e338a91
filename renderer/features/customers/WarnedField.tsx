import { useState, type ReactNode } from 'react';
import { IconAlertTriangle } from '@tabler/icons-react';
import styles from './CustomerForm.module.css';

/**
 * A field, and under it what is probably a slip. It keeps nobody from saving. Said when the cursor has gone on: who is still typing has not
 * slipped yet.
 */
export function WarnedField({ warning, children }: { warning: string | null; children: ReactNode }) {
  const [isTyping, setTyping] = useState(false);
  return (
    <div onFocus={() => setTyping(true)} onBlur={() => setTyping(false)}>
      {children}
      <p className={styles.warning} role="status">
        {warning !== null && !isTyping && (
          <>
            <IconAlertTriangle size={14} stroke={1.75} aria-hidden className={styles.warningIcon} />
            {warning}
          </>
        )}
      </p>
    </div>
  );
}
