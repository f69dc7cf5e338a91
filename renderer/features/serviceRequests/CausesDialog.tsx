/** Quality, read back: what went wrong in a year, how often, and where most. */
import { addDays } from '../../../shared/base/clock.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { WrittenText } from '../../ui/text/Text.tsx';
import { useToday } from '../records/useDirectory.ts';
import styles from './Service.module.css';

const YEAR = 365;

export function CausesDialog({ onClose }: { onClose: () => void }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const today = useToday();
  const { data: rows } = useLive(core.serviceRequests.causes, { from: addDays(today, -YEAR), to: today });
  const most = rows?.[0]?.count ?? 1;
  return (
    <Dialog opened onClose={onClose} title={t('service.causes.title')} width={620}>
      <p className={styles.dim}>{t(rows?.length === 0 ? 'service.causes.none' : 'service.causes.text')}</p>
      {rows === undefined && <RecordSkeleton rows={4} />}
      <ul className={styles.lines}>
        {(rows ?? []).map((row) => (
          <li key={row.cause} className={styles.cause}>
            <span>{valueLabel(t, 'serviceRequests', 'causes', row.cause)}</span>
            <strong>{formats.number(row.count)}</strong>
            <span className={styles.bar} aria-hidden>
              <span style={{ inlineSize: `${(100 * row.count) / most}%` }} />
            </span>
            <span className={styles.dim}>
              {t('service.causes.complaints', { count: row.complaints })}
              {row.productName !== null && (
                <>
                  {' · '}
                  <WrittenText>
                    {formats.digits(t('service.causes.product', { count: row.productCount, name: row.productName }))}
                  </WrittenText>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
