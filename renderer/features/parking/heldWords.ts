/** Why work is held, and what was decided, in words. */
import type { DecisionView, HeldWork } from '../../../shared/contract/parking.ts';
import { fieldLabel } from '../../../shared/locale/recordLabels.ts';
import type { Translator } from '../../../shared/locale/translator.ts';
import type { Tone } from '../../ui/state/StateBadge.tsx';

/** For whoever decides: the reason, and the field or rule that it is about. */
export interface ReasonWords {
  readonly reason: string;
  readonly detail: string | null;
  /** The territory that the author does not hold. */
  readonly territoryId: string | null;
}

export function reasonWords(t: Translator, reason: string, facts: Readonly<Record<string, string>>): ReasonWords {
  const cause = facts['cause'];
  const words =
    (cause === undefined ? undefined : t.maybe(`parking.cause.${cause}`)) ??
    t.maybe(`parking.reason.${reason}`) ??
    t('parking.reason.unknown');
  const territoryId = /^territory\/(.+)$/.exec(facts['scope'] ?? '')?.[1] ?? null;
  return { reason: words, detail: detailOf(t, facts), territoryId };
}

function detailOf(
  t: Translator,
  { violation, path, collection = '', number, suffixed }: Readonly<Record<string, string>>,
): string | null {
  const rule = violation === undefined ? undefined : t.maybe(`reason.${violation}`);
  if (rule !== undefined) return rule;
  if (number !== undefined) return suffixed === undefined ? number : t('parking.numberKept', { number, suffixed });
  return path === undefined || path === '' ? null : fieldLabel(t, collection, path);
}

export function titleOfWork(t: Translator, { records, n }: Pick<HeldWork, 'records' | 'n'>): string {
  const [first] = records;
  return first === undefined || first.title === ''
    ? `${kindWord(t, first?.kind, first?.collection)} · ${t('parking.change', { n })}`
    : first.title;
}

export const kindWord = (t: Translator, kind = '', collection = ''): string =>
  t.maybe(`kind.${kind}`) ?? t.maybe(`collection.${collection}`) ?? collection;

const TONES: Readonly<Record<DecisionView['decision'], Tone>> = {
  applied: 'good',
  changed: 'info',
  released: 'good',
  discarded: 'bad',
  lost: 'bad',
};
export const toneOfDecision = (decision: DecisionView['decision']): Tone => TONES[decision];
