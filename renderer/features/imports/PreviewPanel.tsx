/** What the import would do, before it does anything: counts per table, rows as they were read, offers, and everything that is odd. */
import { useState } from 'react';
import { Loader, SegmentedControl, Switch } from '@mantine/core';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorNote, useDelay } from '../../ui/state/States.tsx';
import { Note } from '../records/RecordNotes.tsx';
import { fileProblemWords, mappingParts } from './importWords.ts';
import { IssuesTable } from './IssuesTable.tsx';
import styles from './PreviewPanel.module.css';
import { TablesSummary } from './TablesSummary.tsx';
import type { Preview, PreviewState } from './useImport.ts';

export interface PreviewPanelProps {
  state: PreviewState;
  mappings: Readonly<Record<string, string>>;
  /** Mappings that were on at an earlier import. */
  earlier: readonly string[];
  /** null takes the mapping away. */
  onMapping: (mapping: string, value: string | null) => void;
}

export function PreviewPanel({ state, mappings, earlier, onMapping }: PreviewPanelProps) {
  const { t } = useLocale();
  if (state.phase === 'waiting') return null;
  if (state.phase === 'failed') {
    const problem = fileProblemWords(t, state.error);
    return problem === null ? (
      <ErrorNote error={state.error} />
    ) : (
      <Note tone="bad" title={t(`error.${state.error.code}.title`)}>
        {problem}
      </Note>
    );
  }
  const preview = state.phase === 'ready' ? state.preview : state.before;
  return (
    <section className={styles.panel} aria-label={t('imports.step.preview')} aria-busy={state.phase === 'checking'}>
      <h2 className={styles.heading}>
        {t('imports.step.preview')}
        {state.phase === 'checking' && <Checking />}
      </h2>
      {preview && (
        <>
          <TablesSummary report={preview.report} isPreview />
          <Offers preview={preview} mappings={mappings} earlier={earlier} onMapping={onMapping} />
          <Samples preview={preview} />
          <IssuesTable issues={preview.report.issues} />
        </>
      )}
    </section>
  );
}

function Checking() {
  const { t } = useLocale();
  const visible = useDelay();
  return visible ? (
    <span className={styles.checking} role="status">
      <Loader size={14} /> {t('imports.checking')}
    </span>
  ) : null;
}

/** Each mapping that would settle many rows, as a switch. */
function Offers({ preview, mappings, earlier, onMapping }: { preview: Preview } & Omit<PreviewPanelProps, 'state'>) {
  const { t } = useLocale();
  // A mapping that is on has left the offers.
  const taken = Object.entries(mappings)
    .filter(([mapping]) => !preview.report.offers.some((offer) => offer.mapping === mapping))
    .map(([mapping, value]) => ({ mapping, value, rows: null }));
  const offers = [...taken, ...preview.report.offers];
  if (offers.length === 0) return null;
  return (
    <div className={styles.block}>
      <h3 className={styles.subheading}>{t('imports.offers')}</h3>
      <p className={styles.dim}>{t('imports.offersHint')}</p>
      <ul className={styles.offers}>
        {offers.map(({ mapping, value, rows }) => {
          const { of, value: from } = mappingParts(t, mapping);
          return (
            <li key={mapping}>
              <Switch
                checked={mappings[mapping] !== undefined}
                onChange={(event) => onMapping(mapping, event.currentTarget.checked ? value : null)}
                label={
                  <span className={styles.offer}>
                    <span>{t('imports.offer', { of, from: `\u2068${from}\u2069`, to: `\u2068${value}\u2069` })}</span>
                    {earlier.includes(mapping) && <span className={styles.dim}>{t('imports.offer.asBefore')}</span>}
                    {rows !== null && <span className={styles.dim}>{t('table.rows', { count: rows })}</span>}
                  </span>
                }
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** The first rows of each file as they were read: a wrong encoding is seen here. */
function Samples({ preview }: { preview: Preview }) {
  const { t } = useLocale();
  const files = Object.keys(preview.samples);
  const [chosen, choose] = useState<string | null>(null);
  const file = chosen !== null && files.includes(chosen) ? chosen : files[0];
  const sample = file === undefined ? undefined : preview.samples[file];
  if (file === undefined || !sample) return null;
  return (
    <div className={styles.block}>
      <h3 className={styles.subheading}>{t('imports.samples')}</h3>
      <div className={styles.choose}>
        <SegmentedControl
          aria-label={t('imports.samples')}
          size="xs"
          value={file}
          onChange={choose}
          data={files.map((name) => ({ value: name, label: name }))}
        />
      </div>
      <div className={styles.sample} tabIndex={0} role="region" aria-label={file}>
        <table dir="ltr">
          <thead>
            <tr>
              {sample.columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sample.rows.map((row, index) => (
              <tr key={index}>
                {sample.columns.map((column, position) => (
                  <td key={column} dir="auto" title={row[position]}>
                    {row[position]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
