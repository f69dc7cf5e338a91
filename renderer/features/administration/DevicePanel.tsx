/** One device beside the list: what it may hold, what it handed in, what looks like a copy, and what is ordered about it. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import { createLazyRoute, useNavigate, useParams } from '@tanstack/react-router';
import type { DeviceDetail, OrderDeviceInput } from '../../../shared/contract/administration.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { Properties, Property } from '../../ui/layout/Properties.tsx';
import { useLocale, type Locale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { DateText, Ltr, RelativeTime } from '../../ui/text/Text.tsx';
import { useAskAgain, useServerAnswer } from '../parking/useServerAnswer.ts';
import styles from './Administration.module.css';
import { DeviceMarks } from './DeviceMarks.tsx';
import { OrderDialog } from './OrderDialog.tsx';
import { NoAnswer } from './ServerList.tsx';

export const devicePanel = createLazyRoute('/devices/$device')({ component: DevicePanel });

type Act = OrderDeviceInput['act'];

/** What can be ordered, by how it stands. */
const ACTS: Readonly<Record<DeviceDetail['device']['standing'], readonly Act[]>> = {
  active: ['suspend', 'wipePolitely', 'wipeAtOnce'],
  suspended: ['lift', 'wipePolitely', 'wipeAtOnce'],
  wipePolitely: ['lift', 'wipeAtOnce'],
  wipeAtOnce: ['lift', 'wipePolitely'],
  erased: [],
};

function DevicePanel() {
  const { device: id } = useParams({ from: '/devices/$device' });
  const { t } = useLocale();
  const navigate = useNavigate();
  const answer = useServerAnswer(useCore().administration.device, { device: id });
  const close = (): void => void navigate({ to: '/devices', search: true });
  if (answer.data && answer.data.device.id === id) return <Panel key={id} detail={answer.data} onClose={close} />;
  return (
    <DetailPanel title={t('nav.devices')} onClose={close}>
      {answer.error ? <NoAnswer answer={answer} /> : <RecordSkeleton />}
    </DetailPanel>
  );
}

function Panel({ detail, onClose }: { detail: DeviceDetail; onClose: () => void }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const askAgain = useAskAgain();
  const may = useMay('devices.manage');
  const [asked, setAsked] = useState<Act | null>(null);
  const { device } = detail;
  const acts = may && !device.isThis ? ACTS[device.standing] : [];
  return (
    <DetailPanel
      title={<bdi>{device.name === '' ? device.code : device.name}</bdi>}
      subtitle={
        <>
          <DeviceMarks device={device} />
          <bdi>{device.person.name}</bdi>
        </>
      }
      onClose={onClose}
      {...(acts.length > 0
        ? {
            footer: (
              <div className={styles.buttons}>
                {acts.map((act) => (
                  <Button
                    key={act}
                    variant="default"
                    {...(act === 'wipeAtOnce' ? { color: 'red' } : {})}
                    onClick={() => setAsked(act)}
                  >
                    {t(`devices.act.${act}`)}
                  </Button>
                ))}
              </div>
            ),
          }
        : {})}
    >
      {device.isThis && may && <p className={styles.text}>{t('devices.own')}</p>}
      {(device.standing === 'erased' || device.revoked) && <p className={styles.text}>{t('devices.enrolAgain')}</p>}
      <Properties>
        <Property label={t('devices.column.code')}>
          <Ltr>{device.code}</Ltr>
        </Property>
        <Property label={t('devices.column.enrolled')}>
          <DateText value={device.enrolledAt} withTime />
        </Property>
        <Property label={t('devices.column.lastContact')}>
          {device.lastContactAt === null ? t('administration.never') : <RelativeTime instant={device.lastContactAt} />}
        </Property>
        <Property label={t('devices.column.version')}>
          {device.version === null ? t('devices.versionUnknown') : <Ltr>{device.version}</Ltr>}
        </Property>
        <Property label={t('devices.handedIn')}>{formats.number(device.handedIn)}</Property>
        <Property label={t('devices.notInBackup')}>{formats.number(device.notInBackup)}</Property>
        <Property label={t('devices.heldHere')}>{formats.number(device.held)}</Property>
      </Properties>
      <p className={styles.dim}>{t('devices.unsent')}</p>
      <Holds detail={detail} />
      <Forks detail={detail} />
      <Identities detail={detail} />
      <Orders detail={detail} />
      {asked && (
        <OrderDialog
          device={device}
          act={asked}
          onClose={() => setAsked(null)}
          onDone={() => {
            setAsked(null);
            notify(t('devices.ordered'));
            askAgain(core.administration.device, core.administration.devices);
          }}
        />
      )}
    </DetailPanel>
  );
}

