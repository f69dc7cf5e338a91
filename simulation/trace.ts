/** Two hashes that say whether a seed repeated itself: of everything that happened, in order, and of what there is at the end. */
import { createHash } from 'node:crypto';
import type { Actor } from './actorTypes.ts';
import { readBases, readMemberships, readOutbox, readShown } from './checks/deviceState.ts';
import type { Database } from '../server/store/database.ts';

export interface Trace {
  /** An event: JSON of whatever it carries is part of it. */
  note(event: string, ...content: readonly unknown[]): void;
  /** SHA-256 over all events, in hexadecimal. */
  hash(): string;
}

export function createTrace(): Trace {
  const sum = createHash('sha256');
  return {
    note: (event, ...content) => void sum.update(`${event} ${JSON.stringify(content)}\n`),
    hash: () => sum.copy().digest('hex'),
  };
}

/** Every row of the server but when its tables were made, and all that devices hold, whatever place in the files it has. */
export async function hashOfState(database: Database, actors: readonly Actor[]): Promise<string> {
  const sum = createHash('sha256');
  const tables = await database.rows<{ name: string }>(
    "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations' ORDER BY tablename",
  );
  for (const { name } of tables) {
    const [row] = await database.rows<{ content: string | null }>(
      `SELECT string_agg(t::text, E'\\n' ORDER BY t::text COLLATE "C") AS content FROM ${name} t`,
    );
    sum.update(`${name}\n${row?.content ?? ''}\n`);
  }
  for (const { name, store } of actors) {
    const sorted = (entries: Iterable<readonly [string, unknown]>) =>
      [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const content = [
      store.identity,
      store.sync.cursor(),
      readOutbox(store).map(({ hash, state, inBase }) => [hash, state, inBase]),
      sorted(readShown(store)),
      sorted(readBases(store)),
      sorted([...readMemberships(store)].map(([key, scopes]) => [key, [...scopes].toSorted()] as const)),
    ];
    sum.update(`${name} ${JSON.stringify(content)}\n`);
  }
  return sum.digest('hex');
}
