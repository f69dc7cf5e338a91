/** `restore-report` and `open-posting` as an operator sees them: what came back, what is missing, and what to do about it, a line at a time. */
import type { RestoredReport } from '../../shared/contract/restored.ts';
import { invoiceNumber } from '../../shared/domain/salesDocuments/invoiceNumber.ts';
import type { CommandOptions } from '../backup/commands.ts';
import { openPosting, type ConcernedYear, type LegalNumber, type OpenedPosting } from '../jobs/openPosting.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { readRestoredReport } from './report.ts';

/** Lines of each list; whoever needs the rest asks the server's call. */
const LISTED_MAXIMUM = 50;

export const sayRestored = ({ databaseUrl, say }: Omit<CommandOptions, 'clock'>): Promise<void> =>
  withDatabase(databaseUrl, async (database) => sayReport(await readRestoredReport(database), say));

/** @throws Error with what to do when it stays closed. */
export const openPostingAgain = (
  { databaseUrl, clock, say }: CommandOptions,
  lastOnPaper: readonly LegalNumber[],
): Promise<void> =>
  withDatabase(databaseUrl, async (database) => {
    const { before, refusal, report } = await openPosting(database, clock, { lastOnPaper });
    if (refusal !== null) {
      if (refusal.reason === 'unaccounted') sayReport(report, say);
      throw new Error(inWords(refusal));
    }
    say(before === 'open' ? 'Posting was open already.' : 'Posting is open.');
    if (before === 'never opened') say('Orders that are confirmed already keep to the books that they are in.');
    if (report.restoredAt !== null) sayReport(report, say);
  });

async function withDatabase(databaseUrl: string, work: (database: Database) => Promise<void>): Promise<void> {
  const database = openDatabase({ url: databaseUrl, connections: 2 });
  try {
    await migrate(database);
    await work(database);
  } finally {
    await database.close();
  }
}

function sayReport(report: RestoredReport, say: (line: string) => void): void {
  if (report.restoredAt === null) {
    say('This database was never restored from a backup.');
    return;
  }
  say(`Restored at ${report.restoredAt}. Posting is ${report.posting === 'open' ? 'open' : 'closed'}.`);
  for (const { year, inBackup, cameBack, last, missing } of report.books) {
    say(
      `Legal numbers of ${year}: ${inBackup} in the backup, ${cameBack} came back; numbering goes on with ${invoiceNumber(year, last + 1)}.`,
    );
    if (missing.length > 0) say(`  Nobody brought back whose these are: ${listed(missing.map(asRange(year)))}`);
  }
  say(
    `Came back: ${report.cameBack.decisions} decisions on held work, ${report.cameBack.receipts} receipts of closed days.`,
  );
  const open = report.open.slice(0, LISTED_MAXIMUM);
  for (const { kind, state, subject, number, reason, facts } of open) {
    const told = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
    say(
      `  ${state === 'waiting' ? 'Waits' : 'CONTRADICTED'}: ${[kind, number ?? '', subject, `(${[reason, ...told].join(', ')})`].filter(Boolean).join(' ')}`,
    );
  }
  const leftOut = report.open.length - open.length + report.openLeftOut;
  if (leftOut > 0) say(`  … and ${leftOut} more.`);
  if (report.awaited.length > 0) {
    say(`${report.awaited.length} devices have not told yet what they hold (or have too old a program for it):`);
    for (const { name, person, lastSeenAt } of report.awaited.slice(0, LISTED_MAXIMUM))
      say(`  ${[person, name].filter(Boolean).join(', ')}; last seen: ${lastSeenAt ?? 'never'}`);
    if (report.awaited.length > LISTED_MAXIMUM) say(`  … and ${report.awaited.length - LISTED_MAXIMUM} more.`);
  }
}

function inWords(refusal: NonNullable<OpenedPosting['refusal']>): string {
  switch (refusal.reason) {
    case 'unaccounted':
      return `Posting stays closed: numbers that were given after the backup may be on paper, and would be given again. Wait until the devices have synced; or find the last legal number on paper of each of these years, and say it: npm run server -- open-posting ${asOptions(refusal.years)} (these are the last that are known). Devices enrolled after the backup are not in this list.`;
    case 'year_missing':
      return `Nothing was opened: of these years the last number on paper is needed as well, for theirs may have been given after the backup: ${asOptions(refusal.years)} (these are the last that are known). Name all years in one command.`;
    case 'below_known':
      return `Nothing was opened: ${invoiceNumber(refusal.year, refusal.last)} is known to have been given, so no lower number of ${refusal.year} can be the last.`;
    case 'far_beyond':
      return `Nothing was opened: the last number of ${refusal.year} that is known is ${invoiceNumber(refusal.year, refusal.last)}, and yours is very far beyond it. Look again.`;
    case 'never_restored':
      return 'Nothing was changed: --last-number is for a database that was restored from a backup, and this one never was.';
  }
}

const asOptions = (years: readonly ConcernedYear[]): string =>
  years.map(({ year, last }) => `--last-number ${invoiceNumber(year, last)}`).join(' ');

const asRange =
  (year: number) =>
  ([first, last]: readonly [number, number]): string =>
    first === last ? invoiceNumber(year, first) : `${invoiceNumber(year, first)} to ${invoiceNumber(year, last)}`;

const listed = (items: readonly string[]): string =>
  items.length <= LISTED_MAXIMUM
    ? items.join(', ')
    : `${items.slice(0, LISTED_MAXIMUM).join(', ')} … and ${items.length - LISTED_MAXIMUM} more ranges`;

/** `1405-000123`. @returns null for what is no number of the books. */
export function readLegalNumber(text: string): LegalNumber | null {
  const [, year, serial] = /^(1[3-5]\d{2})-(\d{1,9})$/.exec(text) ?? [];
  return year === undefined || serial === undefined ? null : { year: Number(year), serial: Number(serial) };
}
