/** The little that we use of Triplit, typed. A record is an entity without a schema: its body as text, and the note, which is edited, by itself. */
import { loadPeer } from '../shared/peers.ts';

export interface TriplitEntity {
  id: string;
  version: number;
  /** JSON, as it came. */
  body: string;
  note: string;
}

export const COLLECTION = 'records';

type Query = object;

export interface TriplitTransaction {
  insert(collection: string, entity: TriplitEntity): Promise<void>;
  update(collection: string, id: string, change: (entity: TriplitEntity) => void): Promise<void>;
}

export interface TriplitDatabase {
  query(collection: string): Query;
  fetch(query: Query): Promise<TriplitEntity[]>;
  transact(work: (transaction: TriplitTransaction) => Promise<void>): Promise<unknown>;
}

/** One device's line to the server. */
export interface TriplitConnection {
  addListener(listener: (type: string, payload: unknown) => void): void;
  dispatchCommand(message: unknown): unknown;
  start(): Promise<void>;
}

export interface TriplitServer {
  openConnection(token: object, options: { clientId: string; syncSchema: boolean }): TriplitConnection;
  closeConnection(connection: TriplitConnection): void;
}

export interface TriplitClient {
  connect(): Promise<void>;
  disconnect(): void;
  onConnectionStatusChange(listener: (status: 'CONNECTING' | 'OPEN' | 'CLOSING' | 'CLOSED') => void): () => void;
  onEntitySyncSuccess(collection: string, id: string, listener: () => void): () => void;
  onEntitySyncError(collection: string, id: string, listener: (error: unknown) => void): () => void;
  query(collection: string): Query;
  fetch(query: Query, options: { policy: 'local-only' }): Promise<TriplitEntity[]>;
  subscribe(
    query: Query,
    onResults: () => void,
    onError: (error: unknown) => void,
    options: { onRemoteFulfilled: () => void },
  ): () => void;
  transact(work: (transaction: TriplitTransaction) => Promise<void>): Promise<unknown>;
}

interface ClientOptions {
  readonly serverUrl: string;
  readonly token: string;
  readonly storage: 'memory';
  readonly autoConnect: false;
  readonly logLevel: 'error';
}

export function openTriplitClient(options: Pick<ClientOptions, 'serverUrl' | 'token'>): TriplitClient {
  const { TriplitClient } = loadPeer<{ TriplitClient: new (options: ClientOptions) => TriplitClient }>(
    '@triplit/client',
  );
  return new TriplitClient({ ...options, storage: 'memory', autoConnect: false, logLevel: 'error' });
}

/** A database in memory, with the server over it. */
export async function openTriplitServer(): Promise<{ database: TriplitDatabase; server: TriplitServer }> {
  const { createDB, ServerEntityStore } = loadPeer<{
    createDB(options: object): Promise<{ db: TriplitDatabase }>;
    ServerEntityStore: new () => object;
  }>('@triplit/db');
  const { Server } = loadPeer<{ Server: new (database: TriplitDatabase) => TriplitServer }>('@triplit/server-core');
  const { db } = await createDB({ clientId: 'server', entityStore: new ServerEntityStore() });
  return { database: db, server: new Server(db) };
}
