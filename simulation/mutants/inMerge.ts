/** Mutants of the merge, which device and server share. */
import type { Mutant } from './mutant.ts';

export const MERGE_MUTANTS: readonly Mutant[] = [
  {
    name: 'delta-as-value',
    breaks: 'by how much a number changed is taken for the number',
    arena: 'simulation',
    prepares: [
      // No device of the product counts anything yet: in this company customers have a number of visits, which counts.
      {
        file: 'shared/domain/customers/customer.ts',
        passage: `  mergeTaken: mergeTakenField.optional(),
`,
        replacement: `  mergeTaken: mergeTakenField.optional(),
  visitCount: z.number().int().optional(),
`,
      },
      {
        file: 'shared/domain/customers/customer.ts',
        passage: `      default: 'serverOrder',
      policies: {
        tags: 'union'`,
        replacement: `      default: 'serverOrder',
      counters: ['visitCount'],
      policies: {
        tags: 'union'`,
      },
      {
        file: 'simulation/acts/records.ts',
        passage: `const CUSTOMER_CHANGES: readonly Change[] = [`,
        replacement: `const CUSTOMER_CHANGES: readonly Change[] = [
  ...[1, 2, 5].map((by): Change => (body) => ({ ...body, visitCount: ((body['visitCount'] as number | undefined) ?? 0) + by })),`,
      },
    ],
    edits: [
      {
        file: 'shared/sync/forceChange.ts',
        passage: `  const sum = ((readAt(body, place.segments) ?? 0) as number) + by;`,
        replacement: `  const sum = by;`,
      },
    ],
  },
  {
    name: 'members-not-added',
    breaks: 'a member that somebody adds to a set is not added',
    arena: 'simulation',
    edits: [
      {
        file: 'shared/sync/forceChange.ts',
        passage: `      return list.includes(change.value) ? list : sortTexts([...list, change.value]);`,
        replacement: `      return list;`,
      },
    ],
  },
  {
    name: 'create-behind-delete-rises',
    breaks: 'a creation that comes behind the delete of its record brings it back',
    arena: 'simulation',
    prepares: [
      // People make, and delete, the same records by themselves more often than elsewhere.
      {
        file: 'simulation/acts/index.ts',
        passage: `  { weight: 4, act: createSame },`,
        replacement: `  { weight: 30, act: createSame },`,
      },
    ],
    edits: [
      {
        file: 'shared/sync/merge.ts',
        passage: `  if (deleted) return merged(current ?? {}, { deleted, clashes: [wholeRecordClash({ mine: body })] });`,
        replacement: `  if (deleted) return merged(body, { changedPaths: [WHOLE_RECORD] });`,
      },
    ],
  },
  {
    name: 'edit-raises-deleted',
    breaks: 'an edit of a deleted record brings it back',
    arena: 'simulation',
    edits: [
      {
        file: 'shared/sync/merge.ts',
        passage: `  if (!deleted) return mergeChanges(`,
        replacement: `  if (deleted || !deleted) return mergeChanges(`,
      },
    ],
  },
  {
    name: 'groups-merge-by-leaf',
    breaks: 'what moves together (an order’s state, lines, prices) is merged leaf by leaf',
    arena: 'simulation',
    edits: [
      {
        file: 'shared/sync/mergeJudgement.ts',
        passage: `    if (isDisturbed || isAsSeen.includes(false)) groups.add(group);`,
        replacement: `    if (isDisturbed && isAsSeen.length === 0) groups.add(group);`,
      },
    ],
  },
  {
    name: 'second-edit-wins-unsaid',
    breaks: 'a value that others changed unseen is replaced without a clash',
    arena: 'simulation',
    edits: [
      {
        file: 'shared/sync/mergeJudgement.ts',
        passage: `      return policy === 'serverOrder' && !circumstances.isSecondCreation ? 'win' : 'lose';`,
        replacement: `      return policy === 'serverOrder' && !circumstances.isSecondCreation ? 'apply' : 'lose';`,
      },
    ],
  },
];
