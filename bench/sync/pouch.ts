/** The little that we use of PouchDB, typed. */
import { loadPeer } from '../shared/peers.ts';

export interface PouchDocument {
  readonly _id: string;
  readonly _rev?: string;
  readonly version: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface PouchDatabase {
  bulkDocs(documents: readonly PouchDocument[]): Promise<unknown>;
  allDocs(options: {
    include_docs: true;
    keys?: readonly string[];
  }): Promise<{ rows: readonly { readonly doc?: PouchDocument }[] }>;
  readonly replicate: Record<'from' | 'to', (other: PouchDatabase, options: object) => Promise<unknown>>;
}

type Pouch = new (name: string) => PouchDatabase;

/** By its address, over HTTP. */
export const remotePouch = (url: string): PouchDatabase => new (loadPeer<Pouch>('pouchdb'))(url);

export function memoryPouch(): Pouch {
  const pouch = loadPeer<Pouch & { plugin(plugin: unknown): Pouch & { defaults(options: object): Pouch } }>('pouchdb');
  return pouch.plugin(loadPeer('pouchdb-adapter-memory')).defaults({ adapter: 'memory' });
}
