import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import type { RecordForm } from './useRecordForm.ts';

/** What "Cancel" does: leaves the form and throws away what was typed, with an offer to bring both back. (Esc leaves and keeps the draft.) */
export function useDiscard(form: RecordForm, leave: () => void, comeBack: () => void): () => void {
  const { t } = useLocale();
  return () => {
    const wasChanged = form.isChanged;
    const bringBack = form.discard();
    leave();
    if (!wasChanged) return;
    notify(t('record.discarded'), { label: t('action.undo'), run: () => void bringBack().then(comeBack) });
  };
}
