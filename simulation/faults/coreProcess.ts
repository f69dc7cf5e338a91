/**
 * The core of one machine as a process of its own, with a person who works in it without a pause: the whole core with its encrypted
 * files and real sockets, and no window. Whatever the person is told that it is saved is said on standard output, a line of JSON each, before
 * the next thing is done. Killed at any moment; the next one goes on over the same folder.
 *
 * With `drain` nobody works: it syncs until nothing is pending and says which of the `expected` writes are there.
 */
import { readFileSync, writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { createHttpTransport } from '../../main/core/sync/index.ts';
import { createMemoryHost } from '../../main/hosts/memory/index.ts';
import { errorToWire } from '../../shared/base/errors.ts';
import { createIdSource } from '../../shared/base/id.ts';
import { orderKeyBetween } from '../../shared/sync/orderKey.ts';
import type { SyncState } from '../../shared/contract/sync.ts';
import { createChoice } from '../choice.ts';

export interface CoreProcessOptions {
  readonly directory: string;
  readonly serverUrl: string;
  readonly login: string;
  readonly seed: number;
  /** Where new customers live. */
  readonly territoryId: string;
  /** Nobody works: see above. A file with the writes that must be here, as JSON. */
  readonly drain?: string;
}

/** What a person was told is saved. */
export interface SavedWrite {
  readonly collection: 'customers' | 'activities';
  readonly id: string;
  /** Stands in the record for ever: nobody else types it, nobody takes it out. */
  readonly token: string;
}

export type CoreProcessLine =
  | { readonly say: 'open' }
  | { readonly say: 'saved'; readonly write: SavedWrite }
  | { readonly say: 'failed'; readonly what: string }
  | { readonly say: 'drained'; readonly pending: number; readonly held: number; readonly missing: SavedWrite[] };

const PASSPHRASE = 'a passphrase of this machine';
const NORTH_CUSTOMERS_SEEN = 12;
/** Between two saves at the most, in milliseconds. */
const LONGEST_PAUSE = 30;
const DRAIN_ROUNDS = 60;
/** The server or the line is away: ordinary here. */
const PASSING = new Set(['server_unreachable', 'throttled', 'store_in_use', 'cancelled', 'server_refused']);
/** Events of a log that say nothing is wrong. */
const EXPECTED_EVENTS = new Set(['sync.pokes_ended', 'session.locked']);

const options = JSON.parse(process.argv[2] ?? '{}') as CoreProcessOptions;
const choice = createChoice(options.seed);
const newId = createIdSource({ now: () => Date.now() }, createChoice(options.seed + 1));
const say = (line: CoreProcessLine): void => void writeSync(1, `${JSON.stringify(line)}\n`);
const host = createMemoryHost({
  directory: options.directory,
  openTransport: createHttpTransport,
  defaultServerUrl: options.serverUrl,
  log: (event, facts) => {
    if (EXPECTED_EVENTS.has(event)) return;
    say({ say: 'failed', what: `${event} ${JSON.stringify(facts)}` });
  },
});
const window = host.connect();

await begin();
say({ say: 'open' });
await (options.drain === undefined ? work() : drain(options.drain));

// ---- the person ----------------------------------------------------------------------------------------------

/** Unlocks what is here; where nothing is yet, joins the server, however often the line is cut. */
async function begin(): Promise<void> {
  for (;;) {
    const state = await first(window.session.state());
    try {
      if (state.phase === 'open') return;
      const [profile] = 'profiles' in state ? state.profiles : [];
      if (profile) await window.session.unlock({ profileId: profile.profileId, passphrase: PASSPHRASE });
      else {
        await window.session.signIn({ login: options.login, password: `password-of-${options.login}` });
        await window.session.enrol({ passphrase: PASSPHRASE });
      }
    } catch (error) {
      const { code } = errorToWire(error);
      if (!PASSING.has(code)) throw error;
      await wait(100);
    }
  }
}

async function work(): Promise<never> {
  const known: string[] = [];
  for (let saves = 0; ; saves += 1) {
    // What others made lately, as the list shows it.
    if (saves % 10 === 4) {
      const { rows } = await first(
        window.customers.list({ offset: 0, limit: NORTH_CUSTOMERS_SEEN, sort: { by: 'updatedAt', descending: true } }),
      );
      known.splice(0, known.length, ...rows.map(({ id }) => id));
    }
    try {
      await saveSomething(known);
    } catch (error) {
      const { code, facts } = errorToWire(error);
      // Others deleted nothing and locked nothing: only a customer that has no room for another tag may say no.
      if (code !== 'invalid_input') say({ say: 'failed', what: `${code} ${JSON.stringify(facts)}` });
    }
    await wait(choice.integer(LONGEST_PAUSE));
  }
}

async function saveSomething(known: string[]): Promise<void> {
  const token = `t${newId()}`;
  const saved = (collection: SavedWrite['collection'], id: string): void =>
    say({ say: 'saved', write: { collection, id, token } });
  const customerId = known.length === 0 || choice.chance(0.3) ? null : choice.pick(known);
  if (customerId === null) {
    const id = newId();
    const body = { name: `مشتری ${token}`, stage: 'prospect', territoryId: options.territoryId, tags: [token] };
    await window.customers.create({ id, kind: 'company', body });
    known.push(id);
    return saved('customers', id);
  }
  if (choice.chance(0.4)) {
    const { id } = await window.activities.log({
      kind: 'note',
      body: { customerId, subject: token, happenedAt: new Date().toISOString() },
    });
    return saved('activities', id);
  }
  if (choice.chance(0.5)) {
    await window.customers.edit({ id: customerId, changes: [{ do: 'add', path: 'tags', value: token }] });
    return saved('customers', customerId);
  }
  const element = { id: token, order: orderKeyBetween(null, null), value: { name: token } };
  await window.customers.edit({ id: customerId, changes: [{ do: 'addElement', path: 'contacts', ...element }] });
  saved('customers', customerId);
}

async function drain(expectedFile: string): Promise<void> {
  const expected = JSON.parse(readFileSync(expectedFile, 'utf8')) as SavedWrite[];
  let state: SyncState = await window.sync.now();
  for (let round = 0; round < DRAIN_ROUNDS && (state.pending > 0 || state.connection !== 'online'); round += 1) {
    await wait(200);
    state = await window.sync.now();
  }
  const missing: SavedWrite[] = [];
  for (const write of expected) {
    const record = await first(window.records.observe({ collection: write.collection, id: write.id }));
    if (record === null || record.deleted || !JSON.stringify(record.body).includes(write.token)) missing.push(write);
  }
  say({ say: 'drained', pending: state.pending, held: state.held, missing });
  await host.close();
  process.exit(0);
}

async function first<Value>(stream: PromiseLike<AsyncIterable<Value>>): Promise<Value> {
  for await (const value of await stream) return value;
  throw new Error('A stream ended without a value');
}
