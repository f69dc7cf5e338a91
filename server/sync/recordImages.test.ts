import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { schemaVersions } from '../../shared/domain/catalogue.ts';
import { ROLES, type Role } from '../../shared/domain/organisation/organisation.ts';
import { hiddenFields } from '../../shared/domain/permissions.ts';
import { COLLECTION_NAMES, type CollectionName, type RecordBody } from '../../shared/domain/record.ts';
import { liftBody } from '../../shared/sync/lift.ts';
import type { FeedRow } from '../../shared/sync/protocol.ts';
import { createView, type View } from '../../shared/sync/view.ts';
import type { Queryable } from '../store/database.ts';
import { createTestServer, idOf, NORTH, type TestServer } from '../testing/testCompany.ts';
import { pageToJson, readPage } from './pages.ts';
import { createRecordImages, type RecordImages } from './recordImages.ts';

const EPOCH = 'this life';
const SCOPE = 'territory/of-every-collection';
const HEAD = COLLECTION_NAMES.length * 3;
const kindOf = (collection: CollectionName): string => (collection === 'reviews' ? 'review' : 'company');

/** Every field that is hidden from anybody, and what JSON and PostgreSQL might write differently. */
const bodyOf = (collection: CollectionName, version: number): RecordBody => ({
  cost: 1_200.5,
  creditLimit: 9_007_199_254_740_991,
  chequeLimit: 0,
  nationalId: '0012345678',
  price: { amount: 1.1, currency: 'IRR' },
  note: `«${collection}»\u2028"\\\u0007 نسخه‌ی ${version} 🏷`,
  10: 'a key that is a number',
  lines: [{ id: 'a', quantity: 1e21, discount: -0.5 }, []],
  ...(collection === 'reviews'
    ? { collection: 'products', leaves: [{ path: 'cost', base: 1, mine: 2, theirs: 3, result: 3 }] }
    : {}),
});

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  for (const [index, collection] of COLLECTION_NAMES.entries()) {
    for (const version of [1, 2]) {
      await server.database.rows(
        `INSERT INTO history (collection, id, version, kind, home_scope, shares, created_by, created_at, updated_by, updated_at, deleted, body,
           author, epoch, changed_paths) VALUES ($1, $2, $3, $4, $5, $6, $2, $7, $2, $7, $8, $9, $2, 1, '{}')`,
        [
          collection,
          idOf(collection),
          version,
          kindOf(collection),
          SCOPE,
          version === 1 ? [] : [NORTH],
          '2026-11-21T08:00:00.000Z',
          false,
          JSON.stringify(bodyOf(collection, version)),
        ],
      );
    }
    for (const [place, type] of (['put', 'put', 'leave'] as const).entries()) {
      await server.database.rows(
        'INSERT INTO feed (scope, seq, type, collection, id, version, superseded_seq) VALUES ($1, $2, $3, $4, $5, $6, $7)',
        [
          SCOPE,
          index * 3 + place + 1,
          type,
          collection,
          idOf(type === 'leave' ? 'left' : collection),
          Math.min(place + 1, 2),
          // The first version is still what a page shows whose head lies below the second.
          place === 0 ? index * 3 + 2 : null,
        ],
      );
    }
  }
});
afterAll(() => server.close());

const viewOf = (role: Role): View => createView(role, schemaVersions());

/** What was put in, as JSON.stringify writes the reply with nothing kept and nothing handed on. */
async function expected(view: View, head: number): Promise<string> {
  const feed = await server.database.rows<Extract<FeedRow, { type: 'leave' }> & { version: number; type: string }>(
    'SELECT seq, type, collection, id, version FROM feed WHERE scope = $1 AND seq <= $2 AND (superseded_seq IS NULL OR superseded_seq > $2) ORDER BY seq',
    [SCOPE, head],
  );
  const rows = feed
    .filter(({ collection }) => view.collections.includes(collection))
    .map(({ seq, type, collection, id, version }) => {
      if (type === 'leave') return { seq, type, collection, id };
      const kind = kindOf(collection);
      const record = {
        collection,
        kind,
        id,
        version,
        homeScope: SCOPE,
        shares: version === 1 ? [] : [NORTH],
        createdBy: id,
        createdAt: '2026-11-21T08:00:00.000Z',
        updatedBy: id,
        updatedAt: '2026-11-21T08:00:00.000Z',
        deleted: false,
        body: view.maskBody(
          collection,
          kind,
          liftBody({ collection, kind, id }, JSON.parse(sortedLikeJsonb(bodyOf(collection, version))) as RecordBody),
        ),
      };
      return { seq, type, record };
    });
  return JSON.stringify({ type: 'page', scope: SCOPE, rows, next: head, done: true, token: 'token' });
}

