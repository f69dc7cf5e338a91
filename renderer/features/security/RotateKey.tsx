import { useState } from 'react';
import { Button } from '@mantine/core';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { Setting } from '../settings/Section.tsx';
import { PassphraseForm } from './PassphraseForm.tsx';

/** A new key for the data. The session closes meanwhile: the window shows how far it is, and comes back. */
export function RotateKey() {
  const { t } = useLocale();
  const core = useCore();
  const rotate = useCommand(core.security.rotateKey);
  const [asking, setAsking] = useState(false);

  async function begin(passphrase: string): Promise<void> {
    const rotated = await rotate.run({ passphrase });
    if (rotated.ok) {
      setAsking(false);
      notify(t('security.rotate.done'));
    } else if (!isAboutPassphrase(rotated.error.code)) {
      // This page was gone meanwhile, and what it would say with it.
      notify(t('security.rotate.failed'));
    }
  }

  return (
    <>
      <Setting label={t('security.rotate')} hint={t('security.rotateText')}>
        {!asking && (
          <Button variant="default" onClick={() => setAsking(true)}>
            {t('security.rotate.begin')}
          </Button>
        )}
      </Setting>
      {asking && (
        <PassphraseForm
          submitLabel={t('security.rotate.submit')}
          busy={rotate.busy}
          error={rotate.error}
          onSubmit={(passphrase) => void begin(passphrase)}
          onCancel={() => setAsking(false)}
        />
      )}
    </>
  );
}

const isAboutPassphrase = (code: string): boolean =>
  ['wrong_passphrase', 'throttled', 'keychain_lost', 'keychain_unavailable'].includes(code);
