/** A machine that several people share: one core as every host builds it, real encrypted files, a line to the server that can be taken away. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createError } from '../../shared/base/errors.ts';
import type { BundleExportReport, BundleImportReport } from '../../shared/contract/bundles.ts';
import type { CoreClient } from '../../shared/rpc/client.ts';
import type { ServerTransport, StandingTransport } from '../../main/core/ports/transport.ts';
import type { StandingReply } from '../../shared/sync/lease.ts';
import type { HandshakeReply } from '../../shared/sync/protocol.ts';
import { first } from '../../main/hosts/memory/company.ts';
import { createMemoryHost, type MemoryHost, type MemoryHostOptions } from '../../main/hosts/memory/index.ts';

export interface Machine {
  /** As `--data` of a command names it; the core's own folder is `client` in it. */
  readonly dataDirectory: string;
  readonly directory: string;
  readonly window: CoreClient;
  /** Without it nothing reaches the server. */
  online: boolean;
  /** How many calls of the server wait for their answer now; the stream of pokes is none of them. */
  readonly underway: number;
  /** Calls of the server outside of a round, by name, that were made. */
  readonly calls: { readonly name: string; readonly input: unknown }[];
  /** Signs a person in for the first time. Their work is shown when the first sync is over. */
  join(login: string): Promise<string>;
  unlock(profileId: string): Promise<void>;
  lock(): Promise<void>;
  profiles(): Promise<{ profileId: string; name: string }[]>;
  sync(): Promise<{ pending: number; held: number; connection: string }>;
  exportBundle(): Promise<{ report: BundleExportReport; bytes: Buffer }>;
  importBundle(bytes: Uint8Array): Promise<{ report: BundleImportReport; answer: Buffer }>;
  /** What the server's answer about a device is replaced by; null: it is the server's own. */
  answerStanding: (() => StandingReply) | null;
  /** The server's last answer to a greeting, as it went over the line. */
  readonly heard: HandshakeReply | null;
  /** Somebody between the machine and the server answers every greeting with this, and nothing else at all; null: nobody. */
  playedBack: HandshakeReply | null;
  /** Ends the core, and starts another over the same folder. */
  restart(options?: Partial<MemoryHostOptions>): Promise<void>;
  close(): Promise<void>;
}

export const PASSPHRASE = 'a passphrase of some length';

export async function createMachine(
  transport: ServerTransport & StandingTransport,
  hostOptions: Partial<MemoryHostOptions> = {},
): Promise<Machine> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'peyvand-machine-'));
  const directory = join(dataDirectory, 'client');
  const calls: { name: string; input: unknown }[] = [];
  const line = lineOver(transport, () => machine, calls);
  const openHost = (more: Partial<MemoryHostOptions>): MemoryHost =>
    createMemoryHost({ directory, openTransport: () => line.transport, ...hostOptions, ...more });
  let host = openHost({});
  let window = host.connect();
  const machine: Machine = {
    dataDirectory,
    directory,
    get window() {
      return window;
    },
    answerStanding: null,
    get heard() {
      return line.heard();
    },
    playedBack: null,
    online: true,
    get underway() {
      return line.underway();
    },
    calls,
    async join(login) {
      const state = await first(window.session.state());
      if (state.phase === 'locked') await window.session.addPerson();
      await window.session.signIn({ login, password: `password-of-${login}` });
      const { profileId } = await window.session.enrol({ passphrase: PASSPHRASE });
      await window.sync.now();
      return profileId;
    },
    unlock: async (profileId) => void (await window.session.unlock({ profileId, passphrase: PASSPHRASE })),
    lock: async () => void (await window.session.lock()),
    async profiles() {
      const state = await first(window.session.state());
      return 'profiles' in state ? state.profiles.map(({ profileId, name }) => ({ profileId, name })) : [];
    },
    sync: () => window.sync.now(),
    async exportBundle() {
      return collect(await window.bundles.export());
    },
    async importBundle(bytes) {
      const { report, bytes: answer } = await collect(
        await window.bundles.import({ name: 'x.peyvand', bytes: Buffer.from(bytes).toString('base64') }),
      );
      return { report, answer };
    },
    async restart(more = {}) {
      await host.close();
      host = openHost(more);
      window = host.connect();
    },
    async close() {
      await host.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
  return machine;
}

type Event<Report> = { type: 'progress' } | { type: 'piece'; bytes: string } | { type: 'done'; report: Report };

async function collect<Report>(stream: AsyncIterable<Event<Report>>): Promise<{ report: Report; bytes: Buffer }> {
  const pieces: Buffer[] = [];
  for await (const event of stream) {
    if (event.type === 'piece') pieces.push(Buffer.from(event.bytes, 'base64'));
    if (event.type === 'done') return { report: event.report, bytes: Buffer.concat(pieces) };
  }
  throw new Error('ended without a report');
}

function lineOver(
  transport: ServerTransport & StandingTransport,
  machine: () => Pick<Machine, 'online' | 'answerStanding' | 'playedBack'>,
  calls: { name: string; input: unknown }[],
): {
  readonly transport: ServerTransport & StandingTransport;
  heard(): HandshakeReply | null;
  underway(): number;
} {
  let heard: HandshakeReply | null = null;
  let underway = 0;
  const require = (): void => {
    if (!machine().online || machine().playedBack) throw createError('server_unreachable');
  };
  const over =
    <Arguments extends unknown[], Reply>(call: (...given: Arguments) => Promise<Reply>) =>
    async (...given: Arguments): Promise<Reply> => {
      require();
      return counted(call(...given));
    };
  async function counted<Reply>(answer: Promise<Reply>): Promise<Reply> {
    underway += 1;
    try {
      return await answer;
    } finally {
      underway -= 1;
    }
  }
  const carried: ServerTransport & StandingTransport = {
    sampleUsers: over(transport.sampleUsers),
    signIn: over(transport.signIn),
    enrol: over(transport.enrol),
    async standing(request, signal) {
      require();
      return machine().answerStanding?.() ?? counted(transport.standing(request, signal));
    },
    erased: over(transport.erased),
    async askForRecovery(name, input, signal) {
      require();
      return counted(transport.askForRecovery(name, input, signal));
    },
    async handshake(token, request, signal) {
      const { playedBack } = machine();
      if (playedBack) return playedBack;
      require();
      return (heard = await counted(transport.handshake(token, request, signal)));
    },
    push: over(transport.push),
    pull: over(transport.pull),
    async call(token, name, input, signal) {
      require();
      calls.push({ name, input });
      return counted(transport.call(token, name, input, signal));
    },
    async *pokes(token, signal) {
      require();
      yield* transport.pokes(token, signal);
    },
  };
  return { transport: carried, heard: () => heard, underway: () => underway };
}
