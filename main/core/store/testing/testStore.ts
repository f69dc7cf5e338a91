/** Real encrypted stores in temporary folders, for the tests of this folder and of whoever stands on it. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HeadVector } from '../../../../shared/sync/protocol.ts';
import { createManualClock, type ManualClock } from '../../../../shared/base/clock.ts';
import { createIdSource, type RecordId } from '../../../../shared/base/id.ts';
import { createSeededRandomness } from '../../../../shared/base/randomness.ts';
import type { CollectionName, RecordBody, RecordImage, ScopeId } from '../../../../shared/domain/record.ts';
import {
  createRecordStore,
  openRecordStore,
  type CreateStoreOptions,
  type GroupSigner,
  type LocalOperation,
  type RecordStore,
} from '../index.ts';

export const START = Date.parse('2026-11-01T08:00:00.000Z');

const { privateKey } = generateKeyPairSync('ed25519');
export const testSigner: GroupSigner = {
  sign: (hash) => sign(null, Buffer.from(hash), privateKey).toString('base64url'),
};

export interface TestStore {
  readonly store: RecordStore;
  readonly directory: string;
  readonly options: CreateStoreOptions;
  readonly clock: ManualClock;
  readonly person: RecordId;
  newId(): RecordId;
  /** Closes and opens again. */
  reopen(): Promise<RecordStore>;
  /** Closes what is open and removes the folder. */
  remove(): Promise<void>;
}

export function createTestStore(overrides: Partial<CreateStoreOptions> = {}, seed = 1): TestStore {
  const directory = join(mkdtempSync(join(tmpdir(), 'peyvand-store-')), 'profile');
  const clock = createManualClock(START);
  const newId = createIdSource(clock, createSeededRandomness(seed));
  const person = newId();
  const options: CreateStoreOptions = {
    directory,
    key: randomBytes(32),
    clock,
    signer: testSigner,
    identity: { device: newId(), person, deviceCode: 'K7M2Q', epoch: null },
    ...overrides,
  };
  let store = createRecordStore(options);
  return {
    get store() {
      return store;
    },
    directory,
    options,
    clock,
    person,
    newId,
    async reopen() {
      await store.close();
      store = openRecordStore(options);
      return store;
    },
    async remove() {
      await store.close();
      rmSync(join(directory, '..'), { recursive: true, force: true });
    },
  };
}

/** Opens test stores that are closed and removed when the test has ended, however it ended. @param afterEach The test runner's. */
export function testStoreOpener(afterEach: (work: () => Promise<void>) => void): typeof createTestStore {
  const opened: TestStore[] = [];
  afterEach(async () => {
    for (const test of opened.splice(0)) await test.remove();
  });
  return (...options) => {
    const test = createTestStore(...options);
    opened.push(test);
    return test;
  };
}

export const companyBody = (name: string, more: RecordBody = {}): RecordBody => ({ name, stage: 'active', ...more });

export const createCompany = (id: RecordId, name: string, more: RecordBody = {}): LocalOperation => ({
  act: 'create',
  collection: 'customers',
  kind: 'company',
  id,
  body: { ...companyBody(name, more) },
});

/** `seen` undefined = the leaf was absent. */
export const setLeaf = (
  id: RecordId,
  path: string,
  value: string,
  seen?: string,
  target: { collection: CollectionName; kind: string } = { collection: 'customers', kind: 'company' },
): LocalOperation => ({
  act: 'patch',
  ...target,
  id,
  changes: [{ do: 'set', path, value, ...(seen === undefined ? {} : { seen }) }],
});

export const orderBody = (
  customerId: RecordId,
  lines: readonly { id: string; productId: RecordId; quantity: number; price: number }[],
  more: RecordBody = {},
): RecordBody => ({
  customerId,
  state: 'draft',
  orderedOn: '2026-11-01',
  currency: 'IRR',
  lines: lines.map(({ id, productId, quantity, price }) => ({
    id,
    order: id,
    productId,
    productName: `product ${id}`,
    unit: 'piece',
    quantity,
    unitPrice: { amount: price, currency: 'IRR' },
    discountPercentage: 0,
    taxPercentage: 0,
  })),
  ...more,
});

/** As the server would send it. */
export const serverImage = (
  collection: CollectionName,
  kind: string,
  id: RecordId,
  version: number,
  homeScope: ScopeId,
  body: RecordBody,
  more: Partial<RecordImage> = {},
): RecordImage & { homeScope: ScopeId } => ({
  collection,
  kind,
  id,
  version,
  shares: [],
  createdBy: '00000000-0000-7000-8000-000000000001',
  createdAt: '2026-10-01T00:00:00.000Z',
  updatedBy: '00000000-0000-7000-8000-000000000001',
  updatedAt: '2026-10-01T00:00:00.000Z',
  deleted: false,
  body,
  ...more,
  homeScope,
});

/** A customer as shown, undefined when it is not held. */
export const bodyOf = (store: RecordStore, id: RecordId) => store.read.record({ collection: 'customers', id })?.body;
/** The server has applied everything that waits. */
export const acknowledge = (store: RecordStore, covers: HeadVector): void =>
  store.sync.recordOutcomes(
    store.sync.outbox(100).map(({ hash }) => ({ hash, outcome: 'applied', covers, reviews: [] })),
  );
