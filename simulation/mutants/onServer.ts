/** Mutants of the server: feed, ledger, parking, moves, pages. */
import type { Edit, Mutant } from './mutant.ts';

/** A disk is copied more often than elsewhere, and the same person goes on with both: the same order is changed, and numbers are printed. */
const WORK_ON_BOTH_DISKS: readonly Edit[] = [
  {
    file: 'simulation/steps.ts',
    passage: `import { actOnce, decide } from './acts/index.ts';`,
    replacement: `import { actOnce, decide } from './acts/index.ts';
import { addElement, patchOf } from './acts/edit.ts';
import { line } from './acts/editable.ts';`,
  },
  {
    file: 'simulation/steps.ts',
    passage: `  { weight: 2, step: async (_world, actor) => void (actor.disks < 2 && actor.cloneDisk()) },`,
    replacement: `  {
    weight: 14,
    step: async (_world, actor) => {
      if (actor.disks < 2) actor.cloneDisk();
      const order = actor.pick('salesDocuments', "state = 'draft'");
      for (const isOther of [false, true]) {
        if (isOther) await actor.changeDisk();
        const held = order && actor.record('salesDocuments', order.id);
        if (held && !held.deleted) await actor.commit(patchOf(held, addElement('lines', line)(held.body, actor)));
        for (let acts = 0; acts < 6; acts += 1) await actOnce(actor);
      }
    },
  },`,
  },
];

/** Jobs are given out more often than elsewhere, and end. */
const MANY_JOBS: readonly Edit[] = [
  {
    file: 'simulation/acts/index.ts',
    passage: `  { weight: 9, act: stepRequest },`,
    replacement: `  { weight: 40, act: stepRequest },`,
  },
  {
    file: 'simulation/acts/service.ts',
    passage: `    collection: 'serviceRequests',
    weight: 8,`,
    replacement: `    collection: 'serviceRequests',
    weight: 40,`,
  },
];

