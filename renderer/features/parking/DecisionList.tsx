/** What was decided about this person's held work: who, when, why, and everything that was not applied as they wrote it. */
import { IconGavel } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { DecisionView } from '../../../shared/contract/parking.ts';
import { WINDOW_ROWS_MAXIMUM } from '../../../shared/contract/lists.ts';
import { fieldLabel } from '../../../shared/locale/recordLabels.ts';
import { recordAddress } from '../../app/recordAddress.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { PageBody } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { EmptyState, ErrorState, RecordSkeleton } from '../../ui/state/States.tsx';
import { DateText } from '../../ui/text/Text.tsx';
import { LeafValue } from '../reviews/LeafValue.tsx';
import { kindWord, reasonWords, toneOfDecision } from './heldWords.ts';
import styles from './Parking.module.css';

export function DecisionList() {
  const { t } = useLocale();
  const { data, error, retry } = useLive(useCore().parking.decisions, { offset: 0, limit: WINDOW_ROWS_MAXIMUM });
  if (error && !data) return <ErrorState error={error} onRetry={retry} />;
  if (!data) return <RecordSkeleton />;
  if (data.total === 0)
    return (
      <EmptyState
        icon={<IconGavel size={24} stroke={1.5} />}
        title={t('parking.emptyDecisions.title')}
        text={t('parking.emptyDecisions.text')}
      />
    );
  return (
    <PageBody>
      <ol className={styles.decisions} aria-label={t('parking.view.decisions')}>
        {data.rows.map((decision) => (
          <li key={decision.id} className={styles.decision}>
            <DecisionCard decision={decision} />
          </li>
        ))}
      </ol>
      {data.total > data.rows.length && (
        <p className={styles.dim}>{t('parking.more', { count: data.total - data.rows.length })}</p>
      )}
    </PageBody>
  );
}

function DecisionCard({ decision }: { decision: DecisionView }) {
  const { t } = useLocale();
  const { records, note, reason } = decision;
  return (
    <article>
      <header className={styles.decisionHead}>
        <StateBadge tone={toneOfDecision(decision.decision)}>{t(`parking.decision.${decision.decision}`)}</StateBadge>
        <h2 className={styles.records}>
          {records.length === 0 && t('parking.range', { first: decision.first, last: decision.last })}
          {records.map((record) => (
            <RecordTitle key={record.id} {...record} />
          ))}
        </h2>
      </header>
      <p className={styles.dim}>
        <bdi>{decision.decidedByName}</bdi> · <DateText value={decision.decidedAt} withTime />
      </p>
      <p className={styles.text}>{t(`parking.decisionText.${decision.decision}`)}</p>
      {note !== '' && (
        <blockquote className={styles.note}>
          <bdi>{note}</bdi>
        </blockquote>
      )}
      {reason !== null && (
        <p className={styles.dim}>
          {t('parking.wasHeld')} {t.maybe(`park.${reason}`) ?? reasonWords(t, reason, {}).reason}
        </p>
      )}
      {decision.changes.length > 0 && <Changes decision={decision} />}
    </article>
  );
}

function Changes({ decision }: { decision: DecisionView }) {
  const { t } = useLocale();
  const { changes, changesLeftOut } = decision;
  return (
    <details className={styles.details} open={decision.decision === 'changed'}>
      <summary>{t('parking.notAsWritten', { count: changes.length + changesLeftOut })}</summary>
      <table className={styles.leaves}>
        <thead>
          <tr>
            <th scope="col">{t('parking.column.field')}</th>
            <th scope="col">{t('parking.column.wrote')}</th>
            <th scope="col">{t('parking.column.applied')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ collection, id, path, mine, result, leftOut }) => (
            <tr key={`${id} ${path}`}>
              <th scope="row">{path === '' ? t('parking.act.delete') : fieldLabel(t, collection, path)}</th>
              <td>{path !== '' && <LeafValue collection={collection} path={path} value={mine} />}</td>
              <td>
                {leftOut ? t('parking.leftOut') : <LeafValue collection={collection} path={path} value={result} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {changesLeftOut > 0 && <p className={styles.dim}>{t('parking.more', { count: changesLeftOut })}</p>}
    </details>
  );
}

function RecordTitle({ collection, kind, id, title }: DecisionView['records'][number]) {
  const { t } = useLocale();
  const address = recordAddress(collection, id);
  const words = <bdi>{title === '' ? kindWord(t, kind, collection) : title}</bdi>;
  return address ? (
    <Link {...address} className={styles.link}>
      {words}
    </Link>
  ) : (
    words
  );
}
