import type { ReactNode } from 'react';
import { Button } from '@mantine/core';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import { Dialog } from '../layout/Dialog.tsx';
import { useLocale } from '../locale/LocaleProvider.tsx';
import { ErrorNote } from '../state/States.tsx';
import styles from './ConfirmDialog.module.css';

export interface ConfirmDialogProps {
  title: string;
  /** What will happen and what cannot be taken back. */
  children: ReactNode;
  /** A verb: "Remove", never "OK". */
  confirmLabel: string;
  onConfirm: () => void;
  onClose: () => void;
  /** "Cancel" was chosen, where that is more than to close: what was typed is thrown away. */
  onCancel?: () => void;
  /** `plain` for what is no loss, only binding. */
  tone?: 'danger' | 'plain';
  busy?: boolean;
  /** False while something in the dialog must still be filled in. */
  ready?: boolean;
  error?: PeyvandError | null;
}

/** Only for what cannot be undone; everything else is done at once and offered back. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { t } = useLocale();
  const { busy = false, ready = true, tone = 'danger' } = props;
  return (
    <Dialog opened onClose={props.onClose} title={props.title}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          // React lets it rise through the portal: a form around the dialog would be saved with it.
          event.stopPropagation();
          if (ready && !busy) props.onConfirm();
        }}
      >
        {props.children}
        <ErrorNote error={props.error ?? null} />
        <div className={styles.buttons}>
          <Button
            type="submit"
            {...(tone === 'danger' ? { color: 'red' } : {})}
            disabled={!ready}
            aria-disabled={busy || undefined}
          >
            {props.confirmLabel}
          </Button>
          <Button variant="default" onClick={props.onCancel ?? props.onClose}>
            {t('action.cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
