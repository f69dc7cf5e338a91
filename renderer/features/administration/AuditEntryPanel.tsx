import type { AuditEntryView } from '../../../shared/contract/administration.ts';
import { isInstant } from '../../../shared/base/clock.ts';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { Properties, Property } from '../../ui/layout/Properties.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { DateText, Ltr } from '../../ui/text/Text.tsx';
import styles from './Administration.module.css';
import { actionWords, factLabel, factWords, nameWords } from './auditWords.ts';

/** One entry with everything that it says. */
export function AuditEntryPanel({ entry, onClose }: { entry: AuditEntryView; onClose: () => void }) {
  const { t, formats } = useLocale();
  const { person, device, subject, facts } = entry;
  return (
    <DetailPanel
      title={actionWords(t, entry.action)}
      subtitle={<DateText value={entry.at} withTime />}
      onClose={onClose}
    >
      {'deviceSeq' in facts && <p className={styles.text}>{t('audit.entry.toldByDevice')}</p>}
      <Properties>
        <Property label={t('audit.column.person')}>
          {person ? <bdi>{person.name === '' ? person.id : person.name}</bdi> : t('administration.nobody')}
        </Property>
        <Property label={t('audit.column.subject')}>
          {subject && (
            <bdi className={subject.name === '' ? styles.hash : undefined}>
              {subject.name === '' ? subject.id : nameWords(t, subject.name)}
            </bdi>
          )}
        </Property>
        <Property label={t('audit.column.device')}>
          {device && (
            <>
              <bdi>{device.name}</bdi> <Ltr>{device.code}</Ltr>
            </>
          )}
        </Property>
        {Object.entries(facts)
          .filter(([, value]) => value !== '')
          .map(([fact, value]) => (
            <Property key={fact} label={factLabel(t, fact)}>
              {typeof value === 'string' && isInstant(value) ? (
                <DateText value={value} withTime />
              ) : (
                <bdi>{factWords(t, fact, value, formats.number)}</bdi>
              )}
            </Property>
          ))}
        <Property label={t('audit.entry.hash')}>
          <bdi dir="ltr" className={styles.hash}>
            {entry.hash}
          </bdi>
        </Property>
      </Properties>
      <p className={styles.dim}>{t('audit.entry', { seq: entry.seq })}</p>
    </DetailPanel>
  );
}
