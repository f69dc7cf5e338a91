/** The books of the simulated company: who is shown which legal number, when posting comes round, and an administrator who opens it, also behind a restore. */
import type { ServerKeys } from '../server/auth/serverKeys.ts';
import { readRestoredReport } from '../server/facts/report.ts';
import { settleInvoices } from '../server/facts/settleInvoices.ts';
import { openPosting } from '../server/jobs/openPosting.ts';
import { readPostingState } from '../server/jobs/posting.ts';
import { postOrders, yearOfBooks } from '../server/jobs/postOrders.ts';
import type { Database } from '../server/store/database.ts';
import type { Clock } from '../shared/base/clock.ts';
import type { RecordStore } from '../main/core/store/index.ts';

export interface Books {
  /** Whatever anybody was ever shown may be on paper. Number to document. */
  readonly papers: ReadonlyMap<string, string>;
  /** What this machine shows now. @returns numbers that were shown on another paper before. */
  look(store: RecordStore): string[];
  /** An administrator opens posting. @param goesThroughPapers They do so where the server does not know who else was given numbers. @returns whether it is open. */
  open(database: Database, goesThroughPapers: boolean): Promise<boolean>;
  /** What came back is written into its papers, then what is due gets its number. @returns how many did, of either. */
  post(database: Database, batchSize: number): Promise<number>;
}

export function createBooks({ keys, clock }: { readonly keys: ServerKeys; readonly clock: Clock }): Books {
  const papers = new Map<string, string>();
  return {
    papers,
    look(store) {
      const shown = store.read.all<{ id: string; number: string }>(
        "SELECT id, json_extract(body, '$.invoice.number') AS number FROM sales_documents WHERE json_type(body, '$.invoice.number') = 'text'",
      );
      return shown.flatMap(({ id, number }) => {
        const other = papers.get(number);
        papers.set(number, other ?? id);
        return other === undefined || other === id ? [] : [`${number} was shown on ${other} and is on ${id}`];
      });
    },
    async open(database, goesThroughPapers) {
      if ((await readPostingState(database)) === 'open') return true;
      if ((await openPosting(database, clock)).refusal === null) return true;
      if (!goesThroughPapers) return false;
      const { books } = await readRestoredReport(database);
      const last = new Map([
        [yearOfBooks(clock.now()), 0],
        ...books.map((book): [number, number] => [book.year, book.last]),
      ]);
      for (const number of papers.keys()) {
        const [year = 0, serial = 0] = number.split('-').map(Number);
        last.set(year, Math.max(serial, last.get(year) ?? 0));
      }
      const lastOnPaper = [...last].map(([year, serial]) => ({ year, serial }));
      return (await openPosting(database, clock, { lastOnPaper })).refusal === null;
    },
    async post(database, batchSize) {
      const settled = await settleInvoices(database);
      return settled + (await postOrders(database, keys, clock, { batchSize }));
    },
  };
}
