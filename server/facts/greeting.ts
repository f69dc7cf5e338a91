/** What a greeting says of facts that only the server makes: how far the books have come, and after a restore what it wants back (SYNC-33). */
import { instantFromMilliseconds, type Instant } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { HandshakeReply } from '../../shared/sync/protocol.ts';
import {
  booksMarkText,
  MISSING_RANGES_MAXIMUM,
  type SignedText,
  type WantedFacts,
} from '../../shared/sync/serverFacts.ts';
import type { ServerKeys } from '../auth/serverKeys.ts';
import type { Queryable } from '../store/database.ts';
import { readBooks } from './books.ts';

/** How much the clocks of nodes may differ: what was made so long before the last known fact is asked for as well. */
const MARGIN_MILLISECONDS = 86_400_000;

/** @param epoch The ordinal of the present one: only the first began without a restore. */
export async function greetWithFacts(
  { database, keys }: { readonly database: Queryable; readonly keys: ServerKeys },
  device: RecordId,
  epoch: number,
): Promise<Pick<HandshakeReply, 'booksMark' | 'wantedFacts'>> {
  const booksMark = await signMark(database, keys);
  const wantedFacts = epoch > 1 ? await readWanted(database, device, epoch) : null;
  return { ...(booksMark ? { booksMark } : {}), ...(wantedFacts ? { wantedFacts } : {}) };
}

/** The last one signed, by keys: the books stand still far longer than devices are silent. */
const signed = new WeakMap<ServerKeys, SignedText>();

async function signMark(database: Queryable, keys: ServerKeys): Promise<SignedText | null> {
  const rows = await database.rows<{ company_id: string; year: number; serial: number }>(
    'SELECT i.company_id, s.year, s.serial FROM posting_series s, installation i WHERE s.serial > 0',
  );
  const [first] = rows;
  if (!first) return null;
  const text = booksMarkText(first.company_id, Object.fromEntries(rows.map(({ year, serial }) => [year, serial])));
  const known = signed.get(keys);
  if (known?.text === text) return known;
  const mark = { text, signature: keys.sign(text) };
  signed.set(keys, mark);
  return mark;
}

/** null: it has offered all in this epoch. */
async function readWanted(database: Queryable, device: RecordId, epoch: number): Promise<WantedFacts | null> {
  const open = await database.rows('SELECT 1 FROM devices WHERE id = $1 AND facts_epoch < $2', [device, epoch]);
  if (open.length === 0) return null;
  const books = await readBooks(database);
  // Decisions and receipts that came back once may have been lost with a later restore: they are older than the newest of the backup.
  const [known] = await database.rows<Record<'invoice' | 'decision' | 'receipt', Date | null>>(
    `WITH native AS (SELECT least($1, coalesce((SELECT min(epoch) FROM restored_facts), $1)) AS epoch)
     SELECT (SELECT max(posted_at) FROM postings WHERE epoch < $1) AS invoice,
       (SELECT max(decided_at) FROM decisions WHERE epoch < (SELECT epoch FROM native)) AS decision,
       (SELECT max(closed_at) FROM day_receipts WHERE epoch < (SELECT epoch FROM native)) AS receipt`,
    [epoch],
  );
  return {
    books: books.map(({ year, last, missing }) => ({ year, last, missing: asOneBeyond(missing) })),
    since: {
      invoice: withMargin(known?.invoice),
      decision: withMargin(known?.decision),
      receipt: withMargin(known?.receipt),
    },
  };
}

function asOneBeyond(missing: readonly [number, number][]): [number, number][] {
  if (missing.length <= MISSING_RANGES_MAXIMUM) return [...missing];
  const [first] = missing[MISSING_RANGES_MAXIMUM - 1] ?? [0];
  const [, last] = missing.at(-1) ?? [0, 0];
  return [...missing.slice(0, MISSING_RANGES_MAXIMUM - 1), [first, last]];
}

const withMargin = (at: Date | null | undefined): Instant | null =>
  at ? instantFromMilliseconds(at.getTime() - MARGIN_MILLISECONDS) : null;
