/**
 * A draft is removed, and comes back: what was stored of it, and over that what was typed, however little of that could have been saved. One that was never saved
 * is thrown away, and typed into again.
 */
import { useNavigate } from '@tanstack/react-router';
import { v7 as uuidv7 } from 'uuid';
import type { RecordView } from '../../../shared/contract/records.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { firstValue } from '../../data/firstValue.ts';
import { attempt } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import type { RecordForm } from '../records/useRecordForm.ts';
import type { EntryLineState } from './entry/useEntryLine.ts';
import { draftKeyOf, type EditedPaper } from './useEditedPaper.ts';

interface RemovedDraft {
  readonly paper: EditedPaper;
  readonly form: RecordForm;
  readonly line: EntryLineState;
  /** null for one that was never saved. */
  readonly record: RecordView | null;
}

interface Stored {
  readonly id: string;
  readonly version: number;
  readonly body: RecordBody;
}

/** What the button does; it leaves the page. */
export function useDraftRemoval({ paper, form, line, record }: RemovedDraft): () => Promise<void> {
  const { t } = useLocale();
  const core = useCore();
  const navigate = useNavigate();
  const { home } = paper;

  /** What comes back brings it back: to the order that came back instead of this one, where it is named. */
  function discardTyped(): (into?: Stored) => Promise<void> {
    const bringBackForm = form.discard();
    const bringBackLine = line.forget();
    return async (into) => {
      await bringBackForm(into && { draftKey: draftKeyOf(into.id), version: into.version, body: into.body });
      await bringBackLine(into?.id);
    };
  }

  /** Asked again until it is back, under the same id: an answer that was lost makes no second one. */
  function offerBack(stored: RecordBody, bringBackTyped: ReturnType<typeof discardTyped>, id: string): void {
    const undo = async (): Promise<void> => {
      const begun = await paper.beginAgain(id, stored);
      if (!begun.ok) {
        notifyFailure(errorToWords(t, begun.error));
        offerBack(stored, bringBackTyped, id);
        return;
      }
      const here = { collection: 'salesDocuments', id } as const;
      const read = await attempt(() => firstValue(core.records.observe, here), undefined);
      const { version, body } = (read.ok ? read.value : null) ?? { version: 0, body: stored };
      await bringBackTyped({ id, version, body });
      await navigate({ to: '/orders/$id', params: { id } });
    };
    notify(t('orders.draftRemoved'), { label: t('action.undo'), run: () => void undo() });
  }

  async function remove({ id }: RecordView): Promise<void> {
    const removed = await attempt(paper.removeDraft, { id });
    // What was typed stands in it still.
    if (!removed.ok) notifyFailure(errorToWords(t, removed.error));
    else offerBack(form.stored, discardTyped(), uuidv7());
  }

  function throwAway(): void {
    const bringBack = discardTyped();
    const customer = textOf(form.body, 'customerId');
    const undo = async (): Promise<void> => {
      await bringBack();
      await navigate({ to: home.fresh, search: customer === null ? {} : { customer } });
    };
    notify(t('record.discarded'), { label: t('action.undo'), run: () => void undo() });
  }

  return async () => {
    void navigate(home.list);
    if (record === null) throwAway();
    else await remove(record);
  };
}
