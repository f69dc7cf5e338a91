/** Brings in what another program has kept: drop the files, look at what would happen, run it, read the report. */
import { useEffect, useMemo, useState } from 'react';
import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { createError } from '../../../shared/base/errors.ts';
import type { ImportRequest } from '../../../shared/contract/imports.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useOnce } from './useOnce.ts';
import { Page } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notifyFailure } from '../../ui/state/notify.tsx';
import { ErrorState } from '../../ui/state/States.tsx';
import { FilesPanel } from './FilesPanel.tsx';
import { addFiles, likelyPreset, readFile, wantedFiles, type ImportFile } from './importFiles.ts';
import styles from './ImportPage.module.css';
import { ListChoice, type ListMeant } from './ListChoice.tsx';
import { PreviewPanel } from './PreviewPanel.tsx';
import { ReportPanel } from './ReportPanel.tsx';
import { RunPanel } from './RunPanel.tsx';
import { useImportRun, usePreview } from './useImport.ts';

const route = getRouteApi('/imports');
/** Prices come into one price list, which has to be named. */
const OF_LIST = 'price-list';
const PAUSE_MILLISECONDS = 300;

export function ImportPage() {
  const { t } = useLocale();
  const mayImport = useMay('import');
  return (
    <Page title={t('imports.title')}>
      {mayImport ? <Import /> : <ErrorState error={createError('permission_denied')} />}
    </Page>
  );
}

function Import() {
  const { t } = useLocale();
  const core = useCore();
  const presets = useOnce(core.imports.presets) ?? NO_PRESETS;
  const search = route.useSearch();
  const [chosenPreset, choosePreset] = useState<string | null>(search.preset ?? null);
  const [list, setList] = useState<ListMeant>({ list: search.list ?? '', name: '' });
  const [files, setFiles] = useState<readonly ImportFile[]>([]);
  /** null: switched off by the person, though it was on at an earlier import. */
  const [choices, setChoices] = useState<Readonly<Record<string, string | null>>>({});
  const [earlier, setEarlier] = useState<readonly string[]>([]);
  const [encodings, setEncodings] = useState<Readonly<Record<string, string>>>({});
  const run = useImportRun();

  const names = useMemo(() => files.map(({ name }) => name), [files]);
  const presetId = chosenPreset ?? likelyPreset(presets, names);
  const preset = presets.find(({ id }) => id === presetId) ?? null;
  const isOfList = preset?.id === OF_LIST;
  // The whole file is read anew for another name.
  const [listName] = useDebouncedValue(list.name.trim(), PAUSE_MILLISECONDS);
  const isComplete =
    preset !== null &&
    wantedFiles(preset, names).every(({ required, given }) => !required || given !== null) &&
    (!isOfList || list.list !== '' || listName !== '');
  const mappings = useMemo(
    () =>
      Object.fromEntries(Object.entries(choices).filter((choice): choice is [string, string] => choice[1] !== null)),
    [choices],
  );
  const request = useMemo<ImportRequest | null>(
    () =>
      preset !== null && isComplete
        ? {
            preset: preset.id,
            files: [...files],
            mappings: { ...mappings },
            encodings: { ...encodings },
            options: isOfList ? { list: list.list, name: listName } : {},
          }
        : null,
    [preset, isComplete, files, mappings, encodings, isOfList, list.list, listName],
  );
  const preview = usePreview(request);
  useEffect(() => {
    if (preview.phase !== 'ready') return;
    const { earlierMappings } = preview.preview;
    setEarlier((before) => withNew(before, Object.keys(earlierMappings)));
    // The same object when there is nothing new: another would ask for another preview.
    setChoices((before) =>
      Object.keys(earlierMappings).every((mapping) => Object.hasOwn(before, mapping))
        ? before
        : { ...earlierMappings, ...before },
    );
  }, [preview]);

  async function drop(dropped: readonly File[]): Promise<void> {
    try {
      const read = await Promise.all(dropped.map(readFile));
      setFiles((before) => addFiles(before, read));
    } catch {
      notifyFailure(errorToWords(t, createError('file_unreadable')));
    }
  }

  function startAfresh(): void {
    setFiles([]);
    setChoices({});
    setEarlier([]);
    setEncodings({});
    choosePreset(null);
    setList({ list: '', name: '' });
    run.reset();
  }

  if (run.state.phase === 'done') {
    return (
      <div className={styles.scroll}>
        <ReportPanel report={run.state.report} onAgain={startAfresh} />
      </div>
    );
  }
  if (run.state.phase !== 'idle') {
    return (
      <div className={styles.scroll}>
        <RunPanel run={run} onAgain={() => request && run.start(request)} onBack={run.reset} />
      </div>
    );
  }
  return (
    <div className={styles.scroll}>
      <div className={styles.steps}>
        <FilesPanel
          presets={presets}
          preset={preset}
          onPreset={choosePreset}
          files={files}
          encodings={encodings}
          foundEncodings={preview.phase === 'ready' ? preview.preview.report.tables : []}
          onDrop={(dropped) => void drop(dropped)}
          onRemove={(name) => setFiles((before) => before.filter((file) => file.name !== name))}
          onEncoding={(name, encoding) =>
            setEncodings(({ [name]: _before, ...others }) =>
              encoding === null ? others : { ...others, [name]: encoding },
            )
          }
        />
        {isOfList && <ListChoice meant={list} onChange={setList} />}
        <PreviewPanel
          state={preview}
          mappings={mappings}
          earlier={earlier}
          onMapping={(mapping, value) => setChoices((before) => ({ ...before, [mapping]: value }))}
        />
        {request !== null && (
          <div className={styles.go}>
            <Button disabled={preview.phase !== 'ready'} onClick={() => run.start(request)}>
              {t('imports.run')}
            </Button>
            <span className={styles.dim}>{t(isOfList ? 'imports.runHint.price-list' : 'imports.runHint')}</span>
          </div>
        )}
      </div>
    </div>
  );
}

/** `before` itself when it has all of them. */
const withNew = (before: readonly string[], found: readonly string[]): readonly string[] =>
  found.every((one) => before.includes(one)) ? before : [...new Set([...before, ...found])];

const NO_PRESETS: readonly never[] = [];
