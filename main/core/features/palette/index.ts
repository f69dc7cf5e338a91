/** What the palette finds among all records, and what a person opened lately on this machine. */
import { PALETTE_COLLECTIONS, type PaletteCollection, type PaletteRow } from '../../../../shared/contract/palette.ts';
import { searchIndexText, searchTerms } from '../../../../shared/base/text.ts';
import { elementsOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import { mayRead } from '../../../../shared/domain/permissions.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { matchExpression } from '../../store/index.ts';
import { customersByKey } from '../customers/byKey.ts';
import { foundButTorn } from '../customers/family.ts';
import { liveQuery } from '../live.ts';
import { atWork, type Work } from '../procedures.ts';
import { noteOpened, openedLately } from './opened.ts';
import { customerColumns, foundQuery, openedQuery, type PaletteRowFound } from './queries.ts';

const CUSTOMERS_SHOWN = 6;
/** Of papers a few more: they stand under several headings. */
const PAPERS_SHOWN = 9;
const OTHERS_SHOWN = 4;
/** Whose papers are shown too. */
const CUSTOMERS_WITH_PAPERS = 3;

export const palette = {
  find: atWork.palette.find.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      // What a role does not read is not looked for.
      readable: [],
      dependencies: [...PALETTE_COLLECTIONS],
      run: async (ends) => ({ rows: await find(work, input.words, ends) }),
    }),
  ),
  recent: atWork.palette.recent.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: [],
      dependencies: [...PALETTE_COLLECTIONS],
      run: (ends) => {
        void warmUp(work, ends);
        return { rows: readOpened(work).slice(0, input.limit) };
      },
    }),
  ),
  opened: atWork.palette.opened.handler(({ input, context: { work } }) => {
    noteOpened(work, input);
    return {};
  }),
};

const warmed = new WeakSet<Work['store']>();

/**
 * The first search of a session reads the order of all names and the index of words from the disk: about a second at 100,000 customers, once. The palette asks
 * for what was opened lately when it opens, so that this is done while the first letters are typed.
 */
async function warmUp(work: Work, signal: AbortSignal): Promise<void> {
  if (warmed.has(work.store)) return;
  warmed.add(work.store);
  // Whatever fails here fails again where somebody waits for it.
  await find(work, NOBODY, signal).catch(() => undefined);
}

/** Words that nothing is called. */
const NOBODY = 'ڬڬ';

const readableOf = (work: Work): PaletteCollection[] =>
  PALETTE_COLLECTIONS.filter((collection) => mayRead(work.person().role, collection));

async function find(work: Work, words: string, signal: AbortSignal): Promise<PaletteRow[]> {
  const match = matchExpression(words);
  const readable = readableOf(work);
  if (match === null || readable.length === 0) return [];
  const customers = readable.includes('customers')
    ? [...customersOfKey(work, words), ...(await findCustomers(work, words, match, signal))]
    : [];
  const others = readable.filter((collection) => collection !== 'customers');
  const found =
    others.length === 0
      ? []
      : await work.store.readInWorker<PaletteRowFound>(
          foundQuery(others),
          {
            match,
            most: PAPERS_SHOWN,
            ...(others.includes('salesDocuments')
              ? { customerIds: JSON.stringify(customers.slice(0, CUSTOMERS_WITH_PAPERS).map(({ id }) => id)) }
              : {}),
          },
          signal,
        );
  return fewOfEach([...recentThatFit(work, words), ...customers.map(asOrdinary), ...found.map(asOrdinary)]);
}

const asOrdinary = (row: PaletteRowFound): PaletteRow => ({ ...row, recent: false });

/** The first of each collection, each record once. */
function fewOfEach(rows: readonly PaletteRow[]): PaletteRow[] {
  const distinct = new Map(rows.toReversed().map((row) => [row.id, row]));
  const ordered = rows.filter((row) => distinct.get(row.id) === row);
  const most = (collection: PaletteCollection): number =>
    collection === 'customers' ? CUSTOMERS_SHOWN : collection === 'salesDocuments' ? PAPERS_SHOWN : OTHERS_SHOWN;
  return [...Map.groupBy(ordered, ({ collection }) => collection)].flatMap(([collection, own]) =>
    own.slice(0, most(collection)),
  );
}

/** Whose national id, economic code or e-mail address the words are as a whole. */
function customersOfKey(work: Work, words: string): PaletteRowFound[] {
  const ids = customersByKey(work, words);
  return ids.length === 0
    ? []
    : work.store.read.all<PaletteRowFound>(openedQuery(['customers']), { ids: JSON.stringify(ids) });
}

async function findCustomers(
  work: Work,
  words: string,
  match: string,
  signal: AbortSignal,
): Promise<PaletteRowFound[]> {
  const { rows } = await work.store.searchByName<PaletteRowFound & { readonly body: string }>(
    {
      collection: 'customers',
      match,
      offset: 0,
      limit: CUSTOMERS_SHOWN,
      descending: false,
      hidden: foundButTorn,
      rows: `SELECT ${customerColumns} FROM json_each(:places) shown JOIN customers t ON t.rowid = shown.value ORDER BY shown.key`,
      parameters: {},
    },
    signal,
  );
  return rows.map(({ body, ...row }) => ({
    ...row,
    detail: (fits(words, [row.title]) ? null : contactFound(words, JSON.parse(body) as RecordBody)) ?? row.detail,
  }));
}

/** Somebody who works there and is called like that. */
const contactFound = (words: string, body: RecordBody): string | null =>
  elementsOf(body, 'contacts')
    .map((contact) => textOf(contact, 'name'))
    .find((name) => name !== null && fits(words, [name])) ?? null;

/** What was opened lately and has these words in what is shown of it. */
const recentThatFit = (work: Work, words: string): PaletteRow[] =>
  readOpened(work).filter((row) => fits(words, [row.title, row.number, row.customerName, row.detail]));

/** Does every word begin some word of these, as in the index of words? */
function fits(words: string, texts: readonly (string | null)[]): boolean {
  const own = ` ${searchIndexText(texts.filter((text) => text !== null).join('\n'))}`;
  return searchTerms(words).every((spellings) => spellings.some((word) => own.includes(` ${word}`)));
}

/** The last first; without what is gone, or not this person's to read any more. */
function readOpened(work: Work): PaletteRow[] {
  const opened = openedLately(work);
  const ids = JSON.stringify(opened.map(({ id }) => id));
  const readable = readableOf(work);
  if (opened.length === 0 || readable.length === 0) return [];
  const rows = new Map(
    work.store.read.all<PaletteRowFound>(openedQuery(readable), { ids }).map((row) => [row.id, row]),
  );
  return opened.flatMap(({ id }) => {
    const row = rows.get(id);
    return row ? [{ ...row, recent: true }] : [];
  });
}
