import type { ReviewView } from '../../../shared/contract/sync.ts';
import type { Translator } from '../../../shared/locale/translator.ts';
import type { Tone } from '../../ui/state/StateBadge.tsx';

export function peopleOf(
  t: Translator,
  review: Pick<ReviewView, 'mineAuthorName' | 'theirsAuthorName'>,
): [mine: string, theirs: string] {
  return [review.mineAuthorName ?? t('reviews.someone'), review.theirsAuthorName ?? t('reviews.otherSide')];
}

export function toneOf(status: ReviewView['status']): Tone {
  return status === 'open' ? 'warn' : status === 'accepted' ? 'good' : 'info';
}

/** Whose value stands now, when that can be told: the other one's is what taking back puts in its place. */
export function standing(leaves: ReviewView['leaves']): 'mine' | 'theirs' | 'both' {
  const stands = (side: 'mine' | 'theirs') => leaves.every((leaf) => sameJson(leaf[side], leaf.result));
  const mine = stands('mine');
  return mine === stands('theirs') ? 'both' : mine ? 'mine' : 'theirs';
}

function sameJson(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
