import { useState } from 'react';
import { PasswordInput } from '@mantine/core';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import { Form } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './Security.module.css';

export interface PassphraseFormProps {
  submitLabel: string;
  busy: boolean;
  error: PeyvandError | null;
  onSubmit: (passphrase: string) => void;
  onCancel: () => void;
}

/** Asks for the passphrase of this machine before something is done about its keys. */
export function PassphraseForm({ submitLabel, busy, error, onSubmit, onCancel }: PassphraseFormProps) {
  const { t } = useLocale();
  const [passphrase, setPassphrase] = useState('');
  const [tried, setTried] = useState(false);
  return (
    <div className={styles.form}>
      <Form
        submitLabel={submitLabel}
        busy={busy}
        error={error}
        onCancel={onCancel}
        onSubmit={() => {
          setTried(true);
          if (passphrase !== '') onSubmit(passphrase);
        }}
      >
        <PasswordInput
          label={t('settings.passphrase.current')}
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          error={tried && passphrase === '' ? t('field.error.empty') : undefined}
          autoComplete="current-password"
          autoFocus
          visibilityToggleButtonProps={{ 'aria-label': t('session.passphrase.show') }}
        />
      </Form>
    </div>
  );
}
