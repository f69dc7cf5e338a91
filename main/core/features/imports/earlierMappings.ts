/**
 * Which of the mappings on offer somebody has taken at an earlier import of the same source. What was imported tells: a record that is
 * held as the mapping would make it, and not as the file says. So every device and the command line know it, and nothing need be kept
 * beside the records. A mapping that is on nobody's offer leaves no such trace.
 */
import { canonicalJson } from '../../../../shared/base/canonicalJson.ts';
import type { ImportRequest } from '../../../../shared/contract/imports.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import type { RecordStore } from '../../store/types.ts';
import { planImport, type ImportPlan } from './plan.ts';
import type { Draft, Preset } from './presets/preset.ts';

/** Each is tried by planning anew; who has more misspelt names than this decides them again. */
const TRIED_MAXIMUM = 20;

/** @returns `product:GTXPro` → `GTX Pro`, of those that the plan offers. */
export function earlierMappings(
  preset: Preset,
  request: ImportRequest,
  plan: ImportPlan,
  store: RecordStore,
): Record<string, string> {
  const offers = plan.offers.filter(({ mapping }) => request.mappings[mapping] === undefined).slice(0, TRIED_MAXIMUM);
  const unmapped = new Map(plan.drafts.map((draft) => [draft.id, draft]));
  const taken = offers.filter(({ mapping, value }) => {
    const mappings = { ...request.mappings, [mapping]: value };
    const { drafts } = planImport(preset, { ...request, mappings });
    const votes = drafts.map((draft) => voteOf(draft, unmapped.get(draft.id), store));
    return votes.reduce((sum, vote) => sum + vote, 0) > 0;
  });
  return Object.fromEntries(taken.map(({ mapping, value }) => [mapping, value]));
}

/** 1 where the held record is as the mapping makes it, -1 where it is as the file says, 0 where it tells nothing. */
function voteOf(mapped: Draft, unmapped: Draft | undefined, store: RecordStore): number {
  const fields = unmapped ? differingFields(mapped.body, unmapped.body) : [];
  if (!unmapped || fields.length === 0) return 0;
  const held = store.read.record({ collection: mapped.collection, id: mapped.id });
  if (!held || held.deleted) return 0;
  const isHeldAs = (body: RecordBody): boolean =>
    fields.some((field) => body[field] !== undefined && sameValue(held.body[field], body[field]));
  if (isHeldAs(mapped.body)) return 1;
  return isHeldAs(unmapped.body) ? -1 : 0;
}

function differingFields(one: RecordBody, other: RecordBody): string[] {
  const fields = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...fields].filter((field) => !sameValue(one[field], other[field]));
}

const sameValue = (one: RecordBody[string] | undefined, other: RecordBody[string] | undefined): boolean =>
  canonicalJson(one ?? null) === canonicalJson(other ?? null);
