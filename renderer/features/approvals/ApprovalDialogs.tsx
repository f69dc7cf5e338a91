/** Asking, agreeing, refusing: each says what will happen before it happens. */
import { useState } from 'react';
import { Textarea } from '@mantine/core';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';

const NOTE_LENGTH_MAXIMUM = 1_000;

interface ApprovalTarget {
  readonly collection: 'salesDocuments' | 'contracts';
  readonly id: string;
}

export function AskDialog({ target, onClose }: { target: ApprovalTarget; onClose: () => void }) {
  const { t } = useLocale();
  const asking = useCommand(useCore().approvals.ask);
  const [note, setNote] = useState('');

  async function ask(): Promise<void> {
    const asked = await asking.run({ ...target, note: note.trim() });
    if (!asked.ok) return;
    onClose();
    notify(t('approvals.asked'));
  }

  return (
    <ConfirmDialog
      title={t('approvals.ask.title')}
      confirmLabel={t('approvals.ask')}
      tone="plain"
      busy={asking.busy}
      error={asking.error}
      onConfirm={() => void ask()}
      onClose={onClose}
    >
      <p>{t('approvals.ask.text')}</p>
      <Note label={t('approvals.ask.note')} value={note} onChange={setNote} />
    </ConfirmDialog>
  );
}

interface DecideDialogProps {
  target: ApprovalTarget;
  decision: 'approved' | 'refused';
  onClose: () => void;
}

export function DecideDialog({ target, decision, onClose }: DecideDialogProps) {
  const { t, formats } = useLocale();
  const deciding = useCommand(useCore().approvals.decide);
  const [note, setNote] = useState('');
  const refuses = decision === 'refused';

  async function decide(): Promise<void> {
    const decided = await deciding.run({ ...target, decision, note: note.trim() });
    if (!decided.ok) return;
    onClose();
    const { number } = decided.value;
    notify(
      refuses
        ? t('approvals.refused')
        : number === null
          ? t('approvals.approved')
          : t('approvals.approvedOrder', { number: formats.code(number) }),
    );
  }

  return (
    <ConfirmDialog
      title={t(refuses ? 'approvals.refuse.title' : 'approvals.approve.title')}
      confirmLabel={t(refuses ? 'approvals.refuse' : 'approvals.approve')}
      tone={refuses ? 'danger' : 'plain'}
      ready={!refuses || note.trim() !== ''}
      busy={deciding.busy}
      error={deciding.error}
      onConfirm={() => void decide()}
      onClose={onClose}
    >
      <p>
        {refuses
          ? t('approvals.refuse.text')
          : t(target.collection === 'contracts' ? 'approvals.approve.contract' : 'approvals.approve.order')}
      </p>
      <Note label={t('approvals.note')} value={note} onChange={setNote} required={refuses} />
    </ConfirmDialog>
  );
}

interface NoteProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  required?: boolean;
}

function Note({ label, value, onChange, required = false }: NoteProps) {
  return (
    <Textarea
      label={label}
      withAsterisk={required}
      autosize
      minRows={2}
      maxLength={NOTE_LENGTH_MAXIMUM}
      value={value}
      data-autofocus
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
