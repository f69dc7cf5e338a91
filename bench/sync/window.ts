/** A person at a screen: the whole core as a window has it, over an in-memory wire, in a process of its own. */
import { createHttpTransport } from '../../main/core/sync/index.ts';
import { createMemoryHost, type MemoryHost } from '../../main/hosts/memory/index.ts';
import type { CoreClient } from '../../shared/rpc/client.ts';
import { serveCommands } from './commands.ts';
import { PASSWORD } from './company.ts';

const PASSPHRASE = 'a long passphrase of the bench';

let host: MemoryHost | null = null;
let client: CoreClient | null = null;
/** Nanoseconds of the machine's own clock at which each note came on the screen. */
const shownAt = new Map<string, bigint>();
let onShown: () => void = () => {};

async function open(facts: { serverUrl: string; login: string; directory: string }): Promise<void> {
  host = createMemoryHost({
    directory: facts.directory,
    openTransport: createHttpTransport,
    defaultServerUrl: facts.serverUrl,
  });
  client = host.connect();
  await client.session.signIn({ login: facts.login, password: PASSWORD });
  await client.session.enrol({ passphrase: PASSPHRASE });
  const state = await client.sync.now();
  if (state.problem || state.connection !== 'online') throw new Error(`sync: ${JSON.stringify(state)}`);
}

function requireClient(): CoreClient {
  if (!client) throw new Error('no window is open');
  return client;
}

async function watch(id: string): Promise<void> {
  const views = await requireClient().records.observe({ collection: 'customers', id });
  const { promise, resolve } = Promise.withResolvers<void>();
  void (async () => {
    for await (const view of views) {
      resolve();
      const note = view?.body['note'];
      if (typeof note === 'string' && !shownAt.has(note)) shownAt.set(note, process.hrtime.bigint());
      onShown();
    }
  })().catch(() => undefined); // It ends with an error when the core is closed under it.
  await promise;
}

serveCommands(
  {
    open,
    watch,
    /** @returns when the save was told to be durable. */
    async save({ id, note, seen }: { id: string; note: string; seen: string }): Promise<bigint> {
      await requireClient().customers.edit({ id, changes: [{ do: 'set', path: 'note', value: note, seen }] });
      return process.hrtime.bigint();
    },
    /** Resolves when the note is on the screen, with the moment at which it came. */
    async shown(note: string): Promise<bigint> {
      for (let at = shownAt.get(note); ; at = shownAt.get(note)) {
        if (at !== undefined) return at;
        await new Promise<void>((resolve) => {
          onShown = resolve;
        });
      }
    },
  },
  async () => {
    await host?.close();
  },
);
