/** `npm run bundle`: work to head office and changes back, in files. */
import { open, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createError, isPeyvandError } from '../../../shared/base/errors.ts';
import { createTranslator } from '../../../shared/locale/translator.ts';
import { BUNDLE_BYTES_MAXIMUM, scanBundle } from '../../../shared/sync/bundle.ts';
import { isSealedFile, parseSealedFile } from '../../core/courier/sealedFile.ts';
import { answerName } from '../../core/courier/bundleDesk.ts';
import { takeInWork, type TakenIn } from '../../core/courier/takeInWork.ts';
import { writeFileAtomically } from '../../core/files/atomicFile.ts';
import { BUNDLE_HELP, readBundleOptions, type BundleOptions } from './bundleOptions.ts';
import { openBundleErrand } from './bundleErrand.ts';
import { openOwnCore, readAll } from './ownCore.ts';
import { findCredentials, findServer } from './runningServer.ts';
import { UsageError } from './commandLine.ts';
import { errorToText, runCommand } from './runCommand.ts';

/** 0 when it is done, 1 when something was refused or is missing. */
process.exitCode = await runCommand({ help: BUNDLE_HELP, readOptions: readBundleOptions, run });

async function run(options: BundleOptions): Promise<number> {
  if (options.command === 'export') return exportWork(options);
  const bytes = await readFileOf(options.file ?? '');
  const sealed = isSealedFile(bytes) ? parseSealedFile(bytes) : null;
  if (sealed) return options.command === 'show' ? showSealed(sealed) : deliver(options, sealed);
  const scanned = scanBundle(bytes);
  if (options.command === 'show') return show(scanned);
  if (scanned.header?.kind === 'changes') return importChanges(options, bytes);
  return takeIn(options, bytes);
}

// ---- at the branch -------------------------------------------------------------------------------------------

async function exportWork(options: BundleOptions): Promise<number> {
  const own = await openOwnCore(options);
  try {
    const { file, done } = await readAll(await own.window.bundles.export());
    const path = options.file ?? join(options.from, done.fileName);
    await writeWhole(path, file);
    console.log(`${path}: ${done.groups} of your groups, ${done.sealed} sealed groups of others, ${file.length} bytes`);
    if (done.names.length > 0) console.log(`Sealed work of: ${done.names.join(', ')}`);
    if (done.left > 0) console.log(`${done.left} groups had no room. Deliver this file first, then export again.`);
    return 0;
  } finally {
    await own.close();
  }
}

async function importChanges(options: BundleOptions, bytes: Buffer): Promise<number> {
  if (options.login === null) throw new UsageError('Say for whom this answer is: --login NAME.');
  const own = await openOwnCore(options);
  try {
    const stream = await own.window.bundles.import({ name: 'bundle', bytes: bytes.toString('base64') });
    const { done } = await readAll(stream);
    if (done.kind !== 'changes') throw createError('bundle_unrecognised');
    console.log(createTranslator('en')(`bundles.changes.${done.state}`));
    console.log(`${done.rows} rows, ${done.answered} of your groups answered`);
    return done.state === 'again' || done.state === 'incomplete' ? 1 : 0;
  } finally {
    await own.close();
  }
}

// ---- at head office ------------------------------------------------------------------------------------------

async function takeIn(options: BundleOptions, bytes: Buffer): Promise<number> {
  const errand = await errandOf(options);
  const taken = await takeInWork({ ...errand, bytes, salvage: options.salvage, onProgress: () => {} });
  sayTaken(taken);
  if (taken.answer) {
    const path = options.answer ?? join(dirname(options.file ?? ''), answerName(taken.header));
    await writeWhole(path, taken.answer);
    console.log(`The answer to carry back: ${path}`);
  }
  return taken.fault || taken.refused.length > 0 || taken.noAnswer ? 1 : 0;
}

function sayTaken({ from, header, delivered, known, parked, refused, fault, noAnswer, parts }: TakenIn): void {
  console.log(
    `From ${from.name}, written ${header.createdAt}: ${delivered} groups delivered (${known} known before, ${parked} parked)`,
  );
  for (const { code, count } of refused) console.log(`Refused: ${count} (${code})`);
  if (fault) console.log(`The file is damaged: ${parts} whole parts were taken; ask the branch for the rest.`);
  if (noAnswer) console.log(`There is no answer: ${noAnswer.code}`);
}

/** A sealed copy as it lay in somebody's folder: its machine may be dead, its person gone. */
async function deliver(
  options: BundleOptions,
  sealed: NonNullable<ReturnType<typeof parseSealedFile>>,
): Promise<number> {
  const errand = await errandOf(options);
  const items = [...sealed.items.values()];
  const states: string[] = [];
  for (const item of items) {
    const input = { items: [Buffer.from(item).toString('base64url')] };
    const reply = await errand.transport.call(errand.token, 'deliverSealed', input);
    const [answer] = reply.items;
    states.push(answer?.state === 'refused' ? answer.code : 'delivered');
  }
  for (const [state, same] of Map.groupBy(states, (one) => one)) console.log(`${state}: ${same.length}`);
  if (sealed.isHarmed)
    console.log('The file is damaged: what could be read of it was sent. Deliver another copy too, if there is one.');
  return sealed.isHarmed || states.some((state) => state !== 'delivered') ? 1 : 0;
}

async function errandOf(options: BundleOptions): ReturnType<typeof openBundleErrand> {
  const serverUrl = options.server ?? (await findServer(options.dataDirectory));
  return openBundleErrand(serverUrl, await findCredentials(options.login, serverUrl));
}

// ---- files ---------------------------------------------------------------------------------------------------

function show({ header, parts, fault }: ReturnType<typeof scanBundle>): number {
  if (header)
    console.log(
      `A bundle of ${header.kind}, written ${header.createdAt}, device ${header.device}, ${parts.length} whole parts`,
    );
  if (fault) console.log(errorToText(fault));
  return fault ? 1 : 0;
}

function showSealed({ items, delivered, isHarmed }: NonNullable<ReturnType<typeof parseSealedFile>>): number {
  const open_ = [...items.keys()].filter((tag) => delivered.get(tag) !== true).length;
  console.log(
    `A sealed copy: ${items.size} groups, ${open_} of them not delivered${isHarmed ? '; parts of it are damaged' : ''}`,
  );
  return isHarmed ? 1 : 0;
}

async function readFileOf(path: string): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      // A sealed copy has no bound: all that an import without a line wrote may be in it, and this is the only road from a dead machine.
      if (size > BUNDLE_BYTES_MAXIMUM && !isSealedFile(await firstBytesOf(file)))
        throw createError('bundle_unrecognised', { file: path });
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw isPeyvandError(cause) ? cause : createError('file_unreadable', { file: path }, cause);
  }
}

/** Leaves the file's position at its beginning. */
async function firstBytesOf(file: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
  return buffer.subarray(0, bytesRead);
}

/** Whole and on the disk, or not at all: a stick may be pulled out as soon as the command is over. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  try {
    // A folder that is not there is not made: it may be a stick that is not in.
    await stat(dirname(path));
    writeFileAtomically(path, bytes);
  } catch (cause) {
    throw isPeyvandError(cause) ? cause : createError('file_unwritable', { file: path }, cause);
  }
}
