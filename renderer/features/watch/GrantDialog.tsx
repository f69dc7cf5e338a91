/** What one person may do beyond their role: export, with ceilings and an end; read more than usual, for a while. */
import { useState } from 'react';
import { Checkbox } from '@mantine/core';
import type { WatchedPerson } from '../../../shared/contract/watch.ts';
import { exportGrantSchema, type ExportGrant } from '../../../shared/domain/exports/exportGrant.ts';
import { readingGrantSchema, type ReadingGrant } from '../../../shared/domain/watch/readingGrant.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { Form, FieldRow } from '../../ui/form/Form.tsx';
import { DateField } from '../../ui/inputs/DateField.tsx';
import { WholeNumberInput } from '../../ui/inputs/WholeNumberInput.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { useAskAgain } from '../parking/useServerAnswer.ts';
import styles from './Watch.module.css';

/** What a field holds while it is filled in. */
type Filling<Grant> = { readonly [Field in keyof Grant]: Grant[Field] | null };

const NEW_EXPORT: Filling<ExportGrant> = { rowsPerExport: 500, rowsPerDay: 1_000, rowsOffline: 0, until: null };
const NEW_READING: Filling<ReadingGrant> = { pagesPerHour: 600, until: null };

export function GrantDialog({ watched, onClose }: { watched: WatchedPerson; onClose: () => void }) {
  const { t } = useLocale();
  const core = useCore();
  const askAgain = useAskAgain();
  const grantExport = useCommand(core.watch.grantExport);
  const grantReading = useCommand(core.watch.grantReading);
  const { id, name } = watched.person;
  const [mayExport, setMayExport] = useState(watched.exportGrant !== null);
  const [exporting, setExporting] = useState<Filling<ExportGrant>>(watched.exportGrant ?? NEW_EXPORT);
  const [mayRead, setMayRead] = useState(watched.readingGrant !== null);
  const [reading, setReading] = useState<Filling<ReadingGrant>>(watched.readingGrant ?? NEW_READING);
  const [isMissing, setIsMissing] = useState(false);

  async function save(): Promise<void> {
    const wantedExport = mayExport ? exportGrantSchema.safeParse(exporting) : { success: true as const, data: null };
    const wantedReading = mayRead ? readingGrantSchema.safeParse(reading) : { success: true as const, data: null };
    setIsMissing(!wantedExport.success || !wantedReading.success);
    if (!wantedExport.success || !wantedReading.success) return;
    const exported = await grantExport.run({ person: id, grant: wantedExport.data });
    if (!exported.ok) return;
    const read = await grantReading.run({ person: id, grant: wantedReading.data });
    if (!read.ok) return;
    askAgain(core.watch.people);
    notify(t('watch.grant.saved', { name }));
    onClose();
  }

  return (
    <Dialog opened onClose={onClose} title={t('watch.grant.title', { name })} width={520}>
      <Form
        busy={grantExport.busy || grantReading.busy}
        error={grantExport.error ?? grantReading.error}
        onCancel={onClose}
        onSubmit={() => void save()}
      >
        <Checkbox
          label={t('watch.grant.export')}
          checked={mayExport}
          data-autofocus
          onChange={(event) => setMayExport(event.currentTarget.checked)}
        />
        {mayExport && (
          <>
            <FieldRow>
              <WholeNumberInput
                label={t('watch.grant.perExport')}
                required
                value={exporting.rowsPerExport}
                onChange={(rowsPerExport) => setExporting((before) => ({ ...before, rowsPerExport }))}
              />
              <WholeNumberInput
                label={t('watch.grant.perDay')}
                required
                value={exporting.rowsPerDay}
                onChange={(rowsPerDay) => setExporting((before) => ({ ...before, rowsPerDay }))}
              />
            </FieldRow>
            <WholeNumberInput
              label={t('watch.grant.rowsOffline')}
              description={t('watch.grant.rowsOffline.help')}
              required
              value={exporting.rowsOffline}
              onChange={(rowsOffline) => setExporting((before) => ({ ...before, rowsOffline }))}
            />
            <DateField
              label={t('watch.grant.until')}
              required
              value={exporting.until}
              onChange={(until) => setExporting((before) => ({ ...before, until }))}
            />
          </>
        )}
        <Checkbox
          label={t('watch.grant.reading')}
          checked={mayRead}
          onChange={(event) => setMayRead(event.currentTarget.checked)}
        />
        {mayRead && (
          <FieldRow>
            <WholeNumberInput
              label={t('watch.grant.pages')}
              required
              value={reading.pagesPerHour}
              onChange={(pagesPerHour) => setReading((before) => ({ ...before, pagesPerHour }))}
            />
            <DateField
              label={t('watch.grant.until')}
              required
              value={reading.until}
              onChange={(until) => setReading((before) => ({ ...before, until }))}
            />
          </FieldRow>
        )}
        {isMissing && (
          <p className={styles.warn} role="alert">
            {t('watch.grant.missing')}
          </p>
        )}
      </Form>
    </Dialog>
  );
}
