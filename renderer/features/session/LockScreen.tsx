import { useRef, useState } from 'react';
import { Anchor, Button, PasswordInput } from '@mantine/core';
import { instantToMilliseconds } from '../../../shared/base/clock.ts';
import type { LockReason } from '../../../shared/contract/session.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt, useCommand } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { useNow } from '../../ui/text/Text.tsx';
import { ForgotPassphrase } from '../security/ForgotPassphrase.tsx';
import { AskServer, ErasedNotice, LockError, LockNotice, waitsForCompany } from './LockNotice.tsx';
import type { ClosedSession } from './SessionScreens.tsx';
import { SessionPanel } from './SessionPanel.tsx';
import styles from './session.module.css';

type LockedSession = Extract<ClosedSession, { phase: 'locked' }>;

/** Who works, and their passphrase. */
export function LockScreen({ state }: { state: LockedSession }) {
  const { t } = useLocale();
  const core = useCore();
  const unlock = useCommand(core.session.unlock);
  const field = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState(state.profiles[0]?.profileId ?? '');
  const [passphrase, setPassphrase] = useState('');
  const waiting = useSecondsUntil(state.retryAfter);
  const only = state.profiles.length === 1 ? state.profiles[0] : undefined;
  const profile = state.profiles.find(({ profileId }) => profileId === chosen) ?? state.profiles[0];
  const { lock, erased } = profile ?? {};
  const opens = !erased && !(lock && waitsForCompany(lock));

  async function handleSubmit(event: { preventDefault(): void }): Promise<void> {
    event.preventDefault();
    if (unlock.busy || waiting > 0 || passphrase === '') return;
    const opened = await unlock.run({ profileId: chosen, passphrase });
    if (opened.ok) return;
    setPassphrase('');
    field.current?.focus();
  }

  return (
    <SessionPanel
      title={only ? t('session.unlock.titleOne', { name: only.name }) : t('session.unlock.title')}
      below={opens && <p className={styles.hint}>{t('session.unlock.forgot')}</p>}
    >
      {!only && (
        <ul className={styles.people}>
          {state.profiles.map(({ profileId, name }) => (
            <li key={profileId}>
              <button
                type="button"
                className={styles.person}
                aria-pressed={profileId === chosen}
                onClick={() => {
                  setChosen(profileId);
                  setPassphrase('');
                  unlock.reset();
                  field.current?.focus();
                }}
              >
                <span className={styles.monogram} aria-hidden>
                  {[...name][0]}
                </span>
                <bdi>{name}</bdi>
              </button>
            </li>
          ))}
        </ul>
      )}
      {lock && <LockNotice lock={lock} />}
      {erased && <ErasedNotice erased={erased} />}
      {profile && lock?.reason === 'suspended' && (
        <AskServer key={`ask ${profile.profileId}`} profileId={profile.profileId} />
      )}
      <form className={styles.form} onSubmit={(event) => void handleSubmit(event)} noValidate hidden={!opens}>
        <PasswordInput
          ref={field}
          label={t('session.unlock.passphrase')}
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          autoComplete="current-password"
          autoFocus
          visibilityToggleButtonProps={{ 'aria-label': t('session.passphrase.show') }}
        />
        {waiting > 0 ? <Waiting seconds={waiting} /> : <LockError error={unlock.error} />}
        <Button type="submit" fullWidth disabled={waiting > 0} aria-disabled={unlock.busy || undefined}>
          {t(unlock.busy ? 'session.unlock.busy' : submitWords(lock))}
        </Button>
      </form>
      <div className={styles.links}>
        <Anchor
          component="button"
          type="button"
          size="sm"
          onClick={() => void attempt(core.session.addPerson, undefined)}
        >
          {t('session.unlock.addPerson')}
        </Anchor>
      </div>
      {opens && <ForgotPassphrase key={`forgot ${chosen}`} profileId={chosen} />}
    </SessionPanel>
  );
}

function submitWords(lock: LockReason | undefined) {
  if (!lock || lock.reason === 'versionTooOld') return 'session.unlock.submit';
  return lock.reason === 'wipe' ? 'session.lock.handIn' : 'session.lock.unlockAndAsk';
}

function Waiting({ seconds }: { seconds: number }) {
  const { t } = useLocale();
  const time =
    seconds < 60
      ? t('session.unlock.waitUnit', { seconds })
      : t('session.unlock.waitMinutes', { minutes: Math.ceil(seconds / 60) });
  return (
    <p className={styles.wait} role="timer">
      {t('session.unlock.wait', { time })}
    </p>
  );
}

function useSecondsUntil(instant: string | null): number {
  const now = useNow(500);
  if (instant === null) return 0;
  return Math.max(0, Math.ceil((instantToMilliseconds(instant) - instantToMilliseconds(now)) / 1_000));
}
