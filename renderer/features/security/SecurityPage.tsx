/** A person's own safety: what keeps their data closed, what they may change about it, where else they are enrolled. */
import { useState } from 'react';
import { Button, Switch } from '@mantine/core';
import { createLazyRoute } from '@tanstack/react-router';
import type { SecurityState } from '../../../shared/contract/security.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay, useSession } from '../../data/session.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { Page, PageBody } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorNote, ErrorState, RecordSkeleton } from '../../ui/state/States.tsx';
import { useAskAgain, useServerAnswer } from '../parking/useServerAnswer.ts';
import { ChangePassphrase } from '../settings/ChangePassphrase.tsx';
import { Section, Setting } from '../settings/Section.tsx';
import { KeychainSetting } from './KeychainSetting.tsx';
import { OwnDevices } from './OwnDevices.tsx';
import { RecoveryRequests } from './RecoveryRequests.tsx';
import { RotateKey } from './RotateKey.tsx';

export const securityPage = createLazyRoute('/security')({ component: SecurityPage });

function SecurityPage() {
  const { t } = useLocale();
  const core = useCore();
  const { data: state, error, retry } = useServerAnswer(core.security.state, undefined);
  const managesDevices = useMay('devices.manage');
  const approves = useMay('recovery.approve');
  return (
    <Page title={t('nav.security')}>
      <PageBody>
        {state === undefined && (error ? <ErrorState error={error} onRetry={retry} /> : <RecordSkeleton />)}
        {state && (
          <>
            <Machine state={state} />
            <Recovery state={state} />
          </>
        )}
        {(managesDevices || approves) && <RecoveryRequests />}
        <OwnDevices />
      </PageBody>
    </Page>
  );
}

function Machine({ state }: { state: SecurityState }) {
  const { t, formats } = useLocale();
  const [changing, setChanging] = useState(false);
  const { mebibytes, passes } = state.cost;
  const key = { date: formats.date(state.keySince), mebibytes: formats.number(Math.round(mebibytes)), passes };
  return (
    <Section title={t('security.machine')} text={t('security.machineText')}>
      <Lease />
      <Setting label={t('security.passphraseNow')} hint={t('settings.passphraseText')}>
        {!changing && (
          <Button variant="default" onClick={() => setChanging(true)}>
            {t('settings.passphrase.change')}
          </Button>
        )}
      </Setting>
      {changing && <ChangePassphrase onDone={() => setChanging(false)} />}
      <KeychainSetting keychain={state.keychain} />
      <Setting label={t('security.keySince')} hint={t('security.keySinceText', key)}>
        {null}
      </Setting>
      <RotateKey />
    </Section>
  );
}

function Lease() {
  const { t, formats } = useLocale();
  const { lease } = useSession();
  return (
    <Setting
      label={t('security.lease')}
      hint={lease ? t('security.lease.text', { date: formats.date(lease.until) }) : t('security.lease.none')}
    >
      {lease && <span>{t('security.lease.days', { days: lease.daysLeft })}</span>}
    </Setting>
  );
}

function Recovery({ state: { recovery } }: { state: SecurityState }) {
  const { t } = useLocale();
  const core = useCore();
  const askAgain = useAskAgain();
  const change = useCommand(core.security.setRecovery);
  const isOn = recovery.state === 'on' || recovery.state === 'pending';

  async function save(isWanted: boolean): Promise<void> {
    await change.run({ isWanted });
    askAgain(core.security.state);
  }

  return (
    <Section title={t('security.recovery')} text={t(`security.recovery.${recovery.policy}`)}>
      <Setting label={t(`security.recovery.state.${recovery.state}`)}>
        {recovery.policy === 'offered' && (
          <Switch
            aria-label={t('security.recovery')}
            checked={isOn}
            disabled={change.busy}
            onChange={(event) => void save(event.currentTarget.checked)}
          />
        )}
      </Setting>
      <ErrorNote error={change.error} />
    </Section>
  );
}
