/** The list of opportunities, what stands in each stage of a board, and the story of one. */
import { isOfFamily } from '../customers/family.ts';
import { matchExpression, searchCondition, searchRows } from '../../store/index.ts';
import type { SqlValue } from '../../store/types.ts';
import type { ListQuery } from '../live.ts';
import { isAnyOf, jsonList, whereAll } from '../sql.ts';
import { STAGE_RULES } from './pipelines.ts';

export interface OpportunityFilter {
  readonly search?: string | undefined;
  readonly kind?: string | undefined;
  readonly pipelineId?: string | undefined;
  readonly customerId?: string | undefined;
  readonly ownerIds?: readonly string[] | undefined;
  readonly territoryIds?: readonly string[] | undefined;
  readonly closingFrom?: string | undefined;
  readonly closingTo?: string | undefined;
  readonly rotting?: true | undefined;
}

export interface OpportunityListInput extends OpportunityFilter {
  readonly offset: number;
  readonly limit: number;
  readonly stages?: readonly string[] | undefined;
  readonly order?: 'latest' | 'closing' | undefined;
}

export interface OpportunityListRow {
  readonly id: string;
  readonly kind: string;
  readonly name: string | null;
  readonly customerName: string | null;
  readonly ownerName: string | null;
  readonly stage: string | null;
  readonly pipelineId: string;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly expectedCloseOn: string | null;
  readonly nextStep: string | null;
  readonly nextStepOn: string | null;
  readonly enteredAt: string | null;
  readonly rotting: number;
  readonly pending: number;
}

/** Where nobody asks what stands still. */
const NO_RULES = '[]';

/** Of `p`, with the rules of its stage beside it as `r`. */
const WITH_RULES = ' LEFT JOIN stage_rules r ON r.pipeline_id = p.pipeline_id AND r.stage = p.stage';
const FROM = `opportunities p${WITH_RULES}`;
const IS_ROTTING = 'coalesce(p.entered_at < r.rots_before, 0)';

/**
 * One window: by the day on which it closed or is expected to, the latest first, those without a day last; or what is to close soonest first.
 * Null when nothing could be found.
 */
export function opportunityListQuery(input: OpportunityListInput, rules = NO_RULES): ListQuery | null {
  const filter = conditionsOf(input, rules);
  if (filter === null) return null;
  const { stages, order, offset, limit } = input;
  const where = whereAll([
    ...filter.conditions,
    stages !== undefined && stages.length > 0 && isAnyOf('p.stage', 'stages'),
  ]);
  const sort =
    order === 'closing'
      ? 'p.expected_close_on IS NULL, p.expected_close_on, p.id'
      : 'coalesce(p.closed_on, p.expected_close_on) DESC, p.id DESC';
  // Of one customer few are sorted; otherwise the list is walked in its order until the window is full.
  const index = order === 'closing' || input.customerId !== undefined ? '' : ' INDEXED BY opportunities_by_day';
  const besides = input.rotting === true ? WITH_RULES : '';
  return {
    count: `WITH ${STAGE_RULES} SELECT count(*) AS total FROM opportunities p${besides}${where}`,
    rows: `
      WITH ${STAGE_RULES}
      SELECT p.id, p.kind, p.name, c.name AS customerName, o.name AS ownerName, p.stage, p.pipeline_id AS pipelineId, p.amount, p.currency,
        p.expected_close_on AS expectedCloseOn, json_extract(p.body, '$.nextStep') AS nextStep, p.next_step_on AS nextStepOn,
        p.entered_at AS enteredAt, ${IS_ROTTING} AS rotting, p.pending
      FROM (SELECT p.rowid AS place FROM opportunities p${index}${besides}${where} ORDER BY ${sort} LIMIT :limit OFFSET :offset) shown
      JOIN opportunities p ON p.rowid = shown.place${WITH_RULES}
      LEFT JOIN customers c ON c.id = p.customer_id LEFT JOIN organisation o ON o.id = p.owner_id
      ORDER BY ${sort}`,
    parameters: { ...filter.parameters, offset, limit, stages: jsonList(stages) },
  };
}

export interface StageRow {
  readonly stage: string;
  /** '' for opportunities without an amount. */
  readonly currency: string;
  readonly count: number;
  readonly rotting: number;
  readonly amount: number;
  readonly weighted: number;
}

