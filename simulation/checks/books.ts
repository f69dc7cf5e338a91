/** The legal numbers, in plain code: each on one paper for good, none left out, one kind of paper for each sale, and nothing invoiced in them beyond what was ordered. */
import { elementsOf, integerOf, objectOf, textOf } from '../../shared/domain/bodyReads.ts';
import { invoiceNumber } from '../../shared/domain/salesDocuments/invoiceNumber.ts';
import { readRestoredReport } from '../../server/facts/report.ts';
import type { World } from '../world.ts';
import { keyOf } from './deviceState.ts';
import type { ServerRecord, ServerState } from './serverState.ts';

interface Posting {
  readonly id: string;
  readonly year: number;
  readonly serial: number;
}

export async function checkBooks(world: World, state: ServerState): Promise<void> {
  const { database, report, count } = world;
  const postings = await database.rows<Posting>(
    'SELECT order_id AS id, year, serial FROM postings WHERE year IS NOT NULL ORDER BY year, serial',
  );
  const { books, open } = await readRestoredReport(database);
  const isMissing = (year: number, serial: number): boolean =>
    books.find((book) => book.year === year)?.missing.some(([first, last]) => first <= serial && serial <= last) ===
    true;
  const inBooks = new Map(postings.map(({ id, year, serial }) => [invoiceNumber(year, serial), id]));
  count('legal numbers', postings.length);

  // Behind a restore numbering goes on behind the highest one that anybody heard of; what lies between is listed.
  for (const [year, own] of Map.groupBy(postings, ({ year: of }) => of)) {
    const given = new Set(own.map(({ serial }) => serial));
    for (let serial = 1; serial < (own.at(-1)?.serial ?? 0); serial += 1)
      if (!given.has(serial) && (!world.counts.has('servers restored') || !isMissing(year, serial)))
        report('SYNC-156', `${invoiceNumber(year, serial)} is nobody’s, and the books go on behind it`);
  }
  checkPapersOfNumbers(state, inBooks, report);
  checkSales(world, state, new Set(postings.map(({ id }) => id)));
  await checkNothingDue(world, state);

  const contradicted = new Set(open.filter((fact) => fact.state === 'contradicted').map(({ number }) => number));
  for (const [number, document] of world.books.papers) {
    const [year = 0, serial = 0] = number.split('-').map(Number);
    const isExplained = inBooks.get(number) === document || contradicted.has(number) || isMissing(year, serial);
    if (!isExplained)
      report('SYNC-157', `${number} was shown on ${document}, and is in the books of ${inBooks.get(number)}`);
  }
}

/** The books and the papers say the same. */
function checkPapersOfNumbers(state: ServerState, inBooks: ReadonlyMap<string, string>, report: World['report']): void {
  for (const { collection, kind, id, body } of state.records.values()) {
    const number = textOf(objectOf(body['invoice']), 'number');
    if (collection !== 'salesDocuments' || number === null) continue;
    if (inBooks.get(number) !== id)
      report('SYNC-156', `${kind} ${id} bears ${number}, in the books it is of ${inBooks.get(number)}`);
  }
  for (const [number, id] of inBooks) {
    const record = state.records.get(keyOf({ collection: 'salesDocuments', id }));
    const found = record && textOf(objectOf(record.body['invoice']), 'number');
    if (record && found !== number)
      report('SYNC-156', `${record.kind} ${id} bears ${found}, in the books it is ${number}`);
  }
}

/** A sale has its numbers on its order or on its invoices, and on invoices for no more than was ordered. */
function checkSales({ report, count, counts }: World, state: ServerState, posted: ReadonlySet<string>): void {
  const invoices = [...state.records.values()].filter(({ kind, id }) => kind === 'invoice' && posted.has(id));
  // What was numbered in another life came back as it was.
  const isRestored = counts.has('servers restored');
  for (const [orderId, own] of Map.groupBy(invoices, ({ body }) => textOf(body, 'orderId') ?? '')) {
    count('sales posted by invoice');
    if (posted.has(orderId) && !isRestored) report('SYNC-156', `order ${orderId} and ${own[0]?.id} are both numbered`);
    const order = state.records.get(keyOf({ collection: 'salesDocuments', id: orderId }));
    if (!order || isRestored) continue;
    const line = exceeded(order, own);
    if (line !== null) report('SYNC-156', `the books have more of ${orderId} ${line} than was ordered`);
  }
}

/** The line of which these invoices, as far as they are in force, have more than the order. */
function exceeded(order: ServerRecord, invoices: readonly ServerRecord[]): string | null {
  const lines = invoices
    .filter(({ body, deleted }) => body['state'] === 'issued' && !deleted)
    .flatMap(({ body }) => elementsOf(body, 'lines'));
  const found = elementsOf(order.body, 'lines').find((line) => {
    const taken = lines
      .filter((one) => one['orderLineId'] === line['id'])
      .reduce((sum, one) => sum + (integerOf(one, 'quantity') ?? 0), 0);
    return taken > (integerOf(line, 'quantity') ?? 0);
  });
  return found ? textOf(found, 'id') : null;
}

/** At the end nothing waits for its number but what would invoice more than was ordered; what was out before posting was opened, in books of another kind, is invoiced as well. */
async function checkNothingDue({ database, report, count }: World, state: ServerState): Promise<void> {
  const waiting = await database.rows<{ id: string }>('SELECT document_id AS id FROM posting_queue');
  const left = await database.rows<{ id: string }>('SELECT order_id AS id FROM postings WHERE year IS NULL');
  const elsewhere = new Set(left.map(({ id }) => id));
  for (const { id } of waiting) {
    const record = state.records.get(keyOf({ collection: 'salesDocuments', id }));
    if (!record) continue;
    count('papers that wait for their number');
    const orderId = textOf(record.body, 'orderId') ?? '';
    const order = state.records.get(keyOf({ collection: 'salesDocuments', id: orderId }));
    const siblings = [...state.records.values()].filter(
      ({ kind, body, ...sibling }) =>
        kind === 'invoice' &&
        body['orderId'] === orderId &&
        (body['invoice'] !== undefined || elsewhere.has(sibling.id) || sibling.id === id),
    );
    if (record.kind !== 'invoice' || (order && exceeded(order, siblings) === null && !isFreightBeyond(order, siblings)))
      report('SYNC-156', `${record.kind} ${id} still waits for its number`);
  }
}

function isFreightBeyond(order: ServerRecord, invoices: readonly ServerRecord[]): boolean {
  const amountOf = ({ body }: ServerRecord): number => integerOf(objectOf(body['freight']), 'amount') ?? 0;
  return (
    invoices.reduce((sum, invoice) => sum + (invoice.body['state'] === 'issued' ? amountOf(invoice) : 0), 0) >
    amountOf(order)
  );
}
