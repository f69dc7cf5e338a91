/** A password that the server drew, on its only way to a person's eyes. Nothing keeps it: closed, it is gone. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import type { PasswordReply } from '../../../shared/contract/administration.ts';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './Administration.module.css';

export interface ShownPassword extends PasswordReply {
  readonly name: string;
}

export function PasswordDialog({ shown, onClose }: { shown: ShownPassword; onClose: () => void }) {
  const { t } = useLocale();
  const [copied, setCopied] = useState(false);
  return (
    <Dialog opened onClose={onClose} title={t('people.password.title', { name: shown.name })}>
      <div className={styles.form}>
        <p className={styles.text}>{t('people.password.once')}</p>
        <dl className={styles.password}>
          <dt>{t('people.password.login')}</dt>
          <dd>
            <bdi dir="auto">{shown.login}</bdi>
          </dd>
          <dt>{t('people.password.password')}</dt>
          <dd>
            {/* As it is typed: digits are not translated. */}
            <code dir="ltr">{shown.password}</code>
          </dd>
        </dl>
        <div className={styles.buttons}>
          <Button onClick={onClose} data-autofocus>
            {t('people.password.done')}
          </Button>
          <Button
            variant="default"
            onClick={() => void navigator.clipboard.writeText(shown.password).then(() => setCopied(true))}
          >
            {t(copied ? 'people.password.copied' : 'people.password.copy')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
