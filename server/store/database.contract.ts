/** What every database that the server runs on must do. Run over the embedded PostgreSQL and over the one in memory. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isRetryable, isUnavailable, sqlStateOf, type Database } from './database.ts';
import { migrate, readMigrations } from './migrate.ts';

export interface DatabaseUnderTest {
  /** Another handle on the same, empty database, as another node of the server has. Closed by the suite. */
  open(): Promise<Database>;
  close(): Promise<void>;
}

export function databaseContract(name: string, start: () => Promise<DatabaseUnderTest>): void {
  describe(`a database of the server: ${name}`, () => {
    let subject: DatabaseUnderTest;
    let database: Database;
    let other: Database;
    beforeAll(async () => {
      subject = await start();
      [database, other] = [await subject.open(), await subject.open()];
      await database.rows('CREATE TABLE counts (id integer PRIMARY KEY, n bigint NOT NULL CHECK (n >= 0))');
    });
    afterAll(async () => {
      await database.close();
      await other.close();
      await subject.close();
    });

    const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
      promise.then(
        () => null,
        (error: unknown) => error,
      );

    test('every type that the server reads comes as the same value', async () => {
      const [row] = await database.rows(
        `SELECT 7::int AS int, 9007199254740991::bigint AS bigint, 18446744073709551615::numeric(20) AS numeric, 'گاز'::text AS text,
           true AS yes, null::text AS nothing, '{"a":[1,null,"ب"]}'::jsonb AS json, '{a,NULL,"b c"}'::text[] AS texts, '{1,2}'::bigint[] AS bigints,
           '019a0000-0000-7000-8000-000000000001'::uuid AS id, ARRAY['019a0000-0000-7000-8000-000000000001'::uuid] AS ids,
           '2026-11-22T06:00:00.123Z'::timestamptz AS at`,
      );
      expect(row).toEqual({
        int: 7,
        bigint: Number.MAX_SAFE_INTEGER,
        numeric: '18446744073709551615',
        text: 'گاز',
        yes: true,
        nothing: null,
        json: { a: [1, null, 'ب'] },
        texts: ['a', null, 'b c'],
        bigints: ['1', '2'],
        id: '019a0000-0000-7000-8000-000000000001',
        ids: ['019a0000-0000-7000-8000-000000000001'],
        at: new Date('2026-11-22T06:00:00.123Z'),
      });
      expect(await failureOf(database.rows('SELECT 9007199254740993::bigint AS n'))).toBeInstanceOf(Error);
    });

    test('every type that the server writes arrives', async () => {
      const values = [
        ['می‌خواهم', null, 'a "b" \\ {c}'],
        [true, false],
        [1, null],
        ['019a0000-0000-7000-8000-000000000001'],
        JSON.stringify({ a: ["'", '😀'] }),
        3,
        new Date('2026-11-22T06:00:00.123Z'),
        '',
      ];
      const [row] = await database.rows(
        `SELECT $1::text[] AS texts, $2::boolean[] AS flags, $3::bigint[] AS numbers, $4::uuid[] AS ids, $5::jsonb AS json, $6::int AS n,
           $7::timestamptz AS at, $8::text AS empty`,
        values,
      );
      expect(row).toEqual({
        texts: values[0],
        flags: values[1],
        numbers: ['1', null],
        ids: values[3],
        json: { a: ["'", '😀'] },
        n: 3,
        at: values[6],
        empty: '',
      });
    });

    test('a script of several statements runs and gives no rows', async () => {
      expect(
        await database.rows('INSERT INTO counts VALUES (90, 1); SELECT * FROM counts; DELETE FROM counts'),
      ).toEqual([]);
    });

    test('a large message goes both ways', async () => {
      const body = JSON.stringify({ text: 'ک'.repeat(3_000_000) });
      const [row] = await database.rows<{ body: object }>('SELECT $1::jsonb AS body', [body]);
      expect(JSON.stringify(row?.body)).toBe(body);
    });

    test('what fails says its five letters, and the connection goes on', async () => {
      await database.rows('INSERT INTO counts VALUES (1, 1)');
      const states = [
        'INSERT INTO counts VALUES (1, 2)',
        'INSERT INTO counts VALUES (2, -1)',
        "SELECT 'x'::integer",
        'SELECT no_such_column FROM counts',
        'SELECT FROM WHERE',
        "DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40001'; END $$",
      ].map(async (sql) => sqlStateOf(await failureOf(database.rows(sql))));
      expect(await Promise.all(states)).toEqual(['23505', '23514', '22P02', '42703', '42601', '40001']);
      const failure = await failureOf(database.rows("DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40P01'; END $$"));
      expect([isRetryable(failure), isUnavailable(failure)]).toEqual([true, false]);
      expect(await database.rows('DELETE FROM counts RETURNING n')).toEqual([{ n: 1 }]);
    });

    test('a transaction is there as a whole or not at all, and nobody sees into it', async () => {
      const begun = Promise.withResolvers<void>();
      const seen = begun.promise.then(() => other.rows('SELECT count(*)::int AS n FROM counts'));
      const result = await database.transaction(async (transaction) => {
        await transaction.rows('INSERT INTO counts VALUES (1, 1)');
        begun.resolve();
        await transaction.rows('INSERT INTO counts VALUES (2, 1)');
        return 'done';
      });
      expect(result).toBe('done');
      // Before the commit or behind it: never one of the two.
      expect([0, 2]).toContain((await seen)[0]?.['n']);
      const failure = await failureOf(
        database.transaction(async (transaction) => {
          await transaction.rows('DELETE FROM counts');
          throw new Error('no');
        }),
      );
      expect(failure).toMatchObject({ message: 'no' });
      expect(await other.rows('SELECT id FROM counts ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
      await database.rows('DELETE FROM counts');
    });

    test('a failure that the caller swallowed cannot look like a commit', async () => {
      const swallowing = database.transaction(async (transaction) => {
        await transaction.rows('INSERT INTO counts VALUES (3, 1)');
        await failureOf(transaction.rows('SELECT no_such_function()'));
      });
      await expect(swallowing).rejects.toThrow(/failed/);
      expect(await database.rows('SELECT * FROM counts')).toEqual([]);
    });

    test('many transactions at once, over two handles, lose nothing', async () => {
      await database.rows('INSERT INTO counts VALUES (1, 0)');
      const add = (handle: Database) =>
        handle.transaction(async (transaction) => {
          const [row] = await transaction.rows<{ n: number }>('SELECT n FROM counts WHERE id = 1 FOR UPDATE');
          await transaction.rows('UPDATE counts SET n = $1 WHERE id = 1', [(row?.n ?? 0) + 1]);
        });
      await Promise.all(Array.from({ length: 40 }, (_, index) => add(index % 2 === 0 ? database : other)));
      expect(await database.rows('DELETE FROM counts RETURNING n')).toEqual([{ n: 40 }]);
    });

    test('a setting of a transaction ends with it', async () => {
      const read = "SELECT current_setting('enable_hashjoin') AS is";
      const inside = await database.transaction((transaction) => transaction.rows(read));
      expect([inside, await database.rows(read)]).toEqual([[{ is: 'off' }], [{ is: 'on' }]]);
    });

    test('what is notified is heard by every listener, after the commit and not without one', async () => {
      const heard: string[] = [];
      const stops = await Promise.all(
        [database, other].map((handle) => handle.listen('news', (text) => heard.push(text))),
      );
      await failureOf(
        database.transaction(async (transaction) => {
          await transaction.rows("SELECT pg_notify('news', 'never')");
          throw new Error('no');
        }),
      );
      await database.rows("SELECT pg_notify('other news', 'elsewhere')");
      await database.rows("SELECT pg_notify('news', 'چیزی')");
      await expect.poll(() => heard).toEqual(['چیزی', 'چیزی']);
      await stops[0]?.();
      await other.rows("SELECT pg_notify('news', 'more')");
      await expect.poll(() => heard).toEqual(['چیزی', 'چیزی', 'more']);
      await stops[1]?.();
    });

    test('the migrations run, once, also when two nodes start together', async () => {
      const [first, second] = await Promise.all([migrate(database), migrate(other)]);
      expect([...first, ...second]).toEqual((await readMigrations()).map(({ number }) => number));
      const locked = await database.transaction((transaction) =>
        transaction.rows(
          "SELECT * FROM lock_records('{customers}', '{019a0000-0000-7000-8000-000000000001}', '{true}')",
        ),
      );
      expect(locked).toEqual([]);
    });

    test('behind its close nothing is asked of it', async () => {
      const third = await subject.open();
      expect(await third.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
      await third.close();
      expect(isUnavailable(await failureOf(third.rows('SELECT 1')))).toBe(true);
    });
  });
}
