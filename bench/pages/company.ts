/**
 * The sample company at any size in a person's store, by the product's own road: every record goes through staging and apply, so that read
 * models, indexes and words are as a first pull leaves them.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRecordStore, type RecordStore } from '../../main/core/store/index.ts';
import { realClock } from '../../main/hosts/realPorts.ts';
import { personId, SAMPLE_TIME_ZONE } from '../../server/sample/company.ts';
import { generateCompany } from '../../server/sample/generate.ts';
import type { RecordDraft } from '../../server/sync/bulkLoad.ts';
import { instantFromMilliseconds, isoDateFromInstant, type IsoDate } from '../../shared/base/clock.ts';
import { textOf } from '../../shared/domain/bodyReads.ts';
import type { FeedRow } from '../../shared/sync/protocol.ts';
import { countToText } from '../shared/options.ts';
import { SCOPE } from '../shared/records.ts';
import { say, withTemporaryFolder } from '../shared/temporaryFolder.ts';
import { createProfile, type Dataset } from '../store/dataset.ts';

/** What the questions are asked about, and what their answers are held against. */
export interface CompanyFacts {
  readonly today: IsoDate;
  readonly records: number;
  /** By collection and kind: `salesDocuments/order`. */
  readonly counts: Readonly<Record<string, number>>;
  /** Of the customer of whom most is told. */
  readonly customerId: string;
  readonly customerName: string;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly requestId: string;
  readonly contractId: string;
  readonly assetId: string;
  readonly productId: string;
  readonly productCode: string;
}

const PAGE = 5_000;

export interface Company {
  readonly dataset: Dataset;
  readonly facts: CompanyFacts;
}

/**
 * A company of so many customers, in a folder that is removed afterwards. With `PEYVAND_BENCH_FOLDER` it stays there from run to run: to fill
 * it takes longer than to ask, which whoever mends something would wait for each time.
 */
export async function withCompany(customers: number, work: (company: Company) => Promise<void>): Promise<void> {
  const today = isoDateFromInstant(instantFromMilliseconds(Date.now()), SAMPLE_TIME_ZONE);
  const make = async (folder: string): Promise<void> =>
    work(await createCompany(join(folder, String(customers), 'client'), customers, today));
  const kept = process.env['PEYVAND_BENCH_FOLDER'];
  await (kept === undefined ? withTemporaryFolder(make) : make(kept));
}

/** @returns the filled profile; one that lies in the folder already is taken as it is. */
async function createCompany(directory: string, customers: number, today: IsoDate): Promise<Company> {
  const note = join(directory, 'company.json');
  if (existsSync(note)) {
    const kept = JSON.parse(readFileSync(note, 'utf8')) as { dataset: Dataset; key: string; facts: CompanyFacts };
    return { facts: kept.facts, dataset: { ...kept.dataset, key: Buffer.from(kept.key, 'base64') } };
  }
  mkdirSync(directory, { recursive: true });
  const dataset = await createProfile(directory, customers, 0, { id: personId('darius'), role: 'headOffice' });
  const store = openRecordStore({
    directory: dataset.storeDirectory,
    key: dataset.key,
    clock: realClock,
    signer: { sign: () => '' },
  });
  const facts = await fill(store, customers, today);
  await store.close();
  const key = Buffer.from(dataset.key).toString('base64');
  writeFileSync(note, JSON.stringify({ dataset: { ...dataset, key: undefined }, key, facts }));
  return { dataset, facts };
}

async function fill(store: RecordStore, customers: number, today: IsoDate): Promise<CompanyFacts> {
  say(`${countToText(customers)} customers with all that is told of them: staging`);
  const counts: Record<string, number> = {};
  const told = new Map<string, number>();
  const example: Record<string, RecordDraft> = {};
  const token = 'company';
  let records = 0;
  let rows: FeedRow[] = [];
  store.sync.beginCheckpoint(token, { [SCOPE]: Number.MAX_SAFE_INTEGER }, []);
  for (const draft of generateCompany({ seed: 1, customers, today })) {
    records += 1;
    const name = `${draft.collection}/${draft.kind}`;
    counts[name] = (counts[name] ?? 0) + 1;
    example[name] ??= draft;
    const customerId = textOf(draft.body, 'customerId');
    if (customerId !== null) told.set(customerId, (told.get(customerId) ?? 0) + 1);
    rows.push({ seq: records, type: 'put', record: asReceived(draft) });
    if (rows.length < PAGE) continue;
    await store.sync.takePages(token, [{ scope: SCOPE, rows, next: records }]);
    rows = [];
  }
  await store.sync.takePages(token, [{ scope: SCOPE, rows, next: Number.MAX_SAFE_INTEGER }]);
  say(`${records.toLocaleString('en-US')} records: applying`);
  await store.sync.applyCheckpoint({});

  const [customerId = ''] = [...told].toSorted(([, one], [, other]) => other - one)[0] ?? [];
  const idOf = (name: string): string => example[name]?.id ?? '';
  const field = (name: string, path: string): string => textOf(example[name]?.body ?? {}, path) ?? '';
  return {
    today,
    records,
    counts,
    customerId,
    customerName: textOf(store.read.record({ collection: 'customers', id: customerId })?.body ?? {}, 'name') ?? '',
    orderId: idOf('salesDocuments/order'),
    orderNumber: field('salesDocuments/order', 'number'),
    requestId: idOf('serviceRequests/job'),
    contractId: idOf('contracts/serviceContract'),
    assetId: idOf('assets/equipment'),
    productId: idOf('products/consumable'),
    productCode: field('products/consumable', 'code'),
  };
}

const asReceived = ({ collection, kind, id, body, createdBy, at }: RecordDraft) => ({
  collection,
  kind,
  id,
  version: 1,
  homeScope: SCOPE,
  shares: [],
  createdBy,
  createdAt: at,
  updatedBy: createdBy,
  updatedAt: at,
  deleted: false,
  body,
});
