/** Files that a person drops, chooses, pastes or takes: prepared, handed over, and made a record, one after another. Saved is said when both are on the disk. */
import { useCallback, useState } from 'react';
import type { Attachable } from '../../../shared/domain/attachments/attachment.ts';
import { toPeyvandError } from '../../data/follow.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import { newElementId } from '../records/newElementId.ts';
import { handOver } from './bytes.ts';
import { prepareFile } from './prepareFile.ts';

/** On its way into the core's disk. */
export interface SavingFile {
  readonly id: string;
  readonly name: string;
  /** 0 to 1. */
  readonly share: number;
}

export interface Owner {
  readonly attachedCollection: Attachable;
  readonly attachedId: string;
}

export function useAddFiles({ attachedCollection, attachedId }: Owner): {
  add(files: readonly File[]): void;
  saving: readonly SavingFile[];
} {
  const core = useCore();
  const { t } = useLocale();
  const [saving, setSaving] = useState<readonly SavingFile[]>([]);

  const addOne = useCallback(
    async (id: string, file: File): Promise<void> => {
      try {
        const { name, mediaType, bytes, thumbnail, takenAt } = await prepareFile(file);
        await handOver(core, id, bytes, (share) =>
          setSaving((before) => before.map((one) => (one.id === id ? { ...one, share } : one))),
        );
        await core.attachments.add({
          id,
          attachedCollection,
          attachedId,
          name,
          mediaType,
          ...(thumbnail === null ? {} : { thumbnail }),
          ...(takenAt === null ? {} : { takenAt }),
        });
        notify(t('attachments.added', { name: isolated(name) }));
      } catch (thrown) {
        const error = toPeyvandError(thrown);
        const words = errorToWords(t, error);
        // It is on the disk and will be sent, as these words say: nobody must add it twice.
        if (error.code === 'saved_without_copy') return notifyFailure(words);
        notifyFailure({ title: t('attachments.failed', { name: isolated(file.name) }), help: words.help });
        await core.attachments.forget({ id }).catch(() => undefined);
      } finally {
        setSaving((before) => before.filter((one) => one.id !== id));
      }
    },
    [core, t, attachedCollection, attachedId],
  );

  const add = useCallback(
    (files: readonly File[]): void => {
      const entries = files.map((file) => ({ id: newElementId(), file }));
      setSaving((before) => [...before, ...entries.map(({ id, file }) => ({ id, name: file.name, share: 0 }))]);
      void (async () => {
        for (const { id, file } of entries) await addOne(id, file);
      })();
    },
    [addOne],
  );
  return { add, saving };
}

/** A name of the other direction must not turn the words around it. */
export const isolated = (text: string): string => `\u2068${text}\u2069`;
