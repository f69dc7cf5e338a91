/**
 * Device → server, by real HTTP: every route of the contract with hostile bodies and framings (calls.ts), groups whose signatures are right and whose
 * content is not (groups.ts), the same carried by others (work.ts), and bytes that are no request (bytes.ts). The database behind it is PostgreSQL in memory.
 */
import fc from 'fast-check';
import { readPullReply } from '../../../../main/core/sync/readPage.ts';
import { startMemoryPostgres, type MemoryPostgres } from '../../../../server/testing/memoryPostgres.ts';
import { create, customerBody } from '../../../../server/testing/testCompany.ts';
import type { Boundary, Ground, Outcome, Target } from '../../boundary.ts';
import type { Vocabulary } from '../../generators/valid.ts';
import { rawRequests, sendRequest, type BytesInput } from './bytes.ts';
import { callRoute, callsFor, type CallInput } from './calls.ts';
import { groupsFor, pushGroup, type GroupInput } from './groups.ts';
import { changedTables } from './tables.ts';
import { bringWork, workFor, type WorkInput } from './work.ts';
import { closeWorld, openWorld, vocabularyOf, type World } from './world.ts';

type ServerInput = CallInput | GroupInput | WorkInput | BytesInput;

export const server: Boundary<ServerInput> = { name: 'server', inputsPerWorld: 1_000, open };

async function open(): Promise<Ground<ServerInput>> {
  const postgres = await startMemoryPostgres();
  return { begin: (seed) => begin(postgres, seed), close: () => postgres.close() };
}

/** An administrator of ours may stop whom we ask by: the next input meets another company, made alike. */
async function begin(postgres: MemoryPostgres, seed: number): Promise<Target<ServerInput>> {
  const openNext = (): Promise<World> => openWorld(postgres, seed % 4 === 0);
  let world = await openNext();
  return {
    inputs: inputsFor(await vocabularyOf(world)),
    async receive(input) {
      if (world.isStopped) {
        await closeWorld(world);
        world = await openNext();
      }
      const outcome = await receive(world, input);
      world.isStopped ||= /device_stopped|not_enrolled/.test(outcome.answer) && isOurs(input);
      return outcome;
    },
    finish: () => finish(world),
    close: () => closeWorld(world),
  };
}

const isOurs = (input: ServerInput): boolean =>
  input.type === 'group' ||
  (input.type === 'work' && Object.keys(input.header).length === 0) ||
  (input.type === 'call' && (input.sender === 'ali' || input.sender === 'ada'));

async function receive(world: World, input: ServerInput): Promise<Outcome> {
  world.company.clock.advance(2_000);
  const first = await send(world, input);
  const moved = await world.tables.takeMoved();
  const isRefused =
    !/^ok$|^(group|sealed|bundleWork|bundleChanges): (applied|parked|waiting|delivered|ok|nothing)/.test(first.answer);
  if (!isRefused || first.broken.length > 0 || moved.length === 0) return withLogs(world, first);
  // Something was written although it was refused: what of it stays is seen when it is asked again.
  const content = await world.tables.content();
  const again = await send(world, input);
  const changed = changedTables(content, await world.tables.content()).filter((table) => !mayMove(input, table));
  await world.tables.takeMoved();
  const broken =
    again.answer === first.answer && changed.length > 0
      ? [`refused with ${first.answer}, and ${changed.join(', ')} changed`]
      : [];
  return withLogs(world, { ...first, broken });
}

/** The greeting in a bundle's request was a good one, whatever is wrong with the rest: when the device was heard of is noted. */
const mayMove = (input: ServerInput, table: string): boolean =>
  input.type === 'work' && input.route === 'bundleChanges' && table === 'devices';

function send(world: World, input: ServerInput): Promise<Outcome> {
  switch (input.type) {
    case 'call':
      return callRoute(world, input);
    case 'group':
      return pushGroup(world, input);
    case 'work':
      return bringWork(world, input);
    case 'bytes':
      return sendRequest(world, input.text);
  }
}

const withLogs = ({ logs }: World, outcome: Outcome): Outcome => ({
  ...outcome,
  broken: [...outcome.broken, ...logs.take()],
});

async function finish({ company, devices: { ada }, logs, isStopped }: World): Promise<string[]> {
  const broken: string[] = [];
  if (isStopped) return logs.take();
  // Another device of the same person: the first one's chain is what it is by now.
  const babak = await company.device('babak');
  const outcome = await babak.push(create('customers', 'company', company.newId(), customerBody('درست', 'north')));
  if (outcome.outcome !== 'applied') broken.push(`honest work is ${outcome.outcome}`);
  for (const device of [babak, ada])
    for (const [scope, rows] of await device.pullAll())
      if (!readPullReply({ type: 'page', token: 't', scope, rows, next: 1, done: true }))
        broken.push(`what is in ${scope} cannot be read by a device`);
  await company.app.call('heldWork', ada.token, { offset: 0, limit: 500, mine: false });
  return [...broken, ...logs.take()];
}

const inputsFor = (vocabulary: Vocabulary): fc.Arbitrary<ServerInput> =>
  fc.oneof(
    { weight: 10, arbitrary: callsFor(vocabulary) },
    { weight: 4, arbitrary: groupsFor(vocabulary).map((group) => ({ type: 'group' as const, ...group })) },
    { weight: 3, arbitrary: workFor(vocabulary) },
    { weight: 1, arbitrary: rawRequests },
  );
