/**
 * Likely twins of the whole company, two by two. Asked of the index of match keys, which is walked once in its own order: who shares a key stands side by
 * side there. A key that many share (a switchboard, a chain's name) says nothing.
 */
import type { TwinPair } from '../../../../shared/contract/customerTwins.ts';
import { MATCH_REASONS, reasonOfKey, type MatchReason } from '../../../../shared/domain/customers/matchKeys.ts';
import type { Work } from '../procedures.ts';
import { standsForItself } from './family.ts';

/** So many pairs are shown: when they are done there are others. */
const SHOWN = 100;
const SHARED_BY_AT_MOST = 5;
const READ = 2_000;

const pairsQuery = `
  WITH shared AS MATERIALIZED (
    SELECT key FROM customer_match_keys GROUP BY key HAVING count(*) BETWEEN 2 AND ${SHARED_BY_AT_MOST})
  SELECT s.key, a.customer_id AS oneId, b.customer_id AS otherId
  FROM shared s CROSS JOIN customer_match_keys a ON a.key = s.key
  CROSS JOIN customer_match_keys b ON b.key = s.key AND b.customer_id > a.customer_id
  CROSS JOIN customers x ON x.id = a.customer_id CROSS JOIN customers y ON y.id = b.customer_id
  WHERE x.deleted = 0 AND y.deleted = 0 AND ${standsForItself('x')} AND ${standsForItself('y')} LIMIT ${READ}`;

const customersQuery = `
  SELECT c.id, coalesce(c.name, '') AS name, c.kind, coalesce(c.stage, '') AS stage, c.city, t.name AS territoryName, c.created_at AS createdAt
  FROM json_each(:ids) asked CROSS JOIN customers c ON c.id = asked.value LEFT JOIN organisation t ON t.id = c.territory_id`;

type Row = TwinPair['pair'][number] & { readonly createdAt: string };

export async function readTwinPairs(
  { store }: Work,
  signal: AbortSignal,
): Promise<{ pairs: TwinPair[]; isMore: boolean }> {
  const hits = await store.readInWorker<{ key: string; oneId: string; otherId: string }>(pairsQuery, {}, signal);
  const reasonsByPair = Map.groupBy(hits, ({ oneId, otherId }) => `${oneId} ${otherId}`);
  const likeliest = [...reasonsByPair.values()]
    .map((own) => ({
      ids: [own[0]?.oneId ?? '', own[0]?.otherId ?? ''],
      reasons: reasonsOf(own.map(({ key }) => key)),
    }))
    .toSorted((one, other) => weightOf(other.reasons) - weightOf(one.reasons));
  const shown = likeliest.slice(0, SHOWN);
  const ids = JSON.stringify([...new Set(shown.flatMap((pair) => pair.ids))]);
  const rows = await store.readInWorker<Row>(customersQuery, { ids }, signal);
  const rowsById = new Map(rows.map((row) => [row.id, row]));
  const pairs = shown.flatMap(({ ids: [oneId = '', otherId = ''], reasons }): TwinPair[] => {
    const [one, other] = [rowsById.get(oneId), rowsById.get(otherId)];
    if (!one || !other || reasons.length === 0) return [];
    return [
      {
        pair: one.createdAt <= other.createdAt ? [shownOf(one), shownOf(other)] : [shownOf(other), shownOf(one)],
        reasons,
      },
    ];
  });
  return { pairs, isMore: likeliest.length > SHOWN || hits.length === READ };
}

const shownOf = ({ createdAt: _createdAt, ...shown }: Row): TwinPair['pair'][number] => shown;

function reasonsOf(keys: readonly string[]): MatchReason[] {
  const found = new Set(keys.map(reasonOfKey));
  return MATCH_REASONS.filter((reason) => found.has(reason));
}

/** Two reasons of the lighter kind do not outweigh one of the heavier. */
const weightOf = (reasons: readonly MatchReason[]): number =>
  reasons.reduce((sum, reason) => sum + 2 ** (MATCH_REASONS.length - MATCH_REASONS.indexOf(reason)), 0);
