/** Steps in which work takes another road than its owner's line: a colleague at the same machine, a stick that somebody carries. */
import { isPeyvandError } from '../shared/base/errors.ts';
import type { Actor, RoundFaults } from './actorTypes.ts';
import { actOnce } from './acts/index.ts';
import { tornTransactions } from './checks/convergence.ts';
import { checkRound } from './checks/round.ts';
import { CALM, type Roughness } from './roughNetwork.ts';
import type { Stick, World } from './world.ts';

/** What may become of a bundle in a world without defects, and changes nothing. */
const EXPECTED = new Set([
  'server_unreachable',
  'bundle_superseded',
  'bundle_other_device',
  'not_enrolled',
  'cancelled',
]);

/** Everybody else at the machine goes home; whoever stays works, syncs, and hands in what lies there. */
export async function takeShift(world: World, actor: Actor): Promise<void> {
  const { choice } = actor;
  const roughness: Roughness = choice.chance(0.5) ? CALM : { ...CALM, cut: 0.1, double: 0.3, torn: 0.05, late: 0.1 };
  await alone(world, actor, async () => {
    await actOnce(actor);
    await checkRound(world, actor, () => actor.sync(roughness));
  });
}

/** What waits here goes onto a stick. */
export async function writeStick(world: World, actor: Actor): Promise<void> {
  await alone(world, actor, async () => {
    const bytes = await actor.carrier.writeBundle();
    world.sticks.push({ kind: 'work', from: actor, bytes });
    world.tell(`${actor.name} wrote a bundle`);
    world.count('bundles of work written');
  });
}

/** A stick arrives: at head office, or with an answer where it came from. It may have been copied, cut off, altered; and it comes when it comes. */
export async function bringStick(world: World): Promise<void> {
  const { choice, sticks, count } = world;
  const stick = sticks.splice(choice.integer(Math.max(1, sticks.length)), 1)[0];
  if (!stick) return;
  if (choice.chance(0.3)) sticks.push(stick);
  const actor = stick.kind === 'changes' ? stick.from : world.actors.find(({ login }) => login === 'administrator');
  if (!actor || actor === world.slow) return;
  const isDamaged = choice.chance(0.1);
  const bytes = isDamaged ? damage(stick.bytes, choice.integer(stick.bytes.length)) : stick.bytes;
  const faults: RoundFaults = choice.chance(0.2) ? { powerCutAtPause: 1 + choice.integer(3) } : {};
  const roughness: Roughness = choice.chance(0.6) ? CALM : { ...CALM, cut: 0.1, double: 0.3 };
  if (isDamaged) count('bundles damaged');
  await actor.withBundle(roughness, faults, async () => {
    const told = await take(world, actor, { ...stick, bytes }, isDamaged);
    world.tell(`${actor.name} took in ${stick.kind} of ${stick.from.name}: ${told}`);
    count(`bundles of ${stick.kind}: ${told}`);
  });
  for (const { rule, message } of tornTransactions(actor)) world.report(rule, message);
}

async function take(world: World, actor: Actor, { from, bytes }: Stick, isDamaged: boolean): Promise<string> {
  try {
    const taken = await actor.carrier.take(bytes);
    if (isDamaged) world.report('SYNC-18', `${actor.name} took in a bundle that was damaged`);
    if (taken.kind === 'changes') {
      if (taken.imported.state === 'incomplete')
        world.report('SYNC-17', `${actor.name}: a bundle of changes was not whole`);
      return taken.imported.state;
    }
    const { refused, answer, noAnswer } = taken.taken;
    for (const { code } of refused)
      if (!EXPECTED.has(code)) world.report('SYNC-16', `of a bundle of ${from.name} something was refused: ${code}`);
    if (noAnswer && !EXPECTED.has(noAnswer.code))
      world.report('SYNC-17', `no answer for ${from.name}: ${noAnswer.code}`);
    if (answer) world.sticks.push({ kind: 'changes', from, bytes: answer });
    return 'taken in';
  } catch (error) {
    if (actor.hasLostPower) return 'power cut';
    const code = isPeyvandError(error) ? error.code : String(error);
    const isExpected = isDamaged ? code.startsWith('bundle_') : EXPECTED.has(code);
    if (!isExpected)
      world.report(isDamaged ? 'SYNC-18' : 'SYNC-16', `${actor.name}: a bundle of ${from.name}: ${code}`);
    return code;
  }
}

/** A byte that is another, or everything behind it gone. */
function damage(bytes: Uint8Array, at: number): Uint8Array {
  if (at % 3 === 0) return bytes.slice(0, at);
  const damaged = Uint8Array.from(bytes);
  damaged[at] = (damaged[at] ?? 0) ^ 0x10;
  return damaged;
}

async function alone(world: World, actor: Actor, work: () => Promise<void>): Promise<void> {
  const mates = world.actors.filter((mate) => mate !== actor && mate.machine === actor.machine && !mate.isBusy);
  for (const mate of mates) await mate.leave();
  try {
    await work();
  } finally {
    for (const mate of mates) await mate.comeBack();
  }
}
