/** Moving a deal: at once, with an offer to take it back; a loss asks for its reason first. */
import { useState } from 'react';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import { usePipelines } from './usePipelines.ts';

export interface MovedDeal {
  readonly id: string;
  readonly name: string;
  readonly stage: string;
  readonly pipelineId: string | null;
}

export interface LossReason {
  readonly lostReasonId?: string;
  readonly lostReason?: string;
}

export interface Moves {
  move(deal: MovedDeal, to: string): void;
  /** The deal whose reason of loss is being asked for. */
  readonly losing: MovedDeal | null;
  lose(reason: LossReason): void;
  stayOpen(): void;
}

export function useMove(): Moves {
  const { t } = useLocale();
  const core = useCore();
  const pipelines = usePipelines();
  const [losing, setLosing] = useState<MovedDeal | null>(null);

  async function run(deal: MovedDeal, to: string, reason: LossReason): Promise<void> {
    const moved = await attempt(core.opportunities.move, { id: deal.id, from: deal.stage, to, ...reason });
    if (!moved.ok) {
      notifyFailure(errorToWords(t, moved.error));
      return;
    }
    const { id, undo } = moved.value;
    notify(wordsFor(to), {
      label: t('action.undo'),
      run: () =>
        void attempt(core.opportunities.edit, { id, changes: undo }).then((undone) => {
          if (!undone.ok) notifyFailure(errorToWords(t, undone.error));
        }),
    });
  }

  function wordsFor(to: string): string {
    if (to === 'won') return t('opportunities.wonNotice');
    if (to === 'lost') return t('opportunities.lostNotice');
    return t('opportunities.moved', { stage: pipelines.stageLabel(to) });
  }

  return {
    move(deal, to) {
      if (deal.stage === to) return;
      if (to === 'lost') setLosing(deal);
      else void run(deal, to, {});
    },
    losing,
    lose(reason) {
      if (losing) void run(losing, 'lost', reason);
      setLosing(null);
    },
    stayOpen: () => setLosing(null),
  };
}
