import type { SessionState } from '../../../shared/contract/session.ts';
import { DamagedStore } from '../storage/DamagedStore.tsx';
import { RotationScreen } from '../security/RotationScreen.tsx';
import { ChoosePassphrase } from './ChoosePassphrase.tsx';
import { LockScreen } from './LockScreen.tsx';
import { SignIn } from './SignIn.tsx';

export type ClosedSession = Exclude<SessionState, { phase: 'open' }>;

/** What the window shows while nobody's data is open. */
export function SessionScreens({ state }: { state: ClosedSession }) {
  switch (state.phase) {
    case 'signedOut':
      return <SignIn state={state} />;
    case 'choosingPassphrase':
      return <ChoosePassphrase person={state.person} />;
    case 'locked':
      return state.rotation ? <RotationScreen rotation={state.rotation} /> : <LockScreen state={state} />;
    case 'damaged':
      return <DamagedStore repair={state.repair} />;
  }
}
