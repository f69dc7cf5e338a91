/** A kind's declared merge rules, asked by path. */
import { splitPath } from '../base/leafPath.ts';
import type { KindDefinition, MergePolicy, MergeRules } from '../domain/kind.ts';

/** The path that stands for the record as a whole: it was created or deleted. No leaf has it. */
export const WHOLE_RECORD = '';

/** The policy of the longest declared prefix, the kind's default without one. */
export function policyOf(rules: MergeRules, segments: readonly string[]): MergePolicy {
  let best: { length: number; policy: MergePolicy } | null = null;
  for (const [prefix, policy] of Object.entries(rules.policies ?? {})) {
    const length = matchLength(prefix, segments);
    if (length > (best?.length ?? 0)) best = { length, policy };
  }
  return best?.policy ?? rules.default;
}

/** The merge group that a leaf moves with, null when it moves by itself. */
export function groupOf(rules: MergeRules, path: string): string | null {
  for (const [group, prefixes] of Object.entries(rules.groups ?? {}))
    if (prefixes.some((prefix) => overlaps(prefix, path))) return group;
  return null;
}

/** Does a change of `path` (or of the whole record) touch the merge group? */
export const touchesGroup = (rules: MergeRules, group: string, path: string): boolean =>
  path === WHOLE_RECORD || (rules.groups?.[group] ?? []).some((prefix) => overlaps(prefix, path));

export const isCounter = (definition: KindDefinition, segments: readonly string[]): boolean =>
  (definition.merge.counters ?? []).some((counter) => {
    const expected = splitPath(counter);
    return expected.length === segments.length && matchLength(counter, segments) > 0;
  });

/** One lies inside the other, or they are the same. */
export const overlaps = (one: string, other: string): boolean =>
  one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);

/** How many segments of a declared prefix match, a star matching any; 0 when it is no prefix. */
function matchLength(prefix: string, segments: readonly string[]): number {
  const expected = splitPath(prefix);
  const matches =
    expected.length <= segments.length && expected.every((name, index) => name === '*' || name === segments[index]);
  return matches ? expected.length : 0;
}
