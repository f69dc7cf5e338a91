/** The deals or orders behind one figure, newest first, each with its part of it. */
import { useMemo } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLiveRows } from '../../data/useLiveRows.ts';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState, ErrorState } from '../../ui/state/States.tsx';
import { DataTable, type Column } from '../../ui/table/DataTable.tsx';
import { DateText, MoneyText, NameText } from '../../ui/text/Text.tsx';
import styles from './Insights.module.css';
import type { InsightQuestion } from './insightSearch.ts';

interface BehindRow {
  readonly id: string;
  readonly title: string;
  readonly customerName: string | null;
  readonly on: string;
  readonly amount: { readonly amount: number; readonly currency: string };
}

export interface BehindPanelProps {
  question: InsightQuestion;
  figureKey: string | null;
  name: string | null;
  onClose: () => void;
}

export function BehindPanel({ question, figureKey, name, onClose }: BehindPanelProps) {
  const { t } = useLocale();
  const core = useCore();
  const navigate = useNavigate();
  const rows = useLiveRows(core.insights.behind, { ...question, key: figureKey });
  const columns = useColumns();
  const title = t('insights.behind', { name: name ?? t(`insights.unknown.${question.by}`) });
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
              void navigate({ to: question.measure === 'won' ? '/opportunities/$id' : '/orders/$id', params: { id } })
            }
            resetKey={JSON.stringify([question, figureKey])}
            empty={<EmptyState title={t('insights.empty.title')} text={t('insights.empty.text')} />}
          />
        )}
      </div>
    </DetailPanel>
  );
}

function useColumns(): readonly Column<BehindRow>[] {
  const { t } = useLocale();
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
        id: 'on',
        header: t('insights.on'),
        width: 110,
        grow: 0,
        cell: (row) => row.on !== '' && <DateText value={row.on} />,
      },
      {
        id: 'amount',
        header: t('insights.amount'),
        width: 130,
        grow: 0,
        align: 'end',
        cell: (row) => <MoneyText money={row.amount} />,
      },
    ],
    [t],
  );
}
