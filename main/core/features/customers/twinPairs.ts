/**
 * Likely twins of the whole company, two by two. Asked of the index of match keys, which is walked once in its own order: who shares a key stands side by
 * side there. A key that many share (a switchboard, a chain's name) says nothing. From then on only the keys of customers that were changed are looked up;
 * where too many were changed to be named, it is walked again.
 */
import type { TwinPair } from '../../../../shared/contract/customerTwins.ts';
import {
  MATCH_REASONS,
  reasonOfKey,
  weightOf,
  type MatchReason,
} from '../../../../shared/domain/customers/matchKeys.ts';
import type { StoreChange } from '../../store/types.ts';
import type { Work } from '../procedures.ts';
import { standsForItself } from './family.ts';

/** So many pairs are shown: when they are done there are others. */
const SHOWN = 100;
const SHARED_BY_AT_MOST = 5;
const READ = 2_000;
/** More changed customers than this are not worth being looked up one by one. */
const CHANGED_AT_MOST = 200;

/** `isToldApart` of `toldApart.ts`, of one of the two. A body that is damaged says nothing. */
const isToldApart = (one: string, other: string): string => `
  EXISTS (SELECT 1 FROM json_each(iif(json_valid(${one}.body), ${one}.body, '{}'), '$.toldApart') told
    WHERE told.value = ${other}.id || ' ' || s.key)`;

/** @param shared Keys (`key`) that more than one has, and not too many. */
const hitsQuery = (shared: string): string => `
  WITH shared AS MATERIALIZED (${shared})
  SELECT s.key, a.customer_id AS oneId, b.customer_id AS otherId
  FROM shared s CROSS JOIN customer_match_keys a ON a.key = s.key
  CROSS JOIN customer_match_keys b ON b.key = s.key AND b.customer_id > a.customer_id
  CROSS JOIN customers x ON x.id = a.customer_id CROSS JOIN customers y ON y.id = b.customer_id
  WHERE x.deleted = 0 AND y.deleted = 0 AND ${standsForItself('x')} AND ${standsForItself('y')}
    AND NOT ${isToldApart('x', 'y')} AND NOT ${isToldApart('y', 'x')} LIMIT ${READ}`;

const allHits = hitsQuery(
  `SELECT key FROM customer_match_keys GROUP BY key HAVING count(*) BETWEEN 2 AND ${SHARED_BY_AT_MOST}`,
);
const hitsOfKeys = hitsQuery(`
  SELECT asked.value AS key FROM json_each(:keys) asked
  WHERE (SELECT count(*) FROM customer_match_keys k WHERE k.key = asked.value) BETWEEN 2 AND ${SHARED_BY_AT_MOST}`);

const keysQuery = `
  SELECT DISTINCT k.key FROM json_each(:ids) asked CROSS JOIN customer_match_keys k INDEXED BY customer_match_keys_of ON k.customer_id = asked.value`;

const customersQuery = `
  SELECT c.id, coalesce(c.name, '') AS name, c.kind, coalesce(c.stage, '') AS stage, c.city, t.name AS territoryName, c.created_at AS createdAt
  FROM json_each(:ids) asked CROSS JOIN customers c ON c.id = asked.value LEFT JOIN organisation t ON t.id = c.territory_id`;

type Row = TwinPair['pair'][number] & { readonly createdAt: string };

interface Hit {
  readonly key: string;
  readonly oneId: string;
  readonly otherId: string;
}

export interface TwinPairs {
  noteChange(change: Pick<StoreChange, 'collections' | 'references'>): void;
  read(signal: AbortSignal): Promise<{ pairs: TwinPair[]; isMore: boolean }>;
}

export function createTwinPairs({ store }: Pick<Work, 'store'>): TwinPairs {
  /** null: not walked yet, or too much has changed since. */
  let hits: readonly Hit[] | null = null;
  /** Grows where too much changes to be named: what was being read then is of before. */
  let generation = 0;
  const changed = new Set<string>();

  async function readHits(signal: AbortSignal): Promise<readonly Hit[]> {
    const ids = [...changed];
    const known = hits;
    changed.clear();
    hits = null;
    if (known === null) return store.readInWorker<Hit>(allHits, {}, signal);
    if (ids.length === 0) return known;
    const touched = new Set(ids);
    const before = known.filter(({ oneId, otherId }) => touched.has(oneId) || touched.has(otherId));
    const now = await store.readInWorker<{ key: string }>(keysQuery, { ids: JSON.stringify(ids) }, signal);
    // A key of six that became one of five by a change is seen when the list is opened anew: whose keys were taken away is not known here.
    const keys = new Set([...before, ...now].map(({ key }) => key));
    const again = await store.readInWorker<Hit>(hitsOfKeys, { keys: JSON.stringify([...keys]) }, signal);
    return [...known.filter(({ key }) => !keys.has(key)), ...again];
  }

  return {
    noteChange({ collections, references }) {
      if (!collections.has('customers')) return;
      for (const { collection, id } of references ?? []) if (collection === 'customers') changed.add(id);
      if (references !== null && changed.size <= CHANGED_AT_MOST) return;
      hits = null;
      generation += 1;
    },
    async read(signal) {
      // What changes while it is read is read the next time.
      const of = generation;
      const found = await readHits(signal);
      if (of === generation) hits = found;
      return {
        pairs: await shownPairs(store, found, signal),
        isMore: pairsOf(found).length > SHOWN || found.length >= READ,
      };
    },
  };
}

function pairsOf(hits: readonly Hit[]): { ids: [string, string]; reasons: MatchReason[] }[] {
  const byPair = Map.groupBy(hits, ({ oneId, otherId }) => `${oneId} ${otherId}`);
  return [...byPair.values()]
    .flatMap((own): { ids: [string, string]; reasons: MatchReason[] }[] =>
      own[0] ? [{ ids: [own[0].oneId, own[0].otherId], reasons: reasonsOf(own.map(({ key }) => key)) }] : [],
    )
    .toSorted((one, other) => weightOf(other.reasons) - weightOf(one.reasons));
}

async function shownPairs(store: Work['store'], hits: readonly Hit[], signal: AbortSignal): Promise<TwinPair[]> {
  const shown = pairsOf(hits).slice(0, SHOWN);
  const ids = JSON.stringify([...new Set(shown.flatMap((pair) => pair.ids))]);
  const rows = await store.readInWorker<Row>(customersQuery, { ids }, signal);
  const rowsById = new Map(rows.map((row) => [row.id, row]));
  return shown.flatMap(({ ids: [oneId, otherId], reasons }): TwinPair[] => {
    const [one, other] = [rowsById.get(oneId), rowsById.get(otherId)];
    if (!one || !other || reasons.length === 0) return [];
    return [
      {
        pair: one.createdAt <= other.createdAt ? [shownOf(one), shownOf(other)] : [shownOf(other), shownOf(one)],
        reasons,
      },
    ];
  });
}

const shownOf = ({ createdAt: _createdAt, ...shown }: Row): TwinPair['pair'][number] => shown;

function reasonsOf(keys: readonly string[]): MatchReason[] {
  const found = new Set(keys.map(reasonOfKey));
  return MATCH_REASONS.filter((reason) => found.has(reason));
}
