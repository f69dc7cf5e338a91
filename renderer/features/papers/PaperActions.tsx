/** A paper of what is on the page: printed, or saved as a PDF, in the language of whoever gets it. By keyboard too. */
import { useEffect, useState } from 'react';
import { Button, Select } from '@mantine/core';
import { IconFileTypePdf, IconPrinter } from '@tabler/icons-react';
import type { PaperAsk } from '../../../shared/contract/papers.ts';
import type { Language } from '../../../shared/locale/format.ts';
import type { Paper as PaperContent } from '../../../shared/papers/paper.ts';
import { useCommands } from '../../app/commands.tsx';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Paper } from '../../ui/layout/Paper.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notifyFailure } from '../../ui/state/notify.tsx';
import { PaperSheet } from './PaperSheet.tsx';
import styles from './PaperActions.module.css';
import { useSavePdf } from './useSavePdf.ts';

const LANGUAGES: readonly Language[] = ['fa', 'en'];

export function PaperActions({ of }: { of: PaperAsk }) {
  const { t, language } = useLocale();
  const core = useCore();
  /** null: that of the window. */
  const [chosen, setChosen] = useState<Language | null>(null);
  const [sheet, setSheet] = useState<{ readonly paper: PaperContent } | null>(null);
  const reading = useCommand(core.papers.read);
  const saving = useSavePdf();
  const wanted = chosen ?? language;

  // As soon as it stands there: until then there is nothing to print.
  useEffect(() => {
    if (sheet) window.print();
  }, [sheet]);

  async function print(): Promise<void> {
    const read = await reading.run({ paper: of, language: wanted });
    if (!read.ok) notifyFailure(errorToWords(t, read.error));
    else if (read.value) setSheet({ paper: read.value });
  }
  const save = (): void => void saving.save([of], wanted);

  useKeys([
    { keys: ['Mod', 'P'], label: t('papers.print'), run: () => void print(), inFields: true },
    { keys: ['Mod', 'Shift', 'P'], label: t('papers.savePdf'), run: save, inFields: true },
  ]);
  useCommands([
    { id: 'papers.print', label: t('papers.print'), run: () => void print() },
    { id: 'papers.savePdf', label: t('papers.savePdf'), keywords: ['PDF'], run: save },
  ]);
  return (
    <div className={styles.actions}>
      <Select
        aria-label={t('papers.language')}
        className={styles.language ?? ''}
        allowDeselect={false}
        data={LANGUAGES.map((value) => ({ value, label: t(`papers.language.${value}`) }))}
        value={wanted}
        onChange={(value) => setChosen(LANGUAGES.find((known) => known === value) ?? null)}
      />
      <Button
        variant="default"
        leftSection={<IconFileTypePdf size={16} stroke={1.75} aria-hidden />}
        aria-disabled={saving.busy || undefined}
        onClick={save}
      >
        {t(saving.busy ? 'papers.saving' : 'papers.savePdf')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconPrinter size={16} stroke={1.75} aria-hidden />}
        onClick={() => void print()}
      >
        {t('papers.print')}
      </Button>
      {sheet && (
        <Paper>
          <PaperSheet paper={sheet.paper} />
        </Paper>
      )}
    </div>
  );
}
