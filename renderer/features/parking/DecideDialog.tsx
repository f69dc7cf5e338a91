/** Before what cannot be taken back: what will happen, and the words that the author will read. */
import { useState } from 'react';
import { Textarea } from '@mantine/core';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';

export interface DecideDialogProps {
  readonly asked: 'discard' | 'release' | 'letThrough' | 'lost';
  /** What was typed already. */
  readonly note: string;
  readonly missing: { readonly first: number; readonly last: number } | null;
  readonly busy: boolean;
  readonly error: PeyvandError | null;
  readonly onConfirm: (note: string) => void;
  readonly onClose: () => void;
}

export function DecideDialog({ asked, note: typed, missing, busy, error, onConfirm, onClose }: DecideDialogProps) {
  const { t } = useLocale();
  const [note, setNote] = useState(typed);
  const facts = missing ?? { first: 0, last: 0 };
  const needsNote = asked === 'discard' || asked === 'lost';
  return (
    <ConfirmDialog
      title={t(`parking.ask.${asked}.title`, facts)}
      confirmLabel={t(`parking.ask.${asked}.confirm`)}
      tone={asked === 'letThrough' ? 'plain' : 'danger'}
      busy={busy}
      ready={!needsNote || note.trim() !== ''}
      error={error}
      onConfirm={() => onConfirm(note.trim())}
      onClose={onClose}
    >
      <p>{t(`parking.ask.${asked}.text`, facts)}</p>
      <Textarea
        label={t('parking.note')}
        withAsterisk={needsNote}
        autosize
        minRows={2}
        maxLength={2_000}
        value={note}
        data-autofocus
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
