import { useState } from 'react';
import { Button } from '@mantine/core';
import type { SecurityState } from '../../../shared/contract/security.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { useAskAgain } from '../parking/useServerAnswer.ts';
import { Setting } from '../settings/Section.tsx';
import { PassphraseForm } from './PassphraseForm.tsx';
import styles from './Security.module.css';

/** Whether the passphrase opens the data alone, or only together with the keychain of this machine. */
export function KeychainSetting({ keychain }: { keychain: SecurityState['keychain'] }) {
  const { t } = useLocale();
  const core = useCore();
  const askAgain = useAskAgain();
  const bind = useCommand(core.security.bindKeychain);
  const [asking, setAsking] = useState(false);
  const { standing, isBound } = keychain;
  // Whoever is bound may leave it, whatever it says of itself now.
  const canChange = standing === 'there' || isBound;
  const hint =
    standing === 'there' || isBound
      ? t(isBound ? 'security.keychain.bound' : 'security.keychain.unbound')
      : t(`security.keychain.${standing}`);

  async function save(passphrase: string): Promise<void> {
    const saved = await bind.run({ passphrase, isWanted: !isBound });
    if (!saved.ok) return;
    setAsking(false);
    notify(t(isBound ? 'security.keychain.saved.unbound' : 'security.keychain.saved.bound'));
    askAgain(core.security.state);
  }

  return (
    <>
      <Setting
        label={t('security.keychain')}
        hint={
          <>
            {hint}
            {canChange && <span className={styles.further}>{t('security.keychain.loss')}</span>}
          </>
        }
      >
        {canChange && !asking && (
          <Button
            variant="default"
            onClick={() => {
              bind.reset();
              setAsking(true);
            }}
          >
            {t(isBound ? 'security.keychain.unbind' : 'security.keychain.bind')}
          </Button>
        )}
      </Setting>
      {asking && (
        <PassphraseForm
          submitLabel={t(isBound ? 'security.keychain.unbind' : 'security.keychain.bind')}
          busy={bind.busy}
          error={bind.error}
          onSubmit={(passphrase) => void save(passphrase)}
          onCancel={() => setAsking(false)}
        />
      )}
    </>
  );
}