/** Sums of every stage of one pipeline. Answered from `opportunities_on_board` alone, unless somebody searches or names a territory. */
export function boardQuery(
  input: OpportunityFilter & { readonly pipelineId: string },
  rules: string,
): Pick<ListQuery, 'rows' | 'parameters'> | null {
  const filter = conditionsOf(input, rules);
  if (filter === null) return null;
  return {
    rows: `
      WITH ${STAGE_RULES}
      SELECT stage, currency, count(*) AS count, sum(rotting) AS rotting, sum(amount) AS amount,
        sum(${weightedSql('amount', 'chance')}) AS weighted
      FROM (
        SELECT p.stage, coalesce(p.currency, '') AS currency, ${IS_ROTTING} AS rotting, coalesce(p.amount, 0) AS amount,
          CASE WHEN p.stage = 'won' THEN 1000000 WHEN p.stage IN ('lost', 'converted') THEN 0
            WHEN p.probability BETWEEN 0 AND 1000000 THEN p.probability ELSE coalesce(r.probability, 0) END AS chance
        FROM ${FROM}${whereAll([...filter.conditions, 'p.stage IS NOT NULL'])})
      GROUP BY stage, currency`,
    parameters: filter.parameters,
  };
}

/**
 * amount × chance ÷ 1,000,000, half-even, in whole numbers alone, as `weightedAmount` has it: the amount is taken apart so that no product
 * leaves 64 bits. For amounts from 0.
 */
function weightedSql(amount: string, chance: string): string {
  const rest = `(${amount} % 1000000) * ${chance}`;
  const whole = `(${amount} / 1000000) * ${chance} + (${rest}) / 1000000`;
  return `${whole} + ((${rest}) % 1000000 > 500000 OR ((${rest}) % 1000000 = 500000 AND (${whole}) % 2 = 1))`;
}

function conditionsOf(
  input: OpportunityFilter,
  rules: string,
): { conditions: (string | false)[]; parameters: Record<string, SqlValue> } | null {
  const { search, kind, pipelineId, customerId, ownerIds, territoryIds, closingFrom, closingTo, rotting } = input;
  const match = search === undefined || search.trim() === '' ? undefined : matchExpression(search);
  if (match === null) return null;
  return {
    conditions: [
      'p.deleted = 0',
      kind !== undefined && 'p.kind = :kind',
      pipelineId !== undefined && 'p.pipeline_id = :pipelineId',
      customerId !== undefined && isOfFamily('p.customer_id'),
      ownerIds !== undefined && ownerIds.length > 0 && isAnyOf('p.owner_id', 'ownerIds'),
      territoryIds !== undefined &&
        territoryIds.length > 0 &&
        `p.customer_id IN (SELECT id FROM customers WHERE deleted = 0 AND ${isAnyOf('territory_id', 'territoryIds')})`,
      closingFrom !== undefined && 'p.expected_close_on >= :closingFrom',
      closingTo !== undefined && 'p.expected_close_on <= :closingTo',
      rotting === true && IS_ROTTING,
      match !== undefined &&
        `(${searchRows('opportunities', '+p.rowid')} OR ${searchCondition('customers', '+p.customer_id')})`,
    ],
    parameters: {
      rules,
      ...(kind === undefined ? {} : { kind }),
      ...(pipelineId === undefined ? {} : { pipelineId }),
      ...(customerId === undefined ? {} : { customerId }),
      ownerIds: jsonList(ownerIds),
      territoryIds: jsonList(territoryIds),
      ...(closingFrom === undefined ? {} : { closingFrom }),
      ...(closingTo === undefined ? {} : { closingTo }),
      ...(match === undefined ? {} : { match }),
    },
  };
}

export interface StoryRow {
  readonly id: string;
  readonly kind: string;
  readonly subject: string | null;
  readonly at: string | null;
  readonly outcome: string | null;
}

/** What was done about these: it stands with their customer, or with nobody yet, so that index finds it. */
export function storyQuery(
  ids: readonly string[],
  customerId: string | null,
  window: { readonly offset: number; readonly limit: number },
): ListQuery {
  const where = `a.deleted = 0 AND ${customerId === null ? 'a.customer_id IS NULL' : '(a.customer_id = :customerId OR a.customer_id IS NULL)'}
    AND ${isAnyOf(`json_extract(a.body, '$.opportunityId')`, 'ids')}`;
  return {
    count: `SELECT count(*) AS total FROM activities a WHERE ${where}`,
    rows: `
      SELECT a.id, a.kind, a.subject, coalesce(a.happened_at, a.planned_at) AS at, a.outcome FROM activities a WHERE ${where}
      ORDER BY coalesce(a.happened_at, a.planned_at) DESC, a.id DESC LIMIT :limit OFFSET :offset`,
    parameters: { ids: jsonList(ids), ...(customerId === null ? {} : { customerId }), ...window },
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
