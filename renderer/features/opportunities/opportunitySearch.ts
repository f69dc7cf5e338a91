import { OPPORTUNITY_STAGES } from '../../../shared/domain/opportunities/pipeline.ts';

type Stage = (typeof OPPORTUNITY_STAGES)[number];

/** What the address of the list carries. */
export interface OpportunitySearch {
  readonly q?: string | undefined;
  readonly stages?: Stage[] | undefined;
}

export interface NewOpportunitySearch extends OpportunitySearch {
  readonly customer?: string | undefined;
}

export function readOpportunitySearch(search: Record<string, unknown>): OpportunitySearch {
  const asked: readonly unknown[] = Array.isArray(search['stages']) ? search['stages'] : [];
  const stages = OPPORTUNITY_STAGES.filter((stage) => asked.includes(stage));
  return {
    ...(typeof search['q'] === 'string' && search['q'] !== '' ? { q: search['q'] } : {}),
    ...(stages.length > 0 ? { stages } : {}),
  };
}

export const readNewOpportunitySearch = (search: Record<string, unknown>): NewOpportunitySearch => ({
  ...readOpportunitySearch(search),
  ...(typeof search['customer'] === 'string' ? { customer: search['customer'] } : {}),
});
