import { useState } from 'react';
import { Anchor, Button, PasswordInput, TextInput } from '@mantine/core';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt, useCommand } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorNote } from '../../ui/state/States.tsx';
import { SampleUsers, type SampleUser } from './SampleUsers.tsx';
import type { ClosedSession } from './SessionScreens.tsx';
import { SessionPanel } from './SessionPanel.tsx';
import styles from './session.module.css';

const SERVER_EXAMPLE = 'https://crm.example.com';

/** The account's password goes to the server, once. The machine's passphrase comes afterwards and is another thing. */
export function SignIn({ state }: { state: Extract<ClosedSession, { phase: 'signedOut' }> }) {
  const { t } = useLocale();
  const core = useCore();
  const signIn = useCommand(core.session.signIn);
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [serverUrl, setServerUrl] = useState(state.serverUrl ?? '');
  const [serverShown, setServerShown] = useState(state.serverUrl === null);
  const [tried, setTried] = useState(false);
  const missing = (text: string) => (tried && text.trim() === '' ? t('field.error.empty') : undefined);

  function submit(credentials: { login: string; password: string }): void {
    const address = serverUrl.trim();
    void signIn.run({ ...credentials, ...(address === '' ? {} : { serverUrl: address }) });
  }

  function handleSubmit(event: { preventDefault(): void }): void {
    event.preventDefault();
    setTried(true);
    if (signIn.busy || login.trim() === '' || password === '' || (serverShown && serverUrl.trim() === '')) return;
    submit({ login: login.trim(), password });
  }

  return (
    <SessionPanel
      title={t('session.signIn.title')}
      text={t('session.signIn.text')}
      aside={
        <SampleUsers
          busy={signIn.busy}
          onChoose={(user: SampleUser) => submit({ login: user.login, password: user.password })}
        />
      }
    >
      <form className={styles.form} onSubmit={handleSubmit} noValidate>
        <TextInput
          label={t('session.signIn.login')}
          value={login}
          onChange={(event) => setLogin(event.currentTarget.value)}
          error={missing(login)}
          autoComplete="username"
          autoFocus
          dir="ltr"
          classNames={{ input: styles.latin ?? '' }}
        />
        <PasswordInput
          label={t('session.signIn.password')}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={missing(password)}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('session.passphrase.show') }}
        />
        {serverShown && (
          <TextInput
            label={t('session.signIn.server')}
            description={t('session.signIn.serverHint', { example: SERVER_EXAMPLE })}
            value={serverUrl}
            onChange={(event) => setServerUrl(event.currentTarget.value)}
            error={missing(serverUrl)}
            type="url"
            inputMode="url"
            dir="ltr"
            classNames={{ input: styles.latin ?? '' }}
          />
        )}
        <ErrorNote error={signIn.error} />
        <Button type="submit" fullWidth aria-disabled={signIn.busy || undefined}>
          {t(signIn.busy ? 'session.signIn.busy' : 'session.signIn.submit')}
        </Button>
        <div className={styles.links}>
          {state.profiles.length > 0 && (
            <Anchor
              component="button"
              type="button"
              size="sm"
              onClick={() => void attempt(core.session.cancelSignIn, undefined)}
            >
              {t('session.signIn.back')}
            </Anchor>
          )}
          {!serverShown && (
            <Anchor component="button" type="button" size="sm" c="dimmed" onClick={() => setServerShown(true)}>
              {t('session.signIn.more')}
            </Anchor>
          )}
        </div>
      </form>
    </SessionPanel>
  );
}
