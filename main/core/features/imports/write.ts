/**
 * Writes a plan through the one commit road, as the person who imports. What is held already is completed, never overwritten:
 * a field that people have since changed is theirs, and the report says where the file differs.
 */
import { canonicalJson } from '../../../../shared/base/canonicalJson.ts';
import { createError } from '../../../../shared/base/errors.ts';
import { splitPath } from '../../../../shared/base/leafPath.ts';
import type { RecordId } from '../../../../shared/base/id.ts';
import type { ImportIssue, ImportReport } from '../../../../shared/contract/imports.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import type { KindDefinition } from '../../../../shared/domain/kind.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { diffBodies } from '../../../../shared/sync/diff.ts';
import type { LeafChange } from '../../../../shared/sync/operation.ts';
import type { LocalOperation, RecordStore } from '../../store/types.ts';
import type { ImportPlan } from './plan.ts';
import type { Draft, Preset } from './presets/preset.ts';

interface WriteOptions {
  readonly store: RecordStore;
  readonly author: RecordId;
  readonly signal?: AbortSignal;
  /** Rows done of rows expected. */
  readonly onProgress?: (done: number, expected: number) => void;
}

/** Records per commit: one transaction and one group each, so that a cut import has whole batches and a second run completes it. */
const BATCH = 500;
/** Of products fewer: where the server holds one, since another has its code by now, it holds the group. One by one would cost ten times as long. */
const BATCH_OF_PRODUCTS = 10;

type Fate = 'created' | 'merged' | 'unchanged' | 'skipped';
type FateCounts = Record<Fate, number>;

/** Fails with `cancelled` between batches; what is committed stays. */
export async function writePlan(
  preset: Preset,
  plan: ImportPlan,
  { store, author, signal, onProgress }: WriteOptions,
): Promise<ImportReport> {
  const assessment = assessPlan(plan, store);
  const { operations } = assessment;
  let done = 0;
  for (const batch of batchesOf(operations)) {
    if (signal?.aborted) throw createError('cancelled', { done, expected: operations.length });
    await store.commit({ author, operations: batch });
    done += batch.length;
    onProgress?.(done, operations.length);
    // A commit waits for nothing but the disk: without this no window would be heard, not even one that cancels.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return reportOf(preset, plan, assessment);
}

/** In their order. */
function batchesOf(operations: readonly LocalOperation[]): LocalOperation[][] {
  const batches: LocalOperation[][] = [];
  const isOfProducts = ({ collection }: LocalOperation): boolean => collection === 'products';
  for (const operation of operations) {
    const last = batches.at(-1);
    const first = last?.[0];
    const most = isOfProducts(operation) ? BATCH_OF_PRODUCTS : BATCH;
    if (last && first && last.length < most && isOfProducts(first) === isOfProducts(operation)) last.push(operation);
    else batches.push([operation]);
  }
  return batches;
}

/** What a run would do now, without doing it. */
export const previewPlan = (preset: Preset, plan: ImportPlan, store: RecordStore): ImportReport =>
  reportOf(preset, plan, assessPlan(plan, store));

interface Assessment {
  readonly operations: readonly LocalOperation[];
  readonly fates: ReadonlyMap<Draft, Fate>;
  readonly issues: readonly ImportIssue[];
}

function assessPlan(plan: ImportPlan, store: RecordStore): Assessment {
  const operations: LocalOperation[] = [];
  const issues: ImportIssue[] = [];
  const fates = new Map<Draft, Fate>();
  for (const draft of plan.drafts) {
    const definition = kindOf(draft.collection, draft.kind);
    if (!definition) throw createError('internal', { reason: 'unknown_kind', kind: draft.kind });
    const { collection, kind, id, body } = draft;
    const held = store.read.record({ collection, id });
    if (!held) {
      operations.push({ act: 'create', collection, kind, id, body });
      fates.set(draft, 'created');
    } else if (held.deleted) {
      issues.push(issueOf(draft, null, 'import.deletedSince', 'rowSkipped'));
      fates.set(draft, 'skipped');
    } else {
      const { changes, differing } = completion(definition, held.body, draft);
      if (changes.length > 0) operations.push({ act: 'patch', collection, kind, id, changes });
      fates.set(draft, changes.length > 0 ? 'merged' : 'unchanged');
      issues.push(...differing.map((field) => issueOf(draft, field, 'import.differs', 'keptAsIs')));
    }
  }
  return { operations, fates, issues };
}

/** Fields that the record lacks are filled in; fields that both have and that differ are only named, unless the draft is to take their place. */
function completion(
  definition: KindDefinition,
  held: RecordBody,
  { body: imported, mode = 'fill' }: Draft,
): { changes: LeafChange[]; differing: string[] } {
  const changes = diffBodies(definition, held, { ...held, ...imported });
  const fieldOf = (path: string): string => splitPath(path)[0] ?? path;
  const isTaken = ({ do: act, path }: LeafChange): boolean => {
    const before = held[fieldOf(path)];
    if (mode === 'replace' || before === undefined) return true;
    return (
      mode === 'complete' && (act === 'add' || act === 'addElement' || (Array.isArray(before) && before.length === 0))
    );
  };
  return {
    changes: changes.filter(isTaken),
    differing: [...new Set(changes.filter((change) => !isTaken(change)).map(({ path }) => fieldOf(path)))],
  };
}

function issueOf(
  { table, row, body }: Draft,
  field: string | null,
  reason: string,
  effect: ImportIssue['effect'],
): ImportIssue {
  return {
    table,
    row,
    field,
    value: field === null ? null : canonicalJson(body[field] ?? null).slice(0, 200),
    reason,
    effect,
    suggestion: null,
  };
}

function reportOf(preset: Preset, plan: ImportPlan, { operations, fates, issues }: Assessment): ImportReport {
  const changesNothing = operations.length === 0;
  const byTable = new Map<string, FateCounts>();
  const byKind = new Map<string, FateCounts>();
  for (const [draft, fate] of fates) {
    countFate(byTable, draft.table, fate);
    countFate(byKind, `${draft.collection}/${draft.kind}`, fate);
  }
  return {
    preset: preset.id,
    tables: plan.tables.map(({ merged, skipped, created, unchanged, ...table }) => {
      const counts = byTable.get(table.table) ?? noFates();
      // Rows inside other rows' records have changed nothing when no record has.
      const [mergedRows, unchangedRows] = changesNothing ? [0, merged + unchanged] : [merged, unchanged];
      return {
        ...table,
        created: counts.created + created,
        merged: counts.merged + mergedRows,
        unchanged: counts.unchanged + unchangedRows,
        skipped: counts.skipped + skipped,
      };
    }),
    kinds: Object.fromEntries(
      [...byKind].map(([kind, { created, merged, unchanged }]) => [kind, { created, merged, unchanged }]),
    ),
    totals: { ...plan.totals },
    counts: { ...plan.counts },
    issues: [...plan.issues, ...issues],
    offers: [...plan.offers],
  };
}

const noFates = (): FateCounts => ({ created: 0, merged: 0, unchanged: 0, skipped: 0 });

function countFate(counts: Map<string, FateCounts>, key: string, fate: Fate): void {
  const known = counts.get(key) ?? noFates();
  known[fate] += 1;
  counts.set(key, known);
}
