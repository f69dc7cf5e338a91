/** Why a whole row was not taken, and what can be done about it. */
import { Button } from '@mantine/core';
import type { ErrorFact } from '../../../shared/base/errors.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { RecordLink } from './RecordLink.tsx';
import type { Refusal } from './usePaperRows.ts';

interface Props {
  refusal: Refusal;
  /** Of the row: whoever goes to a button of its has not left it. */
  place: number;
  onAnyway: () => void;
  onReplace: () => void;
}

export function RefusedRow({ refusal: { error }, place, onAnyway, onReplace }: Props) {
  const { t } = useLocale();
  const { reason, collection, isTakenBack } = error.facts;
  const button = { 'data-row': place, size: 'compact-xs', variant: 'default' } as const;
  if (reason === 'slip_entered')
    return (
      <>
        {t('slips.slipEntered', {
          slip: words(error.facts['slip']),
          person: words(error.facts['person']),
          title: words(error.facts['title']),
        })}
        <Button {...button} onClick={onAnyway}>
          {t('slips.enterAnyway')}
        </Button>
      </>
    );
  if (reason === 'row_entered' && (collection === 'salesDocuments' || collection === 'activities'))
    return (
      <>
        {t(isTakenBack === true ? 'slips.rowTakenBack' : 'slips.rowEntered')}
        <RecordLink collection={collection} id={words(error.facts['id'])}>
          {words(error.facts['title']) || t('slips.entered')}
        </RecordLink>
        <Button {...button} onClick={onReplace}>
          {t(isTakenBack === true ? 'slips.enterAnew' : 'slips.replace')}
        </Button>
      </>
    );
  const { title, help } = errorToWords(t, error);
  return `${title} ${help}`;
}

const words = (fact: ErrorFact | undefined): string => (typeof fact === 'string' ? fact : '');