export const SERVER_MUTANTS: readonly Mutant[] = [
  {
    name: 'naive-feed',
    breaks:
      'a row of the feed takes its number before the transaction ends, and readers ask for what is greater (seq > cursor)',
    arena: 'writers',
    edits: [
      {
        file: 'server/sync/feedWriter.ts',
        passage: `  const rows = await transaction.rows<{ scope: string; seq: number }>(
    'SELECT scope, seq FROM scope_counters WHERE scope = ANY($1) ORDER BY scope FOR UPDATE',
    [scopes],
  );`,
        replacement: `  await transaction.rows('CREATE SEQUENCE IF NOT EXISTS naive_feed MINVALUE 1000 INCREMENT BY 1000');
  const [{ drawn } = { drawn: 0 }] = await transaction.rows<{ drawn: number }>("SELECT nextval('naive_feed') AS drawn");
  const rows = scopes.map((scope) => ({ scope, seq: drawn }));`,
      },
      {
        file: 'server/sync/feedWriter.ts',
        passage: `       UPDATE scope_counters c SET seq = t.seq FROM unnest($7::text[], $8::bigint[]) AS t(scope, seq) WHERE c.scope = t.scope`,
        replacement: `       SELECT 1 FROM unnest($7::text[], $8::bigint[]) AS t(scope, seq)`,
      },
      {
        file: 'server/sync/pull.ts',
        passage: '    `SELECT c.scope, c.seq, c.floor,',
        replacement:
          '    `SELECT c.scope, (SELECT coalesce(max(f.seq), c.seq) FROM feed f WHERE f.scope = c.scope) AS seq, c.floor,',
      },
    ],
  },
  {
    name: 'acknowledge-before-commit',
    breaks: 'a push is answered before its transaction is committed',
    arena: 'writers',
    edits: [
      {
        file: 'server/sync/push.ts',
        passage: `      return await context.database.transaction(
        (transaction) => applyBatch(transaction, groups, plan, { clock: context.clock, ...company, deliveredBy }),
        'prepared',
      );`,
        replacement: `      const answer = Promise.withResolvers<BatchResult>();
      void context.database
        .transaction(async (transaction) => {
          answer.resolve(await applyBatch(transaction, groups, plan, { clock: context.clock, ...company, deliveredBy }));
        })
        .catch(answer.reject);
      return await answer.promise;`,
      },
    ],
  },
  {
    name: 'dependents-before-root-lock',
    breaks: 'what follows a customer is listed before the customer is locked, and not again after it',
    arena: 'writers',
    edits: [
      {
        file: 'server/sync/push/workspace.ts',
        passage: `  const locked = await lockRoots(transaction, roots, written);`,
        replacement: `  for (const key of await listFollowers(transaction, plan.movers)) guessed.set(key, { parent: null });
  const locked = await lockRoots(transaction, roots, written);`,
      },
      {
        file: 'server/sync/push/workspace.ts',
        passage: `  const followers = await listFollowers(transaction, plan.movers);
  const reviews`,
        replacement: `  const followers: string[] = [];
  const reviews`,
      },
      {
        file: 'server/sync/push/workspace.ts',
        passage: `  if (late.length > 0) throw new PlanGrew(plan, {});`,
        replacement: ``,
      },
    ],
  },
  {
    name: 'device-rows-not-locked',
    breaks: 'a push does not lock the rows of its devices first',
    arena: 'writers',
    edits: [
      {
        file: 'server/auth/devices.ts',
        passage: `WHERE id = ANY($1::uuid[]))) ORDER BY id FOR UPDATE`,
        replacement: `WHERE id = ANY($1::uuid[]))) ORDER BY id`,
      },
    ],
  },
  {
    name: 'replay-without-ledger',
    breaks: 'a group that was applied is applied again when it comes again',
    arena: 'simulation',
    edits: [
      {
        file: 'server/sync/push/chain.ts',
        passage: `    const row = known.ledger.get(hash);
    if (row) {`,
        replacement: `    const row = known.ledger.get(hash);
    if (row && row.outcome !== 'applied') {`,
      },
      {
        file: 'server/sync/push/ledger.ts',
        passage: `       facts jsonb, covers jsonb, reviews uuid[], bytes text, signature text, happened_at text)\`,`,
        replacement: `       facts jsonb, covers jsonb, reviews uuid[], bytes text, signature text, happened_at text) ON CONFLICT DO NOTHING\`,`,
      },
    ],
  },
  {
    name: 'merge-by-device-clock',
    breaks: 'of two edits the one with the later time of its device’s clock holds; the other gives way unsaid',
    arena: 'simulation',
    edits: [
      {
        file: 'server/sync/push/applyGroup.ts',
        passage: `  const ownReviews = ownOpenReviews(workspace, work, ancestry, key);`,
        replacement: `  if (before && work.item.group.occurredAt < before.updatedAt) return null;
  const ownReviews = ownOpenReviews(workspace, work, ancestry, key);`,
      },
    ],
  },
  {
    name: 'clash-without-review',
    breaks: 'a clash leaves no review',
    arena: 'simulation',
    edits: [
      {
        file: 'server/sync/push/reviews.ts',
        passage: `  if (left.length > 0) addLeaves(`,
        replacement: `  if (left.length < 0) addLeaves(`,
      },
    ],
  },
  {
    name: 'held-group-partly-applied',
    breaks: 'of a group that cannot be applied, what came before its fault is applied',
    arena: 'simulation',
    edits: [
      {
        file: 'server/sync/push/applyBatch.ts',
        passage: `    if (parking) {
      const line`,
        replacement: `    if (parking) {
      if (!behind) takeOver(workspace, work);
      const line`,
      },
    ],
  },
  {
    name: 'nothing-waits-behind-held',
    breaks: 'what rests on a held group is applied without it',
    arena: 'simulation',
    edits: [
      {
        file: 'server/sync/push/held.ts',
        passage: `  group.n > held.n &&
  group.operations.some(`,
        replacement: `  group.n < 0 &&
  group.operations.some(`,
      },
    ],
  },
  {
    name: 'dependents-stay',
    breaks: 'orders and activities stay behind when their customer moves',
    arena: 'simulation',
    edits: [
      {
        file: 'server/sync/push/groupWork.ts',
        passage: `    moveFollowers(workspace, work, record);
  }
  return record;`,
        replacement: `  }
  return record;`,
      },
    ],
  },
  {
    name: 'assignments-not-settled',
    breaks: 'whoever is sent on a job is not let in to its customer, and holds it for good where a program let them in',
    arena: 'simulation',
    prepares: MANY_JOBS,
    edits: [
      {
        file: 'server/sync/push/applyGroup.ts',
        passage: `  const unshared = settleAssignments(surroundings.workspace, work);`,
        replacement: `  const unshared: ReturnType<typeof settleAssignments> = null;`,
      },
    ],
  },
  {
    name: 'share-outlives-its-job',
    breaks: 'whoever was sent on a job holds its customer when it is over',
    arena: 'simulation',
    prepares: MANY_JOBS,
    edits: [
      {
        file: 'server/sync/push/assignments.ts',
        passage: `  if (!request || request.deleted || !isRequestOpen(request.body)) return [];`,
        replacement: `  if (!request || request.deleted) return [];`,
      },
    ],
  },
  {
    name: 'other-branch-for-own',
    breaks: 'what another branch of a copied device did passes for seen',
    arena: 'simulation',
    prepares: WORK_ON_BOTH_DISKS,
    edits: [
      {
        file: 'server/sync/push/ancestry.ts',
        passage: `      return forked.has(lineOf(device)) ? hash === item.hash || ancestorsOf(item).has(hash) : true;`,
        replacement: `      return true;`,
      },
    ],
  },
  {
    name: 'no-leave-row',
    breaks: 'a scope is not told that a record left it',
    arena: 'simulation',
    edits: [
      {
        file: 'server/sync/feedWriter.ts',
        passage: `    ...left.map((scope) => ({ scope, type: 'leave' as const, collection, id, version })),`,
        replacement: ``,
      },
    ],
  },
  {
    name: 'images-of-now',
    breaks: 'a page carries records as they are now and not as they were at its head',
    arena: 'writers',
    edits: [
      {
        file: 'server/sync/recordImages.ts',
        passage: `AND h.id = f.id AND h.version = f.version OFFSET 0`,
        replacement: `AND h.id = f.id ORDER BY h.version DESC LIMIT 1`,
      },
    ],
  },
  {
    name: 'page-loses-its-last-row',
    breaks: 'a full page forgets its last row',
    arena: 'simulation',
    edits: [
      {
        file: 'server/sync/pages.ts',
        passage: `  if (found.length === limit) return { type: 'page', token, scope, rows, next, done: next >= head };`,
        replacement: `  if (found.length === limit)
    return { type: 'page', token, scope, rows: rows.slice(0, -1), next, done: next >= head };`,
      },
    ],
  },
  {
    name: 'hidden-fields-sent',
    breaks: 'a page carries fields that the person’s view hides',
    arena: 'simulation',
    edits: [
      {
        file: 'server/sync/recordImages.ts',
        passage: `view.maskBody(`,
        replacement: `((_collection: string, _kind: string, body: RecordBody) => body)(`,
      },
    ],
  },
  {
    name: 'foreign-numbers-accepted',
    breaks: 'a number that is on another paper already is accepted',
    arena: 'simulation',
    prepares: WORK_ON_BOTH_DISKS,
    edits: [
      {
        file: 'server/sync/push/numbers.ts',
        passage: `      return { reason: 'number_duplicate', number };`,
        replacement: `      return null;`,
      },
    ],
  },
  {
    name: 'gaps-of-a-chain-not-told',
    breaks: 'a restored server names the last group it has, not the last before the first that is missing',
    arena: 'simulation',
    edits: [
      {
        file: 'server/sync/handshake.ts',
        passage: `      last: (isNewLife ? await lastBeforeGap(transaction, device.id, heardThrough) : null) ?? lastOf(locked),`,
        replacement: `      last: isNewLife ? lastOf(locked) : lastOf(locked),`,
      },
    ],
  },
  {
    name: 'tombstones-too-early',
    breaks:
      'all tombstones of a scope are collected when any is old enough, those too that a device with a valid cursor has not read',
    arena: 'absence',
    edits: [
      {
        file: 'server/jobs/feedUpkeep.ts',
        passage: `      [scope, from, floor],`,
        replacement: `      [scope, 0, floor + 100_000],`,
      },
    ],
  },
  {
    name: 'floor-ignored',
    breaks: 'a cursor below the floor, behind which tombstones are gone, goes on as if nothing had been there',
    arena: 'absence',
    edits: [
      {
        file: 'server/sync/pull.ts',
        passage: `  cursor > seq || (cursor > 0 && cursor < floor);`,
        replacement: `  cursor > seq || (cursor < 0 && cursor < floor);`,
      },
    ],
  },
  {
    name: 'credit-goes-with-order',
    breaks: 'a sale is credited where its order lives, and not where the person lives who made it',
    arena: 'simulation',
    edits: [
      {
        file: 'server/jobs/creditSales.ts',
        passage: `    ...placeRecord(salesCreditKind, id, body, null),`,
        replacement: `    ...placeRecord(salesCreditKind, id, { ...body, personId: '' }, null), homeScope: order.homeScope,`,
      },
    ],
  },
];
