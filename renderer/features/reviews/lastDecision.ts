/** The decision that was made last, so that one key takes it back from wherever among the reviews the person is by then. */
import { createContext } from 'react';

export interface LastDecision {
  undo(): void;
}

const context = createContext<(decision: LastDecision | null) => void>(() => {});
export const NoteDecision = context.Provider;
export const NoteDecisionContext = context;
