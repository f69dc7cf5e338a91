/**
 * Facts that this server made in an earlier life, brought back by a device that holds its signature on them. Who brings them does not matter, only
 * what was signed: what is forged or altered is refused, what contradicts what is there changes nothing and is listed, and all of it may come any
 * number of times, by any roads.
 */
import type { RecordId } from '../../shared/base/id.ts';
import type { BringFactsReply } from '../../shared/contract/restored.ts';
import type { BringFacts, SignedText } from '../../shared/sync/serverFacts.ts';
import type { Device } from '../auth/devices.ts';
import { isUnavailable, type Database } from '../store/database.ts';
import { retried } from '../store/retried.ts';
import { readEpochs } from '../sync/epochs.ts';
import { describeFault } from '../sync/push.ts';
import { readDecisionStatement, type DecisionStatement } from './decisionStatement.ts';
import { readGenuine } from './genuine.ts';
import { factId, readStates, writeFact, type FactState } from './journal.ts';
import { settleInvoices } from './settleInvoices.ts';
import { takeDecision, type FactContext } from './takeDecision.ts';
import { takeInvoices, takeMark } from './takeInvoices.ts';
import { takeReceipt } from './takeReceipt.ts';

/** Brings them by which device, in which life. */
interface Bringer {
  readonly device: RecordId;
  readonly epoch: number;
}

export async function takeFacts(
  context: FactContext,
  device: Pick<Device, 'id'>,
  { epoch, facts, complete }: BringFacts,
): Promise<BringFactsReply> {
  const { database, keys } = context;
  const { current } = await readEpochs(database);
  if (current.epoch !== epoch) return { type: 'again' };
  const company = await readCompany(database);
  const { invoices, marks, receipts, decisions, refused } = readGenuine(keys, company, facts);
  const by = { device: device.id, epoch: current.number };
  const states: FactState[] = marks.map(() => ({ state: 'known' }));

  if (marks.length > 0)
    await retried(database, async (transaction) => {
      for (const mark of marks) await takeMark(transaction, mark);
    });
  if (invoices.length > 0) {
    const inBooks = await retried(database, (transaction) => takeInvoices(transaction, company, invoices, by));
    // The number is in the books again; whether its order is there yet is another matter.
    states.push(...inBooks.map((state): FactState => (state.state === 'waiting' ? { state: 'taken' } : state)));
    await settleInvoices(database);
  }
  for (const { signed, receipt } of receipts)
    states.push(
      await retried(database, async (transaction) => {
        const state = await takeReceipt(transaction, signed, receipt, by.epoch);
        await writeFact(transaction, { kind: 'receipt', subject: receipt.id, ...signed }, state, by);
        return state;
      }),
    );
  for (const { signed, decision } of decisions) states.push(await bringDecision(context, signed, decision, by));
  if (complete) await noteComplete(database, by);

  const count = (wanted: FactState['state']): number => states.filter(({ state }) => state === wanted).length;
  const [taken, known, waiting, contradicted] = [
    count('taken'),
    count('known'),
    count('waiting'),
    count('contradicted'),
  ];
  if (facts.length > 0)
    context.log('facts.came_back', { by: device.id, taken, known, waiting, contradicted, refused }, 'info');
  return { type: 'taken', taken, known, waiting, contradicted, refused };
}

/** What waits for its order or its group, looked at once more. @returns how much of it is settled now. */
export async function settleFacts(context: FactContext, isStopped: () => boolean = () => false): Promise<number> {
  const { database } = context;
  let settled = await settleInvoices(database, isStopped);
  for (let page = await readWaiting(database, null); page.length > 0; page = await readWaiting(database, page.at(-1)))
    for (const row of page) {
      if (isStopped()) return settled;
      if (await settleDecision(context, row)) settled += 1;
    }
  return settled;
}

interface WaitingDecision extends SignedText {
  readonly id: string;
  /** To the microsecond, as PostgreSQL writes it. */
  readonly came: string;
  readonly brought_by: RecordId;
  readonly epoch: number;
}

const PAGE_SIZE = 200;

/** Those whose group is there by now (of a range that was declared lost, the device), behind the given one. */
const readWaiting = (
  database: Database,
  behind: Pick<WaitingDecision, 'came' | 'id'> | null | undefined,
): Promise<WaitingDecision[]> =>
  database.rows(
    `SELECT f.id, f.came_at::text AS came, f.text, f.signature, f.brought_by, f.epoch FROM restored_facts f
     WHERE f.kind = 'decision' AND f.state = 'waiting' AND ($1::timestamptz IS NULL OR (f.came_at, f.id) > ($1::timestamptz, $2::text)) AND (
       EXISTS (SELECT 1 FROM ledger l WHERE l.hash = f.subject)
       OR EXISTS (SELECT 1 FROM waiting_groups w WHERE w.hash = f.subject)
       OR (f.text::json ->> 'decision' = 'lost' AND EXISTS (SELECT 1 FROM devices d WHERE d.id = (f.text::json ->> 'deviceId')::uuid)))
     ORDER BY f.came_at, f.id LIMIT ${PAGE_SIZE}`,
    [behind?.came ?? null, behind?.id ?? null],
  );

/** A fault in one of them does not stand in the way of the others. */
async function settleDecision(
  context: FactContext,
  { text, signature, brought_by, epoch }: WaitingDecision,
): Promise<boolean> {
  const decision = readDecisionStatement(text);
  if (!decision) return false;
  try {
    const { state } = await bringDecision(context, { text, signature }, decision, { device: brought_by, epoch });
    return state !== 'waiting';
  } catch (error) {
    if (isUnavailable(error)) throw error;
    context.log('facts.decision_failed', { decision: decision.id, ...describeFault(error) });
    return false;
  }
}

async function bringDecision(
  context: FactContext,
  signed: SignedText,
  decision: DecisionStatement,
  by: Bringer,
): Promise<FactState> {
  const id = factId(signed);
  const before = (await readStates(context.database, [id])).get(id);
  if (before === 'taken' || before === 'contradicted') return { state: 'known' };
  const state = await takeDecision(context, signed, decision);
  const fact = { kind: 'decision' as const, subject: decision.group ?? decision.id, ...signed };
  // Cut in between, it is known when it comes again.
  await writeFact(context.database, fact, before && state.state === 'known' ? { state: 'taken' } : state, by);
  return state;
}

async function readCompany(database: Database): Promise<RecordId> {
  const [installation] = await database.rows<{ company_id: string }>('SELECT company_id FROM installation');
  if (!installation) throw new Error('The installation has no row');
  return installation.company_id;
}

/** Of its whole line: an identity that was taken later is on the same disk. */
const noteComplete = (database: Database, { device, epoch }: Bringer): Promise<unknown> =>
  database.rows(
    'UPDATE devices SET facts_epoch = $2 WHERE line = (SELECT line FROM devices WHERE id = $1) AND facts_epoch < $2',
    [device, epoch],
  );
