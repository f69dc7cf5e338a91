import { useState } from 'react';
import { Radio, Stack, Textarea } from '@mantine/core';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import type { LossReason, Moves } from './useMove.ts';
import { usePipelines } from './usePipelines.ts';

const WORDS_MAXIMUM = 500;

/** Why a deal was lost: one of the company's reasons, or free words, or both. */
export function LostDialog({ moves }: { moves: Moves }) {
  return moves.losing ? <Asking key={moves.losing.id} moves={moves} pipelineId={moves.losing.pipelineId} /> : null;
}

function Asking({ moves, pipelineId }: { moves: Moves; pipelineId: string | null }) {
  const { t } = useLocale();
  const pipelines = usePipelines();
  const [reasonId, setReasonId] = useState<string | null>(null);
  const [words, setWords] = useState('');
  const pipeline = pipelines.of(pipelineId);
  const typed = words.trim();
  const reason: LossReason = {
    ...(reasonId === null ? {} : { lostReasonId: reasonId }),
    ...(typed === '' ? {} : { lostReason: typed }),
  };
  return (
    <ConfirmDialog
      title={t('opportunities.lost.title')}
      confirmLabel={t('opportunities.lost.confirm')}
      tone="plain"
      ready={reasonId !== null || typed !== ''}
      onConfirm={() => moves.lose(reason)}
      onClose={moves.stayOpen}
    >
      <Radio.Group label={t('opportunities.lost.reason')} value={reasonId} onChange={setReasonId}>
        <Stack gap={6} mt={6}>
          {pipeline.lostReasons.map(({ id }) => (
            <Radio key={id} value={id} label={pipelines.reasonLabel(id, pipeline)} />
          ))}
        </Stack>
      </Radio.Group>
      <Textarea
        label={t('opportunities.lost.words')}
        value={words}
        maxLength={WORDS_MAXIMUM}
        autosize
        minRows={2}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
