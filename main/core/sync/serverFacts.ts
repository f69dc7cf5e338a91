/**
 * What the server alone makes and has signed lies here with the records: legal numbers, decisions, receipts, and the mark of the books. A server
 * that was restored from a backup asks for what it lost (SYNC-33). It is offered before anything of its older state is taken, for that would lay itself over it.
 */
import type { Instant } from '../../../shared/base/clock.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { invoiceField } from '../../../shared/domain/salesDocuments/invoiceNumber.ts';
import { readReceipt, signedReceiptSchema } from '../../../shared/sync/receipt.ts';
import type { HandshakeReply } from '../../../shared/sync/protocol.ts';
import {
  decisionFactOf,
  FACTS_MAXIMUM,
  FACTS_TEXT_MAXIMUM,
  isInvoiceWanted,
  isSince,
  signedTextSchema,
  wantedFactsSchema,
  type BringFacts,
  type ServerFact,
  type WantedFacts,
} from '../../../shared/sync/serverFacts.ts';
import { RECEIPTS_AREA } from '../features/dayEnd/receipts.ts';
import type { RecordStore } from '../store/types.ts';
import type { SyncEngineOptions } from './engine.ts';

type Holder = Pick<RecordStore, 'getLocal' | 'listLocal' | 'readInWorker'>;
type Keeper = Pick<RecordStore, 'getLocal' | 'putLocal'>;

const AREA = 'serverFacts';
const MARK = 'mark';
const WANTED = 'wanted';
/** Rows that are looked at in one read. */
const PAGE = 500;

/**
 * Notes what a greeting says of such facts. While the server wants ours back, its own mark is that of the backup: ours stays until it has it. Each write is a sync of the
 * disk, so only news is written.
 */
export function noteGreeting(store: Keeper, { booksMark, wantedFacts }: HandshakeReply): void {
  putIfNew(store, WANTED, wantedFacts ?? null);
  if (!wantedFacts && booksMark) putIfNew(store, MARK, booksMark);
}

/** What the server said that it wants, and has not got yet: null mostly. */
export function wantedBack(store: Pick<Holder, 'getLocal'>): WantedFacts | null {
  return wantedFactsSchema.safeParse(store.getLocal(AREA, WANTED)).data ?? null;
}

/**
 * Messages with all that is wanted and held here; the last one says that it is the last, also when there is nothing. Nothing here is changed by it, so
 * it may be cut anywhere and begun anew.
 */
export async function* writeFacts(
  store: Holder,
  wanted: WantedFacts,
  epoch: string,
  signal?: AbortSignal,
): AsyncGenerator<BringFacts, void> {
  let facts: ServerFact[] = [];
  let length = 0;
  for await (const fact of heldFacts(store, wanted, signal)) {
    const own = JSON.stringify(fact).length;
    if (facts.length === FACTS_MAXIMUM || (facts.length > 0 && length + own > FACTS_TEXT_MAXIMUM)) {
      yield { epoch, facts, complete: false };
      facts = [];
      length = 0;
    }
    facts.push(fact);
    length += own;
  }
  yield { epoch, facts, complete: true };
}

/**
 * Over a line, in a round: between the re-sending of groups and the pull.
 * @returns how much the server took that it did not know; `restart` when it was restored again meanwhile.
 */
export async function offerFacts(
  { store, transport, log }: Pick<SyncEngineOptions, 'store' | 'transport' | 'log'>,
  token: string,
  { epoch, wantedFacts }: Pick<HandshakeReply, 'epoch' | 'wantedFacts'>,
  signal: AbortSignal,
): Promise<number | 'restart'> {
  if (!wantedFacts) return 0;
  let offered = 0;
  let taken = 0;
  for await (const message of writeFacts(store, wantedFacts, epoch, signal)) {
    const reply = await transport.call(token, 'bringFacts', message, signal);
    if (reply.type === 'again') return 'restart';
    offered += message.facts.length;
    taken += reply.taken;
  }
  store.putLocal(AREA, WANTED, null);
  log('sync.facts_brought_back', { offered, taken });
  return taken;
}

async function* heldFacts(store: Holder, wanted: WantedFacts, signal?: AbortSignal): AsyncGenerator<ServerFact, void> {
  const mark = signedTextSchema.safeParse(store.getLocal(AREA, MARK));
  if (mark.success) yield { kind: 'mark', ...mark.data };
  yield* heldInvoices(store, wanted, signal);
  yield* heldDecisions(store, wanted, signal);
  yield* heldReceipts(store, wanted);
}

async function* heldInvoices(
  store: Holder,
  wanted: WantedFacts,
  signal?: AbortSignal,
): AsyncGenerator<ServerFact, void> {
  for (let after = 0; ;) {
    const rows = await store.readInWorker<{ rowid: number; id: string; invoice: string }>(
      `SELECT rowid, id, json_extract(body, '$.invoice') AS invoice FROM sales_documents
       WHERE rowid > :after AND json_type(body, '$.invoice') = 'object' ORDER BY rowid LIMIT ${PAGE}`,
      { after },
      signal,
    );
    for (const { id, invoice: text } of rows) {
      const invoice = invoiceField.safeParse(JSON.parse(text));
      if (invoice.success && isInvoiceWanted(wanted, invoice.data))
        yield { kind: 'invoice', order: id, invoice: invoice.data };
    }
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.rowid ?? after;
  }
}

async function* heldDecisions(
  store: Holder,
  { since }: WantedFacts,
  signal?: AbortSignal,
): AsyncGenerator<ServerFact, void> {
  for (let after = 0; ;) {
    const rows = await store.readInWorker<{ rowid: number; id: string; body: string }>(
      `SELECT rowid, id, body FROM reviews WHERE rowid > :after AND kind = 'decision' AND deleted = 0 ORDER BY rowid LIMIT ${PAGE}`,
      { after },
      signal,
    );
    for (const { id, body: text } of rows) {
      const body = JSON.parse(text) as RecordBody;
      const fact = isMadeSince(since.decision, body['decidedAt']) ? decisionFactOf(id, body) : null;
      if (fact) yield { kind: 'decision', ...fact };
    }
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.rowid ?? after;
  }
}

function* heldReceipts(store: Holder, { since }: WantedFacts): Generator<ServerFact, void> {
  for (const { value } of store.listLocal(RECEIPTS_AREA)) {
    const signed = signedReceiptSchema.safeParse(value);
    const receipt = signed.success ? readReceipt(signed.data.text) : null;
    if (signed.success && receipt && isSince(since.receipt, receipt.closedAt))
      yield { kind: 'receipt', ...signed.data };
  }
}

const isMadeSince = (since: Instant | null, at: unknown): boolean => typeof at === 'string' && isSince(since, at);

function putIfNew(store: Keeper, key: string, value: unknown): void {
  if (JSON.stringify(store.getLocal(AREA, key)) !== JSON.stringify(value)) store.putLocal(AREA, key, value);
}
