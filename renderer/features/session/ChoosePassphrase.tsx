import { useState } from 'react';
import { Anchor, Button } from '@mantine/core';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt, useCommand } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorNote } from '../../ui/state/States.tsx';
import { isReadyPassphrase, NO_PASSPHRASE, PassphraseFields } from './PassphraseFields.tsx';
import { SessionPanel } from './SessionPanel.tsx';
import styles from './session.module.css';

/** Between sign-in and work. People mix up the two secrets, so it says in two sentences what each is for. */
export function ChoosePassphrase({ person }: { person: { readonly name: string } }) {
  const { t } = useLocale();
  const core = useCore();
  const enrol = useCommand(core.session.enrol);
  const [value, setValue] = useState(NO_PASSPHRASE);
  const [tried, setTried] = useState(false);

  function handleSubmit(event: { preventDefault(): void }): void {
    event.preventDefault();
    setTried(true);
    if (!enrol.busy && isReadyPassphrase(value)) void enrol.run({ passphrase: value.passphrase });
  }

  return (
    <SessionPanel title={t('session.passphrase.title')} text={t('session.passphrase.greeting', { name: person.name })}>
      <dl className={styles.terms}>
        <dt>{t('session.passphrase.accountTerm')}</dt>
        <dd>{t('session.passphrase.account')}</dd>
        <dt>{t('session.passphrase.machineTerm')}</dt>
        <dd>{t('session.passphrase.machine')}</dd>
      </dl>
      <form className={styles.form} onSubmit={handleSubmit} noValidate>
        <PassphraseFields
          value={value}
          onChange={setValue}
          tried={tried}
          label={t('session.passphrase.new')}
          repeatLabel={t('session.passphrase.repeat')}
          autoFocus
        />
        <ErrorNote error={enrol.error} />
        <Button type="submit" fullWidth aria-disabled={enrol.busy || undefined}>
          {t(enrol.busy ? 'session.passphrase.busy' : 'session.passphrase.submit')}
        </Button>
        <div className={styles.links}>
          <Anchor
            component="button"
            type="button"
            size="sm"
            c="dimmed"
            onClick={() => void attempt(core.session.cancelSignIn, undefined)}
          >
            {t('session.passphrase.notMe')}
          </Anchor>
        </div>
      </form>
    </SessionPanel>
  );
}
