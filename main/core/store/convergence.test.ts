import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { companyKind } from '../../../shared/domain/customers/customer.ts';
import { mergeOperation } from '../../../shared/sync/merge.ts';
import type { OperationGroup } from '../../../shared/sync/operation.ts';
import type { HeadVector } from '../../../shared/sync/protocol.ts';
import type { Pacing, RecordStore } from './index.ts';
import { createTestFeed, pull, stage, type TestFeed } from './testing/testFeed.ts';
import { companyBody, createCompany, createTestStore, setLeaf, type TestStore } from './testing/testStore.ts';

const opened: TestStore[] = [];
afterEach(async () => {
  for (const test of opened.splice(0)) await test.remove();
});

const SCOPES = ['territory/a', 'territory/b'] as const;

/** Applies what waits in the outbox as the server would; the reply may get lost. */
function push(store: RecordStore, feed: TestFeed, isReplyLost: boolean, applied: Map<string, HeadVector>): void {
  const outcomes = store.sync.outbox(1_000).map(({ hash, bytes }) => {
    const covers = applied.get(hash) ?? applyGroup(feed, JSON.parse(bytes) as OperationGroup);
    applied.set(hash, covers);
    return { hash, outcome: 'applied' as const, covers, reviews: [] };
  });
  if (!isReplyLost) store.sync.recordOutcomes(outcomes);
}

function applyGroup(feed: TestFeed, group: OperationGroup): HeadVector {
  const covers: HeadVector = {};
  for (const operation of group.operations) {
    const current = feed.image(operation.id);
    const outcome = mergeOperation({
      definition: companyKind,
      current: current?.body ?? null,
      deleted: current?.deleted ?? false,
      operation,
      unseen: [],
    });
    if (outcome.type === 'refused') throw new Error(`the toy server refuses: ${outcome.reason}`);
    const scopes = current ? feed.scopesOf(operation.id) : [SCOPES[0]];
    Object.assign(
      covers,
      feed.put('customers', 'company', operation.id, scopes, outcome.body, { deleted: outcome.deleted }),
    );
  }
  return covers;
}

type Step =
  | { readonly type: 'create' }
  | {
      readonly type: 'edit' | 'remoteEdit' | 'editDuringPull';
      readonly which: number;
      readonly field: 'industry' | 'region' | 'code';
      readonly value: number;
    }
  | { readonly type: 'remove' | 'remoteMove' | 'remoteRemove'; readonly which: number }
  | { readonly type: 'push' | 'lostPush' | 'pull' | 'restart' | 'reopenScope' };

const which = fc.nat(20);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ type: 'create' as const }) },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constantFrom('edit' as const, 'remoteEdit' as const, 'editDuringPull' as const),
      which,
      field: fc.constantFrom('industry' as const, 'region' as const, 'code' as const),
      value: fc.nat(9),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constantFrom('remove' as const, 'remoteMove' as const, 'remoteRemove' as const),
      which,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.constantFrom<Step>(
      { type: 'push' },
      { type: 'lostPush' },
      { type: 'pull' },
      { type: 'restart' },
      { type: 'reopenScope' },
    ),
  },
);