function Holds({ detail: { device, holds } }: { detail: DeviceDetail }) {
  const locale = useLocale();
  const { t } = locale;
  return (
    <section className={styles.section}>
      <h3 className={styles.sectionTitle}>{t('devices.holds')}</h3>
      {holds.everything && <p className={styles.dim}>{t('devices.holdsEverything')}</p>}
      {!holds.everything && holds.scopes.length === 0 && <p className={styles.dim}>{t('devices.holdsNothing')}</p>}
      <ul className={styles.items}>
        {holds.scopes.map(({ scope, name }) => (
          <li key={scope}>
            <bdi>{scopeWords(locale, scope, name === '' ? device.person.name : name)}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}

function scopeWords({ t }: Locale, scope: string, name: string): string {
  const [type = ''] = scope.split('/');
  return t.maybe(`devices.scope.${type}`, { name }) ?? scope;
}

function Forks({ detail: { forks } }: { detail: DeviceDetail }) {
  const { t } = useLocale();
  if (forks.length === 0) return null;
  return (
    <section className={styles.section}>
      <h3 className={styles.sectionTitle}>{t('devices.forks')}</h3>
      <p className={styles.dim}>{t('devices.forks.text')}</p>
      <ul className={styles.items}>
        {forks.map(({ device, code, after, branches, seenAt }) => (
          <li key={`${device} ${after}`}>
            {t('devices.fork', { branches, after, code })} · <DateText value={seenAt} withTime />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Identities({ detail: { identities } }: { detail: DeviceDetail }) {
  const { t } = useLocale();
  return (
    <section className={styles.section}>
      <h3 className={styles.sectionTitle}>{t('devices.identities')}</h3>
      {identities.length > 1 && <p className={styles.dim}>{t('devices.identities.text')}</p>}
      <ul className={styles.items}>
        {identities.map(({ id, code, enrolledAt, audit }) => (
          <li key={id}>
            <Ltr>{code}</Ltr> · <DateText value={enrolledAt} withTime /> ·{' '}
            {audit.broken
              ? t('devices.identity.auditBroken', {
                  seq: audit.broken.seq,
                  fault: t(`audit.fault.${audit.broken.fault}`),
                })
              : t('devices.identity.audit', { entries: audit.entries })}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Orders({ detail: { orders } }: { detail: DeviceDetail }) {
  const { t } = useLocale();
  return (
    <section className={styles.section}>
      <h3 className={styles.sectionTitle}>{t('devices.orders')}</h3>
      {orders.length === 0 && <p className={styles.dim}>{t('devices.orders.none')}</p>}
      <ul className={styles.items}>
        {orders.toReversed().map(({ act, by, at, reason, proven }) => (
          <li key={`${at} ${act}`}>
            {t(`devices.order.${act}`)}
            {act === 'erased' && ` (${t(proven ? 'devices.order.proven' : 'devices.order.unproven')})`} ·{' '}
            {by && (
              <>
                <bdi>{by.name}</bdi> ·{' '}
              </>
            )}
            <DateText value={at} withTime />
            {reason !== '' && (
              <p className={styles.dim}>
                <bdi>{reason}</bdi>
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
