/** A decision as it is written down: an entry of the ledger that the server signs, and the record that tells the author. */
import { canonicalJson } from '../../shared/base/canonicalJson.ts';
import { instantFromMilliseconds, type Clock, type Instant } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { Decision } from '../../shared/domain/reviews/decision.ts';
import { personScope, type RecordBody } from '../../shared/domain/record.ts';
import type { SignedText } from '../../shared/sync/serverFacts.ts';
import type { ServerKeys } from '../auth/serverKeys.ts';
import type { Transaction } from '../store/database.ts';
import type { NewVersion } from '../sync/recordWriter.ts';
import type { StoredRecord } from '../sync/storedRecord.ts';
import { toStorable, type TitledRecord } from './heldGroup.ts';
import type { ChangedLeaf } from './leaves.ts';

export interface DecisionEntry {
  readonly record: StoredRecord;
  readonly text: string;
  readonly signature: string;
}

/** What the record's body is made of (shared/domain/reviews/decision.ts). */
export interface DecisionFacts {
  readonly decision: Decision['decision'];
  readonly authorId: RecordId;
  readonly deviceId: RecordId;
  readonly group?: string;
  readonly first: number;
  readonly last: number;
  readonly occurredAt?: Instant;
  readonly reason?: string;
  readonly facts?: Readonly<Record<string, string>>;
  readonly decidedBy: RecordId;
  readonly decidedByName: string;
  readonly note: string;
  readonly records: readonly TitledRecord[];
  readonly changes: readonly ChangedLeaf[];
}

/** Of a huge group the record keeps what fits well under a record's limit; the rest is in the ledger, in the group's bytes. */
const CHANGES_BYTES_MAXIMUM = 2_000_000;

export function createDecisionEntry(
  keys: ServerKeys,
  clock: Clock,
  id: RecordId,
  { changes: allChanges, ...facts }: DecisionFacts,
): DecisionEntry {
  const at: Instant = instantFromMilliseconds(clock.now());
  const changes = withinBytes(allChanges);
  const unsigned = toStorable({
    ...definedOnly(facts),
    decidedAt: at,
    changes: changes.map((leaf) => definedOnly(leaf)),
    changesLeftOut: allChanges.length - changes.length,
  } as unknown as RecordBody) as RecordBody;
  const text = canonicalJson({ ...unsigned, id });
  return entryOf({ text, signature: keys.sign(text) }, { ...facts, id, decidedAt: at }, unsigned);
}

/** One that comes back as it was signed, after a restore. */
export function entryOfText(signed: SignedText, decision: Signed): DecisionEntry {
  const { id: _id, ...unsigned } = JSON.parse(signed.text) as RecordBody;
  return entryOf(signed, decision, unsigned);
}

type Signed = Pick<DecisionFacts, 'authorId' | 'decidedBy'> & { readonly id: RecordId; readonly decidedAt: Instant };

const entryOf = (
  { text, signature }: SignedText,
  { id, authorId, decidedBy, decidedAt }: Signed,
  unsigned: RecordBody,
): DecisionEntry => ({
  text,
  signature,
  record: {
    collection: 'reviews',
    kind: 'decision',
    id,
    version: 1,
    homeScope: personScope(authorId),
    shares: [],
    parent: null,
    createdBy: decidedBy,
    createdAt: decidedAt,
    updatedBy: decidedBy,
    updatedAt: decidedAt,
    deleted: false,
    body: { ...unsigned, signature },
  },
});

export const versionOf = ({ record }: DecisionEntry): NewVersion => ({
  record,
  author: record.createdBy,
  device: null,
  groupHash: null,
  changedPaths: [''],
  removed: {},
  bodyChanged: true,
});

/** What the table of decisions says of one; all else is in its signed text. */
export type EntryFacts = Pick<DecisionFacts, 'decision' | 'deviceId' | 'first' | 'last' | 'decidedBy'> & {
  readonly group?: string | undefined;
};

export async function writeEntry(
  transaction: Transaction,
  { record, text, signature }: DecisionEntry,
  facts: EntryFacts,
  reply: unknown,
  epoch: number,
): Promise<void> {
  await transaction.rows(
    `INSERT INTO decisions (id, decision, group_hash, device, first_n, last_n, decided_by, decided_at, text, signature, reply, epoch)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      record.id,
      facts.decision,
      facts.group ?? null,
      facts.deviceId,
      facts.first,
      facts.last,
      facts.decidedBy,
      record.createdAt,
      text,
      signature,
      JSON.stringify(reply),
      epoch,
    ],
  );
}

/**
 * The answer that this decision got before, null when it is new. After the device's lock.
 * @throws PeyvandError `invalid_input` when the id stands for another decision.
 */
export async function readEarlierReply(
  transaction: Transaction,
  id: RecordId,
  subject: { readonly group: string | null; readonly device: RecordId },
): Promise<unknown> {
  const [row] = await transaction.rows<{ group_hash: string | null; device: string; reply: unknown }>(
    'SELECT group_hash, device, reply FROM decisions WHERE id = $1',
    [id],
  );
  if (row && (row.group_hash !== subject.group || row.device !== subject.device))
    throw createError('invalid_input', { reason: 'decision_id' });
  return row ? row.reply : null;
}

function withinBytes(changes: readonly ChangedLeaf[]): readonly ChangedLeaf[] {
  let bytes = 0;
  const end = changes.findIndex((leaf) => (bytes += Buffer.byteLength(JSON.stringify(leaf))) > CHANGES_BYTES_MAXIMUM);
  return end < 0 ? changes : changes.slice(0, end);
}

const definedOnly = <Value extends object>(value: Value): Value =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Value;
