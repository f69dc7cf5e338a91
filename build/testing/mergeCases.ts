/** Merging one operation of somebody ("mine") into a record, in few words: for tests of the merge. */
import { expect } from 'vitest';
import type { JsonValue } from '../../shared/base/leafPath.ts';
import type { KindDefinition } from '../../shared/domain/kind.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { mergeOperation } from '../../shared/sync/merge.ts';
import type { MergeInput, MergeOutcome, UnseenChange } from '../../shared/sync/mergeTypes.ts';
import type { LeafChange } from '../../shared/sync/operation.ts';

export const ID = '00000000-0000-7000-8000-000000000001';
export const PRODUCT = '00000000-0000-7000-8000-000000000002';

export type Merged = Extract<MergeOutcome, { type: 'merged' }>;

interface Situation extends Partial<Pick<MergeInput, 'deleted' | 'contested'>> {
  readonly unseen?: readonly (Partial<UnseenChange> & Pick<UnseenChange, 'paths'>)[];
}

function inputOf(
  definition: KindDefinition,
  current: RecordBody | null,
  operation: object,
  { unseen = [], ...rest }: Situation,
): MergeInput {
  const target = {
    collection: definition.collection,
    kind: definition.kind,
    id: ID,
    seen: { epoch: null, version: 1, group: null },
  };
  return {
    definition,
    current,
    deleted: false,
    operation: { ...target, ...operation } as MergeInput['operation'],
    unseen: unseen.map((change, index) => ({ version: index + 2, author: 'theirs', device: 'theirs', ...change })),
    ...rest,
  };
}

export const patch = (
  definition: KindDefinition,
  current: RecordBody | null,
  changes: readonly LeafChange[],
  situation: Situation = {},
): MergeOutcome => mergeOperation(inputOf(definition, current, { act: 'patch', changes }, situation));

export const create = (
  definition: KindDefinition,
  current: RecordBody | null,
  body: RecordBody,
  situation: Situation = {},
): MergeOutcome => mergeOperation(inputOf(definition, current, { act: 'create', body }, situation));

export const remove = (
  definition: KindDefinition,
  current: RecordBody | null,
  situation: Situation = {},
): MergeOutcome => mergeOperation(inputOf(definition, current, { act: 'delete' }, situation));

export function merged(outcome: MergeOutcome): Merged {
  expect(outcome.type).toBe('merged');
  return outcome as Merged;
}

export const refused = (outcome: MergeOutcome): unknown =>
  outcome.type === 'refused' ? [outcome.reason, outcome.path] : outcome;
export const set = (path: string, seen: JsonValue | undefined, value: JsonValue): LeafChange => ({
  do: 'set',
  path,
  value,
  ...(seen === undefined ? {} : { seen }),
});

export const phone = { id: 'p1', order: 'a0', label: 'mobile', number: '1' };
export const customer = { name: 'الف', stage: 'lead', phones: [phone] };
export const line = {
  id: 'l1',
  order: 'a0',
  productId: PRODUCT,
  productName: 'پمپ',
  unit: 'عدد',
  quantity: 1_000,
  unitPrice: { amount: 10, currency: 'IRR' },
  discountPercentage: 0,
  taxPercentage: 0,
};
export const draft = { customerId: ID, state: 'draft', orderedOn: '2026-11-01', currency: 'IRR', lines: [line] };
export const confirmed = { ...draft, state: 'confirmed', confirmedAt: '2026-11-02T08:00:00.000Z' };
