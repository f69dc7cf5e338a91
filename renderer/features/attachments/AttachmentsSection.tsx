/** Photos and files of one record: added by drop, choice, paste or camera, shown as tiles, opened large. */
import { useEffect, useRef, useState } from 'react';
import { Button } from '@mantine/core';
import { IconCamera, IconPaperclip } from '@tabler/icons-react';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/state/States.tsx';
import { AttachmentTile, SavingTile } from './AttachmentTile.tsx';
import styles from './Attachments.module.css';
import { AttachmentViewer } from './AttachmentViewer.tsx';
import { useAddFiles, type Owner } from './useAddFiles.ts';

export function AttachmentsSection({ attachedCollection, attachedId, heading = true }: Owner & { heading?: boolean }) {
  const { t } = useLocale();
  const core = useCore();
  const mayAdd = useMay('attachments.write');
  const owner = { attachedCollection, attachedId };
  const { data: rows, error, retry, isPrevious } = useLive(core.attachments.list, owner);
  const { add, saving } = useAddFiles(owner);
  const [openId, setOpenId] = useState<string | null>(null);
  const [isOver, setIsOver] = useState(false);
  usePaste(mayAdd ? add : null);

  const take = (list: FileList | null): void => add([...(list ?? [])]);
  const openPlace = rows?.findIndex(({ id }) => id === openId) ?? -1;
  const open = openPlace >= 0 ? rows?.[openPlace] : undefined;

  if (error && !rows) return <ErrorState error={error} onRetry={retry} />;
  return (
    <section
      className={styles.section}
      aria-label={t('attachments.title')}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        if (!mayAdd || !event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setIsOver(false);
      }}
      onDrop={(event) => {
        if (!mayAdd) return;
        event.preventDefault();
        setIsOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <div className={styles.headingRow}>
        {heading && <h3 className={styles.heading}>{t('attachments.title')}</h3>}
        {mayAdd && <AddButtons onFiles={take} />}
      </div>
      {rows === undefined || isPrevious ? (
        <Skeleton width="60%" />
      ) : rows.length === 0 && saving.length === 0 ? (
        <EmptyState
          title={t('attachments.empty.title')}
          text={t(mayAdd ? 'attachments.empty.text' : 'attachments.empty.readOnly')}
        />
      ) : (
        <ul className={styles.tiles}>
          {saving.map((one) => (
            <SavingTile key={one.id} file={one} />
          ))}
          {rows.map((row) => (
            <AttachmentTile key={row.id} row={row} onOpen={() => setOpenId(row.id)} />
          ))}
        </ul>
      )}
      {isOver && (
        <p className={styles.over} aria-hidden>
          {t('attachments.drop')}
        </p>
      )}
      {open && rows && (
        <AttachmentViewer
          row={open}
          place={openPlace + 1}
          total={rows.length}
          mayWrite={mayAdd}
          onClose={() => setOpenId(null)}
          onStep={(step) => setOpenId(rows[(openPlace + step + rows.length) % rows.length]?.id ?? null)}
        />
      )}
    </section>
  );
}

function AddButtons({ onFiles }: { onFiles: (files: FileList | null) => void }) {
  const { t } = useLocale();
  const chooser = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const taken = (input: HTMLInputElement): void => {
    onFiles(input.files);
    // The same file can be chosen again.
    input.value = '';
  };
  return (
    <div className={styles.actions}>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        aria-label={t('attachments.add')}
        onChange={(event) => taken(event.currentTarget)}
      />
      <input
        ref={camera}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        aria-label={t('attachments.takePhoto')}
        onChange={(event) => taken(event.currentTarget)}
      />
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconPaperclip size={15} stroke={1.75} aria-hidden />}
        onClick={() => chooser.current?.click()}
        title={t('attachments.pasteHint')}
      >
        {t('attachments.add')}
      </Button>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconCamera size={15} stroke={1.75} aria-hidden />}
        onClick={() => camera.current?.click()}
      >
        {t('attachments.takePhoto')}
      </Button>
    </div>
  );
}

/** Where nothing is typed, what is pasted is a picture or a file for this record. */
function usePaste(add: ((files: readonly File[]) => void) | null): void {
  useEffect(() => {
    if (add === null) return;
    const onPaste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0 || event.defaultPrevented) return;
      event.preventDefault();
      add(files);
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, [add]);
}
