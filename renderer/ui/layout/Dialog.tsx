import type { ReactNode } from 'react';
import { ActionIcon, Modal } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { DialogKeys } from '../keyboard/Keys.tsx';
import { useLocale } from '../locale/LocaleProvider.tsx';
import styles from './Dialog.module.css';

export interface DialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** In pixels. */
  width?: number;
  children: ReactNode;
}

/** Lies over the page until it is closed. For short, self-contained things; a record or a form has a page of its own. */
export function Dialog({ opened, onClose, title, width = 440, children }: DialogProps) {
  const { t } = useLocale();
  return (
    <DialogKeys opened={opened}>
      <Modal.Root opened={opened} onClose={onClose} size={width} centered={false} yOffset="12vh">
        <Modal.Overlay />
        <Modal.Content>
          <div className={styles.head}>
            <Modal.Title className={styles.title ?? ''}>{title}</Modal.Title>
            <ActionIcon aria-label={t('action.close')} onClick={onClose}>
              <IconX size={16} stroke={1.75} aria-hidden />
            </ActionIcon>
          </div>
          <div className={styles.body}>{children}</div>
        </Modal.Content>
      </Modal.Root>
    </DialogKeys>
  );
}
