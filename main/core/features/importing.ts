/** Import of CSV files through the window, as the person at work. What is read and written is decided in `imports/`. */
import { createError } from '../../../shared/base/errors.ts';
import type { ImportProgress, ImportRequest } from '../../../shared/contract/imports.ts';
import { requirePermission } from './rights.ts';
import { whileSessionLasts } from './follow.ts';
import {
  checkImportRights,
  earlierMappings,
  planImport,
  presetOf,
  presets,
  previewPlan,
  writePlan,
  type ImportPlan,
} from './imports/index.ts';
import { atWork, type Work } from './procedures.ts';

export const imports = {
  presets: atWork.imports.presets.handler(() =>
    presets.map(({ id, tables }) => ({
      id,
      tables: tables.map(({ table, file, required }) => ({ table, file, required })),
    })),
  ),
  preview: atWork.imports.preview.handler(({ input, context: { work } }) => {
    const { preset, plan } = planFor(work, input);
    return {
      report: previewPlan(preset, plan, work.store),
      samples: { ...plan.samples },
      earlierMappings: earlierMappings(preset, input, plan, work.store),
    };
  }),
  run: atWork.imports.run.handler(({ input, context: { work }, signal }) => {
    requirePermission(work, 'import');
    return whileSessionLasts(work, runImport(work, input, signal ? AbortSignal.any([signal, work.ended]) : work.ended));
  }),
};

/** @throws PeyvandError `permission_denied`, `invalid_input` (an unknown preset), `file_…`. */
function planFor(
  work: Work,
  request: ImportRequest,
): { preset: NonNullable<ReturnType<typeof presetOf>>; plan: ImportPlan } {
  requirePermission(work, 'import');
  const preset = presetOf(request.preset);
  if (!preset) throw createError('invalid_input', { reason: 'unknown_preset', preset: request.preset });
  const plan = planImport(preset, request);
  checkImportRights(work.person().role, plan);
  return { preset, plan };
}

/** Progress as it comes, then the report. Ending the stream cancels between two batches. */
async function* runImport(
  work: Work,
  request: ImportRequest,
  signal: AbortSignal,
): AsyncGenerator<ImportProgress, void, void> {
  const cancelling = new AbortController();
  const news: ImportProgress[] = [{ type: 'progress', stage: 'reading', done: 0, expected: request.files.length }];
  let wake: () => void = () => {};
  const tell = (progress: ImportProgress): void => {
    news.push(progress);
    wake();
  };
  try {
    yield* news.splice(0);
    const { preset, plan } = planFor(work, request);
    yield { type: 'progress', stage: 'checking', done: plan.drafts.length, expected: plan.drafts.length };
    let ended = false;
    const writing = writePlan(preset, plan, {
      store: work.store,
      author: work.person().id,
      signal: AbortSignal.any([signal, cancelling.signal]),
      onProgress: (done, expected) => tell({ type: 'progress', stage: 'writing', done, expected }),
    })
      .then((report) => tell({ type: 'done', report }))
      .finally(() => {
        ended = true;
        wake();
      });
    // Awaited below; until then its failure must not count as nobody's.
    writing.catch(() => undefined);
    while (!ended || news.length > 0) {
      yield* news.splice(0);
      if (!ended) await new Promise<void>((resolve) => (wake = resolve));
    }
    await writing;
  } finally {
    cancelling.abort();
  }
}
