/** A customer that is taken out of a chain of merges by a device that does not know the whole chain. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { createTestServer, patch, set, type TestServer } from '../testing/testCompany.ts';
import { findDigestFaults } from './digestCheck.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

/** The youngest went into the younger one, that into the older one, and that into the eldest: as four devices left it. */
async function chain(): Promise<{ eldest: RecordId; older: RecordId; younger: RecordId; youngest: RecordId }> {
  const [eldest, older, younger, youngest] = [server.newId(), server.newId(), server.newId(), server.newId()];
  const put = (id: RecordId, body: object) => ({
    collection: 'customers' as const,
    kind: 'company',
    id,
    body: { name: 'نفت پارس', stage: 'active', ...body },
  });
  await server.load([
    put(eldest, { standsForIds: [older, younger, youngest] }),
    put(older, { mergedIntoId: eldest, standsForIds: [younger, youngest] }),
    put(younger, { mergedIntoId: older, standsForIds: [youngest] }),
    put(youngest, { mergedIntoId: younger }),
  ]);
  return { eldest, older, younger, youngest };
}

const standsFor = async (id: RecordId) => (await server.record('customers', id))?.body['standsForIds'];

test('nobody above speaks for it any more, nor for whoever went into it', async () => {
  const { eldest, older, younger, youngest } = await chain();
  const darius = await server.device('darius');
  expect(
    await darius.push(
      patch('customers', 'company', younger, { version: 1 }, { do: 'unset', path: 'mergedIntoId', seen: older }),
    ),
  ).toMatchObject({ outcome: 'applied' });
  expect(await standsFor(eldest)).toEqual([older]);
  expect(await standsFor(older)).toBeUndefined();
  expect(await standsFor(younger)).toEqual([youngest]);
  expect(await findDigestFaults(server.database)).toEqual([]);
});

test('whoever was merged into one above by another way stays there', async () => {
  const { eldest, older, younger, youngest } = await chain();
  const darius = await server.device('darius');
  // Both speak for one that two people merged apart.
  expect(
    await darius.push(patch('customers', 'company', youngest, { version: 1 }, set('mergedIntoId', eldest, younger))),
  ).toMatchObject({ outcome: 'applied' });
  expect(await standsFor(younger)).toEqual([youngest]);
  expect(
    await darius.push(
      patch('customers', 'company', younger, { version: 1 }, { do: 'unset', path: 'mergedIntoId', seen: older }),
    ),
  ).toMatchObject({ outcome: 'applied' });
  expect(await standsFor(eldest)).toEqual([older, youngest]);
  expect(await standsFor(older)).toBeUndefined();
});

test('two at once, of one chain, come to one end', async () => {
  const { eldest, older, younger, youngest } = await chain();
  const apart = async (person: string, id: RecordId, from: RecordId) => {
    const device = await server.device(person);
    return device.push(
      patch('customers', 'company', id, { version: 1 }, { do: 'unset', path: 'mergedIntoId', seen: from }),
    );
  };
  const outcomes = await Promise.all([apart('darius', younger, older), apart('ada', youngest, younger)]);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['applied', 'applied']);
  expect(await Promise.all([eldest, older, younger].map(standsFor))).toEqual([[older], undefined, undefined]);
  expect(await findDigestFaults(server.database)).toEqual([]);
});
