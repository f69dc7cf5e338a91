import { createError } from '../../../../shared/base/errors.ts';
import type { ImportProgress, ImportRequest } from '../../../../shared/contract/imports.ts';
import { whileSessionLasts, type Stream } from '../follow.ts';
import { anytime, atWork, type Work } from '../procedures.ts';
import { planImport, type ImportPlan } from './plan.ts';
import { presetOf, presets } from './presets/index.ts';
import type { Preset } from './presets/preset.ts';
import { checkImportRights } from './rights.ts';
import { previewPlan, writePlan } from './write.ts';

export const imports = {
  presets: anytime.imports.presets.handler(() =>
    presets.map(({ id, tables }) => ({
      id,
      // A file that two tables read is asked for once.
      tables: tables
        .filter(({ file }, index) => tables.findIndex((other) => other.file === file) === index)
        .map(({ table, file, required }) => ({ table, file, required })),
    })),
  ),
  preview: atWork.imports.preview.handler(({ input, context: { work } }) => {
    const { preset, plan } = readPlan(work, input);
    return { report: previewPlan(preset, plan, work.store), samples: { ...plan.samples } };
  }),
  run: atWork.imports.run.handler(({ input, context: { work } }) => {
    const { preset, plan } = readPlan(work, input);
    return whileSessionLasts(work, streamRun(work, preset, plan));
  }),
};

/** Refused before anything is read at length when the person may not import, and before anything is written when a part would be parked. */
function readPlan(work: Work, request: ImportRequest): { preset: Preset; plan: ImportPlan } {
  const preset = presetOf(request.preset);
  if (!preset) throw createError('invalid_input', { reason: 'unknown_preset', preset: request.preset });
  const { role } = work.person();
  checkImportRights(role, { drafts: [] });
  const plan = planImport(preset, request);
  checkImportRights(role, plan);
  return { preset, plan };
}

/** Progress as it comes, then the report. Ended early, the run stops after the batch that is being written. */
function streamRun(work: Work, preset: Preset, plan: ImportPlan): Stream<ImportProgress> {
  const cancelled = new AbortController();
  async function* run(): AsyncGenerator<ImportProgress, void, void> {
    let latest: ImportProgress = { type: 'progress', stage: 'writing', done: 0, expected: plan.drafts.length };
    let wake: () => void = () => {};
    let isDone = false;
    const writing = writePlan(preset, plan, {
      store: work.store,
      author: work.person().id,
      signal: cancelled.signal,
      onProgress(done, expected) {
        latest = { type: 'progress', stage: 'writing', done, expected };
        wake();
      },
    }).finally(() => {
      isDone = true;
      wake();
    });
    // Its failure is thrown below; until then it must not count as unhandled.
    writing.catch(() => {});
    try {
      for (let shown: ImportProgress | null = null; !isDone;) {
        if (latest !== shown) yield (shown = latest);
        else await new Promise<void>((resolve) => (wake = resolve));
      }
      yield { type: 'done', report: await writing };
    } finally {
      cancelled.abort();
    }
  }
  return run();
}
