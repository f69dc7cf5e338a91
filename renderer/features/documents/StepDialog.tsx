/** A step that cannot be taken back: the person says why first. */
import { useState } from 'react';
import { Textarea } from '@mantine/core';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import type { StepName } from './useSteps.ts';

const REASON_LENGTH_MAXIMUM = 500;

export function StepDialog(props: {
  step: Extract<StepName, 'refuse' | 'cancel' | 'decline'>;
  busy: boolean;
  error: PeyvandError | null;
  onConfirm: (reason: string) => void;
  onClose: () => void;
}) {
  const { t } = useLocale();
  const { step } = props;
  const [reason, setReason] = useState('');
  return (
    <ConfirmDialog
      title={t(`documents.step.${step}.title`)}
      confirmLabel={t(`documents.step.${step}`)}
      ready={reason.trim() !== ''}
      busy={props.busy}
      error={props.error}
      onConfirm={() => props.onConfirm(reason.trim())}
      onClose={props.onClose}
    >
      <p>{t(`documents.step.${step}.text`)}</p>
      <Textarea
        label={t('documents.step.reason')}
        withAsterisk
        maxLength={REASON_LENGTH_MAXIMUM}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
    </ConfirmDialog>
  );
}