describe('a store and a server', () => {
  it(
    'SYNC-126, SYNC-128, SYNC-181: agree in the end, and on the way one’s own work is always on the screen',
    { timeout: 120_000 },
    async () => {
      const stepByStep: Pacing = {
        startSlice: () => () => true,
        rest: () => new Promise((resolve) => setImmediate(resolve)),
      };
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
          const test = createTestStore({ pacing: stepByStep });
          opened.push(test);
          const feed = createTestFeed();
          const applied = new Map<string, HeadVector>();
          const ids: string[] = [];
          const shown = (id: string) => test.store.read.record({ collection: 'customers', id });
          const isThere = (id: string): boolean => shown(id)?.deleted === false;
          /** What was typed here and is not answered yet: it must be on the screen. */
          const typed = new Map<string, { readonly id: string; readonly field: string; readonly value: string }>();

          const edit = async (id: string | undefined, field: string, value: string) => {
            if (id === undefined || !isThere(id)) return;
            const seen = shown(id)?.body[field];
            await test.store.commit({
              author: test.person,
              operations: [setLeaf(id, field, value, typeof seen === 'string' ? seen : undefined)],
            });
            typed.set(`${id} ${field}`, { id, field, value });
          };
          const pullAll = () => pull(test.store, feed, { scopes: SCOPES, pageRows: 3 });

          for (const action of steps) {
            const id = 'which' in action ? ids[action.which % Math.max(1, ids.length)] : undefined;
            const remote = id === undefined ? undefined : feed.image(id);
            switch (action.type) {
              case 'create': {
                const created = test.newId();
                ids.push(created);
                await test.store.commit({
                  author: test.person,
                  operations: [createCompany(created, `company ${ids.length}`)],
                });
                break;
              }
              case 'edit':
                await edit(id, action.field, `mine ${action.value}`);
                break;
              case 'editDuringPull': {
                stage(test.store, feed, { scopes: SCOPES });
                const applying = test.store.sync.applyCheckpoint({});
                await new Promise((resolve) => setImmediate(resolve));
                await edit(id, action.field, `meanwhile ${action.value}`);
                await applying;
                break;
              }
              case 'remoteEdit': {
                const body: RecordBody = {
                  ...(remote?.body ?? companyBody('theirs')),
                  [action.field]: `theirs ${action.value}`,
                };
                if (remote && !remote.deleted)
                  feed.put('customers', 'company', remote.id, feed.scopesOf(remote.id), body);
                break;
              }
              case 'remoteMove':
                if (remote)
                  feed.put(
                    'customers',
                    'company',
                    remote.id,
                    feed.scopesOf(remote.id).includes(SCOPES[0]) ? [SCOPES[1]] : [...SCOPES],
                    remote.body,
                    { deleted: remote.deleted },
                  );
                break;
              case 'remoteRemove':
                if (remote)
                  feed.put('customers', 'company', remote.id, feed.scopesOf(remote.id), remote.body, { deleted: true });
                break;
              case 'remove':
                if (id !== undefined && isThere(id)) {
                  await test.store.commit({
                    author: test.person,
                    operations: [{ act: 'delete', collection: 'customers', kind: 'company', id }],
                  });
                  for (const [key, value] of typed) if (value.id === id) typed.delete(key);
                }
                break;
              case 'push':
              case 'lostPush':
                push(test.store, feed, action.type === 'lostPush', applied);
                if (action.type === 'push') typed.clear();
                break;
              case 'pull':
                await pullAll();
                break;
              case 'restart':
                await test.reopen();
                break;
              case 'reopenScope':
                test.store.sync.reopenScope(SCOPES[0]);
                break;
            }
            for (const { id: own, field, value } of typed.values())
              expect(shown(own)?.body[field], `${field} after ${action.type}`).toBe(value);
            const theirs = feed.digests(SCOPES);
            const isUpToDate = action.type === 'pull' || action.type === 'editDuringPull';
            expect(isUpToDate ? test.store.sync.digests(SCOPES) : theirs).toEqual(theirs);
          }

          push(test.store, feed, false, applied);
          await pullAll();
          const held = test.store.read.all<{
            id: string;
            version: number;
            deleted: number;
            pending: number;
            body: string;
          }>('SELECT id, version, deleted, pending, body FROM customers');
          expect(held.every((row) => row.pending === 0)).toBe(true);
          expect(
            new Set(
              held.map(({ id, version, deleted, body }) =>
                JSON.stringify([id, version, deleted === 1, JSON.parse(body)]),
              ),
            ),
          ).toEqual(
            new Set(
              ids
                .flatMap((id) => feed.image(id) ?? [])
                .map(({ id, version, deleted, body }) => JSON.stringify([id, version, deleted, body])),
            ),
          );
          expect(test.store.sync.digests(SCOPES)).toEqual(feed.digests(SCOPES));
          expect(
            test.store.read.get(
              'SELECT (SELECT count(*) FROM base_records) + (SELECT count(*) FROM staged_rows) AS count',
            ),
          ).toEqual({ count: 0 });
          await opened.pop()?.remove();
        }),
        { numRuns: 40, seed: 20261101 },
      );
    },
  );
});
