import type { AuditVerdictView } from '../../../shared/contract/administration.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './Administration.module.css';

/** What the verifier found, the server's own log first. */
export function Verdict({ verdict }: { verdict: AuditVerdictView }) {
  const { t } = useLocale();
  const { broken, brokenDevices, deviceChains, entries, end } = verdict;
  return (
    <div
      className={styles.verdict}
      data-tone={broken || brokenDevices.length > 0 ? 'bad' : 'good'}
      role={broken || brokenDevices.length > 0 ? 'alert' : 'status'}
    >
      <p>
        {broken
          ? t('audit.verdict.broken', { seq: broken.seq, fault: t(`audit.fault.${broken.fault}`) })
          : t('audit.verdict.holds', { entries })}
      </p>
      <p>{t('audit.verdict.devices', { count: deviceChains })}</p>
      {brokenDevices.map(({ device, name, code, person, broken: fault }) => (
        <p key={device}>
          {fault &&
            t('audit.verdict.brokenDevice', {
              device: name === '' ? code : name,
              person: person.name,
              seq: fault.seq,
              fault: t(`audit.fault.${fault.fault}`),
            })}
        </p>
      ))}
      {end.seq > 0 && (
        <p>
          {t('audit.verdict.end', { seq: end.seq })}{' '}
          <bdi dir="ltr" className={styles.hash} title={t('audit.verdict.endHelp')}>
            {end.hash}
          </bdi>
        </p>
      )}
    </div>
  );
}
