/** What the address of the list of documents carries. */
import { CHAIN_KINDS, STATES_BY_KIND, type ChainKind } from '../../../shared/domain/salesDocuments/documentStates.ts';

const DOCUMENT_SORTS = ['day', 'customerName', 'total', 'number'] as const;
type DocumentSort = (typeof DOCUMENT_SORTS)[number];

export interface DocumentSearch {
  /** Quotes when left out. */
  readonly kind?: ChainKind | undefined;
  readonly q?: string | undefined;
  readonly state?: string | undefined;
  readonly sort?: DocumentSort | undefined;
  readonly ascending?: boolean | undefined;
}

/** A state that the kind does not have is left out. */
export function readDocumentSearch(search: Record<string, unknown>): DocumentSearch {
  const kind = CHAIN_KINDS.find((candidate) => candidate === search['kind']);
  const states: readonly string[] = STATES_BY_KIND[kind ?? 'quote'];
  const state = states.find((candidate) => candidate === search['state']);
  const sort = DOCUMENT_SORTS.find((candidate) => candidate === search['sort']);
  return {
    ...(kind ? { kind } : {}),
    ...(typeof search['q'] === 'string' && search['q'] !== '' ? { q: search['q'] } : {}),
    ...(state === undefined ? {} : { state }),
    ...(sort ? { sort } : {}),
    ...(search['ascending'] === true ? { ascending: true } : {}),
  };
}

/** The newest and the largest come first; names and numbers begin with the first. */
export function nextDocumentSort(search: DocumentSearch, by: string): Pick<DocumentSearch, 'sort' | 'ascending'> {
  const sort = DOCUMENT_SORTS.find((candidate) => candidate === by) ?? 'day';
  const isNew = (search.sort ?? 'day') !== sort;
  const ascending = isNew ? sort === 'customerName' || sort === 'number' : search.ascending !== true;
  return { sort: sort === 'day' ? undefined : sort, ascending: ascending || undefined };
}
