import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { openDatabase, sqlStateOf, type Database } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { deterministicId } from '../../shared/base/id.ts';
import { sayAudit } from './commands.ts';
import { verifyAudit } from './verifyAudit.ts';
import { writeAudit, type NewAuditEntry } from './writeAudit.ts';

const INSUFFICIENT_PRIVILEGE = '42501';
const ali = deterministicId('test', 'ali');

let url: string;
let drop: () => Promise<void>;
let database: Database;
let otherNode: Database;
beforeAll(async () => {
  const made = await createTestDatabase();
  url = made.url;
  drop = made.drop;
  database = openDatabase({ url: made.url });
  otherNode = openDatabase({ url: made.url });
  await migrate(database);
});
afterAll(async () => {
  await database.close();
  await otherNode.close();
  await drop();
});

const write = (node: Database, ...entries: NewAuditEntry[]): Promise<void> =>
  node.transaction((transaction) => writeAudit(transaction, ...entries));

/** As somebody does who may alter the schema. */
const tamper = (sql: string): Promise<void> =>
  database.transaction(async (transaction) => {
    await transaction.rows('SET LOCAL session_replication_role = replica');
    await transaction.rows(sql);
  });

describe('the audit log', () => {
  it('SEC-62: entries that two nodes write at once make one chain', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        write(
          index % 2 === 0 ? database : otherNode,
          { action: 'session.signedIn', person: ali, facts: { index, name: 'علی‌رضا' } },
          { action: 'device.enrolled', person: ali, subject: ali },
        ),
      ),
    );
    expect(await verifyAudit(database)).toMatchObject({ entries: 80, broken: null, end: { seq: 80 } });
    const rows = await database.rows<{ at: string }>('SELECT at FROM audit_entries ORDER BY seq');
    expect(rows.map(({ at }) => at)).toEqual(rows.map(({ at }) => at).toSorted());
    expect(rows[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('SEC-74: many entries at once are two statements, in which everybody else waits for the end of the chain', async () => {
    let statements = 0;
    const failing = database.transaction(async (transaction) => {
      const rows = ((sql, values) => {
        statements += 1;
        return transaction.rows(sql, values);
      }) as typeof transaction.rows;
      const entries = Array.from({ length: 300 }, (_, index): NewAuditEntry => ({
        action: 'session.signedIn',
        person: index % 2 === 0 ? ali : null,
        subject: index % 3 === 0 ? null : 'a "quoted", {braced} and \\ slashed',
        facts: { index, name: 'علی‌رضا', more: ['x', 'y"'] },
      }));
      await writeAudit({ ...transaction, rows }, ...entries);
      await writeAudit({ ...transaction, rows });
      expect(await verifyAudit(transaction)).toMatchObject({ entries: 380, broken: null });
      throw new Error('seen');
    });
    await expect(failing).rejects.toThrow('seen');
    expect(statements).toBe(2);
  });

  it('SEC-62: what is rolled back leaves no entry', async () => {
    const failing = database.transaction(async (transaction) => {
      await writeAudit(transaction, { action: 'session.signedIn', person: ali });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await verifyAudit(database)).toMatchObject({ entries: 80, broken: null });
  });

  it('SEC-60: refuses to be changed, in part or whole', async () => {
    for (const sql of [
      `UPDATE audit_entries SET action = 'x' WHERE seq = 3`,
      'UPDATE audit_entries SET seq = seq WHERE false',
      'DELETE FROM audit_entries WHERE seq = 80',
      'TRUNCATE audit_entries',
      'TRUNCATE audit_entries, audit_head',
      'DELETE FROM device_audit',
    ]) {
      const refused = await database.rows(sql).then(
        () => null,
        (error: unknown) => sqlStateOf(error),
      );
      expect([sql, refused]).toEqual([sql, INSUFFICIENT_PRIVILEGE]);
    }
    expect(await verifyAudit(database)).toMatchObject({ entries: 80, broken: null });
  });

  it.each([
    [`UPDATE audit_entries SET facts = '{"index":7}' WHERE seq = 41`, 41, 'altered'],
    [`UPDATE audit_entries SET person = NULL WHERE seq = 7`, 7, 'altered'],
    [`UPDATE audit_entries SET previous = 'x' WHERE seq = 9`, 9, 'unlinked'],
    ['DELETE FROM audit_entries WHERE seq = 12', 12, 'missing'],
    ['DELETE FROM audit_entries WHERE seq > 77', 78, 'cut'],
    ['DELETE FROM audit_entries', 1, 'cut'],
    [`UPDATE audit_head SET hash = 'x'`, 80, 'unlinked'],
  ])('SEC-61: %s is found', async (sql, seq, fault) => {
    await database.rows('CREATE TABLE kept AS TABLE audit_entries');
    await database.rows('CREATE TABLE kept_head AS TABLE audit_head');
    try {
      await tamper(sql);
      expect((await verifyAudit(database)).broken).toEqual({ seq, fault });
    } finally {
      await tamper('DELETE FROM audit_entries; DELETE FROM audit_head');
      await tamper('INSERT INTO audit_entries TABLE kept; INSERT INTO audit_head TABLE kept_head');
      await database.rows('DROP TABLE kept, kept_head');
    }
    expect((await verifyAudit(database)).broken).toBeNull();
  });

  it('SEC-61: the operator is told on the command line whether it holds, and where it does not', async () => {
    const said: string[] = [];
    const ask = (): Promise<boolean> => sayAudit({ databaseUrl: url, say: (line) => said.push(line) });
    expect(await ask()).toBe(true);
    await database.rows('CREATE TABLE kept AS SELECT * FROM audit_entries WHERE seq = 12');
    await tamper('DELETE FROM audit_entries WHERE seq = 12');
    expect(await ask()).toBe(false);
    await tamper('INSERT INTO audit_entries TABLE kept');
    expect(await ask()).toBe(true);
    expect(said.filter((line) => line.includes('audit log holds: 80 entries'))).toHaveLength(2);
    expect(said).toContain('BROKEN at entry 12: an entry is missing. The 11 entries before it hold.');
  });
});