/** PostgreSQL keeps members of an object by the length of their name, then by its bytes. */
function sortedLikeJsonb(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(
          Object.entries(inner).toSorted(([a], [b]) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)),
        )
      : inner,
  );
}

const pageOf = async (view: View, images: RecordImages, head = HEAD, database: Queryable = server.database) =>
  pageToJson(
    await readPage({ database, images, epoch: EPOCH, view }, head, 'token', {
      scope: SCOPE,
      after: 0,
      limit: 2_000,
    }),
  ).toString('utf8');

describe('pages', () => {
  test('every role and every collection: the same bytes, whether texts are kept or not, whoever pulled before', async () => {
    const [kept, none] = [createRecordImages(), createRecordImages(0)];
    // Who sees everything goes first: what is kept then holds what others may not see.
    const roles: Role[] = ['administrator', ...ROLES.filter((role) => role !== 'administrator'), ...ROLES];
    for (const role of roles) {
      for (const head of [HEAD, 1, 4]) {
        const wanted = await expected(viewOf(role), head);
        expect(await pageOf(viewOf(role), none, head)).toBe(wanted);
        expect(await pageOf(viewOf(role), kept, head)).toBe(wanted);
      }
    }
  });

  test('SYNC-184: a collection of which a role does not see everything never takes the road of kept texts', async () => {
    const asked: string[] = [];
    const database: Queryable = {
      rows: (sql, values) => {
        if (sql.includes('FROM history')) asked.push(...((values?.[0] as string[] | undefined) ?? []));
        return server.database.rows(sql, values);
      },
    };
    const images = createRecordImages();
    for (const role of ROLES) await pageOf(viewOf(role), images);
    for (const role of ROLES) {
      asked.length = 0;
      const view = viewOf(role);
      const text = await pageOf(view, images, HEAD, database);
      const masked = view.collections.filter((name) => name === 'reviews' || hiddenFields(role, name).length > 0);
      expect({ role, asked: [...new Set(asked)].toSorted() }).toEqual({ role, asked: masked.toSorted() });
      const shown = (JSON.parse(text) as { rows: FeedRow[] }).rows.flatMap((row) =>
        row.type === 'put' ? Object.keys(row.record.body).map((field) => `${row.record.collection}/${field}`) : [],
      );
      const hidden = new Set(
        COLLECTION_NAMES.flatMap((name) => hiddenFields(role, name).map((field) => `${name}/${field}`)),
      );
      expect({ role, leaked: shown.filter((name) => hidden.has(name)) }).toEqual({ role, leaked: [] });
    }
  });

  test('a new epoch keeps nothing of the one before; what is kept has a limit', async () => {
    let reads = 0;
    const database: Queryable = {
      rows: (sql, values) => {
        if (sql.includes('FROM history')) reads += (values?.[0] as string[] | undefined)?.length ?? 0;
        return server.database.rows(sql, values);
      },
    };
    const keys = ['customers', 'products'].map((collection) => `${collection}/${idOf(collection)}/1`);
    const read = async (images: RecordImages, epoch: string): Promise<number> => {
      reads = 0;
      await images.read(database, epoch, viewOf('administrator'), keys);
      return reads;
    };
    const images = createRecordImages();
    expect(await read(images, 'one')).toBe(2);
    expect(await read(images, 'one')).toBe(0);
    expect(await read(images, 'two')).toBe(2);
    const [one] = await images.read(database, 'two', viewOf('administrator'), keys);
    const small = createRecordImages((one?.length ?? 0) * 2 + 2);
    expect(await read(small, 'one')).toBe(2);
    // One per half: both are still there, and each use makes room for itself.
    expect(await read(small, 'one')).toBeLessThan(2);
    const tiny = createRecordImages(10);
    expect(await read(tiny, 'one')).toBe(2);
    expect(await read(tiny, 'one')).toBe(2);
  });
});
