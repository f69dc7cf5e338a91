/** Bundles through the window: progress as it comes, the file in pieces, the report at the end. */
import { createError, errorToWire } from '../../../../shared/base/errors.ts';
import type { BundleExportEvent, BundleImportEvent, WaitingWork } from '../../../../shared/contract/bundles.ts';
import { BUNDLE_BYTES_MAXIMUM } from '../../../../shared/sync/bundle.ts';
import { followValue, whileSessionLasts } from '../follow.ts';
import { atWork, type Work } from '../procedures.ts';
import { tellProgress } from './tellProgress.ts';

export const bundles = {
  waiting: atWork.bundles.waiting.handler(({ context: { work }, signal }) => {
    // Once; later it looks after every round.
    work.courier.look().catch(() => undefined);
    return whileSessionLasts(
      work,
      followValue(
        () => waitingWork(work),
        (listener) => {
          const stops = [work.courier.onMoved(listener), work.sync.onState(listener)];
          return () => {
            for (const stop of stops) stop();
          };
        },
        signal,
      ),
    );
  }),
  export: atWork.bundles.export.handler(({ context, signal }) =>
    whileSessionLasts(context.work, exportBundle(context.work, context.nextId(), signal)),
  ),
  import: atWork.bundles.import.handler(({ input, context: { work }, signal }) =>
    whileSessionLasts(work, importBundle(work, input.bytes, signal)),
  ),
};

const waitingWork = ({ sync, courier }: Work): WaitingWork => ({
  own: sync.state().pending,
  others: courier.waiting().map(({ profileId, name, state }) => ({ profileId, name, state })),
  delivered: [...courier.delivered()],
});

const exportBundle = (work: Work, bundle: string, signal: AbortSignal | undefined) =>
  tellProgress<BundleExportEvent>(endedBy(work, signal), async (tell, ends) => {
    tell({ type: 'progress', step: 'writing', done: 0, expected: 0 });
    const { bytes, fileName, groups, sealed, names, left } = await work.bundles.writeWork({
      bundle,
      signal: ends,
      onProgress: (done, expected) => tell({ type: 'progress', step: 'writing', done, expected }),
    });
    for (const piece of pieces(bytes)) tell({ type: 'piece', bytes: piece });
    tell({ type: 'done', report: { fileName, bytes: bytes.length, groups, sealed, names: [...names], left } });
  });

const importBundle = (work: Work, text: string, signal: AbortSignal | undefined) =>
  tellProgress<BundleImportEvent>(endedBy(work, signal), async (tell, ends) => {
    tell({ type: 'progress', step: 'reading', done: 0, expected: 0 });
    const bytes = Buffer.from(text, 'base64');
    if (bytes.length > BUNDLE_BYTES_MAXIMUM) throw createError('bundle_unrecognised');
    const result = await work.bundles.take(bytes, {
      signal: ends,
      onProgress: (step, done, expected) => tell({ type: 'progress', step, done, expected }),
    });
    if (result.kind === 'changes') {
      tell({ type: 'done', report: { kind: 'changes', ...result.imported } });
      return;
    }
    const { header, from, delivered, known, parked, refused, answer, noAnswer } = result.taken;
    for (const piece of answer ? pieces(answer) : []) tell({ type: 'piece', bytes: piece });
    tell({
      type: 'done',
      report: {
        kind: 'work',
        from: from.name,
        createdAt: header.createdAt,
        delivered,
        known,
        parked,
        refused,
        answer: answer ? { fileName: result.fileName, bytes: answer.length } : null,
        noAnswer: noAnswer ? errorFacts(noAnswer) : null,
      },
    });
  });

function errorFacts(error: unknown) {
  const { code, facts } = errorToWire(error);
  return {
    code,
    facts: Object.fromEntries(
      Object.entries(facts).map(([name, fact]) => [name, Array.isArray(fact) ? fact.map(String) : (fact as string)]),
    ),
  };
}

const endedBy = ({ ended }: Work, signal: AbortSignal | undefined): AbortSignal =>
  signal ? AbortSignal.any([signal, ended]) : ended;

/** Divisible by three: each piece's base64 can be read by itself and put behind the one before. */
const PIECE_BYTES = 3 * 1024 * 1024;

function* pieces(bytes: Uint8Array): Generator<string> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < buffer.length; at += PIECE_BYTES)
    yield buffer.subarray(at, at + PIECE_BYTES).toString('base64');
}
