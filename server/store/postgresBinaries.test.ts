import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chooseDatabaseAccount, commandAs, locatePostgresBinaries } from './postgresBinaries.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peyvand-binaries-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test('the binaries are there and run', async () => {
  const { postgres } = await locatePostgresBinaries();
  expect(spawnSync(postgres, ['--version'], { encoding: 'utf8' }).stdout).toMatch(/PostgreSQL\) 18\./);
});

describe.runIf(process.getuid?.() !== 0)('an ordinary user', () => {
  test('runs PostgreSQL as himself', async () => {
    const account = await chooseDatabaseAccount({ existingData: folder, mustReach: [folder] });
    expect(account).toEqual({ identity: null, needsPassage: false });
    expect(commandAs(account, 'postgres', ['-D', 'data']).slice(0, 2)).toEqual(['postgres', ['-D', 'data']]);
  });
});

describe.runIf(process.getuid?.() === 0)('root', () => {
  test('hands PostgreSQL to an account that is not root, which may enter an open folder', async () => {
    await chmod(folder, 0o755);
    const account = await chooseDatabaseAccount({
      existingData: join(folder, 'none'),
      mustReach: [join(folder, 'data')],
    });
    expect(account.identity?.uid).toBeGreaterThan(0);
    expect(account.needsPassage).toBe(false);
  });

  test.runIf(existsSync('/usr/bin/setpriv'))(
    'lets it pass into a folder of its own, programs inside included',
    async () => {
      const privateFolder = join(folder, 'private');
      await mkdir(privateFolder, { mode: 0o700 });
      const { initdb } = await locatePostgresBinaries();
      await symlink(dirname(initdb), join(privateFolder, 'bin'));
      const program = join(privateFolder, 'bin', 'initdb');
      const account = await chooseDatabaseAccount({ existingData: join(folder, 'none'), mustReach: [program] });
      expect(account.needsPassage).toBe(true);

      const [command, commandArguments, options] = commandAs(account, program, ['--version']);
      const { status, stdout, stderr } = spawnSync(command, commandArguments, { env: options.env, encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/initdb \(PostgreSQL\)/);
    },
  );
});
