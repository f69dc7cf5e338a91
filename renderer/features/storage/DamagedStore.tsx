/** The data file does not open although the passphrase was right: what is wrong, what can be saved, and the ways out. */
import { useState } from 'react';
import { Anchor, Button, PasswordInput, Progress, TextInput } from '@mantine/core';
import { errorFromWire } from '../../../shared/base/errors.ts';
import type { RepairState } from '../../../shared/contract/storage.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt, useCommand } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorNote } from '../../ui/state/States.tsx';
import { DateText } from '../../ui/text/Text.tsx';
import { useFileSize } from '../bundles/useFileSize.ts';
import { SessionPanel } from '../session/SessionPanel.tsx';
import styles from './DamagedStore.module.css';
import { findingToWords } from './findingWords.ts';
import { RepairOutcome } from './RepairOutcome.tsx';

export function DamagedStore({ repair }: { repair: RepairState }) {
  const { t } = useLocale();
  const core = useCore();
  if (repair.outcome !== null) return <RepairOutcome outcome={repair.outcome} />;
  const isBusy = repair.step !== 'ready';
  const title =
    repair.finding === null ? t('storage.repair.titleAsked', { name: repair.name }) : t('storage.repair.title');
  return (
    <SessionPanel title={title} text={t('storage.repair.safe')}>
      <div className={styles.parts}>
        <section className={styles.part} aria-label={t('storage.repair.what')}>
          <p className={styles.finding}>{findingToWords(t, repair.finding)}</p>
        </section>
        <Found repair={repair} />
        {isBusy ? <Working step={repair.step} /> : <Ways repair={repair} />}
        <div>
          <Anchor
            component="button"
            type="button"
            size="sm"
            disabled={isBusy}
            onClick={() => void attempt(core.session.lock, undefined)}
          >
            {t('storage.repair.lock')}
          </Anchor>
        </div>
      </div>
    </SessionPanel>
  );
}

function Found({ repair: { found } }: { repair: RepairState }) {
  const { t } = useLocale();
  const { unsent, sealed, lost, drafts } = found;
  return (
    <section className={styles.part} aria-label={t('storage.found.title')}>
      <h2 className={styles.heading}>{t('storage.found.title')}</h2>
      <ul className={styles.facts}>
        {(unsent > 0 || sealed === 0) && <li>{t('storage.found.unsent', { count: unsent })}</li>}
        {sealed > 0 && <li>{t('storage.found.sealed', { count: sealed })}</li>}
        {drafts > 0 && <li>{t('storage.found.drafts', { count: drafts })}</li>}
        <li className={lost === 0 ? styles.good : styles.warn}>
          {lost === null ? t('storage.found.lostUnknown') : t('storage.found.lost', { count: lost })}
        </li>
      </ul>
    </section>
  );
}

function Working({ step }: { step: RepairState['step'] }) {
  const { t } = useLocale();
  return (
    <div className={styles.part} role="status">
      <p className={styles.line}>{t(`storage.step.${step}`)}</p>
      <Progress value={STEP_SHARE[step]} size={6} transitionDuration={120} aria-label={t(`storage.step.${step}`)} />
    </div>
  );
}

/** In percent: how long a step takes is not known, which is the next one is. */
const STEP_SHARE: Readonly<Record<RepairState['step'], number>> = {
  ready: 0,
  verifying: 20,
  signingIn: 20,
  settingAside: 40,
  building: 60,
  checking: 80,
  done: 100,
};

function Ways({ repair }: { repair: RepairState }) {
  const { t } = useLocale();
  const core = useCore();
  const open = useCommand(core.storage.open);
  return (
    <>
      {repair.failure !== null && <ErrorNote error={errorFromWire(repair.failure)} />}
      <Rebuild repair={repair} />
      <Restore repair={repair} />
      <section className={styles.part} aria-label={t('storage.again.title')}>
        <h2 className={styles.heading}>{t('storage.again.title')}</h2>
        <p className={styles.dim}>{t('storage.again.text')}</p>
        <div>
          <Button variant="default" onClick={() => void open.run(undefined)} aria-disabled={open.busy || undefined}>
            {t('storage.again.run')}
          </Button>
        </div>
      </section>
    </>
  );
}

function Rebuild({ repair }: { repair: RepairState }) {
  const { t } = useLocale();
  const core = useCore();
  const rebuild = useCommand(core.storage.rebuild);
  const [password, setPassword] = useState('');
  const needsPassword = repair.rebuild === 'signIn';
  return (
    <section className={styles.part} aria-label={t('storage.rebuild.title')}>
      <h2 className={styles.heading}>{t('storage.rebuild.title')}</h2>
      <p className={styles.dim}>{t(needsPassword ? 'storage.rebuild.signIn' : 'storage.rebuild.here')}</p>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!rebuild.busy && (!needsPassword || password !== '')) void rebuild.run(needsPassword ? { password } : {});
        }}
      >
        {needsPassword && (
          <PasswordInput
            label={t('storage.rebuild.password', { login: repair.login })}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': t('session.passphrase.show') }}
          />
        )}
        <div>
          <Button type="submit">{t('storage.rebuild.run')}</Button>
        </div>
      </form>
    </section>
  );
}

function Restore({ repair }: { repair: RepairState }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const restore = useCommand(core.storage.restore);
  const size = useFileSize();
  const [path, setPath] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const asksPassphrase = repair.failure?.facts['reason'] === 'of_backup';
  const secret = passphrase === '' ? {} : { passphrase };
  return (
    <section className={styles.part} aria-label={t('storage.restore.title')}>
      <h2 className={styles.heading}>{t('storage.restore.title')}</h2>
      <p className={styles.dim}>{t('storage.restore.text')}</p>
      {repair.backups.length === 0 && (
        <p className={styles.dim}>
          {t('storage.restore.none')} <bdi dir="ltr">{repair.folder}</bdi>
        </p>
      )}
      {asksPassphrase && (
        <PasswordInput
          label={t('storage.restore.passphrase')}
          description={t('storage.restore.passphraseHint')}
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': t('session.passphrase.show') }}
        />
      )}
      {repair.backups.length > 0 && (
        <ul className={styles.facts}>
          {repair.backups.map(({ file, createdAt, bytes }) => (
            <li key={file} className={styles.backup}>
              <span>
                <DateText value={createdAt} withTime /> · {size(bytes)}
              </span>
              <Button
                variant="default"
                size="compact-sm"
                aria-label={t('storage.restore.runOf', { date: formats.dateTime(createdAt) })}
                onClick={() => !restore.busy && void restore.run({ file, ...secret })}
              >
                {t('storage.restore.run')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!restore.busy && path.trim() !== '') void restore.run({ path: path.trim(), ...secret });
        }}
      >
        <TextInput
          label={t('storage.restore.path')}
          value={path}
          onChange={(event) => setPath(event.currentTarget.value)}
          dir="ltr"
          autoComplete="off"
        />
        <div>
          <Button type="submit" variant="default">
            {t('storage.restore.run')}
          </Button>
        </div>
      </form>
    </section>
  );
}
