/** Colleagues before locked machines: for whoever may let a recovery secret go. */
import { useState } from 'react';
import { Button, TextInput } from '@mantine/core';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import type { RecoveryRequest, RecoveryState } from '../../../shared/contract/recovery.ts';
import type { Translator } from '../../../shared/locale/translator.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { Form } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { StateBadge, type Tone } from '../../ui/state/StateBadge.tsx';
import { ErrorState, RecordSkeleton } from '../../ui/state/States.tsx';
import { Ltr, NameText, RelativeTime } from '../../ui/text/Text.tsx';
import { useAskAgain, useServerAnswer } from '../parking/useServerAnswer.ts';
import { Section } from '../settings/Section.tsx';
import styles from './Security.module.css';

const TONES: Readonly<Record<RecoveryState, Tone>> = {
  waiting: 'warn',
  approved: 'good',
  released: 'neutral',
  refused: 'neutral',
  replaced: 'neutral',
  expired: 'neutral',
};

/** Their word would not count, their doubt does. */
const ONLY_REFUSING = new Set<RecoveryRequest['may']>(['accountTouched', 'passwordGiver', 'deviceTooNew']);

export function RecoveryRequests() {
  const { t } = useLocale();
  const core = useCore();
  const { data, error, retry } = useServerAnswer(core.recovery.requests, undefined);
  return (
    <Section title={t('security.requests')} text={t('security.requests.text')}>
      {data === undefined && (error ? <ErrorState error={error} onRetry={retry} /> : <RecordSkeleton rows={2} />)}
      {data?.requests.length === 0 && <p className={styles.none}>{t('security.requests.none')}</p>}
      {data && data.requests.length > 0 && (
        <ul className={styles.requests} aria-label={t('security.requests')}>
          {data.requests.map((request) => (
            <Request key={request.id} request={request} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Request({ request }: { request: RecoveryRequest }) {
  const { t, formats } = useLocale();
  const { person, device, state, approvals, passwordSet, may } = request;
  const isOpen = state === 'waiting' || state === 'approved';
  return (
    <li className={styles.request}>
      <div className={styles.head}>
        <NameText>{person.name}</NameText>
        <StateBadge tone={TONES[state]}>{t(`security.requests.state.${state}`)}</StateBadge>
        <RelativeTime instant={request.requestedAt} />
      </div>
      <div className={styles.facts}>
        <span>
          {t('security.requests.device')}: <bdi>{device.name}</bdi> <Ltr>{device.code}</Ltr>
        </span>
        {isOpen && <span>{t('security.requests.until', { date: formats.dateTime(request.expiresAt) })}</span>}
        {isOpen && passwordSet && <span>{passwordWords(t, passwordSet, formats.dateTime(passwordSet.at))}</span>}
        {approvals.length > 0 && (
          <span>
            {t('security.requests.approvals')}:{' '}
            {approvals.map(({ person: approver, as }) => (
              <bdi key={approver.id} className={styles.approver}>
                {approver.name} ({t(`security.requests.as.${as}`)})
              </bdi>
            ))}
          </span>
        )}
      </div>
      {may === 'decide' && <Decide request={request} />}
      {isOpen && may !== 'decide' && may !== 'ended' && state === 'waiting' && (
        <p className={styles.none}>{t(`security.requests.may.${may}`)}</p>
      )}
      {isOpen && ONLY_REFUSING.has(may) && <Refuse request={request} />}
    </li>
  );
}

const passwordWords = (t: Translator, { by }: NonNullable<RecoveryRequest['passwordSet']>, date: string): string =>
  by === null
    ? t('security.requests.passwordSetAtServer', { date })
    : t('security.requests.passwordSet', { name: by.name, date });

function Decide({ request }: { request: RecoveryRequest }) {
  const { id, person } = request;
  const { t } = useLocale();
  const core = useCore();
  const askAgain = useAskAgain();
  const decide = useCommand(core.recovery.decide);
  const [checkCode, setCheckCode] = useState('');
  const [refusing, setRefusing] = useState(false);
  const [tried, setTried] = useState(false);
  const wrong = wrongCode(decide.error);

  async function approve(): Promise<void> {
    setTried(true);
    if (checkCode.trim().length < 8) return;
    const decided = await decide.run({ decision: 'approve', request: id, checkCode });
    if (decided.ok) notify(t('security.requests.approved'));
    askAgain(core.recovery.requests);
  }

  const problem = tried && checkCode.trim() === '' ? t('field.error.empty') : undefined;
  return (
    <div className={styles.form}>
      <Form
        submitLabel={t('security.requests.approve')}
        busy={decide.busy}
        error={wrong === null ? decide.error : null}
        onSubmit={() => void approve()}
        extra={
          <Button variant="default" onClick={() => setRefusing(true)}>
            {t('security.requests.refuse')}
          </Button>
        }
      >
        <TextInput
          label={t('security.requests.code', { name: person.name })}
          value={checkCode}
          onChange={(event) => setCheckCode(event.currentTarget.value)}
          error={wrong === null ? problem : t('security.requests.wrongCode', { left: wrong })}
          autoComplete="off"
          dir="ltr"
          maxLength={16}
          classNames={{ input: styles.code ?? '' }}
        />
      </Form>
      {refusing && <RefuseDialog request={request} onClose={() => setRefusing(false)} />}
    </div>
  );
}

function Refuse({ request }: { request: RecoveryRequest }) {
  const { t } = useLocale();
  const [refusing, setRefusing] = useState(false);
  return (
    <div className={styles.form}>
      <Button variant="default" onClick={() => setRefusing(true)}>
        {t('security.requests.refuse')}
      </Button>
      {refusing && <RefuseDialog request={request} onClose={() => setRefusing(false)} />}
    </div>
  );
}

function RefuseDialog({ request: { id, person }, onClose }: { request: RecoveryRequest; onClose: () => void }) {
  const { t } = useLocale();
  const core = useCore();
  const askAgain = useAskAgain();
  const decide = useCommand(core.recovery.decide);

  async function refuse(): Promise<void> {
    const decided = await decide.run({ decision: 'refuse', request: id });
    askAgain(core.recovery.requests);
    if (!decided.ok) return;
    notify(t('security.requests.refused'));
    onClose();
  }

  return (
    <ConfirmDialog
      title={t('security.requests.refuseTitle', { name: person.name })}
      confirmLabel={t('security.requests.refuse')}
      busy={decide.busy}
      error={decide.error}
      onConfirm={() => void refuse()}
      onClose={onClose}
    >
      <p>{t('security.requests.refuseText')}</p>
    </ConfirmDialog>
  );
}

/** How many tries are left; null when it was something else. */
function wrongCode(error: PeyvandError | null): number | null {
  const isIt = error?.code === 'invalid_input' && error.facts['reason'] === 'check_code';
  return isIt ? Number(error.facts['left'] ?? 0) : null;
}
