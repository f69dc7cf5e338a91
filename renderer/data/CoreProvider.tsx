import { createContext, useContext, useSyncExternalStore, type ReactNode } from 'react';
import type { CoreClient } from '../../shared/rpc/client.ts';
import type { Connection, ConnectionState } from './connection.ts';

const ConnectionContext = createContext<Connection | null>(null);

export function CoreProvider({ connection, children }: { connection: Connection; children: ReactNode }) {
  return <ConnectionContext value={connection}>{children}</ConnectionContext>;
}

/** The core's methods. The same object for the life of the window. */
export function useCore(): CoreClient {
  return useConnection().core;
}

export function useConnectionState(): ConnectionState {
  const connection = useConnection();
  return useSyncExternalStore(connection.subscribe, connection.state);
}

function useConnection(): Connection {
  const connection = useContext(ConnectionContext);
  if (!connection) throw new Error('useCore outside of CoreProvider');
  return connection;
}
