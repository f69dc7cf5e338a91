import { createContext, useContext, type ReactNode } from 'react';
import type { SessionState } from '../../shared/contract/session.ts';
import type { Permission } from '../../shared/domain/permissions.ts';

export type OpenSession = Extract<SessionState, { phase: 'open' }>;

const SessionContext = createContext<OpenSession | null>(null);

export function SessionProvider({ session, children }: { session: OpenSession; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** Who works here. Only inside the frame, where someone does. */
export function useSession(): OpenSession {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession outside of an open session');
  return session;
}

/** May this person do that? The window hides what would be refused; core and server enforce it. */
export function useMay(permission: Permission): boolean {
  return useSession().permissions.includes(permission);
}
