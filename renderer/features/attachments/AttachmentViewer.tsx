/** One photo or file, large: fetched when it is not here, with its note, and the way to the one before and behind it. */
import { useEffect, useState } from 'react';
import { ActionIcon, Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconDownload, IconFile, IconTrash } from '@tabler/icons-react';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import type { AttachmentRow } from '../../../shared/contract/attachments.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { toPeyvandError } from '../../data/follow.ts';
import { attempt } from '../../data/useCommand.ts';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { ErrorState } from '../../ui/state/States.tsx';
import { DateText } from '../../ui/text/Text.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import styles from './Attachments.module.css';
import { AttachmentNote } from './AttachmentNote.tsx';
import { readFile, saveCopy, type ReadFile } from './bytes.ts';
import { sizeWords, stateWords, whyWords } from './attachmentWords.ts';
import { isolated } from './useAddFiles.ts';

interface AttachmentViewerProps {
  row: AttachmentRow;
  /** Counted from 1. */
  place: number;
  total: number;
  mayWrite: boolean;
  onClose: () => void;
  /** One further (1) or back (-1). */
  onStep: (step: 1 | -1) => void;
}

export function AttachmentViewer(props: AttachmentViewerProps) {
  const { row, place, total, mayWrite, onClose, onStep } = props;
  const { t, formats, direction } = useLocale();
  const forward = direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  const back = direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
  const [Further, Back] =
    direction === 'rtl' ? [IconChevronLeft, IconChevronRight] : [IconChevronRight, IconChevronLeft];
  return (
    <Dialog opened onClose={onClose} title={row.name} width={860}>
      {/* Arrows belong to the text while one is typed. */}
      <div
        className={styles.viewer}
        onKeyDown={(event) => {
          if (total < 2 || event.target instanceof HTMLTextAreaElement) return;
          if (event.key === forward) onStep(1);
          else if (event.key === back) onStep(-1);
        }}
      >
        <Large key={row.id} row={row} mayWrite={mayWrite} onRemoved={onClose} />
        {total > 1 && (
          <div className={styles.steps}>
            <ActionIcon aria-label={t('attachments.previous')} onClick={() => onStep(-1)} data-autofocus>
              <Back size={18} stroke={1.75} aria-hidden />
            </ActionIcon>
            <span>{t('attachments.of', { place: formats.number(place), total: formats.number(total) })}</span>
            <ActionIcon aria-label={t('attachments.next')} onClick={() => onStep(1)}>
              <Further size={18} stroke={1.75} aria-hidden />
            </ActionIcon>
          </div>
        )}
      </div>
    </Dialog>
  );
}

interface LargeProps {
  row: AttachmentRow;
  mayWrite: boolean;
  onRemoved: () => void;
}

function Large({ row, mayWrite, onRemoved }: LargeProps) {
  const locale = useLocale();
  const { t } = locale;
  const core = useCore();
  const directory = useDirectory();
  const { file, error, retry } = useFile(row.id, row.state === 'underway');
  const state = stateWords(locale, row);
  const why = whyWords(t, row.why);

  async function send(): Promise<void> {
    const sent = await attempt(core.attachments.send, undefined);
    if (!sent.ok) notifyFailure(errorToWords(t, sent.error));
  }

  async function remove(): Promise<void> {
    const removed = await attempt(core.attachments.remove, { id: row.id, removed: true });
    if (!removed.ok) return notifyFailure(errorToWords(t, removed.error));
    onRemoved();
    notify(t('attachments.removed', { name: isolated(row.name) }), {
      label: t('attachments.undo'),
      run: () => void core.attachments.remove({ id: row.id, removed: false }),
    });
  }

  return (
    <>
      <div className={styles.stage}>
        {error ? (
          <ErrorState error={error} onRetry={retry} />
        ) : file?.isPicture ? (
          <Picture file={file} name={row.name} />
        ) : (
          <div className={styles.noPicture}>
            {row.thumbnail === null ? (
              <IconFile size={56} stroke={1.25} aria-hidden />
            ) : (
              <img src={row.thumbnail} alt="" />
            )}
            <p role="status">{file ? t('attachments.noPreview') : (state?.words ?? t('attachments.fetching'))}</p>
          </div>
        )}
      </div>
      <p className={styles.about}>
        {state && <StateBadge tone={state.tone}>{state.words}</StateBadge>}
        <span>{sizeWords(locale, row.size)}</span>
        <DateText value={row.takenAt ?? row.addedAt} withTime />
        <span>{t('attachments.by', { name: isolated(directory.personName(row.addedBy) ?? '') })}</span>
      </p>
      {why !== null && <p className={styles.why}>{why}</p>}
      <AttachmentNote row={row} mayWrite={mayWrite} />
      <div className={styles.viewerActions}>
        <Button
          variant="default"
          disabled={!file}
          leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}
          onClick={() => file && saveCopy(row.name, file)}
        >
          {t('attachments.saveAs')}
        </Button>
        {(row.state === 'waiting' || row.state === 'failed') && (
          <Button variant="default" onClick={() => void send()}>
            {t('attachments.sendNow')}
          </Button>
        )}
        {mayWrite && (
          <Button
            variant="subtle"
            color="red"
            leftSection={<IconTrash size={16} stroke={1.75} aria-hidden />}
            onClick={() => void remove()}
          >
            {t('attachments.remove')}
          </Button>
        )}
      </div>
    </>
  );
}

/** From memory, never from an address of its own: a browser draws it, and runs nothing of it. */
function Picture({ file, name }: { file: ReadFile; name: string }) {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(file.blob);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return address === null ? null : <img src={address} alt={name} />;
}

/** The bytes of one attachment for as long as it is shown. @param isAway Nobody has them yet but who added them. */
function useFile(
  id: string,
  isAway: boolean,
): { file: ReadFile | null; error: PeyvandError | null; retry: () => void } {
  const core = useCore();
  const [tries, setTries] = useState(0);
  const [found, setFound] = useState<{ file: ReadFile | null; error: PeyvandError | null }>({
    file: null,
    error: null,
  });
  useEffect(() => {
    if (isAway) return;
    const ending = new AbortController();
    setFound({ file: null, error: null });
    readFile(core, id, ending.signal, () => undefined).then(
      (file) => file && !ending.signal.aborted && setFound({ file, error: null }),
      (thrown: unknown) => !ending.signal.aborted && setFound({ file: null, error: toPeyvandError(thrown) }),
    );
    return () => ending.abort();
  }, [core, id, isAway, tries]);
  return { ...found, retry: () => setTries((count) => count + 1) };
}
