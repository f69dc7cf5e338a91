/** Mutants of the device: rounds, checkpoints, purges, new epochs. */
import type { Mutant } from './mutant.ts';

export const DEVICE_MUTANTS: readonly Mutant[] = [
  {
    name: 'acknowledge-before-answer',
    breaks: 'a device takes its groups for acknowledged before the server has answered',
    arena: 'simulation',
    edits: [
      {
        file: 'main/core/sync/round.ts',
        passage: `    const reply = await transport.push(token, { protocol: PROTOCOL_VERSION, groups }, signal);`,
        replacement: `    sync.recordOutcomes(batch.map(({ hash }) => ({ hash, outcome: 'applied', covers: {}, reviews: [] })));
    const reply = await transport.push(token, { protocol: PROTOCOL_VERSION, groups }, signal);`,
      },
    ],
  },
  {
    name: 'purge-before-push',
    breaks: 'a withdrawn scope is purged before its work is pushed, unsent or not',
    arena: 'simulation',
    edits: [
      {
        file: 'main/core/sync/round.ts',
        passage: `    const refusal = await sendAll(options, context, reply);
    if (refusal === 'restart') continue;
    await dropWithdrawnScopes(options, reply.scopes, context.signal);`,
        replacement: `    await dropWithdrawnScopes(options, reply.scopes, context.signal);
    const refusal = await sendAll(options, context, reply);
    if (refusal === 'restart') continue;`,
      },
      {
        file: 'main/core/store/purge.ts',
        passage: `  if (unsent && unsent.count > 0)`,
        replacement: `  if (unsent && unsent.count < 0)`,
      },
      {
        file: 'main/core/store/recordSettler.ts',
        passage: `  const newBase = scopes.length > 0 || isUnsent ? newest : null;`,
        replacement: `  const newBase = scopes.length > 0 ? newest : null;`,
      },
    ],
  },
  {
    name: 'checkpoint-page-by-page',
    breaks: 'every checkpoint is shown page by page, as only the first may be',
    arena: 'simulation',
    edits: [
      {
        file: 'main/core/store/takePages.ts',
        passage: `parts.meta.get('firstCheckpointDone') === true ? stageRow : yield* beginShowing(parts);`,
        replacement: `yield* beginShowing(parts);`,
      },
    ],
  },
  {
    name: 'share-ignored-on-purge',
    breaks: 'with a scope all its records go, those too that are shared with the person',
    arena: 'simulation',
    edits: [
      {
        file: 'main/core/store/recordSettler.ts',
        passage: `    if (scopes.delete(scope)) memberships.remove(reference, scope);`,
        replacement: `    if (!scopes.has(scope)) continue;
    for (const every of scopes) memberships.remove(reference, every);
    scopes.clear();`,
      },
    ],
  },
  {
    name: 'place-given-up-when-acknowledged',
    breaks: 'work gives up its place on the screen when it is acknowledged, not when the cursor covers it',
    arena: 'simulation',
    edits: [
      {
        file: 'main/core/store/outcomes.ts',
        passage: `      return { state: 'acknowledged', covers: outcome.covers, reason: null };`,
        replacement: `      return { state: 'acknowledged', covers: {}, reason: null };`,
      },
    ],
  },
  {
    name: 'nothing-swept',
    breaks: 'a scope that is fetched from zero keeps what the pages did not list',
    arena: 'simulation',
    edits: [
      {
        file: 'main/core/store/applyCheckpoint.ts',
        passage: `  yield* sweepWholeScopes(parts);`,
        replacement: ``,
      },
    ],
  },
  {
    name: 'numbers-used-twice',
    breaks: 'a printed number is taken without being used up',
    arena: 'simulation',
    edits: [
      {
        file: 'main/core/store/numbers.ts',
        passage: `SET next = next + 1 WHERE`,
        replacement: `SET next = next WHERE`,
      },
    ],
  },
  {
    name: 'resync-before-resend',
    breaks:
      'on a new epoch a device takes the restored server’s older state first, and sends what that lacks afterwards',
    arena: 'simulation',
    edits: [
      {
        file: 'main/core/sync/greeting.ts',
        passage: `requeued: sync.requeueAfter(reply.last?.n ?? 0, reply.last?.hash) });`,
        replacement: `requeued: 0 });`,
      },
      {
        file: 'main/core/sync/round.ts',
        passage: `    await options.identities?.settle(context.signal);`,
        replacement: `    await options.identities?.settle(context.signal);
    const epochBefore = options.store.identity.epoch;`,
      },
      {
        file: 'main/core/sync/round.ts',
        passage: `    const { reply, clockOffset } = greeting;`,
        replacement: `    const { reply, clockOffset } = greeting;
    if (epochBefore !== null && epochBefore !== reply.epoch) {
      await pullCheckpoint(options, context, reply);
      options.store.sync.requeueAfter(reply.last?.n ?? 0, reply.last?.hash);
    }`,
      },
    ],
  },
  {
    name: 'nothing-sent-again',
    breaks: 'on a new epoch nothing is sent again',
    arena: 'simulation',
    edits: [
      {
        file: 'main/core/sync/greeting.ts',
        passage: `requeued: sync.requeueAfter(reply.last?.n ?? 0, reply.last?.hash) });`,
        replacement: `requeued: 0 });`,
      },
    ],
  },
  {
    name: 'other-life-believed',
    breaks: 'what a server says of another life of its database is believed',
    arena: 'simulation',
    prepares: [
      // Head office goes back to its backup in the middle of rounds, and not only between them.
      {
        file: 'simulation/world.ts',
        passage: `if (options.hasDisasters && choice.chance(0.06)) await restore();`,
        replacement: `if (options.hasDisasters && choice.chance(0.5)) await restore();`,
      },
      {
        file: 'simulation/steps.ts',
        passage: `  { weight: 3, step: (world) => world.backUpServer() },`,
        replacement: `  { weight: 10, step: (world) => world.backUpServer() },`,
      },
    ],
    edits: [
      {
        file: 'main/core/sync/round.ts',
        passage: `    if (reply.epoch !== epoch) return 'restart';`,
        replacement: ``,
      },
    ],
  },
  {
    name: 'old-bases-for-new',
    breaks: 'bases of the old epoch pass for those of the new one',
    arena: 'simulation',
    edits: [
      {
        file: 'main/core/store/commit.ts',
        passage: `    epoch: parts.meta.get('baseEpoch') ?? parts.meta.identity().epoch,`,
        replacement: `    epoch: parts.meta.identity().epoch,`,
      },
    ],
  },
  {
    name: 'old-version-kept',
    breaks: 'a record that only the old epoch knew keeps its version',
    arena: 'simulation',
    edits: [
      {
        file: 'main/core/store/applyCheckpoint.ts',
        passage: `  if (meta.get('epochChanged') === true) yield* forgetVersions(parts);`,
        replacement: ``,
      },
    ],
  },
  {
    name: 'renumbered-after-fork',
    breaks: 'a restored or copied disk writes its unsent groups anew, as the first of its new identity',
    arena: 'simulation',
    edits: [
      {
        file: 'main/core/sync/identities.ts',
        passage: `        continues: store.sync.lastGroup(),`,
        replacement: `        continues: endOfSent(store.sync),`,
      },
      {
        file: 'main/core/sync/identities.ts',
        passage: `const IDENTITIES = 'identities';`,
        replacement: `const IDENTITIES = 'identities';
const endOfSent = (sync: RecordStore['sync']) => {
  const [first] = sync.outbox(1);
  if (!first) return sync.lastGroup();
  const { n, parent } = JSON.parse(first.bytes);
  return parent === null ? null : { n: n - 1, hash: parent };
};`,
      },
      {
        file: 'main/core/store/syncStore.ts',
        passage: `import { putLocal } from './localValues.ts';`,
        replacement: `import { putLocal } from './localValues.ts';
import { writeGroup } from '../../../shared/sync/group.ts';
import { createGroupSigner } from '../security/deviceKey.ts';`,
      },
      {
        file: 'main/core/store/syncStore.ts',
        passage: `        meta.set('identity', { ...meta.identity(), device, deviceCode });
        for (const { area, key, value } of localValues) putLocal(connection, area, key, value);`,
        replacement: `        const seed = localValues.find(({ key }) => key === 'signingSeed')?.value;
        const unsent = connection.all("SELECT n, bytes FROM outbox WHERE state IN ('pending', 'waiting') ORDER BY n");
        if (device !== meta.identity().device && unsent.length > 0) {
          let { n, parent } = JSON.parse(unsent[0].bytes);
          for (const row of unsent) {
            const { bytes, hash } = writeGroup({ ...JSON.parse(row.bytes), device, n, parent });
            connection.run(
              'UPDATE outbox SET device = ?, device_n = ?, hash = ?, parent = ?, bytes = ?, signature = ? WHERE n = ?',
              [device, n, hash, parent, bytes, createGroupSigner(() => seed).sign(hash), row.n],
            );
            meta.set('chain', { n, hash });
            n += 1;
            parent = hash;
          }
        }
        meta.set('identity', { ...meta.identity(), device, deviceCode });
        for (const { area, key, value } of localValues) putLocal(connection, area, key, value);`,
      },
    ],
  },
  {
    name: 'family-one-way',
    breaks: 'of customers that are one the younger does not know the older',
    arena: 'simulation',
    prepares: [
      {
        file: 'simulation/acts/index.ts',
        passage: `  { weight: 2, act: mergeCustomers },`,
        replacement: `  { weight: 40, act: mergeCustomers },`,
      },
    ],
    edits: [
      {
        file: 'main/core/features/customers/family.ts',
        passage: `
    UNION SELECT l.other_id FROM family f JOIN customer_links l ON l.customer_id = f.id AND l.relation = 'mergedInto'`,
        replacement: ``,
      },
    ],
  },
];
