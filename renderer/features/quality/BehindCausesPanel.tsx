/** The requests or returns behind one figure, newest first; each opens its own page. */
import { useMemo } from 'react';
import { useNavigate } from '@tanstack/react-router';
import type { BehindCauseRow } from '../../../shared/contract/causes.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLiveRows } from '../../data/useLiveRows.ts';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState, ErrorState } from '../../ui/state/States.tsx';
import { DataTable, type Column } from '../../ui/table/DataTable.tsx';
import { DateText, NameText } from '../../ui/text/Text.tsx';
import styles from '../insights/Insights.module.css';
import type { CauseQuestion } from './causeSearch.ts';
import { causeLabel } from './causeWords.ts';

export interface BehindCausesPanelProps {
  question: CauseQuestion;
  figureKey: string | null;
  /** null: nothing is counted there any more. */
  name: string | null;
  onClose: () => void;
}

export function BehindCausesPanel({ question, figureKey, name, onClose }: BehindCausesPanelProps) {
  const { t } = useLocale();
  const core = useCore();
  const navigate = useNavigate();
  const rows = useLiveRows(core.insights.behindCauses, { ...question, key: figureKey });
  const columns = useColumns(question);
  const title = t('insights.behind', { name: name ?? t('causes.title') });
  return (
    <DetailPanel title={title} onClose={onClose}>
      <div className={styles.behind}>
        {rows.error && rows.total === undefined ? (
          <ErrorState error={rows.error} onRetry={rows.retry} />
        ) : (
          <DataTable
            label={title}
            columns={columns}
            source={rows}
            onOpen={({ id }) =>
              void (question.of === 'returns'
                ? navigate({ to: '/orders/$id', params: { id } })
                : navigate({ to: '/service/$id', params: { id }, search: { state: 'all' } }))
            }
            resetKey={JSON.stringify([question, figureKey])}
            empty={<EmptyState title={t('causes.empty.title')} text={t(`causes.empty.${question.of}`)} />}
          />
        )}
      </div>
    </DetailPanel>
  );
}

function useColumns({ of }: CauseQuestion): readonly Column<BehindCauseRow>[] {
  const { t, language } = useLocale();
  return useMemo(
    () => [
      {
        id: 'title',
        header: t('insights.name'),
        width: 120,
        grow: 2,
        cell: (row) => <NameText>{row.title === '' ? t('insights.untitled') : row.title}</NameText>,
      },
      {
        id: 'customer',
        header: t('insights.customer'),
        width: 110,
        grow: 2,
        hideBelow: 480,
        cell: (row) => row.customerName !== null && <NameText>{row.customerName}</NameText>,
      },
      {
        id: 'causes',
        header: t(of === 'returns' ? 'field.salesDocuments.reason' : 'field.causes'),
        width: 120,
        grow: 1,
        cell: (row) => row.causes.map((cause) => causeLabel(t, of, cause)).join(language === 'fa' ? '، ' : ', '),
      },
      {
        id: 'on',
        header: t('insights.on'),
        width: 132,
        grow: 0,
        cell: (row) => <DateText value={row.on} />,
      },
    ],
    [t, language, of],
  );
}
