/** What came back after a restore and what did not: for an administrator, on the command line and in a window. */
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import type { RestoredReport } from '../../shared/contract/restored.ts';
import { invoiceNumber } from '../../shared/domain/salesDocuments/invoiceNumber.ts';
import { readPostingState } from '../jobs/posting.ts';
import type { Queryable } from '../store/database.ts';
import { readBooks } from './books.ts';

const OPEN_MAXIMUM = 300;

export async function readRestoredReport(database: Queryable): Promise<RestoredReport> {
  const [epoch] = await database.rows<{ number: number; began_at: Date }>(
    'SELECT number, began_at FROM epochs ORDER BY number DESC LIMIT 1',
  );
  if (!epoch) throw new Error('The database has no epoch');
  const isRestored = epoch.number > 1;
  const open = await readOpen(database);
  return {
    restoredAt: isRestored ? instantFromMilliseconds(epoch.began_at.getTime()) : null,
    posting: await readPostingState(database),
    books: await readYears(database, epoch.number),
    cameBack: await countBack(database),
    open: open.slice(0, OPEN_MAXIMUM),
    openLeftOut: Math.max(0, open.length - OPEN_MAXIMUM),
    awaited: isRestored ? await readAwaited(database, epoch.number) : [],
  };
}

async function readYears(database: Queryable, epoch: number): Promise<RestoredReport['books']> {
  const counts = await database.rows<{ year: number; in_backup: number; came_back: number }>(
    `SELECT year, coalesce(max(serial) FILTER (WHERE epoch < $1), 0)::int AS in_backup,
       (SELECT count(*) FROM restored_facts f WHERE f.year = p.year AND f.state <> 'contradicted')::int AS came_back
     FROM postings p WHERE year IS NOT NULL GROUP BY year`,
    [epoch],
  );
  const byYear = new Map(counts.map((row) => [row.year, row]));
  return (await readBooks(database)).map(({ year, last, missing }) => ({
    year,
    inBackup: byYear.get(year)?.in_backup ?? 0,
    cameBack: byYear.get(year)?.came_back ?? 0,
    last,
    missing: missing.map(([first, end]): [number, number] => [first, end]),
  }));
}

async function countBack(database: Queryable): Promise<RestoredReport['cameBack']> {
  const [row] = await database.rows<RestoredReport['cameBack']>(
    `SELECT count(*) FILTER (WHERE kind = 'decision')::int AS decisions, count(*) FILTER (WHERE kind = 'receipt')::int AS receipts
     FROM restored_facts WHERE state = 'taken'`,
  );
  return row ?? { decisions: 0, receipts: 0 };
}

async function readOpen(database: Queryable): Promise<RestoredReport['open']> {
  const rows = await database.rows<{
    kind: RestoredReport['open'][number]['kind'];
    state: 'waiting' | 'contradicted';
    subject: string;
    year: number | null;
    serial: number | null;
    facts: Record<string, string>;
  }>(
    `SELECT kind, state, subject, year, serial, facts FROM restored_facts WHERE state <> 'taken'
     ORDER BY state, kind, year, serial, came_at, id`,
  );
  return rows.map(({ kind, state, subject, year, serial, facts: { reason = '', ...facts } }) => ({
    kind,
    state,
    subject,
    number: year !== null && serial !== null ? invoiceNumber(year, serial) : null,
    reason,
    facts,
  }));
}

/** By line: identities that one disk had one after another are one device. A line is heard of once any of them has told all. */
async function readAwaited(database: Queryable, epoch: number): Promise<RestoredReport['awaited']> {
  const rows = await database.rows<{ device: string; name: string; person: string; seen: Date | null }>(
    `SELECT d.line AS device, min(d.name) AS name, max(d.seen_at) AS seen,
       coalesce((SELECT p.body ->> 'name' FROM records p WHERE p.collection = 'organisation' AND p.id = min(d.person_id::text)::uuid), '') AS person
     FROM devices d GROUP BY d.line
     HAVING bool_or(d.revoked_at IS NULL) AND max(d.facts_epoch) < $1
       AND min(d.enrolled_at) < (SELECT began_at FROM epochs WHERE number = $1)
     ORDER BY max(d.seen_at) DESC NULLS LAST, d.line`,
    [epoch],
  );
  return rows.map(({ device, name, person, seen }) => ({
    device,
    name,
    person,
    lastSeenAt: seen ? instantFromMilliseconds(seen.getTime()) : null,
  }));
}
