/** Lists as files, as a window asks for them: who may, how many, what is in the file, and that nothing of it stays anywhere. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createError } from '../../../shared/base/errors.ts';
import {
  EXPORT_LISTS,
  type ExportEvent,
  type ExportInput,
  type ExportReport,
  type UsedExport,
} from '../../../shared/contract/exports.ts';
import { agreementWith, spelledPhonesIn } from '../../../shared/domain/exports/phoneMark.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, failure, first, firstWhere, signIn, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

const MARK = 'ab'.repeat(32);
const LEASE_MARK = 'cd'.repeat(32);
const GRANT = { rowsPerExport: 50, rowsPerDay: 60, rowsOffline: 12, until: '2026-12-31' };

let company: TestCompany;
let window: CoreClient;
let asked: { name: string; input: unknown }[];
beforeEach(async () => {
  company = await createTestCompany();
  // Days go by in these tests.
  company.server.put('organisation', 'setting', idOf('idle'), { key: 'idleLockMinutes', value: 0 });
  asked = [];
  company.server.answer = (name, input) => {
    asked.push({ name, input });
    if (name === 'allowExport')
      return { id: idOf('allowance'), rows: 50, until: '2026-11-21T08:00:00.000Z', mark: MARK };
    if (name === 'leaseExports') return { allowance: LEASE };
    throw createError('not_found');
  };
});
afterEach(() => company.close());

const LEASE = { id: idOf('lease'), rows: 12, until: '2026-11-24T07:00:00.000Z', mark: LEASE_MARK };

function grant(login: string, exportGrant: object | null, role = 'rep'): void {
  const body = { name: login === 'ali' ? 'علی رضایی' : login, role, active: true };
  company.server.put(
    'organisation',
    'person',
    idOf(login),
    exportGrant ? { ...body, exportGrant: { ...exportGrant } } : body,
  );
}

const CUSTOMERS: ExportInput = {
  of: { list: 'customers', query: {} },
  format: 'csv',
  form: 'person',
  reason: 'گزارش ماهانه',
};

async function run(
  input: Partial<ExportInput> = {},
): Promise<{ bytes: Buffer; report: ExportReport; events: ExportEvent[] }> {
  const events: ExportEvent[] = [];
  for await (const event of await window.exports.run({ ...CUSTOMERS, ...input })) events.push(event);
  const done = events.at(-1);
  if (done?.type !== 'done') throw new Error('It did not end');
  const pieces = events.flatMap((event) => (event.type === 'piece' ? [Buffer.from(event.bytes, 'base64')] : []));
  return { bytes: Buffer.concat(pieces), report: done.report, events };
}
const rowsOf = (bytes: Buffer): string[][] =>
  parse(bytes, { bom: true, relax_column_count: true, skip_empty_lines: true });
const used = () =>
  asked.filter(({ name }) => name === 'leaseExports').flatMap(({ input }) => (input as { used: UsedExport[] }).used);

describe('the right to export', () => {
  it('SEC-100: is nobody’s without a grant, and asks nobody then', async () => {
    window = await signIn(company, 'ada');
    expect(await first(window.exports.standing())).toEqual({ grant: null, offline: null });
    expect(await failure(run())).toMatchObject({ code: 'permission_denied', facts: { permission: 'export' } });
    expect(asked.filter(({ name }) => name === 'allowExport')).toEqual([]);
  });

  it('SEC-100: ends with its last day, on this machine too', async () => {
    grant('ali', { ...GRANT, until: '2026-11-21' });
    window = await signIn(company);
    expect((await run()).report).toMatchObject({ rows: 5, offline: false });
    company.clock.advance(86_400_000);
    expect(await failure(run())).toMatchObject({ code: 'permission_denied' });
  });

  it('SEC-101: goes as far as one export may, however much there is; and the server’s refusal stands', async () => {
    grant('ali', { ...GRANT, rowsPerExport: 4 });
    window = await signIn(company);
    expect(await failure(run())).toMatchObject({
      code: 'export_refused',
      facts: { reason: 'per_export', rows: 5, most: 4 },
    });
    const narrowed = { of: { list: 'customers' as const, query: { filter: { stages: ['active'] } } } };
    expect((await run(narrowed)).report.rows).toBe(2);
    company.server.answer = () => {
      throw createError('export_refused', { reason: 'per_day', rows: 2, most: 0 });
    };
    expect(await failure(run(narrowed))).toMatchObject({ code: 'export_refused', facts: { reason: 'per_day' } });
  });

  it('SEC-103: holds for lists that the role may read at all, and leaves out what it hides', async () => {
    grant('tara', GRANT, 'technician');
    window = await signIn(company, 'tara');
    expect(await failure(run({ of: { list: 'orders', query: {} } }))).toMatchObject({ code: 'permission_denied' });
    const [headings = []] = rowsOf((await run({ form: 'neutral' })).bytes);
    expect(headings).toContain('phones');
    for (const hidden of ['revenue', 'lastOrderOn', 'nationalId', 'creditLimit'])
      expect(headings).not.toContain(hidden);
  });

  it('SEC-104: asks for a reason, and is told to the server with it before a row is given, and to this device’s own log', async () => {
    grant('ali', GRANT);
    window = await signIn(company);
    expect(await failure(run({ reason: '  ' }))).toMatchObject({ code: 'invalid_input' });
    const { report } = await run({ reason: ' بازدید حسابرس ' });
    expect(asked.find(({ name }) => name === 'allowExport')?.input).toEqual({
      export: report.export,
      list: 'customers',
      format: 'csv',
      rows: 5,
      reason: 'بازدید حسابرس',
    });
    await window.sync.now();
    const delivered = asked.filter(({ name }) => name === 'deliverAudit').map(({ input }) => JSON.stringify(input));
    expect(delivered.join()).toContain('export.written');
    expect(delivered.join()).toContain(report.export);
  });
});

describe('the file', () => {
  beforeEach(async () => {
    grant('ali', GRANT);
    company.server.put('customers', 'company', idOf('evil'), {
      name: '=HYPERLINK("http://evil.example";"x")',
      stage: 'lead',
      ownerId: idOf('ali'),
      phones: [{ id: 'p', order: 'a0', label: 'mobile', number: '+98 912 123 4567' }],
    });
    window = await signIn(company);
  });

  it('SEC-105: names the person, the device, the time, the export and the reason, first and last and in every row', async () => {
    const { bytes, report } = await run();
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const rows = rowsOf(bytes);
    const id = report.export.replaceAll('-', '').slice(-10);
    for (const word of ['علی رضایی', 'TEST', '۳۰ آبان ۱۴۰۵', id, 'گزارش ماهانه']) expect(rows[0]?.[0]).toContain(word);
    expect(rows.at(-1)?.[0]).toContain('علی رضایی');
    const body = rows.slice(2, -1);
    expect(body).toHaveLength(6);
    expect(body.every((row) => row.at(-1) === id)).toBe(true);
    expect(report.fileName).toBe(`peyvand-customers-2026-11-21-${id}.csv`);
  });

  it('SEC-105: carries the invisible mark that the server gave it, in its numbers', async () => {
    for (let number = 0; number < 30; number += 1)
      company.server.put('customers', 'company', idOf(`marked ${number}`), {
        name: `مشتری ${number}`,
        stage: 'lead',
        phones: [{ id: 'p', order: 'a0', label: 'office', number: `0212200${1_000 + number}` }],
      });
    await window.sync.now();
    const found = spelledPhonesIn((await run()).bytes.toString('utf8'));
    expect(agreementWith(MARK, found)).toEqual({ compared: found.length, agreeing: found.length });
    expect(found.length).toBeGreaterThanOrEqual(31);
    const other = agreementWith(LEASE_MARK, found);
    expect(other.agreeing).toBeLessThan(other.compared);
  });

  it('SEC-106: no cell of it is a formula', async () => {
    const { bytes } = await run();
    const cells = rowsOf(bytes).flat();
    expect(cells.filter((cell) => /^[\s\p{Cf}]*[=+\-@]/u.test(cell))).toEqual([]);
    expect(cells.some((cell) => cell.startsWith("'=HYPERLINK"))).toBe(true);
    const sheet = Buffer.from(
      unzipSync((await run({ format: 'xlsx' })).bytes)['xl/worksheets/sheet1.xml'] ?? [],
    ).toString();
    expect(sheet).toContain('<row');
    expect(sheet).not.toContain('<f>');
    expect(sheet).not.toContain('<f ');
  });

  it('SEC-103: is what the list shows: its search, filter and order; words and dates of the person, or neutral', async () => {
    const shown = await first(
      window.customers.list({
        offset: 0,
        limit: 50,
        filter: { cities: ['تهران'] },
        sort: { by: 'name', descending: true },
      }),
    );
    const query = { filter: { cities: ['تهران'] }, sort: { by: 'name' as const, descending: true } };
    const neutral = rowsOf((await run({ of: { list: 'customers', query }, form: 'neutral' })).bytes);
    const name = neutral[0]?.indexOf('name') ?? -1;
    expect(neutral.slice(1, -1).map((row) => row[name])).toEqual(shown.rows.map((row) => row.name));
    expect(neutral[1]?.[neutral[0]?.indexOf('stage') ?? -1]).toBe('lead');
    expect(neutral.at(-1)?.[0]).toContain('علی رضایی');
    await window.preferences.change({ language: 'en', calendar: 'gregory' });
    const english = rowsOf((await run({ of: { list: 'customers', query } })).bytes);
    expect(english[1]).toContain('Name');
    expect(english[0]?.[0]).toContain('21 Nov 2026');
    expect(english[2]?.[english[1]?.indexOf('Stage') ?? -1]).toBe('Lead');
  });

  it.for(EXPORT_LISTS.filter((list) => list !== 'customers'))(
    'SEC-103: of %s has a heading for each column, in both formats',
    async (list) => {
      const of = { list, query: {} };
      const [, headings = []] = rowsOf((await run({ of })).bytes);
      expect(headings.length).toBeGreaterThan(4);
      expect(headings.filter((heading) => heading === '' || /^[a-z]/.test(heading))).toEqual([]);
      const { bytes } = await run({ of, format: 'xlsx' });
      expect(Object.keys(unzipSync(bytes))).toContain('xl/worksheets/sheet1.xml');
    },
  );

  it('SEC-107: nothing of it is on the disk, neither of one that was written nor of one that was cut off', async () => {
    await run();
    const cut = await window.exports.run(CUSTOMERS);
    await cut.next();
    await cut.return?.();
    const files = await readdir(company.directory, { recursive: true, withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile())) {
      const bytes = await readFile(join(file.parentPath, file.name));
      for (const secret of ['بهار شیمی', 'evil.example', '88776655', '8877 6655'])
        expect(bytes.includes(secret), `${file.name}: ${secret}`).toBe(false);
    }
  });
});

describe('without a line', () => {
  it('SEC-102: a device that never leased rows exports nothing', async () => {
    grant('ali', { ...GRANT, rowsOffline: 0 });
    window = await signIn(company);
    company.server.reachable = false;
    expect(await failure(run())).toMatchObject({ code: 'export_refused', facts: { reason: 'offline', most: 0 } });
  });

  it('SEC-102: rows leased at the last contact are used up, over a restart too, and told at the next contact, once', async () => {
    grant('ali', GRANT);
    window = await signIn(company);
    await firstWhere(window.exports.standing(), ({ offline }) => offline !== null);
    company.server.reachable = false;
    const { bytes, report } = await run();
    expect(report).toMatchObject({ rows: 5, offline: true });
    expect(agreementWith(LEASE_MARK, spelledPhonesIn(bytes.toString('utf8'))).agreeing).toBe(1);
    await run({ reason: 'بار دوم' });
    expect(await failure(run())).toMatchObject({ code: 'export_refused', facts: { reason: 'offline', most: 2 } });
    await company.restart();
    window = company.host.connect();
    const state = await firstWhere(window.session.state(), ({ phase }) => phase === 'locked');
    if (state.phase !== 'locked') throw new Error(state.phase);
    await window.session.unlock({ profileId: state.profiles[0]?.profileId ?? '', passphrase: 'یک گذرواژه‌ی خوب' });
    expect(await first(window.exports.standing())).toMatchObject({ offline: { rows: 2 } });
    expect(await failure(run())).toMatchObject({ facts: { reason: 'offline', most: 2 } });
    company.server.reachable = true;
    await window.sync.now();
    await firstWhere(window.sync.state(), ({ connection }) => connection === 'online');
    await expect.poll(() => used().map(({ reason }) => reason)).toEqual(['گزارش ماهانه', 'بار دوم']);
    expect(used()[0]).toMatchObject({ allowance: LEASE.id, rows: 5, at: '2026-11-21T07:00:00.000Z' });
    await window.sync.now();
    await window.sync.now();
    expect(used()).toHaveLength(2);
  });

  it('SEC-102: leased rows end with their time and with the grant', async () => {
    grant('ali', GRANT);
    window = await signIn(company);
    await firstWhere(window.exports.standing(), ({ offline }) => offline !== null);
    company.server.reachable = false;
    company.clock.advance(3 * 86_400_000 + 1);
    expect(await failure(run())).toMatchObject({ facts: { reason: 'offline', most: 0 } });
  });
});
