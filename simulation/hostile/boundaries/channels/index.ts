/**
 * The channels between Electron's processes: main process ⇄ core process, page → preload script → main process, page → core by its port, and links from
 * outside. Both ends of most are ours; what a page that was taken over, or another build of ours, may say there is heard as what it is or not at all.
 */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { fromCoreSchema, toCoreSchema } from '../../../../main/hosts/electron/core/coreMessages.ts';
import { CHANNELS } from '../../../../main/hosts/electron/window/windowAddress.ts';
import {
  createLogGuard,
  withoutGround,
  type Boundary,
  type LogGuard,
  type Outcome,
  type Target,
} from '../../boundary.ts';
import { hostileClone } from '../../generators/hostileClone.ts';
import { tearText } from '../../generators/hostileJson.ts';
import { validFor } from '../../generators/valid.ts';
import { sayToPort, startCoreProcess, tellCore, type CoreProcess } from './core.ts';
import { askMain, followLink, sayInPage, sayToPreload, SENDERS, type Sender } from './page.ts';
import { answerKeychainWith, hearFromCore, startSupervisor } from './shell.ts';

type Door = 'toCore' | 'port' | 'fromCore' | 'keychain' | 'page' | 'ipc' | 'ask' | 'link';
interface ChannelInput {
  readonly door: Door;
  readonly value: unknown;
  /** That come with it. */
  readonly ports: number;
  readonly sender: Sender;
  /** Of the preload script's side. */
  readonly channel: string;
}

export const channels: Boundary<ChannelInput> = {
  name: 'channels',
  inputsPerWorld: 5_000,
  shrinksMaximum: 10,
  open: withoutGround(begin),
};

interface World {
  core: CoreProcess;
  readonly openCore: () => Promise<CoreProcess>;
  readonly receiveFromCore: (value: unknown) => Promise<string[]>;
  readonly logs: LogGuard;
}

async function begin(): Promise<Target<ChannelInput>> {
  const folder = await mkdtemp(join(tmpdir(), 'peyvand-channels-'));
  const logs = createLogGuard((line) => /core\.defect|core\.failed|listener_failed/.test(line));
  const openCore = (): Promise<CoreProcess> => startCoreProcess(folder, logs);
  const world: World = { core: await openCore(), openCore, receiveFromCore: startSupervisor(folder), logs };
  return {
    inputs: inputsFor(),
    async receive(input) {
      const value = cloneOf(input.value);
      if (value === NOT_CARRIED) return { answer: `${input.door}: not carried`, broken: [] };
      const { answer, broken } = await receive(world, { ...input, value });
      return { answer: `${input.door}: ${answer}`, broken: [...broken, ...logs.take()] };
    },
    finish: () => Promise.resolve(logs.take()),
    async close() {
      await world.core.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What arrives is never the sender's own object. */
function cloneOf(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return NOT_CARRIED;
  }
}

/** Too deep to be cloned: it fails at who sends it. */
const NOT_CARRIED = Symbol('not carried');

function receive(world: World, input: ChannelInput): Promise<Outcome> | Outcome {
  switch (input.door) {
    case 'toCore':
      return tellCore(world, input.value, input.ports);
    case 'port':
      return sayToPort(world.core, input.value);
    case 'fromCore':
      return hearFromCore(world.receiveFromCore, input.value);
    case 'keychain':
      return answerKeychainWith(input.value);
    case 'page':
      return sayInPage(input.value);
    case 'ipc':
      return sayToPreload(input.value, input.channel, input.ports);
    case 'ask':
      return askMain(input.value, input.sender);
    case 'link':
      return followLink(input.value);
  }
}

// ---- what is said -------------------------------------------------------------------------------------------------

const LINK = 'peyvand://customer/01935a3e-0000-7000-8000-0000000000aa';

function inputsFor(): fc.Arbitrary<ChannelInput> {
  const vocabulary = {
    byField: { window: ['honest', 'hostile', 'shell'], id: [1, 2, 3], ask: ['standing', 'seal', 'open'] },
  };
  const toCore = hostileClone(validFor(toCoreSchema, vocabulary).map(withoutFolder));
  const calls = fc.constantFrom(
    '{"i":"1","p":{"u":"/session/state","b":{"json":{}}}}',
    '{"i":"2","p":{"u":"/preferences/change","b":{"json":{"language":"fa"}}}}',
    '{"i":"3","p":{"u":"/customers/list","b":{"json":{"offset":0,"limit":10}}}}',
  );
  const change = fc.record({ how: fc.nat(0xffff), where: fc.nat(0xffff), what: fc.nat(0xffff) });
  const torn = fc.tuple(calls, change).map(([call, how]) => tearText(call, how));
  const messages = fc.constantFrom<unknown>(
    { peyvand: 'wirePlease', ask: 'abc-1' },
    { peyvand: 'wire', ask: 'abc-1' },
    { peyvand: 'open', address: '#/orders/1' },
  );
  const asks = hostileClone(fc.constantFrom<unknown>('abc-1', 'x'.repeat(64), '#/customers/1', 'javascript:alert(1)'));
  const values: Record<Door, fc.Arbitrary<unknown>> = {
    toCore,
    port: fc.oneof(hostileClone(calls), torn),
    fromCore: hostileClone(validFor(fromCoreSchema, vocabulary)),
    keychain: toCore,
    page: hostileClone(messages),
    ipc: asks,
    ask: asks,
    link: fc.tuple(fc.constant(LINK), change).map(([link, how]) => tearText(link, how)),
  };
  const doors = Object.entries(values) as [Door, fc.Arbitrary<unknown>][];
  return fc.oneof(
    ...doors.map(([door, value]) =>
      fc.record({
        door: fc.constant(door),
        value,
        ports: fc.constantFrom(1, 0, 2),
        sender: fc.oneof(fc.constant<Sender>('our page'), fc.constantFrom(...SENDERS)),
        channel: fc.constantFrom(CHANNELS.wire, CHANNELS.open, CHANNELS.wireEnded, '__proto__'),
      }),
    ),
  );
}

/** A start is of the main process alone, and made once; a folder that is named in a later one is nobody's. */
function withoutFolder(value: unknown): unknown {
  const message = value as { readonly type: string };
  return message.type === 'start' ? { type: 'start', settings: { dataDirectory: '/nowhere', serverUrl: null } } : value;
}
