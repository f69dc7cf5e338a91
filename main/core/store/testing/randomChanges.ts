/** Random work on a few contracts from every side: the server, checkpoints, purges, the person. For tests of whatever follows the store. */
import type { RecordId } from '../../../../shared/base/id.ts';
import { createSeededRandomness } from '../../../../shared/base/randomness.ts';
import { createTestFeed, pull } from './testFeed.ts';
import type { TestStore } from './testStore.ts';

export interface RandomChanges {
  readonly ids: readonly RecordId[];
  readonly parents: readonly RecordId[];
  /** A whole number below `count`. */
  pick(count: number): number;
  /** One thing happens. */
  step(): Promise<void>;
}

const SCOPES = ['territory/a', 'territory/b'];
const KIND = { collection: 'contracts', kind: 'serviceContract' } as const;

export function createRandomChanges(test: TestStore, seed: number): RandomChanges {
  const feed = createTestFeed();
  const randomness = createSeededRandomness(seed);
  const pick = (count: number): number => (randomness.bytes(1)[0] ?? 0) % count;
  const oneOf = (values: readonly string[]): string => values[pick(values.length)] ?? '';
  const ids = Array.from({ length: 12 }, () => test.newId());
  const parents = Array.from({ length: 3 }, () => test.newId());
  const day = (): string => `2026-0${1 + pick(9)}-1${pick(10)}`;
  const steps: (() => unknown)[] = [
    () =>
      feed.put(
        KIND.collection,
        KIND.kind,
        oneOf(ids),
        [oneOf(SCOPES)],
        { customerId: oneOf(parents), endsOn: day() },
        { deleted: pick(5) === 0 },
      ),
    () => pull(test.store, feed),
    // Refused while work in it is unsent.
    () => test.store.sync.purgeScope(oneOf(SCOPES)).catch(() => undefined),
    // Refused where there is no such record.
    () =>
      test.store
        .commit({
          author: test.person,
          operations: [
            { act: 'patch', ...KIND, id: oneOf(ids), changes: [{ do: 'set', path: 'endsOn', value: day() }] },
          ],
        })
        .catch(() => undefined),
    () => new Promise((resolve) => setTimeout(resolve, pick(60))),
  ];
  return {
    ids,
    parents,
    pick,
    async step() {
      await steps[pick(steps.length)]?.();
    },
  };
}
