/** On the lock screen, for whoever cannot get in: asks for the recovery secret, shows the code that is read out, and chooses a new passphrase in the end. */
import { useCallback, useEffect, useState } from 'react';
import { Anchor, Button, PasswordInput } from '@mantine/core';
import type { RecoveryStanding } from '../../../shared/contract/recovery.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt, useCommand } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorNote } from '../../ui/state/States.tsx';
import { isReadyPassphrase, NO_PASSPHRASE, PassphraseFields } from '../session/PassphraseFields.tsx';
import styles from './Security.module.css';

/** While somebody waits for two others. The server answers 60 such questions in a quarter of an hour. */
const LOOK_AGAIN_MILLISECONDS = 20_000;

type Pending = NonNullable<RecoveryStanding['request']>;

export function ForgotPassphrase({ profileId }: { profileId: string }) {
  const { t } = useLocale();
  const { standing, hear } = useRecoveryStanding(profileId);
  const [isOpen, setOpen] = useState(false);
  if (!standing || (!standing.isPossible && !standing.request)) return null;
  const isShown = isOpen || standing.request !== null;
  if (!isShown)
    return (
      <Anchor component="button" type="button" size="sm" onClick={() => setOpen(true)}>
        {t('security.forgot')}
      </Anchor>
    );
  return (
    <section className={styles.forgot} aria-label={t('security.forgot.title')}>
      <h2 className={styles.heading}>{t('security.forgot.title')}</h2>
      <Step profileId={profileId} request={standing.request} onHeard={hear} onClose={() => setOpen(false)} />
    </section>
  );
}

interface StepProps {
  profileId: string;
  request: RecoveryStanding['request'];
  onHeard: (standing: RecoveryStanding) => void;
  onClose: () => void;
}

function Step({ profileId, request, onHeard, onClose }: StepProps) {
  const { t } = useLocale();
  if (!request) return <Ask profileId={profileId} text={t('security.forgot.text')} {...{ onHeard, onClose }} />;
  const { state } = request;
  if (state === 'approved') return <Finish profileId={profileId} onHeard={onHeard} />;
  if (state === 'waiting') return <Wait profileId={profileId} request={request} onHeard={onHeard} />;
  return <Ask profileId={profileId} text={t(`security.forgot.ended.${state}`)} isAgain {...{ onHeard, onClose }} />;
}

function Ask({
  profileId,
  text,
  isAgain = false,
  onHeard,
  onClose,
}: Omit<StepProps, 'request'> & { text: string; isAgain?: boolean }) {
  const { t } = useLocale();
  const core = useCore();
  const begin = useCommand(core.recovery.begin);
  const [password, setPassword] = useState('');

  async function submit(): Promise<void> {
    if (begin.busy || password === '') return;
    const begun = await begin.run({ profileId, password });
    setPassword('');
    if (begun.ok) onHeard(begun.value);
  }

  return (
    <form
      className={styles.column}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p className={styles.text}>{text}</p>
      <PasswordInput
        label={t('security.forgot.password')}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('session.passphrase.show') }}
      />
      <ErrorNote error={begin.error} />
      <Button type="submit" variant="default" fullWidth aria-disabled={begin.busy || undefined}>
        {t(isAgain ? 'security.forgot.again' : 'security.forgot.submit')}
      </Button>
      {isAgain ? (
        <Abandon profileId={profileId} onHeard={onHeard} label={t('security.forgot.close')} />
      ) : (
        <Anchor component="button" type="button" size="sm" onClick={onClose}>
          {t('security.forgot.close')}
        </Anchor>
      )}
    </form>
  );
}

function Wait({ profileId, request, onHeard }: { request: Pending } & Pick<StepProps, 'profileId' | 'onHeard'>) {
  const { t, formats } = useLocale();
  const { checkCode, approvals, expiresAt, isHeard } = request;
  return (
    <div className={styles.column}>
      <p className={styles.text}>{t('security.forgot.codeText')}</p>
      <p className={styles.checkCode}>
        <span className={styles.codeLabel}>{t('security.forgot.code')}</span>
        <bdi dir="ltr">{checkCode}</bdi>
      </p>
      <p className={styles.text} role="status">
        {t('security.forgot.approvals', {
          count: formats.number(approvals),
          date: formats.dateTime(expiresAt),
        })}
        {!isHeard && <span className={styles.further}>{t('security.forgot.unheard')}</span>}
      </p>
      <Abandon profileId={profileId} onHeard={onHeard} label={t('security.forgot.abandon')} />
    </div>
  );
}

function Finish({ profileId, onHeard }: Pick<StepProps, 'profileId' | 'onHeard'>) {
  const { t } = useLocale();
  const core = useCore();
  const finish = useCommand(core.recovery.finish);
  const [password, setPassword] = useState('');
  const [next, setNext] = useState(NO_PASSPHRASE);
  const [tried, setTried] = useState(false);

  function submit(): void {
    setTried(true);
    if (finish.busy || password === '' || !isReadyPassphrase(next)) return;
    void finish.run({ profileId, password, passphrase: next.passphrase });
  }

  return (
    <form
      className={styles.column}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <p className={styles.text} role="status">
        {t('security.forgot.approved')}
      </p>
      <PasswordInput
        label={t('security.forgot.password')}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={tried && password === '' ? t('field.error.empty') : undefined}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('session.passphrase.show') }}
      />
      <PassphraseFields
        value={next}
        onChange={setNext}
        tried={tried}
        label={t('settings.passphrase.next')}
        repeatLabel={t('settings.passphrase.repeat')}
      />
      <ErrorNote error={finish.error} />
      <Button type="submit" fullWidth aria-disabled={finish.busy || undefined}>
        {t('security.forgot.finish')}
      </Button>
      <Abandon profileId={profileId} onHeard={onHeard} label={t('security.forgot.abandon')} />
    </form>
  );
}

function Abandon({ profileId, onHeard, label }: Pick<StepProps, 'profileId' | 'onHeard'> & { label: string }) {
  const core = useCore();
  const abandon = useCommand(core.recovery.abandon);
  return (
    <Anchor
      component="button"
      type="button"
      size="sm"
      onClick={() =>
        void abandon.run({ profileId }).then((abandoned) => {
          if (abandoned.ok) onHeard(abandoned.value);
        })
      }
    >
      {label}
    </Anchor>
  );
}

/** Asked when the screen opens, and again while a request waits. A keyring that cannot be read is the unlock's to tell. */
function useRecoveryStanding(profileId: string) {
  const core = useCore();
  const [standing, setStanding] = useState<RecoveryStanding | null>(null);
  const look = useCallback(async () => {
    const looked = await attempt(core.recovery.look, { profileId });
    return looked.ok ? looked.value : null;
  }, [core, profileId]);
  const isWaiting = standing?.request?.state === 'waiting';
  useEffect(() => {
    let isCurrent = true;
    const ask = (): void =>
      void look().then((heard) => {
        if (isCurrent && heard) setStanding(heard);
      });
    ask();
    const timer = isWaiting ? setInterval(ask, LOOK_AGAIN_MILLISECONDS) : undefined;
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [look, isWaiting]);
  return { standing, hear: setStanding };
}
