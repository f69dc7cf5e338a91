import { IconFile, IconFileTypePdf, IconPhoto } from '@tabler/icons-react';
import type { AttachmentRow } from '../../../shared/contract/attachments.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import styles from './Attachments.module.css';
import { sizeWords, stateWords } from './attachmentWords.ts';
import { isolated, type SavingFile } from './useAddFiles.ts';

export function AttachmentTile({ row, onOpen }: { row: AttachmentRow; onOpen: () => void }) {
  const locale = useLocale();
  const state = stateWords(locale, row);
  return (
    <li>
      <button
        type="button"
        className={styles.tile}
        onClick={onOpen}
        title={locale.t('attachments.open', { name: isolated(row.name) })}
      >
        <span className={styles.picture} data-away={row.state === 'elsewhere' || row.state === 'underway' || undefined}>
          {row.thumbnail === null ? <KindIcon row={row} /> : <img src={row.thumbnail} alt="" />}
        </span>
        <span className={styles.name}>
          <bdi>{row.name}</bdi>
        </span>
        <span className={styles.facts}>
          {state ? <StateBadge tone={state.tone}>{state.words}</StateBadge> : sizeWords(locale, row.size)}
        </span>
      </button>
    </li>
  );
}

function KindIcon({ row }: { row: Pick<AttachmentRow, 'kind' | 'mediaType'> }) {
  const Icon = row.kind === 'photo' ? IconPhoto : row.mediaType === 'application/pdf' ? IconFileTypePdf : IconFile;
  return <Icon size={36} stroke={1.25} aria-hidden />;
}

/** Not yet safe: on its way to the disk. */
export function SavingTile({ file }: { file: SavingFile }) {
  const { t, formats } = useLocale();
  return (
    <li className={styles.tile} data-saving aria-busy>
      <span className={styles.picture}>
        <IconFile size={36} stroke={1.25} aria-hidden />
      </span>
      <span className={styles.name}>
        <bdi>{file.name}</bdi>
      </span>
      <span className={styles.facts} role="status">
        {t('attachments.saving', { name: formats.percentage(Math.round(file.share * 100) * 10_000) })}
      </span>
    </li>
  );
}
