/**
 * What is written about a photo or a file. Saved when it is left, over what stood there when it was begun: where that is no longer so, the newer text is shown and
 * the person says which stays. What is typed is kept as a draft until then.
 */
import { useLayoutEffect, useRef, useState } from 'react';
import { Button, Textarea } from '@mantine/core';
import type { AttachmentRow } from '../../../shared/contract/attachments.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useDraft } from '../../data/useDraft.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import { WrittenText } from '../../ui/text/Text.tsx';
import styles from './Attachments.module.css';

/** What was typed, and the note that the person saw when they began. */
type Typed = { readonly text: string; readonly seen: string };

export function AttachmentNote({ row, mayWrite }: { row: AttachmentRow; mayWrite: boolean }) {
  const { t } = useLocale();
  const core = useCore();
  const draft = useDraft<Typed | null>(`attachments/${row.id}/note`, null);
  const [isSaving, setIsSaving] = useState(false);
  const typed = draft.value ?? null;
  const latest = useRef(typed);
  useLayoutEffect(() => {
    latest.current = typed;
  });
  const isOvertaken = typed !== null && row.note !== typed.seen && row.note !== typed.text.trim();
  if (!mayWrite) return row.note === '' ? null : <p>{row.note}</p>;

  async function save({ text, seen }: Typed): Promise<void> {
    const value = text.trim();
    if (value === seen) return draft.drop();
    setIsSaving(true);
    const saved = await attempt(core.attachments.edit, {
      id: row.id,
      changes: [
        {
          ...(value === '' ? { do: 'unset' as const } : { do: 'set' as const, value }),
          path: 'note',
          ...(seen === '' ? {} : { seen }),
        },
      ],
    });
    setIsSaving(false);
    if (!saved.ok) return notifyFailure(errorToWords(t, saved.error));
    notify(t('notice.saved'));
    // What was typed meanwhile is another edit, over what has just been saved.
    const now = latest.current;
    if (now === null || now.text === text) draft.drop();
    else draft.set({ text: now.text, seen: value });
  }

  return (
    <div className={styles.note}>
      <Textarea
        label={t('attachments.note')}
        placeholder={t('attachments.noteHint')}
        autosize
        minRows={1}
        maxRows={6}
        value={typed?.text ?? row.note}
        readOnly={draft.value === undefined}
        onChange={(event) => draft.set({ text: event.currentTarget.value, seen: typed?.seen ?? row.note })}
        onBlur={() => {
          if (typed && !isOvertaken && !isSaving) void save(typed);
        }}
      />
      {isOvertaken && (
        <div className={styles.overtaken} role="alert">
          <span>{t('attachments.noteChanged')}</span>
          <WrittenText>{row.note === '' ? '—' : row.note}</WrittenText>
          <Button size="compact-sm" variant="default" onClick={() => void save({ text: typed.text, seen: row.note })}>
            {t('attachments.noteMine')}
          </Button>
          <Button size="compact-sm" variant="subtle" color="gray" onClick={draft.drop}>
            {t('attachments.noteTheirs')}
          </Button>
        </div>
      )}
    </div>
  );
}
