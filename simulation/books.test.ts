/**
 * The books under restores, by chance: people confirm orders and sync when they like, the server posts, is backed up, goes back to its last backup, and an administrator opens
 * posting when it lets them, or names the last number on any paper. Whatever happens, no number is ever on two papers.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../build/testing/testDatabase.ts';
import { createTestDevice } from '../e2e/sync/device.ts';
import { openCompany, type TestCompany } from '../e2e/sync/openCompany.ts';
import { readRestoredReport } from '../server/facts/report.ts';
import { openPosting } from '../server/jobs/openPosting.ts';
import { postOrders, yearOfBooks } from '../server/jobs/postOrders.ts';
import { settleInvoices } from '../server/facts/settleInvoices.ts';
import { findDigestFaults } from '../server/sync/digestCheck.ts';
import { createError } from '../shared/base/errors.ts';
import { createSeededRandomness } from '../shared/base/randomness.ts';
import { invoiceNumber, type Invoice } from '../shared/domain/salesDocuments/invoiceNumber.ts';
import { COMPANY } from './company.ts';
import { confirmOrder, syncWell, type Person } from './people.ts';
import { backUpServer, restoreServer } from './serverBackup.ts';
import { ticketOf } from './world.ts';

const STEPS = 60;
/** So often that each run sees several lives of the server. */
const STEPS_PER_LIFE = 17;
const NAMES = ['ali', 'sara', 'reza'] as const;
const clock = { now: () => Date.now() };
const close: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of close.splice(0).toReversed()) await step();
});

interface Run {
  readonly company: TestCompany;
  readonly people: readonly Person[];
  /** On paper: whatever anybody was ever shown. Number to order. */
  readonly papers: Map<string, string>;
  /** Between 0 and 1. */
  chance(): number;
}

describe('the books', () => {
  // The tenth meets a number on two papers when posting opens without knowing who is still to come.
  it.each([2, 10])(
    'SYNC-33 SYNC-157: no number is ever on two papers, and each that was shown is in the books, contradicted or listed as missing (seed %i)',
    async (seed) => {
      const run = await begin(seed);
      const counts = { posted: 0, restored: 0, opened: 0, stated: 0 };
      await backUpServer(run.company.database);
      for (let step = 0; step < STEPS; step += 1) await act(run, counts, step);
      // Everybody comes, over lines that do as they should.
      for (const person of run.people) person.network.onMessage = () => undefined;
      await syncWell(...run.people, ...run.people);
      await settleInvoices(run.company.database);
      await syncWell(...run.people);
      lookAtPapers(run);
      await checkBooks(run);
      // Else nothing was put to the test.
      expect(counts.posted).toBeGreaterThan(3);
      expect(counts.opened + counts.stated).toBeGreaterThan(0);
      expect(run.papers.size).toBeGreaterThan(3);
    },
    120_000,
  );
});

async function begin(seed: number): Promise<Run> {
  const company = await openCompany({ ...(await createTestDatabase()), drafts: COMPANY, logins: [] });
  close.push(() => company.close());
  const people: Person[] = [];
  for (const [index, login] of NAMES.entries()) {
    const transport = { ...company.transport(), signIn: () => Promise.resolve(ticketOf(company, clock, login)) };
    const device = await createTestDevice({ login, transport, seed: seed * 10 + index });
    people.push(Object.assign(device, { name: login }));
    close.push(() => device.close());
  }
  await syncWell(...people);
  await openPosting(company.database, clock);
  const randomness = createSeededRandomness(seed);
  return { company, people, papers: new Map(), chance: () => (randomness.bytes(1)[0] ?? 0) / 256 };
}

async function act(run: Run, counts: Record<'posted' | 'restored' | 'opened' | 'stated', number>, step: number) {
  const { company, people, chance } = run;
  const person = people[Math.floor(chance() * people.length)] ?? people[0];
  if (!person) throw new Error('Nobody');
  const dice = chance();
  if (step % STEPS_PER_LIFE === STEPS_PER_LIFE - 1) {
    await restoreServer(company.database, `life ${step}`);
    counts.restored += 1;
  } else if (dice < 0.25) await confirmOrder(person, step, clock.now());
  else if (dice < 0.6) {
    const cut = chance() < 0.3 ? Math.floor(chance() * 6) : Infinity;
    let messages = 0;
    person.network.onMessage = () => {
      messages += 1;
      if (messages > cut) throw createError('server_unreachable');
    };
    await person.sync();
    lookAtPapers(run);
  } else if (dice < 0.8) counts.posted += await postOrders(company.database, company.keys, clock);
  else if (dice < 0.85) await backUpServer(company.database);
  else {
    const { before, refusal } = await openPosting(company.database, clock);
    if (refusal === null && before === 'closed') counts.opened += 1;
    if (refusal !== null && chance() < 0.7) counts.stated += await openByPaper(run);
  }
}

/** The administrator goes through all papers, and takes the highest number, or what the server knows beyond it. */
async function openByPaper({ company, papers }: Run): Promise<number> {
  const { books } = await readRestoredReport(company.database);
  const last = new Map([
    [yearOfBooks(clock.now()), 0],
    ...books.map((book): [number, number] => [book.year, book.last]),
  ]);
  for (const number of papers.keys()) {
    const [year = 0, serial = 0] = number.split('-').map(Number);
    last.set(year, Math.max(serial, last.get(year) ?? 0));
  }
  const lastOnPaper = [...last].map(([year, serial]) => ({ year, serial }));
  const { refusal } = await openPosting(company.database, clock, { lastOnPaper });
  return refusal === null ? 1 : 0;
}

/** What is shown may be printed at any moment. */
function lookAtPapers({ people, papers }: Run): void {
  for (const person of people)
    for (const { id, invoice: text } of person.store.read.all<{ id: string; invoice: string }>(
      `SELECT id, json_extract(body, '$.invoice') AS invoice FROM sales_documents WHERE json_type(body, '$.invoice') = 'object'`,
    )) {
      const { number } = JSON.parse(text) as Invoice;
      expect([number, papers.get(number) ?? id]).toEqual([number, id]);
      papers.set(number, id);
    }
}

async function checkBooks({ company, papers }: Run): Promise<void> {
  const { database } = company;
  const { books, open } = await readRestoredReport(database);
  const rows = await database.rows<{ order_id: string; year: number; serial: number }>(
    'SELECT order_id, year, serial FROM postings WHERE year IS NOT NULL',
  );
  const inBooks = new Map(rows.map(({ order_id, year, serial }) => [invoiceNumber(year, serial), order_id]));
  const isListed = (number: string): boolean => {
    const [year, serial = 0] = number.split('-').map(Number);
    const missing = books.find((book) => book.year === year)?.missing ?? [];
    return missing.some(([first, last]) => first <= serial && serial <= last);
  };
  const contradicted = new Set(open.filter(({ state }) => state === 'contradicted').map(({ number }) => number));
  const unexplained = [...papers].filter(
    ([number, order]) => inBooks.get(number) !== order && !contradicted.has(number) && !isListed(number),
  );
  expect(unexplained).toEqual([]);
  // Nobody gave a number to two orders, so nothing can be contradicted by another order's.
  expect(open.filter(({ reason }) => reason === 'number_of_other_order')).toEqual([]);
  expect(await findDigestFaults(database)).toEqual([]);
}
