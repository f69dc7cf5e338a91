/** The pipeline: its list, and count and worth per stage from the read model. */
import { matchExpression, searchCondition, searchRows } from '../../store/index.ts';
import type { ListQuery } from '../live.ts';
import { isAnyOf, jsonList, whereAll } from '../sql.ts';

export interface OpportunityListRow {
  readonly id: string;
  readonly name: string | null;
  readonly customerName: string | null;
  readonly ownerName: string | null;
  readonly stage: string | null;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly expectedCloseOn: string | null;
  readonly pending: number;
}

export interface OpportunityListInput {
  readonly offset: number;
  readonly limit: number;
  readonly search?: string | undefined;
  readonly stages?: readonly string[] | undefined;
  readonly customerId?: string | undefined;
}

/** One window: by the day on which it closed or is expected to, the latest first, those without a day last. Null when nothing could be found. */
export function opportunityListQuery(input: OpportunityListInput): ListQuery | null {
  const { search, stages, customerId, offset, limit } = input;
  const match = search === undefined || search.trim() === '' ? undefined : matchExpression(search);
  if (match === null) return null;
  const where = whereAll([
    'p.deleted = 0',
    customerId !== undefined && 'p.customer_id = :customerId',
    stages !== undefined && stages.length > 0 && isAnyOf('p.stage', 'stages'),
    match !== undefined &&
      `(${searchRows('opportunities', 'p.rowid')} OR ${searchCondition('customers', 'p.customer_id')})`,
  ]);
  return {
    count: `SELECT count(*) AS total FROM opportunities p${where}`,
    rows: `
      SELECT p.id, p.name, c.name AS customerName, o.name AS ownerName, p.stage, p.amount, p.currency, p.expected_close_on AS expectedCloseOn, p.pending
      FROM opportunities p LEFT JOIN customers c ON c.id = p.customer_id LEFT JOIN organisation o ON o.id = p.owner_id${where}
      ORDER BY coalesce(p.closed_on, p.expected_close_on) DESC, p.id DESC LIMIT :limit OFFSET :offset`,
    parameters: {
      offset,
      limit,
      stages: jsonList(stages),
      ...(customerId === undefined ? {} : { customerId }),
      ...(match === undefined ? {} : { match }),
    },
  };
}

export interface PipelineRow {
  readonly stage: string;
  /** '' for opportunities without an amount. */
  readonly currency: string;
  readonly count: number;
  readonly amount: number;
}

/** The read model as it stands. */
export const pipelineQuery = 'SELECT stage, currency, count, amount FROM pipeline_facts ORDER BY stage, currency';
