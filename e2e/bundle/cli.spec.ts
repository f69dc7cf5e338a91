import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { first } from '../../main/hosts/memory/company.ts';
import { BUNDLE_BYTES_MAXIMUM } from '../../shared/sync/bundle.ts';
import { startServer, type RunningServer } from '../../server/main.ts';
import { createTestCompany, idOf, type TestCompany } from '../sync/company.ts';
import { createMachine, PASSPHRASE, type Machine } from '../sync/machine.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** `npm run bundle` as a process of its own: a branch's data on one side, a running server on the other, a folder for a stick. */
describe('bundles from the command line', () => {
  let company: TestCompany;
  let server: RunningServer;
  let machine: Machine;
  let branch: string;
  let stick: string;
  let customer: string;

  beforeAll(async () => {
    company = await createTestCompany();
    stick = await mkdtemp(join(tmpdir(), 'peyvand-stick-'));
    server = await startServer({
      databaseUrl: company.databaseUrl,
      port: 0,
      dataDirectory: company.dataDirectory,
      logLevel: 'silent',
    });
    await mkdir(join(stick, 'server'));
    await writeFile(join(stick, 'server', 'address'), server.url);
    machine = await createMachine(company.transport());
    await machine.join('sara');
    await machine.lock();
    await machine.join('ali');
    machine.online = false;
    ({ id: customer } = await machine.window.customers.create({
      kind: 'company',
      body: { name: 'از راه دور', stage: 'active', territoryId: idOf('north'), ownerId: idOf('ali') },
    }));
    await machine.lock();
    branch = await mkdtemp(join(tmpdir(), 'peyvand-branch-'));
    await cp(machine.dataDirectory, branch, { recursive: true });
  });
  afterAll(async () => {
    await machine.close();
    await server.close();
    await company.close();
    for (const folder of [branch, stick]) await rm(folder, { recursive: true, force: true });
  });

  async function run(...options: string[]): Promise<{ code: number | null; output: string }> {
    const child = spawn(process.execPath, [join(ROOT, 'main', 'hosts', 'cli', 'bundle.ts'), ...options], {
      env: {
        ...process.env,
        INIT_CWD: stick,
        PEYVAND_PASSWORD: 'password-of-administrator',
        PEYVAND_PASSPHRASE: PASSPHRASE,
      },
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => {
      child.once('close', resolve);
    });
    return { code, output };
  }
  const atHeadOffice = (...options: string[]) => run(...options, '--data', stick, '--login', 'administrator');

  it('SYNC-16 SYNC-17: out at the branch, in at head office, the answer back; a second time changes nothing', async () => {
    expect(await run('export', 'work.peyvand', '--data', branch, '--login', 'sara')).toMatchObject({ code: 0 });
    expect(await run('show', 'work.peyvand')).toMatchObject({
      code: 0,
      output: expect.stringContaining('A bundle of work') as string,
    });
    const taken = await atHeadOffice('import', 'work.peyvand', '--answer', join(stick, 'answer.peyvand'));
    expect(taken).toMatchObject({ code: 0, output: expect.stringContaining('From sara') as string });
    expect(taken.output).toContain('1 groups delivered (0 known before, 0 parked)');
    expect(await company.database.rows('SELECT 1 FROM records WHERE id = $1', [customer])).toHaveLength(1);
    expect((await atHeadOffice('import', 'work.peyvand', '--answer', join(stick, 'answer.peyvand'))).output).toContain(
      '1 known before',
    );

    const back = await run('import', 'answer.peyvand', '--data', branch, '--login', 'sara');
    expect(back).toMatchObject({
      code: 0,
      output: expect.stringContaining('The changes of head office are here') as string,
    });
    expect((await run('import', 'answer.peyvand', '--data', branch, '--login', 'ali')).output).toContain(
      'another machine or person',
    );
    const { mode } = await stat(join(stick, 'work.peyvand'));
    expect(process.platform === 'win32' ? 0 : mode & 0o077).toBe(0);
  });

  it('SYNC-18: a damaged file is named and refused; what is whole of it can be saved', async () => {
    await run('export', 'whole.peyvand', '--data', branch, '--login', 'ali');
    const bytes = await readFile(join(stick, 'whole.peyvand'));
    await writeFile(join(stick, 'cut.peyvand'), bytes.subarray(0, bytes.length - 3));
    expect(await atHeadOffice('import', 'cut.peyvand')).toMatchObject({
      code: 1,
      output: expect.stringContaining('This bundle is damaged') as string,
    });
    await writeFile(join(stick, 'longer.peyvand'), Buffer.concat([bytes, Buffer.from('rubbish')]));
    expect((await atHeadOffice('import', 'longer.peyvand')).code).toBe(1);
    const saved = await atHeadOffice('import', 'longer.peyvand', '--salvage');
    expect(saved.output).toContain('1 groups delivered');
    expect(saved).toMatchObject({ code: 1, output: expect.stringContaining('damaged') as string });
  });

  it('SYNC-14 SYNC-15: a sealed copy alone, from a machine that is dead, is delivered too', async () => {
    const profiles = await machine.profiles();
    const ali = profiles.find(({ name }) => name === 'ali')?.profileId ?? '';
    await cp(join(branch, 'client', 'profiles', ali, 'unsent.sealed'), join(stick, 'unsent.sealed'));
    expect((await run('show', 'unsent.sealed')).output).toContain('A sealed copy: 1 groups, 1 of them not delivered');
    expect(await atHeadOffice('import', 'unsent.sealed')).toEqual({ code: 0, output: 'delivered: 1\n' });
  });

  it('SYNC-15: a sealed copy is delivered however large it has grown; one that is harmed ends as no success', async () => {
    const bytes = await readFile(join(stick, 'unsent.sealed'));
    const [head, frames] = [bytes.subarray(0, 50), bytes.subarray(50)];
    const times = Math.ceil(BUNDLE_BYTES_MAXIMUM / frames.length) + 1;
    await writeFile(join(stick, 'large.sealed'), Buffer.concat([head, ...Array<Buffer>(times).fill(frames)]));
    expect(await atHeadOffice('import', 'large.sealed')).toEqual({ code: 0, output: 'delivered: 1\n' });
    await writeFile(join(stick, 'torn.sealed'), Buffer.concat([bytes, frames.subarray(0, -3)]));
    expect(await atHeadOffice('import', 'torn.sealed')).toEqual({
      code: 1,
      output: expect.stringMatching(/^delivered: 1\nThe file is damaged/) as string,
    });
    await truncate(join(stick, 'torn.sealed'), 0);
    await truncate(join(stick, 'torn.sealed'), BUNDLE_BYTES_MAXIMUM + 1);
    expect((await run('show', 'torn.sealed')).output).toContain('not a Peyvand bundle');
  });

  it('a bundle that cannot be written is said so, and no folder is made for it', async () => {
    const missing = join(stick, 'not in', 'work.peyvand');
    const { code, output } = await run('export', missing, '--data', branch, '--login', 'ali');
    expect([code, output.split('\n')[0]]).toEqual([1, 'The file cannot be written']);
    await expect(stat(dirname(missing))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('says what is wrong with a command line, a passphrase, a person', async () => {
    expect((await run('export')).code).toBe(2);
    expect((await run('carry', 'x')).code).toBe(2);
    expect((await run('import', 'nowhere.peyvand')).code).toBe(1);
    expect((await run('--help')).output).toContain('npm run bundle');
    const nobody = await run('export', '--data', branch, '--login', 'nobody');
    expect(nobody).toMatchObject({ code: 1 });
    await machine.unlock((await machine.profiles())[0]?.profileId ?? '');
    expect((await first(machine.window.bundles.waiting())).own).toBeGreaterThanOrEqual(0);
  });
});
