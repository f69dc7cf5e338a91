/** The channel as it is drawn: where trees begin, who hangs on a customer, on whom it hangs. Each step is a look into the index of links. */
import { NETWORK_SHOWN, type NetworkNode, type NetworkRelation } from '../../../../shared/contract/customerNetwork.ts';
import type { Work } from '../procedures.ts';
import { familyOf } from './family.ts';

type NodeOf<More> = NetworkNode & More;

export async function networkRoots(
  { store }: Work,
  {
    relations,
    territoryId,
  }: { readonly relations: readonly NetworkRelation[]; readonly territoryId?: string | undefined },
  signal: AbortSignal,
): Promise<{ total: number; rows: NetworkNode[] }> {
  const parameters = { relations: JSON.stringify(relations), territoryId: territoryId ?? null, limit: NETWORK_SHOWN };
  const [rows, [counted]] = await Promise.all([
    store.readInWorker<NetworkNode>(rootsQuery, parameters, signal),
    store.readInWorker<{ total: number }>(rootCountQuery, parameters, signal),
  ]);
  return { total: counted?.total ?? 0, rows };
}

export function networkBelow(
  work: Work,
  { customerId, relations }: { readonly customerId: string; readonly relations: readonly NetworkRelation[] },
): { total: number; rows: NodeOf<{ relation: NetworkRelation }>[] } {
  const parameters = {
    ids: JSON.stringify(familyOf(work, customerId)),
    relations: JSON.stringify(relations),
    limit: NETWORK_SHOWN,
  };
  return {
    total: work.store.read.get<{ total: number }>(belowCountQuery, parameters)?.total ?? 0,
    rows: work.store.read.all<NodeOf<{ relation: NetworkRelation }>>(belowQuery, parameters),
  };
}

export function networkAbove(work: Work, { customerId }: { readonly customerId: string }) {
  return work.store.read.all<NodeOf<{ relation: NetworkRelation }>>(aboveQuery, {
    customerId,
    relations: JSON.stringify(['parent', 'supplier', 'referrer']),
  });
}

const ASKED = `relation IN (SELECT value FROM json_each(:relations))`;
const NODE = `
  SELECT c.id, coalesce(c.name, '') AS name, c.kind, coalesce(c.stage, '') AS stage, c.channel_role AS channelRole, c.class, c.city,
    o.name AS ownerName, (SELECT count(DISTINCT b.customer_id) FROM customer_links b WHERE b.other_id = c.id AND b.${ASKED}) AS count`;
const OWNER = 'LEFT JOIN organisation o ON o.id = c.owner_id';

/** Customers on whom somebody hangs and who hang on nobody that is held here. */
const ROOTS = `
  FROM (SELECT DISTINCT other_id AS id FROM customer_links WHERE ${ASKED}) top CROSS JOIN customers c ON c.id = top.id
  WHERE c.deleted = 0 AND (:territoryId IS NULL OR c.territory_id = :territoryId)
    AND NOT EXISTS (
      SELECT 1 FROM customer_links u CROSS JOIN customers p ON p.id = u.other_id AND p.deleted = 0
      WHERE u.customer_id = c.id AND (u.relation = 'mergedInto' OR u.${ASKED})
        AND (u.relation = 'mergedInto' OR :territoryId IS NULL OR p.territory_id = :territoryId))`;
const rootsQuery = `
  SELECT n.id, n.name, n.kind, n.stage, n.channelRole, n.class, n.city, o.name AS ownerName, n.count FROM (
    SELECT c.id, coalesce(c.name, '') AS name, c.kind, coalesce(c.stage, '') AS stage, c.channel_role AS channelRole, c.class, c.city, c.owner_id, c.name_sort,
      (SELECT count(DISTINCT b.customer_id) FROM customer_links b WHERE b.other_id = c.id AND b.${ASKED}) AS count
    ${ROOTS} ORDER BY c.name_sort, c.id LIMIT :limit) n LEFT JOIN organisation o ON o.id = n.owner_id ORDER BY n.name_sort, n.id`;
const rootCountQuery = `SELECT count(*) AS total ${ROOTS}`;

const BELOW = `
  FROM (SELECT customer_id, min(relation) AS relation FROM customer_links
        WHERE other_id IN (SELECT value FROM json_each(:ids)) AND ${ASKED} GROUP BY customer_id) l
  CROSS JOIN customers c ON c.id = l.customer_id`;
const belowQuery = `${NODE}, l.relation ${BELOW} ${OWNER} WHERE c.deleted = 0 ORDER BY c.name_sort, c.id LIMIT :limit`;
const belowCountQuery = `SELECT count(*) AS total ${BELOW} WHERE c.deleted = 0`;

const aboveQuery = `${NODE}, l.relation
  FROM customer_links l CROSS JOIN customers c ON c.id = l.other_id ${OWNER}
  WHERE l.customer_id = :customerId AND l.${ASKED} AND c.deleted = 0 ORDER BY l.relation, c.name_sort, c.id`;
