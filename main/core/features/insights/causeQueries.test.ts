import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createManualClock } from '../../../../shared/base/clock.ts';
import { deterministicId } from '../../../../shared/base/id.ts';
import { openConnection, WRITER_CACHE } from '../../store/connection.ts';
import { createRecordStore } from '../../store/index.ts';
import type { LocalOperation } from '../../store/types.ts';
import { ALL_TIME, countedQuery } from './causeQueries.ts';

const idOf = (name: string): string => deterministicId('cause queries', name);
const KEY = new Uint8Array(32).fill(1);

const goneBack = (name: string): LocalOperation => ({
  act: 'create',
  collection: 'salesDocuments',
  kind: 'return',
  id: idOf(name),
  body: {
    customerId: idOf('customer'),
    orderId: idOf('order'),
    state: 'draft',
    issuedOn: '2026-11-10',
    currency: 'IRR',
    remedy: 'refund',
    reason: 'damaged',
    lines: [
      {
        id: 'a',
        order: 'a0',
        productId: idOf('pump'),
        productName: 'پمپ',
        unit: 'عدد',
        quantity: 1_000,
        orderLineId: 'a',
        unitPrice: { amount: 1_000, currency: 'IRR' },
        discountPercentage: 0,
        taxPercentage: 0,
      },
    ],
  },
});

const accepted = (name: string): LocalOperation => ({
  act: 'patch',
  collection: 'salesDocuments',
  kind: 'return',
  id: idOf(name),
  changes: [{ do: 'set', path: 'state', value: 'accepted', seen: 'draft' }],
});

it('a return whose body is damaged is left out of the reasons of returns, and ends nothing', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'peyvand-causes-'));
  const store = createRecordStore({
    directory,
    key: KEY,
    clock: createManualClock(Date.parse('2026-11-21T07:00:00.000Z')),
    signer: { sign: () => 'signature' },
    identity: { device: idOf('device'), person: idOf('ali'), deviceCode: 'TEST', epoch: null },
  });
  onTestFinished(async () => {
    await store.close();
    rmSync(directory, { recursive: true });
  });
  const author = idOf('ali');
  await store.commit({ author, operations: ['whole', 'other'].map(goneBack) });
  await store.commit({ author, operations: ['whole', 'other'].map(accepted) });
  const { rows, parameters } = countedQuery({ of: 'returns', by: 'cause', span: ALL_TIME }, [], 10);
  const counted = () => store.read.all(rows, parameters);
  expect(counted()).toMatchObject([{ key: 'damaged', count: 2 }]);
  const connection = openConnection(join(directory, 'store.db'), {
    key: KEY,
    rights: 'write',
    cacheMegabytes: WRITER_CACHE,
  });
  connection.run(`UPDATE sales_documents SET body = '{"lines": [' WHERE id = :id`, { id: idOf('other') });
  connection.close();
  expect(counted()).toMatchObject([{ key: 'damaged', count: 1 }]);
});
