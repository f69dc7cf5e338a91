import type { ReactNode } from 'react';
import { Dropzone } from '@mantine/dropzone';
import styles from './FileDrop.module.css';

interface SharedProps {
  icon: ReactNode;
  /** What to do here. */
  title: string;
  text?: string | undefined;
  /** Names the field for those who do not see it. */
  label: string;
  /** Less room, when something has been dropped already. */
  small?: boolean;
  onDrop: (files: readonly File[]) => void;
}

/** Where one file is wanted, whoever lets several fall is told so: none of them is taken. */
export type FileDropProps = SharedProps & ({ multiple?: true } | { multiple: false; onSeveral: () => void });

/** Where files are dropped, or chosen with a click or Enter. */
export function FileDrop(props: FileDropProps) {
  const { icon, title, text, label, small = false, onDrop } = props;
  return (
    <Dropzone
      onDrop={onDrop}
      // Nothing but their number is a reason here.
      onReject={() => props.multiple === false && props.onSeveral()}
      multiple={props.multiple !== false}
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
