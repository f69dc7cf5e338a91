import {
  OPEN_REQUEST_STATES,
  REQUEST_STATES,
  type RequestState,
} from '../../../shared/domain/serviceRequests/requestStates.ts';

/** One state, or all of them; what is open when left out. */
export type StateFilter = RequestState | 'all';

export interface RequestSearch {
  readonly q?: string | undefined;
  readonly state?: StateFilter | undefined;
  readonly mine?: boolean | undefined;
}

export interface NewRequestSearch extends RequestSearch {
  readonly customer?: string | undefined;
  readonly asset?: string | undefined;
}

export function readRequestSearch(search: Record<string, unknown>): RequestSearch {
  const state = (['all', ...REQUEST_STATES] as const).find((name) => name === search['state']);
  return {
    ...(typeof search['q'] === 'string' && search['q'] !== '' ? { q: search['q'] } : {}),
    ...(state === undefined ? {} : { state }),
    ...(search['mine'] === true ? { mine: true } : {}),
  };
}

export const readNewRequestSearch = (search: Record<string, unknown>): NewRequestSearch => ({
  ...readRequestSearch(search),
  ...(typeof search['customer'] === 'string' ? { customer: search['customer'] } : {}),
  ...(typeof search['asset'] === 'string' ? { asset: search['asset'] } : {}),
});

/** What the core is asked for: what is open by when it is due, everything newest first. */
export function toRequestQuery({ q, state, mine }: RequestSearch) {
  const states = state === undefined ? [...OPEN_REQUEST_STATES] : state === 'all' ? undefined : [state];
  const isOver = state === 'all' || state === 'closed' || state === 'cancelled';
  return {
    ...(q === undefined ? {} : { search: q }),
    ...(states === undefined ? {} : { states }),
    ...(mine ? { mine: true } : {}),
    sort: isOver ? { by: 'receivedAt' as const, descending: true } : { by: 'dueAt' as const, descending: false },
  };
}
