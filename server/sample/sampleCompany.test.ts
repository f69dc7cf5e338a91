import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../build/testing/testDatabase.ts';
import { createManualClock } from '../../shared/base/clock.ts';
import { territoryScope } from '../../shared/domain/record.ts';
import { createAccount, findAccount, readCompany, readSampleUsers, setCompany } from '../auth/accounts.ts';
import { createPasswords } from '../auth/passwords.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { bulkLoad } from '../sync/bulkLoad.ts';
import { personId, territoryId } from './company.ts';
import { generateCompany } from './generate.ts';
import { prepareSampleCompany } from './sampleCompany.ts';
import { SAMPLE_USERS } from './users.ts';

const clock = createManualClock(Date.parse('2026-07-06T09:00:00.000Z'));
const story = { seed: 1, customers: 150, today: '2026-07-06' };
const MARKER = 1;

let server: TestDatabase;
let database: Database;

beforeEach(async () => {
  server = await createTestDatabase();
  database = openDatabase({ url: server.url });
});

afterEach(async () => {
  await database.close();
  await server.drop();
});

const prepare = () =>
  prepareSampleCompany({ databaseUrl: server.url, customers: story.customers, seed: story.seed, clock });

const VANS = "SELECT 'stock/' || id FROM records WHERE kind = 'stockPlace' AND body ->> 'type' = 'van'";

/** Without what the server's jobs make of them. */
async function countRecords(): Promise<number> {
  const [row] = await database.rows<{ count: number }>(
    `SELECT count(*)::int AS count FROM records
     WHERE collection <> 'salesCredits' AND NOT (kind = 'balance' AND home_scope IN (${VANS}))`,
  );
  return row!.count;
}

describe('preparing the sample company', () => {
  it('fills an empty server once, with every record in its scope and every user able to sign in', async () => {
    expect(await prepare()).toEqual({ created: true });
    const drafts = [...generateCompany(story)];
    expect(await countRecords()).toBe(drafts.length + MARKER);
    expect(await readCompany(database)).toMatchObject({ name: 'آرمان‌طب پارس', sample: true });
    expect(await readSampleUsers(database)).toEqual(SAMPLE_USERS);

    const passwords = createPasswords({ bytes: (length) => randomBytes(length) });
    const ali = await findAccount(database, 'ali');
    expect(ali?.personId).toBe(personId('ali'));
    expect(await passwords.matches('peyvand-ali', ali?.passwordHash ?? null)).toBe(true);
    expect(await passwords.matches('peyvand-sara', ali?.passwordHash ?? null)).toBe(false);
    await passwords.close();

    const homes = await database.rows<{ home_scope: string }>(
      "SELECT DISTINCT home_scope FROM records WHERE collection = 'salesDocuments'",
    );
    expect(homes.map(({ home_scope: home }) => home)).toContain(territoryScope(territoryId('tehran-north')));
    expect(homes.filter(({ home_scope: home }) => !home.startsWith('territory/'))).toEqual([]);

    const [sales] = await database.rows<{ orders: number; credits: number; scopes: number }>(
      `SELECT (SELECT count(*)::int FROM records WHERE collection = 'salesDocuments' AND body ->> 'state' = 'confirmed') AS orders,
         count(*)::int AS credits, count(DISTINCT home_scope)::int AS scopes FROM records WHERE collection = 'salesCredits'`,
    );
    expect(sales!.orders).toBeGreaterThan(100);
    expect(sales!.credits).toBeGreaterThanOrEqual(sales!.orders);
    expect(sales!.scopes).toBeGreaterThan(3);

    const [loaded] = await database.rows<{ vans: number; below: number; counted: number }>(
      `SELECT (SELECT count(DISTINCT home_scope)::int FROM records WHERE kind = 'balance' AND home_scope IN (${VANS})) AS vans,
         (SELECT count(*)::int FROM records WHERE kind = 'balance' AND (body ->> 'quantity')::int < 0) AS below,
         (SELECT count(*)::int FROM records WHERE kind = 'balance' AND version > 1) AS counted`,
    );
    expect(loaded!.vans).toBeGreaterThan(3);
    expect(loaded!.below).toBe(loaded!.vans);
    // What lies in the warehouses was counted after all that moved there.
    expect(loaded!.counted).toBe(0);

    expect(await prepare()).toEqual({ created: false });
    expect(await countRecords()).toBe(drafts.length + MARKER);
  });

  it('completes what an interrupted call began, as it began, also on another day', async () => {
    const long = { ...story, customers: 500 };
    const expected = [...generateCompany(long)].length + MARKER;
    const interrupted = prepareSampleCompany({
      databaseUrl: server.url,
      customers: long.customers,
      seed: story.seed,
      clock,
      onProgress: () => {
        throw new Error('the power failed');
      },
    });
    await expect(interrupted).rejects.toThrow('the power failed');
    const halfway = await countRecords();
    expect(halfway).toBeGreaterThan(0);
    expect(halfway).toBeLessThan(expected);
    expect(await readSampleUsers(database)).toEqual([]);

    const nextDay = createManualClock(clock.now() + 86_400_000);
    expect(await prepareSampleCompany({ databaseUrl: server.url, customers: 7, seed: 2, clock: nextDay })).toEqual({
      created: true,
    });
    expect(await countRecords()).toBe(expected);
    expect(await readSampleUsers(database)).toHaveLength(SAMPLE_USERS.length);
  });

  it('leaves a company of its own alone, named or only begun', async () => {
    await migrate(database);
    await bulkLoad(database, [...generateCompany({ ...story, customers: 0 })].slice(0, 1));
    expect(await prepare()).toEqual({ created: false });
    expect(await countRecords()).toBe(1);

    await database.rows('TRUNCATE records, history');
    await setCompany(database, { name: 'شرکت واقعی', sample: false });
    await createAccount(database, { personId: personId('ali'), login: 'ali', password: 'a real one' });
    expect(await prepare()).toEqual({ created: false });
    expect([await countRecords(), await readSampleUsers(database)]).toEqual([0, []]);
  });
});
