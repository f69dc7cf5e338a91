import { textOf } from '../../../shared/domain/bodyReads.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';

/** What a document that a receipt points to is called: its kind and number. */
export function usePaidDocument(id: string): { words: string } {
  const { t, formats } = useLocale();
  const core = useCore();
  const { data: record } = useLive(core.records.observe, { collection: 'salesDocuments', id });
  const kind = t.maybe(`kind.${record?.kind ?? 'order'}`) ?? '';
  const number = record ? textOf(record.body, 'number') : null;
  return { words: number === null ? kind : t('documents.numbered', { kind, number: formats.code(number) }) };
}
