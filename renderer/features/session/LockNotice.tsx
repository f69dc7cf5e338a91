import { useState } from 'react';
import { Button } from '@mantine/core';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import type { LockReason, SessionProfile } from '../../../shared/contract/session.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt, useCommand } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorNote } from '../../ui/state/States.tsx';
import styles from './LockNotice.module.css';

/** Why the right passphrase alone does not open it, that nothing is lost, and what to do. */
export function LockNotice({ lock }: { lock: LockReason }) {
  const { t } = useLocale();
  const words = useLockWords(lock);
  return (
    <section className={styles.notice} data-reason={lock.reason} aria-labelledby="lock-reason">
      <h2 id="lock-reason" className={styles.title}>
        {words.title}
      </h2>
      <p className={styles.text}>{words.text}</p>
      <p className={styles.text}>{t('session.lock.nothingLost')}</p>
    </section>
  );
}

/** The company has to do something first: the passphrase is of no use before that. */
export const waitsForCompany = (lock: LockReason): boolean =>
  lock.reason === 'suspended' || (lock.reason === 'wipe' && !lock.politely);

/** The way back of what the company alone can lift. */
export function AskServer({ profileId }: { profileId: string }) {
  const { t, formats } = useLocale();
  const ask = useCommand(useCore().session.askServer);
  const [askedAt, setAskedAt] = useState<string | null>(null);

  async function handleAsk(): Promise<void> {
    if (ask.busy) return;
    const answered = await ask.run({ profileId });
    setAskedAt(answered.ok ? new Date().toISOString() : null);
  }

  return (
    <div className={styles.ask}>
      <Button fullWidth onClick={() => void handleAsk()} aria-disabled={ask.busy || undefined}>
        {t(ask.busy ? 'session.lock.asking' : 'session.lock.ask')}
      </Button>
      <LockError error={ask.error} />
      {askedAt !== null && !ask.error && (
        <p className={styles.answer} role="status">
          {t('session.lock.sameAnswer', { time: formats.time(askedAt) })}
        </p>
      )}
    </div>
  );
}

/** What a try at a locked copy failed of. Without a line nobody is told to carry on, as at work: here it is what they cannot do. */
export function LockError({ error }: { error: PeyvandError | null }) {
  const { t } = useLocale();
  const isOffline = error?.code === 'server_unreachable' || error?.facts['contact'] === 'server_unreachable';
  if (!isOffline) return <ErrorNote error={error} />;
  return (
    <div className={styles.offline} role="alert">
      <strong>{t('error.server_unreachable.title')}</strong>
      <span>{t('session.lock.unreachable')}</span>
    </div>
  );
}

/** Of a copy that is gone: when, why, what becomes of work that was not sent, and how to begin anew. */
export function ErasedNotice({ erased }: { erased: NonNullable<SessionProfile['erased']> }) {
  const { t, formats } = useLocale();
  const core = useCore();
  return (
    <section className={styles.notice} data-reason="erased" aria-labelledby="lock-reason">
      <h2 id="lock-reason" className={styles.title}>
        {t('session.erased.title')}
      </h2>
      <p className={styles.text}>{t(`session.erased.${erased.why}`, { when: formats.dateTime(erased.at) })}</p>
      <p className={styles.text}>
        {t(erased.sealedWork ? 'session.erased.sealedWork' : 'session.erased.nothingWaits')}
      </p>
      <Button fullWidth onClick={() => void attempt(core.session.addPerson, undefined)}>
        {t('session.erased.signIn')}
      </Button>
    </section>
  );
}

function useLockWords(lock: LockReason): { readonly title: string; readonly text: string } {
  const { t, formats } = useLocale();
  switch (lock.reason) {
    case 'expired':
      return { title: t('session.lock.expired.title'), text: t('session.lock.expired.text') };
    case 'outOfHours':
      return {
        title: t('session.lock.outOfHours.title'),
        text:
          lock.opensAt === null
            ? t('session.lock.outOfHours.never')
            : t('session.lock.outOfHours.text', { when: formats.dateTime(lock.opensAt) }),
      };
    case 'clockBack':
      return {
        title: t('session.lock.clockBack.title'),
        text: t('session.lock.clockBack.text', {
          now: formats.dateTime(new Date().toISOString()),
          seen: formats.dateTime(lock.latestSeen),
        }),
      };
    case 'versionTooOld': {
      const { version, minimum } = lock;
      return {
        title: t('session.lock.versionTooOld.title'),
        text: t('session.lock.versionTooOld.text', {
          version: `\u2068${version}\u2069`,
          minimum: `\u2068${minimum}\u2069`,
        }),
      };
    }
    case 'suspended':
      return {
        title: t('session.lock.suspended.title'),
        text: t('session.lock.suspended.text', { when: formats.dateTime(lock.since) }),
      };
    case 'wipe':
      return {
        title: t('session.lock.wipe.title'),
        text: t(lock.politely ? 'session.lock.wipe.politely' : 'session.lock.wipe.atOnce'),
      };
  }
}
