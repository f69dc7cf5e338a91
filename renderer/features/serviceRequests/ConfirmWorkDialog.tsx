/** The end of the work: what came of it, why it was needed, and the customer's word for it. */
import { useId, useState } from 'react';
import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { textOf, textsOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordView } from '../../../shared/contract/records.ts';
import type { Stroke } from '../../../shared/domain/serviceRequests/signaturePath.ts';
import { REQUEST_CAUSES, REQUEST_OUTCOMES } from '../../../shared/domain/serviceRequests/serviceRequest.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useDraftFields } from '../../data/useDraftFields.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { ChipsInput } from '../../ui/inputs/ChipsInput.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RestoredDraftNote } from '../records/RecordNotes.tsx';
import styles from './Service.module.css';
import { signatureText, SignaturePad } from './SignaturePad.tsx';

export function ConfirmWorkDialog({ record, onClose }: { record: RecordView; onClose: () => void }) {
  const { t } = useLocale();
  const core = useCore();
  const confirm = useCommand(core.serviceRequests.confirm);
  const hintId = useId();
  const [begun] = useState(() => ({
    name: textOf(record.body, 'contactName') ?? '',
    outcome: 'solved',
    workDone: textOf(record.body, 'workDone') ?? '',
    causes: textsOf(record.body, 'causes'),
    causesSeen: textsOf(record.body, 'causes'),
  }));
  const draft = useDraftFields(`serviceRequests/${record.id}/confirm`, begun);
  const { name, outcome, workDone, causes, causesSeen } = draft.fields;
  // Never kept: a signature is for what stands above it, and for now.
  const [strokes, setStrokes] = useState<readonly Stroke[]>([]);

  async function save(): Promise<void> {
    const drawn = signatureText(strokes);
    const saved = await confirm.run({
      id: record.id,
      name: name.trim(),
      outcome: REQUEST_OUTCOMES.find((known) => known === outcome) ?? 'solved',
      ...(drawn === '' ? {} : { drawn }),
      ...(workDone.trim() === '' ? {} : { workDone }),
      causes: REQUEST_CAUSES.filter((cause) => causes.includes(cause)),
      causesSeen,
    });
    if (!saved.ok) return;
    draft.drop();
    notify(t('service.confirm.saved'));
    onClose();
  }

  return (
    <ConfirmDialog
      title={t('service.confirm.title')}
      tone="plain"
      confirmLabel={t('service.confirm.save')}
      ready={draft.isReady && name.trim() !== ''}
      busy={confirm.busy}
      error={confirm.error}
      onConfirm={() => void save()}
      onClose={onClose}
      onCancel={() => {
        draft.drop();
        onClose();
      }}
    >
      <div className={styles.signing}>
        <p className={styles.dim}>{t('service.confirm.text')}</p>
        <RestoredDraftNote draft={draft} />
        <Select
          label={t('field.serviceRequests.outcome')}
          allowDeselect={false}
          value={outcome}
          onChange={(chosen) => draft.set({ outcome: chosen ?? 'solved' })}
          data={REQUEST_OUTCOMES.map((value) => ({
            value,
            label: valueLabel(t, 'serviceRequests', 'outcome', value),
          }))}
        />
        <Textarea
          label={t('field.workDone')}
          autosize
          minRows={2}
          maxLength={10_000}
          value={workDone}
          onChange={(event) => draft.set({ workDone: event.currentTarget.value })}
        />
        <CausesInput value={causes} onChange={(chosen) => draft.set({ causes: chosen })} />
        <TextInput
          label={t('service.confirm.name')}
          withAsterisk
          aria-required
          maxLength={200}
          value={name}
          onChange={(event) => draft.set({ name: event.currentTarget.value })}
        />
        <div>
          <div className={styles.headingRow}>
            <span>{t('service.confirm.draw')}</span>
            {strokes.length > 0 && (
              <Button variant="subtle" size="compact-sm" onClick={() => setStrokes([])}>
                {t('service.confirm.clear')}
              </Button>
            )}
          </div>
          <SignaturePad label={t('service.confirm.draw')} strokes={strokes} onChange={setStrokes} />
          <p className={styles.dim} id={hintId}>
            {t('service.confirm.drawHint')}
          </p>
        </div>
      </div>
    </ConfirmDialog>
  );
}

export function CausesInput({ value, onChange }: { value: readonly string[]; onChange: (causes: string[]) => void }) {
  const { t } = useLocale();
  return (
    <ChipsInput
      label={t('field.causes')}
      options={REQUEST_CAUSES.map((cause) => ({
        value: cause,
        label: valueLabel(t, 'serviceRequests', 'causes', cause),
      }))}
      value={value}
      onChange={onChange}
    />
  );
}
