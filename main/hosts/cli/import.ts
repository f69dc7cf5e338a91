/** `npm run import`: a folder of CSV files → records of the running company, as a person who may import. */
import { open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createError, isPeyvandError, type ErrorFacts } from '../../../shared/base/errors.ts';
import type { ImportReport, ImportRequest } from '../../../shared/contract/imports.ts';
import { createTranslator } from '../../../shared/locale/translator.ts';
import {
  checkImportRights,
  earlierMappings,
  planImport,
  presetOf,
  presets,
  previewPlan,
  writePlan,
} from '../../core/features/imports/index.ts';
import { FILE_BYTES_MAXIMUM } from '../../core/features/imports/decode.ts';
import { IMPORT_HELP, readImportOptions, type ImportOptions } from './importOptions.ts';
import { reportToLines } from './importReport.ts';
import { findCredentials, findServer } from './runningServer.ts';
import { UsageError } from './commandLine.ts';
import { runCommand } from './runCommand.ts';
import { openVisitingDevice } from './visitingDevice.ts';

process.exitCode = await runCommand({
  help: IMPORT_HELP,
  readOptions: readImportOptions,
  run: runImport,
  hintOf: fileHint,
});

/** 0 when everything given was imported or reported. */
async function runImport(options: ImportOptions): Promise<number> {
  const preset = presetOf(options.preset);
  if (!preset || preset.isOwn) {
    const known = presets.filter(({ isOwn }) => !isOwn).map(({ id }) => id);
    throw new UsageError(`There is no preset '${options.preset}'. Known: ${known.join(', ')}.`);
  }
  const request = await readRequest(options);
  const asGiven = planImport(preset, request);
  if (options.report !== null) await requireWritable(options.report);
  const serverUrl = options.server ?? (await findServer(options.dataDirectory));
  const { login, password } = await findCredentials(options.login, serverUrl);
  const device = await openVisitingDevice({ serverUrl, login, password, name: 'import' });
  try {
    checkImportRights(device.person.role, asGiven);
    const earlier = earlierMappings(preset, request, asGiven, device.store);
    const plan =
      Object.keys(earlier).length === 0
        ? asGiven
        : planImport(preset, { ...request, mappings: { ...earlier, ...request.mappings } });
    for (const [mapping, value] of Object.entries(earlier))
      console.log(`Taken as at the last import: ${mapping}=${value}`);
    const report = options.isPreview
      ? previewPlan(preset, plan, device.store)
      : await writePlan(preset, plan, { store: device.store, author: device.person.id });
    await device.deliver();
    await say(options, report);
    return 0;
  } finally {
    await device.close();
  }
}

async function readRequest({ preset, folder, mappings, encodings }: ImportOptions): Promise<ImportRequest> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => name.toLowerCase().endsWith('.csv'));
  } catch (cause) {
    throw createError('file_unreadable', { file: folder }, cause);
  }
  const files = await Promise.all(names.map(async (name) => ({ name, bytes: await readFileAsBase64(folder, name) })));
  return { preset, files, mappings: { ...mappings }, encodings: { ...encodings }, options: {} };
}

/** Asks for the size first: what is far too large need not be in memory to be refused. */
async function readFileAsBase64(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  try {
    const { size } = await stat(path);
    if (size > FILE_BYTES_MAXIMUM) throw createError('file_too_large', { file: name, limit: FILE_BYTES_MAXIMUM });
    return (await readFile(path)).toString('base64');
  } catch (cause) {
    throw isPeyvandError(cause) ? cause : createError('file_unreadable', { file: path }, cause);
  }
}

/** Before anything is written to the company: an import whose report cannot be kept does not begin. What was there before stays as it is. */
async function requireWritable(path: string): Promise<void> {
  try {
    if (await isCreated(path)) await rm(path);
    else await (await open(path, 'a')).close();
  } catch (cause) {
    throw new UsageError(`The report cannot be written to ${path}.`, { cause });
  }
}

/** False when there is such a file. */
async function isCreated(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx')).close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function say(options: ImportOptions, report: ImportReport): Promise<void> {
  if (options.report !== null) await writeFile(options.report, `${JSON.stringify(report, null, 2)}\n`);
  for (const line of reportToLines(report)) console.log(line);
  if (options.isPreview) console.log('\nPreview: nothing was written.');
}

/** What to do about this very file, where the importer says what is wrong with it. */
function fileHint(facts: ErrorFacts): string | undefined {
  const values = Object.entries(facts).filter(
    (fact): fact is [string, string | number] => typeof fact[1] === 'string' || typeof fact[1] === 'number',
  );
  return createTranslator('en').maybe(`imports.file.${String(facts['reason'])}`, Object.fromEntries(values));
}
