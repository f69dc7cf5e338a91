import type { ReactNode } from 'react';
import { Dropzone } from '@mantine/dropzone';
import styles from './FileDrop.module.css';

export interface FileDropProps {
  icon: ReactNode;
  /** What to do here. */
  title: string;
  text?: string | undefined;
  /** Names the field for those who do not see it. */
  label: string;
  multiple?: boolean;
  /** Less room, when something has been dropped already. */
  small?: boolean;
  onDrop: (files: readonly File[]) => void;
}

/** Where files are dropped, or chosen with a click or Enter. */
export function FileDrop({ icon, title, text, label, multiple = true, small = false, onDrop }: FileDropProps) {
  return (
    <Dropzone
      onDrop={onDrop}
      onReject={() => {}}
      multiple={multiple}
      className={styles.drop ?? ''}
      data-small={small || undefined}
      inputProps={{ 'aria-label': label }}
    >
      <span className={styles.words}>
        {icon}
        <span>
          <strong>{title}</strong>
          {text !== undefined && <span className={styles.text}>{text}</span>}
        </span>
      </span>
    </Dropzone>
  );
}
