import type { SyncState } from '../../../shared/contract/sync.ts';

/** What the pill says. Being offline is normal: it changes neither the word nor the colour. */
export type SyncSummary =
  | { readonly kind: 'needsYou'; readonly count: number }
  | { readonly kind: 'waiting'; readonly count: number }
  | { readonly kind: 'sent' };

/** What needs a person comes first, then what waits to be sent. Held work is counted: somebody has to know of it. */
export function summariseSync({
  reviews,
  held,
  pending,
}: Pick<SyncState, 'reviews' | 'held' | 'pending'>): SyncSummary {
  if (reviews + held > 0) return { kind: 'needsYou', count: reviews + held };
  return pending > 0 ? { kind: 'waiting', count: pending } : { kind: 'sent' };
}
