import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realDataFolder } from '../../build/testing/realData.ts';
import type { ImportReport } from '../../shared/contract/imports.ts';
import { generateImportRequest } from '../../main/core/features/imports/fixture.ts';
import { startServer, type RunningServer } from '../../server/main.ts';
import { createTestCompany, type TestCompany } from '../sync/company.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** `npm run import` as a process of its own against a running server, as an administrator. */
describe('import from the command line', () => {
  let company: TestCompany;
  let server: RunningServer;
  let folder: string;
  beforeAll(async () => {
    company = await createTestCompany();
    folder = await mkdtemp(join(tmpdir(), 'peyvand-import-'));
    server = await startServer({
      databaseUrl: company.databaseUrl,
      port: 0,
      dataDirectory: company.dataDirectory,
      logLevel: 'silent',
    });
    await mkdir(join(folder, 'server'));
    await writeFile(join(folder, 'server', 'address'), server.url);
  });
  afterAll(async () => {
    await server.close();
    await company.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function runImport(
    ...options: string[]
  ): Promise<{ code: number | null; output: string; report: ImportReport | null }> {
    const report = join(folder, 'report.json');
    await rm(report, { force: true });
    const child = spawn(
      process.execPath,
      [join(ROOT, 'main', 'hosts', 'cli', 'import.ts'), '--data', folder, '--report', report, ...options],
      {
        env: { ...process.env, PEYVAND_PASSWORD: process.env['PEYVAND_PASSWORD'] ?? 'password-of-administrator' },
      },
    );
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => {
      child.once('close', resolve);
    });
    const text = await readFile(report, 'utf8').catch(() => null);
    return { code, output, report: text === null ? null : (JSON.parse(text) as ImportReport) };
  }

  async function writeFixture(): Promise<string> {
    const target = join(folder, 'fixture');
    await mkdir(target, { recursive: true });
    for (const { name, bytes } of generateImportRequest({ seed: 3, rows: 70 }).files)
      await writeFile(join(target, name), Buffer.from(bytes, 'base64'));
    return target;
  }
  const countOnServer = async (collection: string): Promise<number> => {
    const [row] = await company.database.rows<{ count: string }>(
      'SELECT count(*) AS count FROM records WHERE collection = $1',
      [collection],
    );
    return Number(row?.count);
  };

  it('creates once, changes nothing the second time, and completes records when a mapping is taken', async () => {
    const fixture = await writeFixture();
    const preview = await runImport('--preset', 'maven-crm', fixture, '--login', 'administrator', '--preview');
    expect([
      preview.code,
      preview.report?.kinds['opportunities/opportunity'],
      await countOnServer('opportunities'),
    ]).toEqual([0, { created: 70, merged: 0, unchanged: 0 }, 0]);

    const first = await runImport('--preset', 'maven-crm', fixture, '--login', 'administrator');
    expect(first.code, first.output).toBe(0);
    expect([first.report?.kinds['opportunities/opportunity'], await countOnServer('opportunities')]).toEqual([
      { created: 70, merged: 0, unchanged: 0 },
      70,
    ]);
    expect(first.output).toContain("--map 'product:AlphaPro=Alpha Pro' would resolve 14 rows");

    const second = await runImport('--preset', 'maven-crm', fixture, '--login', 'administrator');
    expect(second.report?.tables.map(({ created, merged }) => created + merged)).toEqual([0, 0, 0, 0, 0]);
    expect(await countOnServer('opportunities')).toBe(70);

    const mapped = await runImport(
      '--preset',
      'maven-crm',
      fixture,
      '--login',
      'administrator',
      '--map',
      'product:AlphaPro=Alpha Pro',
    );
    expect(mapped.report?.kinds['opportunities/opportunity']).toEqual({ created: 0, merged: 14, unchanged: 56 });

    // What was taken once is taken again, so that the same files give the same result.
    const again = await runImport('--preset', 'maven-crm', fixture, '--login', 'administrator');
    expect(again.report?.kinds['opportunities/opportunity']).toEqual({ created: 0, merged: 0, unchanged: 70 });
    expect(again.output).toContain('product:AlphaPro=Alpha Pro');
  });

  it('says what is wrong and writes nothing: a foreign person, a wrong password, a missing folder, a broken file, no server', async () => {
    const fixture = await writeFixture();
    process.env['PEYVAND_PASSWORD'] = 'password-of-ali';
    const rep = await runImport('--preset', 'maven-crm', fixture, '--login', 'ali');
    delete process.env['PEYVAND_PASSWORD'];
    expect([rep.code, rep.output]).toEqual([1, expect.stringContaining('permission: import')]);
    const wrong = await runImport('--preset', 'maven-crm', fixture, '--login', 'ali');
    expect(wrong.code).toBe(1);
    expect(
      (await runImport('--preset', 'maven-crm', join(folder, 'nowhere'), '--login', 'administrator')).output,
    ).toContain('nowhere');
    await writeFile(join(fixture, 'products.csv'), 'product,sales_price\n"never closed,1\n');
    expect((await runImport('--preset', 'maven-crm', fixture, '--login', 'administrator')).output).toContain(
      'brokenQuote',
    );
    expect(
      (
        await runImport(
          '--preset',
          'maven-crm',
          await writeFixture(),
          '--login',
          'administrator',
          '--server',
          'http://127.0.0.1:9',
        )
      ).output,
    ).toContain('http://127.0.0.1:9');
  });

  it('leaves what lies where the report is to go as it is, and nothing where nothing was, when it comes to no report', async () => {
    const fixture = await writeFixture();
    const [kept, made] = [join(folder, 'kept.json'), join(folder, 'made.json')];
    await writeFile(kept, '');
    for (const report of [kept, made])
      await runImport('--preset', 'maven-crm', fixture, '--server', 'http://127.0.0.1:9', '--report', report);
    expect(await readFile(kept, 'utf8')).toBe('');
    await expect(readFile(made)).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await runImport('--preset', 'nobody', fixture)).code).toBe(2);
  });

  it('says what to do about the very file, and never begins without a place for its report', async () => {
    const fixture = await writeFixture();
    const run = (...more: string[]) => runImport('--preset', 'maven-crm', fixture, '--login', 'administrator', ...more);
    const before = await countOnServer('customers');
    await rm(join(fixture, 'accounts.csv'));
    expect((await run()).output).toContain('accounts.csv is missing');
    await mkdir(join(fixture, 'accounts.csv'));
    expect((await run()).output).toMatch(/^The file cannot be read/);
    await rm(join(fixture, 'accounts.csv'), { recursive: true });
    await writeFile(join(fixture, 'accounts.csv'), '');
    await truncate(join(fixture, 'accounts.csv'), 3 * 1024 ** 3);
    expect((await run()).output).toMatch(/^The file is too large/);
    await writeFixture();
    const unwritable = await run('--report', join(folder, 'nowhere', 'report.json'));
    expect([unwritable.code, unwritable.output]).toEqual([2, expect.stringContaining('cannot be written')]);
    expect(await countOnServer('customers')).toBe(before);
  });

  it('finds the server that was started alone by the folder it was given', async () => {
    const fixture = await writeFixture();
    const found = await runImport(
      '--preset',
      'maven-crm',
      fixture,
      '--login',
      'administrator',
      '--preview',
      '--data',
      join(folder, 'server'),
    );
    expect(found.code, found.output).toBe(0);
  });

  const northwind = realDataFolder('northwind');
  it.skipIf(northwind === null)('brings Northwind to the server with its exact totals', async () => {
    const before = await countOnServer('customers');
    const { code, report, output } = await runImport(
      '--preset',
      'northwind',
      northwind ?? '',
      '--login',
      'administrator',
    );
    expect(code, output).toBe(0);
    expect(report?.totals).toEqual({
      'orders.gross': { amount: 135_445_859, currency: 'USD' },
      'orders.net': { amount: 126_579_302, currency: 'USD' },
    });
    expect([await countOnServer('salesDocuments'), (await countOnServer('customers')) - before]).toEqual([830, 91]);
  });
});
