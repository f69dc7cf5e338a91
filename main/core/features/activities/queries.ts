/** The list of activities: what happened, or what is planned. It walks an index of times, or a customer's own. */
import { isOfFamily } from '../customers/family.ts';
import type { ListQuery } from '../live.ts';
import { whereAll } from '../sql.ts';

export interface ActivityListRow {
  readonly id: string;
  readonly kind: string;
  readonly customerId: string | null;
  readonly customerName: string | null;
  readonly subject: string | null;
  readonly at: string | null;
  readonly outcome: string | null;
  readonly pending: number;
}

export interface ActivityListInput {
  readonly offset: number;
  readonly limit: number;
  readonly customerId?: string | undefined;
  /** Only those of this person. */
  readonly ownerId?: string | undefined;
  /** true: only what is still to be done, soonest first. Else newest first; false leaves plans out. */
  readonly planned?: boolean | undefined;
}

export function activityListQuery({ offset, limit, customerId, ownerId, planned }: ActivityListInput): ListQuery {
  const where = whereAll([
    'a.deleted = 0',
    customerId !== undefined && isOfFamily('a.customer_id'),
    ownerId !== undefined && 'a.owner_id = :ownerId',
    planned !== undefined && `a.happened_at IS ${planned ? '' : 'NOT '}NULL`,
    // A visit plan is no activity: it has neither time.
    planned === true && 'a.planned_at IS NOT NULL',
    planned === undefined && 'coalesce(a.happened_at, a.planned_at) IS NOT NULL',
  ]);
  const from = `activities a INDEXED BY ${customerId === undefined ? 'activities_by_time' : 'activities_by_customer'}`;
  // In the order of either time, whichever there is: walked until the window is full.
  const walked = customerId === undefined && planned === undefined ? 'activities a INDEXED BY activities_by_day' : from;
  const order = orderOf(planned);
  return {
    count: `SELECT count(*) AS total FROM ${from}${where}`,
    rows: `
      SELECT a.id, a.kind, a.customer_id AS customerId, c.name AS customerName, a.subject, coalesce(a.happened_at, a.planned_at) AS at,
        a.outcome, a.pending
      FROM (SELECT a.rowid AS place FROM ${walked}${where} ORDER BY ${order} LIMIT :limit OFFSET :offset) shown
      JOIN activities a ON a.rowid = shown.place
      LEFT JOIN customers c ON c.id = a.customer_id
      ORDER BY ${order}`,
    parameters: {
      offset,
      limit,
      ...(customerId === undefined ? {} : { customerId }),
      ...(ownerId === undefined ? {} : { ownerId }),
    },
  };
}

function orderOf(planned: boolean | undefined): string {
  if (planned === true) return 'a.planned_at, a.id';
  if (planned === false) return 'a.happened_at DESC, a.id DESC';
  return 'coalesce(a.happened_at, a.planned_at) DESC, a.id DESC';
}
