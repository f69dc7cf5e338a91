/** Pokes: "something moved in these scopes", told to every node after a commit, and by each node to the devices that listen there. */
import { createEmitter } from '../../shared/base/emitter.ts';
import type { ScopeId } from '../../shared/domain/record.ts';
import type { Database, Queryable } from '../store/database.ts';

export interface Pokes {
  /** Calls back with the scopes that moved, on any node; null when there were too many to name. */
  subscribe(listener: (scopes: readonly ScopeId[] | null) => void): () => void;
  close(): Promise<void>;
}

const CHANNEL = 'peyvand_scopes';
/** PostgreSQL takes less than 8,000 bytes. */
const PAYLOAD_MAXIMUM = 7_000;
const EVERYTHING = '*';

/**
 * After the commit and by itself: a NOTIFY inside the transaction would take a lock that all committing writers share. A poke that is
 * lost with its node costs a delay, never data: devices also come on their own.
 */
export async function announceScopes(database: Queryable, scopes: readonly ScopeId[]): Promise<void> {
  if (scopes.length > 0) await database.rows('SELECT pg_notify($1, $2)', [CHANNEL, payloadOf(scopes)]);
}

/** The same, and in one statement with it whether any group waits for anything, as it is after the commit. */
export async function announceAndLook(database: Queryable, scopes: readonly ScopeId[]): Promise<boolean> {
  const [row] = await database.rows<{ waits: boolean }>(
    `SELECT EXISTS (SELECT FROM waiting_groups) AS waits${scopes.length > 0 ? ', pg_notify($1, $2)' : ''}`,
    scopes.length > 0 ? [CHANNEL, payloadOf(scopes)] : [],
    'prepared',
  );
  return row?.waits ?? true;
}

function payloadOf(scopes: readonly ScopeId[]): string {
  const payload = JSON.stringify(scopes);
  return payload.length > PAYLOAD_MAXIMUM ? EVERYTHING : payload;
}

export async function listenForPokes(database: Database, onError: (error: unknown) => void): Promise<Pokes> {
  const emitter = createEmitter<readonly ScopeId[] | null>(onError);
  const stop = await database.listen(CHANNEL, (payload) =>
    emitter.emit(payload === EVERYTHING ? null : (JSON.parse(payload) as ScopeId[])),
  );
  return { subscribe: (listener) => emitter.subscribe(listener), close: stop };
}
