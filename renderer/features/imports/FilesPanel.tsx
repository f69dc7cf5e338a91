/** Which export it is, which files it consists of, which of them are there. */
import { ActionIcon, Button, Select, SegmentedControl } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconFileUpload, IconX } from '@tabler/icons-react';
import { FileDrop } from '../../ui/inputs/FileDrop.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ColumnsHint } from './ColumnsHint.tsx';
import styles from './FilesPanel.module.css';
import { wantedFiles, type ImportFile, type PresetDescription } from './importFiles.ts';
import { presetName, tableName } from './importWords.ts';

/** What our users' old programs write, the likeliest first. */
const ENCODINGS = ['utf-8', 'windows-1256', 'utf-16le', 'iso-8859-6', 'windows-1252'];

export interface FilesPanelProps {
  presets: readonly PresetDescription[];
  preset: PresetDescription | null;
  onPreset: (preset: string) => void;
  files: readonly ImportFile[];
  /** Chosen by the person, by file name. */
  encodings: Readonly<Record<string, string>>;
  /** What the core took the files for. */
  foundEncodings: readonly { readonly file: string | null; readonly encoding: string | null }[];
  onDrop: (files: readonly File[]) => void;
  onRemove: (name: string) => void;
  onEncoding: (name: string, encoding: string | null) => void;
}

export function FilesPanel(props: FilesPanelProps) {
  const { presets, preset, onPreset, files, encodings, foundEncodings, onDrop, onRemove, onEncoding } = props;
  const { t } = useLocale();
  const names = files.map(({ name }) => name);
  const wanted = preset ? wantedFiles(preset, names) : [];
  const unknown = preset ? names.filter((name) => !wanted.some(({ given }) => given === name)) : names;
  const foundFor = (name: string): string | null => foundEncodings.find(({ file }) => file === name)?.encoding ?? null;

  return (
    <section className={styles.panel} aria-label={t('imports.step.files')}>
      <h2 className={styles.heading}>{t('imports.step.files')}</h2>
      <FileDrop
        icon={<IconFileUpload size={24} stroke={1.5} aria-hidden />}
        title={t('imports.drop.title')}
        text={files.length === 0 ? t('imports.drop.text') : undefined}
        label={t('imports.drop.label')}
        small={files.length > 0}
        onDrop={onDrop}
      />
      {presets.length > 0 && (
        <div className={styles.preset}>
          <span className={styles.label}>{t('imports.preset')}</span>
          <SegmentedControl
            aria-label={t('imports.preset')}
            value={preset?.id ?? ''}
            onChange={onPreset}
            data={presets.map(({ id }) => ({ value: id, label: presetName(t, id) }))}
          />
        </div>
      )}
      {preset && (
        <ul className={styles.files} aria-label={t('imports.files')}>
          {wanted.map(({ file, required, given }) => (
            <li key={file} className={styles.file} data-missing={given === null || undefined}>
              <FileMark given={given !== null} required={required} />
              <bdi className={styles.name} dir={preset.isOwn ? 'auto' : 'ltr'}>
                {given ?? file}
              </bdi>
              <span className={styles.tables}>
                {preset.tables
                  .filter((table) => table.file === file)
                  .map(({ table }) => tableName(t, table))
                  .join(t.language === 'fa' ? '، ' : ', ')}
              </span>
              {given === null ? (
                <span className={styles.dim}>
                  {t(preset.isOwn ? 'imports.anyName' : required ? 'imports.file.wanted' : 'imports.file.optional')}
                </span>
              ) : (
                <span className={styles.controls}>
                  <Select
                    size="xs"
                    w={150}
                    aria-label={t('imports.encodingOf', { file: given })}
                    value={encodings[given] ?? ''}
                    allowDeselect={false}
                    data={[
                      { value: '', label: foundFor(given) ?? t('imports.encoding.auto') },
                      ...ENCODINGS.filter(
                        (encoding) => encoding !== foundFor(given) || encodings[given] !== undefined,
                      ).map((encoding) => ({ value: encoding, label: encoding })),
                    ]}
                    onChange={(encoding) => onEncoding(given, encoding === '' ? null : encoding)}
                  />
                  <ActionIcon
                    size={24}
                    aria-label={t('imports.removeFile', { file: given })}
                    onClick={() => onRemove(given)}
                  >
                    <IconX size={14} stroke={1.75} aria-hidden />
                  </ActionIcon>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {preset?.isOwn && <ColumnsHint preset={preset} />}
      {unknown.length > 0 && (
        <ul className={styles.files} aria-label={t('imports.unknownFiles')}>
          {unknown.map((name) => (
            <li key={name} className={styles.file}>
              <IconAlertTriangle size={16} stroke={1.75} className={styles.warn} aria-hidden />
              <bdi className={styles.name}>{name}</bdi>
              <span className={styles.dim}>{t('imports.file.unused')}</span>
              <Button variant="subtle" size="compact-sm" color="gray" onClick={() => onRemove(name)}>
                {t('action.remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function FileMark({ given, required }: { given: boolean; required: boolean }) {
  if (given) return <IconCheck size={16} stroke={2} className={styles.good} aria-hidden />;
  return <span className={styles.hollow} data-required={required || undefined} aria-hidden />;
}
