/** What may happen in a step of a run. */
import type { Actor, RoundFaults } from './actorTypes.ts';
import { actOnce, decide } from './acts/index.ts';
import { decideRequest } from './acts/approvals.ts';
import { readOutbox } from './checks/deviceState.ts';
import { tornTransactions } from './checks/convergence.ts';
import { checkRound } from './checks/round.ts';
import { bringStick, takeShift, writeStick } from './couriers.ts';
import { CALM, type Roughness } from './roughNetwork.ts';
import type { World } from './world.ts';

type Step = (world: World, actor: Actor) => Promise<void>;

const STEPS: readonly { readonly weight: number; readonly step: Step }[] = [
  { weight: 55, step: work },
  { weight: 14, step: (world, actor) => round(world, actor) },
  { weight: 10, step: (world, actor) => round(world, actor, { ...CALM, cut: 0.12, torn: 0.05, double: 0.3 }) },
  { weight: 6, step: (world, actor) => round(world, actor, { ...CALM, interlude: 0.3, cut: 0.05 }) },
  { weight: 4, step: (world, actor) => round(world, actor, { ...CALM, late: 0.5, double: 0.2 }) },
  { weight: 3, step: (_world, actor) => actor.network.deliverLate() },
  { weight: 2, step: (world, actor) => round(world, actor, { ...CALM, delay: 0.2, interlude: 0.2 }) },
  { weight: 7, step: (world, actor) => round(world, actor, CALM, { saves: actor.choice.pick([0.05, 0.5]) }) },
  { weight: 3, step: (world, actor) => round(world, actor, CALM, { powerCutAtMessage: actor.choice.integer(6) }) },
  {
    weight: 3,
    step: (world, actor) => round(world, actor, CALM, { saves: 0.1, powerCutAtPause: 1 + actor.choice.integer(6) }),
  },
  { weight: 4, step: killedRound },
  { weight: 3, step: (_world, actor) => actor.killedSave() },
  { weight: 3, step: fullDisk },
  { weight: 4, step: crash },
  { weight: 2, step: (_world, actor) => Promise.resolve(actor.jumpClock()) },
  { weight: 2, step: (_world, actor) => actor.upgrade() },
  { weight: 1, step: (world) => world.upgradeServer() },
  { weight: 3, step: (world) => world.creditSales() },
  { weight: 2, step: (world) => world.reckonStock() },
  { weight: 4, step: (world) => world.post() },
  { weight: 2, step: (world) => world.letThrough() },
  { weight: 2, step: (_world, actor) => actor.restart() },
  { weight: 2, step: (_world, actor) => actor.powerCut() },
  { weight: 5, step: carry },
  { weight: 4, step: takeShift },
  { weight: 5, step: writeStick },
  { weight: 12, step: bringStick },
];

/** Real contention on the server. What comes first is then not the seed's to say, so such a run may not repeat itself. */
const CONTENDED_STEPS = [...STEPS, { weight: 20, step: allAtOnce }];

/** What happens rarely and must cost nobody anything: head office goes back to a backup, a disk is cloned or an old one put back. */
const DISASTERS: readonly (typeof STEPS)[number][] = [
  { weight: 3, step: (world) => world.backUpServer() },
  { weight: 2, step: (world) => world.restoreServer() },
  { weight: 1, step: restoreOlderBackup },
  { weight: 2, step: async (_world, actor) => void (actor.disks < 2 && actor.cloneDisk()) },
  { weight: 3, step: (_world, actor) => actor.changeDisk() },
  { weight: 5, step: loseStore },
];

export interface StepOptions {
  readonly isContended: boolean;
  readonly hasDisasters: boolean;
}

export async function takeStep(world: World, { isContended, hasDisasters }: StepOptions): Promise<void> {
  const actor = world.choice.pick(world.actors);
  world.clock.advance(world.choice.integer(3_600_000));
  const steps = isContended ? CONTENDED_STEPS : STEPS;
  const { step } = world.choice.weighted(hasDisasters ? [...steps, ...DISASTERS] : steps);
  await (world.slow === actor ? work : step)(world, actor);
}

