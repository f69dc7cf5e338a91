import { WINDOW_ROWS_MAXIMUM } from '../../../shared/contract/lists.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorState, RecordSkeleton } from '../../ui/state/States.tsx';
import { Ltr, NameText, RelativeTime } from '../../ui/text/Text.tsx';
import { DeviceMarks } from '../administration/DeviceMarks.tsx';
import { useServerAnswer } from '../parking/useServerAnswer.ts';
import { Section, Setting } from '../settings/Section.tsx';
import styles from './Security.module.css';

/** Where else this person is enrolled. Needs a line: the server knows. */
export function OwnDevices() {
  const { t } = useLocale();
  const core = useCore();
  const input = { offset: 0, limit: WINDOW_ROWS_MAXIMUM, search: '', mine: true };
  const { data, error, retry } = useServerAnswer(core.administration.devices, input);
  return (
    <Section title={t('security.devices')} text={t('security.devices.text')}>
      {data === undefined && (error ? <ErrorState error={error} onRetry={retry} /> : <RecordSkeleton rows={2} />)}
      {data?.rows.map((device) => (
        <Setting
          key={device.id}
          label={
            <span className={styles.device}>
              <NameText>{device.isThis ? `${device.name} (${t('devices.isThis')})` : device.name}</NameText>
              <Ltr>{device.code}</Ltr>
            </span>
          }
          hint={
            <>
              {t('security.devices.lastContact')}:{' '}
              {device.lastContactAt === null ? (
                t('security.devices.never')
              ) : (
                <RelativeTime instant={device.lastContactAt} />
              )}
            </>
          }
        >
          <DeviceMarks device={device} />
        </Setting>
      ))}
    </Section>
  );
}
