/** Before a list becomes a file: what of it, how, and why; then its progress and its end. */
import { useState } from 'react';
import { Button, Radio, SegmentedControl, Textarea } from '@mantine/core';
import type { ExportedList, ExportInput, ExportStanding } from '../../../shared/contract/exports.ts';
import type { ExportGrant } from '../../../shared/domain/exports/exportGrant.ts';
import { Form } from '../../ui/form/Form.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { JobProgress } from '../../ui/state/JobProgress.tsx';
import { useFileSize } from '../bundles/useFileSize.ts';
import styles from './Exports.module.css';
import { useExportRun, type ExportRun } from './useExportRun.ts';

export interface ExportDialogProps {
  of: ExportedList;
  also?: readonly ExportedList[] | undefined;
  /** Of `of`; how many there are of the others the core counts. */
  rows: number;
  /** The file has a row for each of them; else the core counts these as well. */
  isRowEach: boolean;
  grant: ExportGrant;
  offline: ExportStanding['offline'];
  onClose: () => void;
}

export function ExportDialog({ of, also = [], rows, isRowEach, grant, offline, onClose }: ExportDialogProps) {
  const { t, formats } = useLocale();
  const { state, start, cancel, save } = useExportRun();
  const [format, setFormat] = useState<ExportInput['format']>('xlsx');
  const [form, setForm] = useState<ExportInput['form']>('person');
  const [reason, setReason] = useState('');
  const [list, setList] = useState(of.list);
  const wanted = also.find((other) => other.list === list) ?? of;
  const isCounted = isRowEach && wanted === of;
  const isTooLong = isCounted && rows > grant.rowsPerExport;
  const isReady = reason.trim().length >= 3 && !isTooLong && rows > 0;
  return (
    <Dialog opened onClose={onClose} title={t('exports.title', { list: t(`exports.list.${of.list}`) })} width={520}>
      {state.phase === 'running' && (
        <JobProgress
          label={t('exports.run')}
          step={t('exports.writing', { done: state.done, expected: state.expected })}
          progress={state}
          cancelLabel={t('action.cancel')}
          onCancel={cancel}
        />
      )}
      {state.phase === 'done' && (
        <Done state={state} onSave={() => save(state.report, state.pieces)} onClose={onClose} />
      )}
      {(state.phase === 'idle' || state.phase === 'failed' || state.phase === 'cancelled') && (
        <Form
          submitLabel={t('exports.run')}
          error={state.phase === 'failed' ? state.error : null}
          onCancel={onClose}
          onSubmit={() => {
            if (isReady) start({ of: wanted, format, form, reason: reason.trim() });
          }}
        >
          {also.length > 0 && (
            <SegmentedControl
              aria-label={t('exports.of')}
              value={list}
              onChange={(chosen) => setList([of, ...also].find((other) => other.list === chosen)?.list ?? of.list)}
              data={[of, ...also].map((other) => ({ value: other.list, label: t(`exports.list.${other.list}`) }))}
            />
          )}
          <div className={styles.intro}>
            <p>{isCounted ? t('exports.what', { rows }) : t('exports.whatOf')}</p>
            <p className={styles.dim}>
              {t('exports.grant', {
                perExport: grant.rowsPerExport,
                perDay: grant.rowsPerDay,
                until: formats.date(grant.until),
              })}{' '}
              {offline
                ? t('exports.offline', { rows: offline.rows, until: formats.dateTime(offline.until) })
                : t('exports.offline.none')}
            </p>
            {isTooLong && (
              <p className={styles.warn} role="alert">
                {t('exports.tooMany')}
              </p>
            )}
            {state.phase === 'cancelled' && <p role="status">{t('exports.cancelled')}</p>}
          </div>
          <SegmentedControl
            aria-label={t('exports.format')}
            value={format}
            onChange={(chosen) => setFormat(chosen === 'csv' ? 'csv' : 'xlsx')}
            data={[
              { value: 'xlsx', label: t('exports.format.xlsx') },
              { value: 'csv', label: t('exports.format.csv') },
            ]}
          />
          <Radio.Group
            label={t('exports.form')}
            value={form}
            onChange={(chosen) => setForm(chosen === 'neutral' ? 'neutral' : 'person')}
          >
            <div className={styles.choices}>
              {(['person', 'neutral'] as const).map((value) => (
                <Radio
                  key={value}
                  value={value}
                  label={t(`exports.form.${value}`)}
                  description={t(`exports.form.${value}.help`)}
                />
              ))}
            </div>
          </Radio.Group>
          <Textarea
            label={t('exports.reason')}
            description={t('exports.reason.help')}
            withAsterisk
            autosize
            minRows={2}
            maxLength={500}
            value={reason}
            data-autofocus
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <p className={styles.notice}>{t('exports.notice')}</p>
        </Form>
      )}
    </Dialog>
  );
}

interface DoneProps {
  state: Extract<ExportRun, { phase: 'done' }>;
  onSave: () => void;
  onClose: () => void;
}

function Done({ state: { report }, onSave, onClose }: DoneProps) {
  const { t } = useLocale();
  const size = useFileSize();
  return (
    <div className={styles.intro} role="status">
      <p>
        <strong>{t('exports.done', { rows: report.rows })}</strong>
      </p>
      <p className={styles.dim}>
        <bdi dir="ltr">{report.fileName}</bdi> · {size(report.bytes)}
      </p>
      <div className={styles.buttons}>
        <Button onClick={onClose} data-autofocus>
          {t('exports.close')}
        </Button>
        <Button variant="default" onClick={onSave}>
          {t('exports.save')}
        </Button>
      </div>
    </div>
  );
}
