/** Every row that was skipped, left out in part, or looks odd: nothing is dropped in silence. */
import { useMemo, useState } from 'react';
import type { ImportIssue } from '../../../shared/contract/imports.ts';
import { FilterMenu } from '../../ui/inputs/FilterMenu.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge, type Tone } from '../../ui/state/StateBadge.tsx';
import { EmptyState } from '../../ui/state/States.tsx';
import { DataTable, type Column, type RowSource } from '../../ui/table/DataTable.tsx';
import { NameText } from '../../ui/text/Text.tsx';
import { columnWords, effectWords, reasonWords, tableName } from './importWords.ts';
import styles from './IssuesTable.module.css';

type Row = ImportIssue & { readonly id: string };

const EFFECTS: readonly ImportIssue['effect'][] = ['rowSkipped', 'fieldLeftOut', 'keptAsIs'];
const TONE_BY_EFFECT: Readonly<Record<ImportIssue['effect'], Tone>> = {
  rowSkipped: 'bad',
  fieldLeftOut: 'warn',
  keptAsIs: 'neutral',
};
const NOTHING_TO_DO = (): void => {};

export function IssuesTable({ issues }: { issues: readonly ImportIssue[] }) {
  const { t, formats } = useLocale();
  const [effects, setEffects] = useState<readonly string[]>([]);
  const [reasons, setReasons] = useState<readonly string[]>([]);
  const rows = useMemo(
    () =>
      issues
        .map((issue, index): Row => ({ ...issue, id: String(index) }))
        .filter(({ effect, reason }) => isChosen(effects, effect) && isChosen(reasons, reason)),
    [issues, effects, reasons],
  );
  const source = useMemo<RowSource<Row>>(
    () => ({ total: rows.length, rowAt: (index) => rows[index], onRange: NOTHING_TO_DO }),
    [rows],
  );
  const columns = useColumns();
  const countBy = (field: 'effect' | 'reason'): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    for (const issue of issues) counts.set(issue[field], (counts.get(issue[field]) ?? 0) + 1);
    return counts;
  };
  const effectCounts = countBy('effect');
  if (issues.length === 0) return <p className={styles.none}>{t('imports.issues.none')}</p>;
  return (
    <div className={styles.issues}>
      <div className={styles.tools}>
        <h3 className={styles.heading}>
          {t('imports.issues')} <span className={styles.count}>{formats.number(rows.length)}</span>
        </h3>
        <FilterMenu
          label={t('imports.issues.effect')}
          value={effects}
          onChange={setEffects}
          options={EFFECTS.filter((effect) => effectCounts.has(effect)).map((effect) => ({
            value: effect,
            label: effectWords(t, effect),
            count: effectCounts.get(effect) ?? 0,
          }))}
        />
        <FilterMenu
          label={t('imports.issues.reason')}
          value={reasons}
          onChange={setReasons}
          options={[...countBy('reason')].map(([reason, count]) => ({
            value: reason,
            label: reasonWords(t, reason),
            count,
          }))}
        />
      </div>
      <div className={styles.table}>
        <DataTable
          compact
          label={t('imports.issues')}
          columns={columns}
          source={source}
          resetKey={`${effects.join()} ${reasons.join()}`}
          empty={<EmptyState title={t('empty.noMatch.title')} />}
        />
      </div>
    </div>
  );
}

/** Rows count from 1: this says something of a whole file. */
const isAboutFile = (issue: ImportIssue): boolean => issue.row === 0;

const isChosen = (chosen: readonly string[], value: string): boolean => chosen.length === 0 || chosen.includes(value);

function useColumns(): readonly Column<Row>[] {
  const { t, formats } = useLocale();
  return useMemo(
    () => [
      {
        id: 'table',
        header: t('imports.column.table'),
        width: 120,
        grow: 0,
        cell: (row) => <NameText>{tableName(t, row.table)}</NameText>,
      },
      {
        id: 'row',
        header: t('imports.column.row'),
        width: 64,
        grow: 0,
        align: 'end',
        cell: (row) => (isAboutFile(row) ? '' : formats.number(row.row)),
      },
      {
        id: 'field',
        header: t('imports.column.field'),
        width: 130,
        grow: 0,
        hideBelow: 560,
        cell: (row) => <bdi>{columnWords(t, row)}</bdi>,
      },
      {
        id: 'value',
        header: t('imports.column.value'),
        width: 130,
        hideBelow: 760,
        cell: (row) => <bdi title={row.value ?? undefined}>{row.value}</bdi>,
      },
      {
        id: 'reason',
        header: t('imports.issues.reason'),
        width: 240,
        grow: 3,
        cell: (row) => (
          <span title={reasonWords(t, row.reason)}>
            {reasonWords(t, row.reason)}
            {row.suggestion && (
              <span className={styles.suggestion}>
                {' '}
                {t('imports.suggestion', { value: `\u2068${row.suggestion.value}\u2069` })}
              </span>
            )}
          </span>
        ),
      },
      {
        id: 'effect',
        header: t('imports.issues.effect'),
        width: 170,
        grow: 0,
        cell: (row) =>
          isAboutFile(row) ? (
            <StateBadge tone="neutral">
              {t(row.field === null ? 'imports.effect.fileAside' : 'imports.effect.columnAside')}
            </StateBadge>
          ) : (
            <StateBadge tone={TONE_BY_EFFECT[row.effect]}>{effectWords(t, row.effect)}</StateBadge>
          ),
      },
    ],
    [t, formats],
  );
}
