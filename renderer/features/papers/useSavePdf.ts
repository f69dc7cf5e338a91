import type { PaperAsk } from '../../../shared/contract/papers.ts';
import type { Language } from '../../../shared/locale/format.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import { saveFile } from '../bundles/bundleFile.ts';

/** Papers as one PDF, handed to the person to save. What goes wrong is told where they look. */
export function useSavePdf(): {
  readonly busy: boolean;
  save(papers: readonly PaperAsk[], language: Language): Promise<void>;
} {
  const { t, language: windowLanguage } = useLocale();
  const core = useCore();
  const writing = useCommand(core.papers.write);
  return {
    busy: writing.busy,
    async save(papers, language) {
      if (writing.busy) return;
      const written = await writing.run({ papers: [...papers], language });
      if (!written.ok) return notifyFailure(errorToWords(t, written.error));
      saveFile({ name: written.value.fileName, pieces: written.value.pieces, type: 'application/pdf' });
      const { fileName, leftOut } = written.value;
      notify(t('papers.saved', { name: fileName }));
      if (leftOut.length === 0) return;
      const names = leftOut.map((name) => (name === '' ? t('lists.unnamed') : `\u2068${name}\u2069`));
      notifyFailure({
        title: t('papers.leftOut.title', { count: leftOut.length }),
        help: t('papers.leftOut.help', {
          names: new Intl.ListFormat(windowLanguage, { type: 'conjunction' }).format(names),
        }),
      });
    },
  };
}
