/** A step that cannot be taken back: the person says why first. */
import { Textarea } from '@mantine/core';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import { useKept } from '../../data/useKept.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import type { StepName } from './useSteps.ts';

const REASON_LENGTH_MAXIMUM = 500;

export function StepDialog(props: {
  /** Of the paper. */
  id: string;
  step: Extract<StepName, 'refuse' | 'cancel' | 'decline'>;
  busy: boolean;
  error: PeyvandError | null;
  /** `done` is called when the step was taken. */
  onConfirm: (reason: string, done: () => void) => void;
  onClose: () => void;
}) {
  const { t } = useLocale();
  const { step } = props;
  const kept = useKept(`documents/${props.id}/${step}`, { reason: '' });
  const { reason } = kept.value;
  if (!kept.ready) return null;
  return (
    <ConfirmDialog
      title={t(`documents.step.${step}.title`)}
      confirmLabel={t(`documents.step.${step}`)}
      ready={reason.trim() !== ''}
      busy={props.busy}
      error={props.error}
      onConfirm={() => props.onConfirm(reason.trim(), kept.forget)}
      onClose={props.onClose}
      onCancel={() => {
        kept.forget();
        props.onClose();
      }}
    >
      <p>{t(`documents.step.${step}.text`)}</p>
      <Textarea
        label={t('documents.step.reason')}
        withAsterisk
        maxLength={REASON_LENGTH_MAXIMUM}
        value={reason}
        onChange={(event) => kept.set({ reason: event.currentTarget.value })}
        data-autofocus
      />
    </ConfirmDialog>
  );
}
