/** Above a list of papers while rows of it are chosen: all of them as one PDF, in either language; drafts to another seller, or away. */
import { Button } from '@mantine/core';
import { IconFileTypePdf } from '@tabler/icons-react';
import { PAPERS_MAXIMUM, type PaperAsk } from '../../../shared/contract/papers.ts';
import { mayWrite } from '../../../shared/domain/permissions.ts';
import type { Language } from '../../../shared/locale/format.ts';
import { useCommands } from '../../app/commands.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notifyFailure } from '../../ui/state/notify.tsx';
import type { RowSelection } from '../../ui/table/selection.ts';
import { BulkBar, type BulkAction } from '../records/BulkBar.tsx';
import bulkStyles from '../records/BulkBar.module.css';
import { useDirectory } from '../records/useDirectory.ts';
import { useRole } from '../records/useRights.ts';
import { useSavePdf } from './useSavePdf.ts';

const LANGUAGES: readonly Language[] = ['fa', 'en'];

export function PaperBar<Row>({ selection }: { selection: RowSelection<Row> }) {
  const { t } = useLocale();
  const saving = useSavePdf();
  const acts = usePaperActs();
  const ids = [...selection.ids];
  const save = (language: Language): void => {
    if (ids.length > PAPERS_MAXIMUM)
      return notifyFailure({
        title: t('papers.tooMany.title'),
        help: t('papers.tooMany.help', { most: PAPERS_MAXIMUM }),
      });
    void saving.save(
      ids.map((id): PaperAsk => ({ of: 'document', id })),
      language,
    );
  };
  const labelOf = (language: Language): string => t(`papers.savePdf.${language}`);
  useCommands(
    ids.length === 0
      ? []
      : LANGUAGES.map((language) => ({
          id: `papers ${language}`,
          label: labelOf(language),
          keywords: ['PDF'],
          hint: t('lists.chosen', { count: ids.length }),
          run: () => save(language),
        })),
  );
  return (
    <BulkBar
      selection={selection}
      actions={acts}
      before={
        <>
          {LANGUAGES.map((language) => (
            <Button
              key={language}
              variant="default"
              size="compact-sm"
              leftSection={<IconFileTypePdf size={15} stroke={1.75} aria-hidden />}
              aria-disabled={saving.busy || undefined}
              onClick={() => save(language)}
            >
              {labelOf(language)}
            </Button>
          ))}
          {saving.busy && <span className={bulkStyles.hint}>{t('papers.saving')}</span>}
        </>
      }
    />
  );
}

/** Of drafts: only what the role may write is offered; the core judges each paper. */
function usePaperActs(): readonly BulkAction[] {
  const { t } = useLocale();
  const role = useRole();
  const { people } = useDirectory();
  if (role === null || !mayWrite(role, 'salesDocuments', 'ownerId')) return [];
  return [
    {
      id: 'owner',
      label: t('lists.act.seller'),
      asks: 'choice',
      field: t('field.ownerId'),
      options: people,
      toAct: (ownerId) => ({ act: 'salesDocuments.owner', ownerId }),
    },
    {
      id: 'removeDraft',
      label: t('lists.act.removeDraft'),
      asks: 'sure',
      text: t('lists.act.removeDraftText'),
      act: { act: 'salesDocuments.removeDraft' },
    },
  ];
}
