/** In which order the scopes of a checkpoint are fetched. The server answers page by page, whichever is asked for. */
import { COMPANY_SCOPE, type ScopeId } from '../../../shared/domain/record.ts';

/**
 * What a person works on first: customers of their territories, then what is their own and their branch's. The company's catalogue and
 * figures of stock come behind; a first sync, which shows records as they come, is of use before they are here (SYNC-137).
 */
const ORDER = ['territory/', 'person/', 'branch/', COMPANY_SCOPE, 'stock/'] as const;

/** Equal ones stay as they stood, so that a fetch that was cut goes on in the same order. */
export function inOrderOfUse(scopes: readonly ScopeId[]): ScopeId[] {
  return scopes.toSorted((one, other) => placeOf(one) - placeOf(other));
}

function placeOf(scope: ScopeId): number {
  const place = ORDER.findIndex((start) => scope.startsWith(start));
  return place < 0 ? ORDER.length : place;
}
