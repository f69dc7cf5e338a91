/** A device at the end of a run: nothing of it is open but what head office holds for a decision. */
import { canonicalJson } from '../../shared/base/canonicalJson.ts';
import { collections } from '../../shared/domain/catalogue.ts';
import { replayPending } from '../../main/core/store/replayPending.ts';
import type { Actor } from '../actorTypes.ts';
import type { World } from '../world.ts';
import { differences, tornTransactions } from './convergence.ts';
import { keyOf, readBases, readOutbox, readShown, type OutboxRow } from './deviceState.ts';
import { flickers } from './flicker.ts';
import type { ServerState } from './serverState.ts';

export async function checkDevice(world: World, actor: Actor, state: ServerState): Promise<void> {
  const { name, store } = actor;
  const report = (rule: string, message: string): void => world.report(rule, `${name}: ${message}`);
  for (const { rule, message } of [...differences(actor, state), ...tornTransactions(actor)])
    world.report(rule, message);
  for (const flicker of flickers(store, actor.decided)) report('SYNC-128', flicker);
  checkOutbox(actor, state, report);
  checkShown(actor, report);
  const { findings } = await store.checkIntegrity();
  for (const finding of findings) report('SYNC-184', `integrity: ${finding}`);
}

type Report = (rule: string, message: string) => void;

function checkOutbox({ store, journal }: Actor, state: ServerState, report: Report): void {
  const outbox = readOutbox(store);
  let parent: string | null = null;
  for (const [index, row] of outbox.entries()) {
    if (row.n !== index + 1 || row.group.n !== row.n || row.parent !== parent || row.group.parent !== parent)
      report('SYNC-9', `group ${row.n} at place ${index + 1} does not follow the one before it`);
    parent = row.hash;
    if (!journal.has(row.hash)) report('SYNC-1', `group ${row.n} was never committed`);
    const outcome = state.ledger.get(row.hash)?.outcome;
    const expected = outcome === 'applied' ? 'covered' : 'parked';
    if (row.state !== expected) report('SYNC-126', `group ${row.n} is ${row.state} here and ${outcome} on the server`);
  }
  if (outbox.length !== journal.size)
    report('SYNC-181', `${journal.size} groups were saved, ${outbox.length} are kept`);
}

/** What is shown is the base, with held work on top of it and nothing else. */
function checkShown({ store }: Actor, report: Report): void {
  const shown = readShown(store);
  const bases = readBases(store);
  const open = Map.groupBy(
    readOutbox(store, "state <> 'covered'").flatMap((row) =>
      row.group.operations.map((operation) => ({ row, operation, key: keyOf(operation) })),
    ),
    ({ key }) => key,
  );
  for (const key of new Set([...shown.keys(), ...bases.keys(), ...open.keys()])) {
    const operations = open.get(key) ?? [];
    const base = bases.get(key) ?? null;
    const expected = replayPending(
      base && base.version > 0 ? base : null,
      operations.map(({ row, operation }) => pendingOf(row, operation)),
      collections,
    );
    const record = shown.get(key);
    if (!expected !== !record) {
      report('SYNC-128', `${key} is ${record ? 'shown' : 'not shown'}`);
      continue;
    }
    if (!expected || !record) continue;
    if (record.deleted !== expected.deleted || canonicalJson(record.body) !== canonicalJson(expected.body))
      report('SYNC-127', `${key} shows ${canonicalJson(record.body)}, not ${canonicalJson(expected.body)}`);
    if (record.pending !== operations.length > 0) report('SYNC-127', `${key} is marked pending: ${record.pending}`);
    const held = store.read.record(record)?.held ?? null;
    if ((held !== null) !== operations.length > 0) report('SYNC-43', `${key} is marked held: ${JSON.stringify(held)}`);
  }
}

const pendingOf = (row: OutboxRow, operation: OutboxRow['group']['operations'][number]) => ({
  operation,
  author: row.group.author,
  occurredAt: row.group.occurredAt,
  state: row.state,
  inBase: false,
});
