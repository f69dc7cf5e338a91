import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestCompany, idOf, type TestCompany } from '../sync/company.ts';
import { createMachine, PASSPHRASE, type Machine } from '../sync/machine.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** `npm run backup` and `npm run restore` as processes of their own, over what a person's machine has written. */
describe('backups from the command line', () => {
  let company: TestCompany;
  let machine: Machine;
  let root: string;
  let backup: string;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'peyvand-backup-'));
    company = await createTestCompany();
    machine = await createMachine(company.transport());
    await machine.join('ali');
    machine.online = false;
    await machine.window.customers.create({
      kind: 'company',
      body: { name: 'از راه دور', stage: 'active', territoryId: idOf('north'), ownerId: idOf('ali') },
    });
    await machine.lock();
    await cp(machine.dataDirectory, join(root, 'laptop'), { recursive: true });
    await mkdir(join(root, 'stick'));
  });
  afterAll(async () => {
    await machine.close();
    await company.close();
    await rm(root, { recursive: true, force: true });
  });

  async function run(
    program: 'backup' | 'restore',
    options: readonly string[],
    environment: Readonly<Record<string, string>> = { PEYVAND_PASSPHRASE: PASSPHRASE },
  ): Promise<{ code: number | null; output: string }> {
    const child = spawn(process.execPath, [join(ROOT, 'main', 'hosts', 'cli', `${program}.ts`), ...options], {
      env: { ...process.env, INIT_CWD: root, ...environment },
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => {
      child.once('close', resolve);
    });
    return { code, output };
  }

  const storeOf = async (data: string): Promise<string> => {
    const profiles = join(root, data, 'client', 'profiles');
    const [profileId = ''] = await readdir(profiles);
    return join(profiles, profileId, 'store');
  };

  it('SEC-26: writes one, reads it back, and verifies it again', async () => {
    const made = await run('backup', ['--login', 'ali', '--data', 'laptop', '--to', 'stick']);
    expect(made).toMatchObject({ code: 0, output: expect.stringContaining('opened and read back') as string });
    const [file = ''] = await readdir(join(root, 'stick'));
    backup = join('stick', file);
    expect(await run('backup', ['show', backup])).toMatchObject({ code: 0 });
    expect((await run('backup', ['verify', backup])).output).toContain('is sound');
    expect(await run('backup', ['verify', backup], { PEYVAND_PASSPHRASE: 'another' })).toMatchObject({ code: 1 });
    const bytes = await readFile(join(root, backup));
    bytes[bytes.length - 3_000] = (bytes[bytes.length - 3_000] ?? 0) ^ 1;
    await writeFile(join(root, 'stick', 'harmed'), bytes);
    const harmed = await run('backup', ['verify', join('stick', 'harmed')]);
    expect(harmed).toMatchObject({ code: 1, output: expect.stringContaining('damaged') as string });
  });

  it('SEC-28: refuses what is none, what is harmed and a wrong passphrase, and changes nothing', async () => {
    await writeFile(join(root, 'stick', 'letter'), 'Dear Ali');
    for (const [file, passphrase] of [
      [join('stick', 'letter'), PASSPHRASE],
      [join('stick', 'harmed'), PASSPHRASE],
      [backup, 'another'],
    ] as const)
      expect(await run('restore', [file, '--data', 'laptop'], { PEYVAND_PASSPHRASE: passphrase })).toMatchObject({
        code: 1,
      });
    expect((await readdir(await storeOf('laptop'))).filter((name) => name.startsWith('quarantine'))).toEqual([]);
  });

  it('SEC-27: brings it back in place of a damaged store, which is set aside', async () => {
    const store = await storeOf('laptop');
    const database = await readFile(join(store, 'store.db'));
    database[1_000] = (database[1_000] ?? 0) ^ 1;
    await writeFile(join(store, 'store.db'), database);
    const { code, output } = await run('restore', [backup, '--data', 'laptop']);
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(output).toContain('0 lost');
    expect((await readdir(store)).filter((name) => name.startsWith('quarantine'))).toHaveLength(1);
    expect(await run('backup', ['--login', 'ali', '--data', 'laptop'])).toMatchObject({ code: 0 });
  });

  it('SEC-29: makes a person of another machine', async () => {
    expect(await run('restore', [backup, '--data', 'new laptop'])).toMatchObject({ code: 0 });
    expect(await run('backup', ['--login', 'ali', '--data', 'new laptop'])).toMatchObject({ code: 0 });
  });

  it('says how it is used, and what was wrong with a command', async () => {
    expect((await run('backup', ['--help'])).output).toContain('npm run backup');
    expect(await run('backup', [])).toMatchObject({ code: 2 });
    expect(await run('restore', [])).toMatchObject({ code: 2 });
    expect(await run('backup', ['--login', 'nobody', '--data', 'laptop'])).toMatchObject({ code: 1 });
  });
});
