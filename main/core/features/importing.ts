/** Import of files through the window, as the person at work. What is read and written is decided in `imports/`. */
import { createError } from '../../../shared/base/errors.ts';
import type { ImportProgress, ImportRequest } from '../../../shared/contract/imports.ts';
import { requirePermission } from './rights.ts';
import { whileSessionLasts } from './follow.ts';
import {
  checkImportRights,
  createHoldings,
  earlierMappings,
  planImport,
  presetOf,
  presets,
  previewPlan,
  withWorkbooksRead,
  writePlan,
  type ImportPlan,
} from './imports/index.ts';
import { atWork, todayOf, type CoreContext, type Work } from './procedures.ts';

type WorkContext = CoreContext & { readonly work: Work };

export const imports = {
  presets: atWork.imports.presets.handler(() =>
    presets.map(({ id, isOwn = false, tables }) => ({
      id,
      isOwn,
      tables: tables.map(({ table, file, required, columns, headings = [] }) => ({
        table,
        file,
        required,
        columns: headings.map(({ field, fa, en }) => ({ fa: fa[0], en: en[0], required: columns.includes(field) })),
      })),
    })),
  ),
  preview: atWork.imports.preview.handler(async ({ input, context }) => {
    const { work } = context;
    const { preset, plan } = await planFor(context, input);
    return {
      report: previewPlan(preset, plan, work.store),
      samples: { ...plan.samples },
      earlierMappings: earlierMappings(preset, input, plan, work.store),
    };
  }),
  run: atWork.imports.run.handler(({ input, context, signal }) => {
    const { work } = context;
    requirePermission(work, 'import');
    const ends = signal ? AbortSignal.any([signal, work.ended]) : work.ended;
    return whileSessionLasts(work, runImport(context, input, ends));
  }),
};

/** @throws PeyvandError `permission_denied`, `invalid_input` (an unknown preset), `file_…`. */
async function planFor(
  context: WorkContext,
  request: ImportRequest,
): Promise<{ preset: NonNullable<ReturnType<typeof presetOf>>; plan: ImportPlan }> {
  const { work } = context;
  requirePermission(work, 'import');
  const preset = presetOf(request.preset);
  if (!preset) throw createError('invalid_input', { reason: 'unknown_preset', preset: request.preset });
  const held = createHoldings({
    store: work.store,
    today: todayOf(context, work),
    currency: work.settings.defaultCurrency() ?? 'IRR',
    taxPercentage: companyTax(work),
  });
  const plan = planImport(preset, await withWorkbooksRead(request, preset), held);
  checkImportRights(work.person().role, plan);
  return { preset, plan };
}

function companyTax({ settings }: Work): number {
  const tax = settings.all()['taxPercentage'];
  return typeof tax === 'number' ? tax : 0;
}

/** Progress as it comes, then the report. Ending the stream cancels between two batches. */
async function* runImport(
  context: WorkContext,
  request: ImportRequest,
  signal: AbortSignal,
): AsyncGenerator<ImportProgress, void, void> {
  const { work } = context;
  const cancelling = new AbortController();
  const news: ImportProgress[] = [{ type: 'progress', stage: 'reading', done: 0, expected: request.files.length }];
  let wake: () => void = () => {};
  const tell = (progress: ImportProgress): void => {
    news.push(progress);
    wake();
  };
  try {
    yield* news.splice(0);
    const { preset, plan } = await planFor(context, request);
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
