import { useState } from 'react';
import { PasswordInput } from '@mantine/core';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { Form } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { isReadyPassphrase, NO_PASSPHRASE, PassphraseFields } from '../session/PassphraseFields.tsx';
import styles from './ChangePassphrase.module.css';

/** The passphrase of this machine, by someone who knows the one it has. */
export function ChangePassphrase({ onDone }: { onDone: () => void }) {
  const { t } = useLocale();
  const core = useCore();
  const change = useCommand(core.session.changePassphrase);
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState(NO_PASSPHRASE);
  const [tried, setTried] = useState(false);

  async function submit(): Promise<void> {
    setTried(true);
    if (current === '' || !isReadyPassphrase(next)) return;
    const changed = await change.run({ current, next: next.passphrase });
    if (!changed.ok) return;
    notify(t('settings.passphrase.changed'));
    onDone();
  }

  return (
    <div className={styles.form}>
      <Form
        onSubmit={() => void submit()}
        onCancel={onDone}
        submitLabel={t('settings.passphrase.submit')}
        busy={change.busy}
        error={change.error}
      >
        <PasswordInput
          label={t('settings.passphrase.current')}
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          error={tried && current === '' ? t('field.error.empty') : undefined}
          autoComplete="current-password"
          autoFocus
          visibilityToggleButtonProps={{ 'aria-label': t('session.passphrase.show') }}
        />
        <PassphraseFields
          value={next}
          onChange={setNext}
          tried={tried}
          label={t('settings.passphrase.next')}
          repeatLabel={t('settings.passphrase.repeat')}
        />
      </Form>
    </div>
  );
}
