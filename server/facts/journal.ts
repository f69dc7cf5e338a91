/** What came back, written down as it was signed, and what became of it: the administrator's list. */
import { createHash } from 'node:crypto';
import type { RecordId } from '../../shared/base/id.ts';
import type { SignedText } from '../../shared/sync/serverFacts.ts';
import type { Queryable } from '../store/database.ts';

type FactKind = 'invoice' | 'decision' | 'receipt';

/** `reason` and what else there is to say. */
export type Reasons = Readonly<Record<string, string>> & { readonly reason: string };
export type FactState =
  | { readonly state: 'taken' | 'known' }
  | { readonly state: 'waiting' | 'contradicted'; readonly facts: Reasons };

export interface BroughtFact extends SignedText {
  readonly kind: FactKind;
  readonly subject: string;
  readonly year?: number;
  readonly serial?: number;
}

export const factId = ({ text }: SignedText): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** Of these ids, what became of those that came before. */
export async function readStates(
  database: Queryable,
  ids: readonly string[],
): Promise<Map<string, 'taken' | 'waiting' | 'contradicted'>> {
  const rows = await database.rows<{ id: string; state: 'taken' | 'waiting' | 'contradicted' }>(
    'SELECT id, state FROM restored_facts WHERE id = ANY($1)',
    [ids],
  );
  return new Map(rows.map(({ id, state }) => [id, state]));
}

/** What is known already is left as it is. */
export async function writeFact(
  database: Queryable,
  fact: BroughtFact,
  outcome: FactState,
  { device, epoch }: { readonly device: RecordId; readonly epoch: number },
): Promise<void> {
  if (outcome.state === 'known') return;
  await database.rows(
    `INSERT INTO restored_facts (id, kind, text, signature, subject, year, serial, state, facts, brought_by, epoch)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, facts = excluded.facts WHERE restored_facts.state = 'waiting'`,
    [
      factId(fact),
      fact.kind,
      fact.text,
      fact.signature,
      fact.subject,
      fact.year ?? null,
      fact.serial ?? null,
      outcome.state,
      JSON.stringify('facts' in outcome ? outcome.facts : {}),
      device,
      epoch,
    ],
  );
}
