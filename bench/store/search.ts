/**
 * Search as people type it, from the window: a call of the contract over a WebSocket to the core in its own process, until the first answer
 * of the live list is there. What must be found is worked out from the records themselves, without any index.
 */
import type { CoreClient } from '../../shared/rpc/client.ts';
import { persianSortKey, searchIndexText, searchTerms } from '../../shared/base/text.ts';
import { textOf } from '../../shared/domain/bodyReads.ts';
import { companyKind } from '../../shared/domain/customers/customer.ts';
import { createRecordSource } from '../shared/records.ts';
import { timed } from '../shared/rounds.ts';
import { say } from '../shared/temporaryFolder.ts';
import { firstOf } from './coreClient.ts';

/** Begun words of every length, in both scripts, as a name, a town, a telephone number or a code begins. */
const TEXTS = [
  ['س', 'آ', 'ک', 'م', 's', 'a', 'k', 'n', '0', '3'],
  ['سا', 'کر', 'شر', 'ka', 'no', 'te', '09', '02'],
  ['ساک', 'تهر', 'رضا', 'kar', 'teh', 'lab', '091', '021'],
  ['تهران', 'کریمی', 'آزمایشگاه', 'karimi', 'Tehran', '0912', '09123', '091234', 'C'],
  ['شرکت پخش', 'داروخانه تهران', 'رضا کریمی', 'karimi lab', 'tehran store', 'هیچکس'],
].flat();

export interface SearchSample {
  readonly text: string;
  readonly found: number;
  readonly milliseconds: readonly number[];
}

const PAGE = 50;

export async function measureSearch(window: CoreClient, customers: number, rounds: number): Promise<SearchSample[]> {
  say('search: what must be found');
  const records = readRecords(customers);
  const samples = TEXTS.map((text) => ({ text, ...expectedOf(records, text), milliseconds: [] as number[] }));
  say('search: as people type');
  for (let round = 0; round <= rounds; round += 1) {
    for (const sample of samples) {
      const { value, milliseconds } = await timed(() =>
        firstOf(
          window.customers.list({
            offset: 0,
            limit: PAGE,
            search: sample.text,
            sort: { by: 'name', descending: false },
          }),
        ),
      );
      if (value.total !== sample.found || value.rows.map(({ id }) => id).join() !== sample.firstIds.join())
        throw new Error(`"${sample.text}" finds ${value.total} instead of ${sample.found}, or in another order`);
      // The first round fills caches, as the first minute of a day does.
      if (round > 0) sample.milliseconds.push(milliseconds);
    }
  }
  return samples;
}

interface Searched {
  readonly id: string;
  readonly key: string;
  /** Every word with a space before it. */
  readonly words: string;
}

function readRecords(customers: number): Searched[] {
  const source = createRecordSource(1);
  const records = Array.from({ length: customers }, () => {
    const { id, body } = source.customer();
    return {
      id,
      key: persianSortKey(textOf(body, 'name') ?? ''),
      words: ` ${searchIndexText(companyKind.searchText(body).join('\n'))}`,
    };
  });
  return records.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.id < b.id ? -1 : 1));
}

function expectedOf(records: readonly Searched[], text: string): { found: number; firstIds: string[] } {
  const terms = searchTerms(text);
  const hits = records.filter(({ words }) =>
    terms.every((alternatives) => alternatives.some((word) => words.includes(` ${word}`))),
  );
  return { found: hits.length, firstIds: hits.slice(0, PAGE).map(({ id }) => id) };
}
