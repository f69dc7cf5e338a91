/**
 * Shares of technicians that do not follow their assignments (SYNC-103). Since the server alone writes them a push leaves none behind; devices of earlier
 * programs wrote them with their own hands, and left some standing that no job speaks of, and some jobs without. Looked for once a day: the first time is the
 * first start of a new program.
 */
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import { isRecordId, type RecordId } from '../../shared/base/id.ts';
import type { ScopeId } from '../../shared/domain/record.ts';
import { OPEN_REQUEST_STATES } from '../../shared/domain/serviceRequests/requestStates.ts';
import { inOneTransaction } from '../parking/settleHeld.ts';
import type { Database, Transaction } from '../store/database.ts';
import { readEpochs } from '../sync/epochs.ts';
import { writeFeed } from '../sync/feedWriter.ts';
import type { Organisation, OrganisationReader } from '../sync/organisation.ts';
import { announceScopes } from '../sync/pokes.ts';
import { movementsOf } from '../sync/push/applyBatch.ts';
import { putSharesRight } from '../sync/push/assignments.ts';
import { createVersionWork } from '../sync/push/groupWork.ts';
import { loadWorkspace, PlanGrew, type Plan } from '../sync/push/workspace.ts';
import { writeVersions } from '../sync/recordWriter.ts';
import { keyOf } from '../sync/storedRecord.ts';

export interface ServiceSharesOptions {
  readonly isStopped?: () => boolean;
}

/** Each of these is locked with all that follows it. */
const CUSTOMERS_AT_ONCE = 10;

/** @returns how many customers were put right. */
export async function putServiceSharesRight(
  database: Database,
  organisation: OrganisationReader,
  clock: Clock,
  { isStopped = () => false }: ServiceSharesOptions = {},
): Promise<{ readonly corrected: number }> {
  const found = [...(await findWrongShares(database))];
  let corrected = 0;
  for (let at = 0; at < found.length && !isStopped(); at += CUSTOMERS_AT_ONCE) {
    const some = new Map(found.slice(at, at + CUSTOMERS_AT_ONCE));
    const written = await inOneTransaction({ database, organisation }, (transaction, plan, company) =>
      correct(transaction, plan, company, clock, some),
    );
    await announceScopes(database, written.scopes);
    corrected += written.corrected;
  }
  return { corrected };
}

/** By customer: the requests whose share is not as it should be. Read without locks; under them each is looked at again. */
async function findWrongShares(database: Database): Promise<Map<RecordId, Set<string>>> {
  const rows = await database.rows<{ customer: RecordId; request: string }>(
    `WITH standing AS (
       SELECT c.id AS customer, e ->> 'id' AS request, e ->> 'personId' AS person
       FROM records c CROSS JOIN LATERAL jsonb_array_elements(
         CASE WHEN jsonb_typeof(c.body -> 'serviceTeam') = 'array' THEN c.body -> 'serviceTeam' ELSE '[]'::jsonb END
       ) e WHERE c.collection = 'customers' AND NOT c.deleted
     ), wanted AS (
       SELECT c.id AS customer, r.id::text AS request, r.body ->> 'assigneeId' AS person
       FROM records r JOIN records c ON c.collection = 'customers' AND c.id = r.parent_id AND NOT c.deleted
       WHERE r.collection = 'serviceRequests' AND r.parent_collection = 'customers' AND NOT r.deleted
         AND r.body ->> 'state' = ANY($1::text[]) AND r.body ->> 'assigneeId' <> ''
     )
     SELECT coalesce(s.customer, w.customer) AS customer, coalesce(s.request, w.request, '') AS request
     FROM standing s FULL JOIN wanted w ON s.customer = w.customer AND s.request = w.request AND s.person = w.person
     WHERE s.customer IS NULL OR w.customer IS NULL ORDER BY 1, 2`,
    [OPEN_REQUEST_STATES],
  );
  const byCustomer = Map.groupBy(rows, ({ customer }) => customer);
  return new Map([...byCustomer].map(([customer, own]) => [customer, new Set(own.map(({ request }) => request))]));
}

/** With the locks of a push: scope roots, what follows them, counters. */
async function correct(
  transaction: Transaction,
  plan: Plan,
  organisation: Organisation,
  clock: Clock,
  wrong: ReadonlyMap<RecordId, ReadonlySet<string>>,
): Promise<{ readonly corrected: number; readonly scopes: readonly ScopeId[] }> {
  const customers = new Set([...wrong.keys()].map((id) => keyOf({ collection: 'customers', id })));
  const requests = [...wrong.values()].flatMap((ids) =>
    [...ids].filter(isRecordId).map((id) => keyOf({ collection: 'serviceRequests', id })),
  );
  const epochs = await readEpochs(transaction);
  const workspace = await loadWorkspace(
    transaction,
    [],
    {
      parents: plan.parents.union(new Set(requests)),
      movers: plan.movers.union(customers),
      written: plan.written.union(customers),
    },
    epochs.current.epoch,
  );
  const at = instantFromMilliseconds(clock.now());
  let corrected = 0;
  for (const [id, requestIds] of wrong) {
    const customer = workspace.records.get(keyOf({ collection: 'customers', id }));
    if (!customer) continue;
    const by = { author: customer.updatedBy, device: null, groupHash: null };
    const work = createVersionWork(by, epochs.current.number, at, organisation);
    putSharesRight(workspace, work, id, requestIds);
    for (const [key, record] of work.records) workspace.records.set(key, record);
    workspace.versions.push(...work.versions);
    if (work.versions.length > 0) corrected += 1;
  }
  const { parents, movers, written } = workspace.learnt;
  if (parents.size + movers.size + written.size > 0) throw new PlanGrew(plan, workspace.learnt);
  await writeVersions(transaction, workspace.versions, epochs.current.number);
  const feed = await writeFeed(transaction, movementsOf(workspace));
  return {
    corrected,
    scopes: [...new Set([...feed.sequences.values()].flatMap((sequences) => Object.keys(sequences)))],
  };
}
