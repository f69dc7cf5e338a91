/** Lists as files, through the window: progress as it comes, the file in pieces, the report at the end. */
import { instantFromMilliseconds } from '../../../../shared/base/clock.ts';
import { createError } from '../../../../shared/base/errors.ts';
import type { RecordId } from '../../../../shared/base/id.ts';
import {
  COLLECTION_OF_EXPORT,
  type ExportEvent,
  type ExportInput,
  type ExportList,
} from '../../../../shared/contract/exports.ts';
import { mayRead } from '../../../../shared/domain/permissions.ts';
import type { CollectionName } from '../../../../shared/domain/record.ts';
import { createFormats } from '../../../../shared/locale/format.ts';
import { createTranslator } from '../../../../shared/locale/translator.ts';
import { tellProgress } from '../bundles/tellProgress.ts';
import { followValue, whileSessionLasts } from '../follow.ts';
import { atWork, nowOf, type CoreContext, type Work } from '../procedures.ts';
import { shortName, writeExport } from './file.ts';
import { countList, openList } from './lists.ts';

export const exports = {
  standing: atWork.exports.standing.handler(({ context: { work }, signal }) =>
    whileSessionLasts(
      work,
      followValue(
        () => work.leaver.exports.standing(),
        (listener) => work.leaver.exports.onMoved(listener),
        signal,
      ),
    ),
  ),
  run: atWork.exports.run.handler(({ input, context, signal }) => {
    const { work } = context;
    // Refused before anything is read.
    work.leaver.exports.grant();
    for (const collection of readFor(input.of.list))
      if (!mayRead(work.person().role, collection)) throw createError('permission_denied', { collection });
    return whileSessionLasts(work, exportList(context, work, input, context.nextId(), signal));
  }),
};

/** Stock is a list of products. */
const readFor = (list: ExportList): CollectionName[] =>
  COLLECTION_OF_EXPORT[list] === 'stock' ? ['stock', 'products'] : [COLLECTION_OF_EXPORT[list]];

/** Pieces are told once they are so large. */
const PIECE_BYTES = 1024 * 1024;

const exportList = (
  context: CoreContext,
  work: Work,
  input: ExportInput,
  id: RecordId,
  signal: AbortSignal | undefined,
) =>
  tellProgress<ExportEvent>(signal ? AbortSignal.any([signal, work.ended]) : work.ended, async (tell, ends) => {
    const { of, format, form, reason } = input;
    const rows = await countList(context, work, of, ends);
    tell({ type: 'progress', done: 0, expected: rows });
    const { mark, offline } = await work.leaver.exports.begin({ export: id, list: of.list, format, rows, reason });
    // Before a row is read: what cannot be noted is not exported.
    work.audit.write('export.written', { list: of.list, format, rows, reason, offline }, id);
    // What came in meanwhile is left out: it was not counted.
    const list = await openList(context, work, of, rows, ends);
    const person = work.person();
    const { language, calendar, moneyUnit } = context.preferences.read();
    const timeZone = work.settings.timeZone() ?? context.core.timeZone;
    const formats = createFormats({ language, calendar, moneyUnit, timeZone });
    const at = nowOf(context);
    let bytes = 0;
    let waiting: Uint8Array[] = [];
    const tellPiece = (): void => {
      const piece = Buffer.concat(waiting);
      waiting = [];
      bytes += piece.length;
      if (piece.length > 0) tell({ type: 'piece', bytes: piece.toString('base64') });
    };
    const written = await writeExport({
      list,
      wording: { form, t: createTranslator(language), formats, mark },
      watermark: {
        export: id,
        person: person.name,
        device: `${context.core.deviceName} (${work.store.identity.deviceCode})`,
        at: form === 'neutral' ? at : formats.dateTime(at),
        reason,
      },
      format,
      onProgress(done) {
        if (ends.aborted) throw createError('cancelled');
        tell({ type: 'progress', done, expected: rows });
      },
      onBytes(some) {
        waiting.push(some);
        if (waiting.reduce((sum, { length }) => sum + length, 0) >= PIECE_BYTES) tellPiece();
      },
    });
    if (ends.aborted) throw createError('cancelled');
    tellPiece();
    const day = instantFromMilliseconds(context.core.clock.now()).slice(0, 10);
    const fileName = `peyvand-${of.list}-${day}-${shortName(id)}.${format}`;
    tell({ type: 'done', report: { export: id, fileName, bytes, rows: written, offline } });
  });
