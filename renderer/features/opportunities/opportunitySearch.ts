/** What the address of deals carries: how they are shown, and what is left of them. Anything else in it is ignored. */
import type { IsoDate } from '../../../shared/base/clock.ts';
import type { CalendarSystem } from '../../../shared/locale/format.ts';
import { monthOf } from '../salesCredits/monthOf.ts';

export interface OpportunitySearch {
  readonly view?: 'board' | undefined;
  readonly q?: string | undefined;
  /** Of the list alone: a board shows every stage. */
  readonly stages?: string[] | undefined;
  readonly pipeline?: string | undefined;
  readonly owners?: string[] | undefined;
  readonly territories?: string[] | undefined;
  readonly kind?: 'lead' | 'opportunity' | undefined;
  /** Expected to close in the month of the person's calendar. */
  readonly closing?: true | undefined;
  readonly rotting?: true | undefined;
}

export interface NewOpportunitySearch extends OpportunitySearch {
  readonly customer?: string | undefined;
  readonly as?: 'lead' | undefined;
}

export function readOpportunitySearch(search: Record<string, unknown>): OpportunitySearch {
  const [stages, owners, territories] = [search['stages'], search['owners'], search['territories']].map(textsOf);
  const kind = search['kind'];
  return {
    ...(search['view'] === 'board' ? { view: 'board' } : {}),
    ...(typeof search['q'] === 'string' && search['q'] !== '' ? { q: search['q'] } : {}),
    ...(stages ? { stages } : {}),
    ...(typeof search['pipeline'] === 'string' ? { pipeline: search['pipeline'] } : {}),
    ...(owners ? { owners } : {}),
    ...(territories ? { territories } : {}),
    ...(kind === 'lead' || kind === 'opportunity' ? { kind } : {}),
    ...(search['closing'] === true ? { closing: true } : {}),
    ...(search['rotting'] === true ? { rotting: true } : {}),
  };
}

export const readNewOpportunitySearch = (search: Record<string, unknown>): NewOpportunitySearch => ({
  ...readOpportunitySearch(search),
  ...(typeof search['customer'] === 'string' ? { customer: search['customer'] } : {}),
  ...(search['as'] === 'lead' ? { as: 'lead' } : {}),
});

/** What the core is asked for, all but stages. */
export function searchToFilter(search: OpportunitySearch, today: IsoDate, calendar: CalendarSystem) {
  const month = search.closing === true ? monthOf(today, calendar) : null;
  return {
    ...(search.q === undefined ? {} : { search: search.q }),
    ...(search.pipeline === undefined ? {} : { pipelineId: search.pipeline }),
    ...(search.owners ? { ownerIds: search.owners } : {}),
    ...(search.territories ? { territoryIds: search.territories } : {}),
    ...(search.kind === undefined ? {} : { kind: search.kind }),
    ...(month ? { closingFrom: month.from, closingTo: month.to } : {}),
    ...(search.rotting === true ? { rotting: true as const } : {}),
  };
}

/** Deals are left out by more than the pipeline that is looked at. */
export const isNarrowed = ({ view: _view, pipeline: _pipeline, ...rest }: OpportunitySearch): boolean =>
  Object.values(rest).some((value) => value !== undefined);

/** undefined for none. */
function textsOf(value: unknown): string[] | undefined {
  const texts = Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  return texts.length > 0 ? texts : undefined;
}