/** As restoring it does: its tables are made as its own program made them, filled, and migrated by the program of today. */
async function restoreOlderBackup(world: World): Promise<void> {
  await world.restoreServer();
  await world.upgradeServer();
}

/** A copy of a disk is made, and later all that is left: what was saved since is in the sealed copy. */
async function loseStore({ counts }: World, actor: Actor): Promise<void> {
  if (actor.disks === 0) return actor.cloneDisk();
  // A server that went back would ask for what only the lost store could send again.
  if (counts.has('servers restored')) return;
  for (let saves = actor.choice.integer(3); saves > 0; saves -= 1) await actOnce(actor);
  await actor.loseStore();
}

/** Offline for a while: often the inbox first, then several saves in a row. */
async function work({ choice }: World, actor: Actor): Promise<void> {
  if (choice.chance(0.5)) await decide(actor);
  if (choice.chance(0.3)) await decideRequest(actor);
  for (let count = 1 + choice.integer(4); count > 0; count -= 1) await actOnce(actor);
}

const round = (world: World, actor: Actor, roughness: Roughness = CALM, faults: RoundFaults = {}): Promise<void> =>
  checkRound(world, actor, () => actor.sync(roughness, faults));

/** The power goes at some commit of the round, or while the log is folded behind a purge. */
async function killedRound(world: World, actor: Actor): Promise<void> {
  const { choice } = actor;
  const kill = choice.chance(0.2)
    ? { at: 'fold' as const, left: 1 }
    : { at: 'commit' as const, left: 1 + choice.integer(8) };
  await round(world, actor, CALM, { saves: 0.1, kill });
}

/** Nothing fits any more: what cannot be saved is said so, and what was saved stays. */
async function fullDisk(world: World, actor: Actor): Promise<void> {
  const before = world.counts.get(REFUSED_FOR_SPACE) ?? 0;
  await actor.whileFull(async () => {
    for (let saves = 2 + actor.choice.integer(6); saves > 0; saves -= 1) await actOnce(actor);
    await actor.sync();
  });
  if ((world.counts.get(REFUSED_FOR_SPACE) ?? 0) > before) world.count('full disks');
  await round(world, actor);
}

const REFUSED_FOR_SPACE = 'refused here: disk_full';

/** The server falls over in the middle of somebody's round. */
async function crash(world: World, actor: Actor): Promise<void> {
  const calmDown = world.crashServer();
  await actor.sync();
  calmDown();
  await round(world, actor);
}

/** The end of the working day: everybody saves something more and syncs, all at the same moment. */
async function allAtOnce({ actors, report }: World): Promise<void> {
  for (const actor of actors) await actOnce(actor);
  await Promise.all(actors.map((actor) => actor.sync({ ...CALM, cut: 0.03, double: 0.2 })));
  for (const actor of actors) for (const { rule, message } of tornTransactions(actor)) report(rule, message);
}

/** Another device brings somebody's groups: some of them, sent before or not, in any order. */
async function carry({ choice, actors, count, report, tell }: World, from: Actor): Promise<void> {
  const courier = choice.pick(actors);
  const chosen = readOutbox(from.store).filter(({ state }) => choice.chance(state === 'pending' ? 0.7 : 0.1));
  const groups = choice.shuffle(chosen).map(({ bytes, hash, signature }) => ({ bytes, hash, signature }));
  if (groups.length === 0) return;
  const reply = await courier.network.handIn(groups);
  if (!reply) return count('couriers whose token was taken no more');
  if (reply.outcomes.map(({ hash }) => hash).join() !== groups.map(({ hash }) => hash).join())
    report('SYNC-55', 'a push was not answered group by group in the order sent');
  for (const { outcome } of reply.outcomes) if (outcome === 'refused') report('SYNC-10', 'a good group was refused');
  tell(
    `${courier.name} carried for ${from.name}: ${reply.outcomes.map(({ hash, outcome }) => `${hash.slice(0, 6)} ${outcome}`).join()}`,
  );
  count('groups carried by others');
}
