/**
 * SEC-30: nothing that people typed can be read in any file of the data folder, nor in the temporary files of the program, in any form: while it runs, when it was killed,
 * after a purge, in backups, in what was set aside, in logs.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from '../../server/main.ts';
import { createTestCompany, idOf, type TestCompany } from '../sync/company.ts';
import { createTestDevice, type TestDevice } from '../sync/device.ts';
import { PLANTED } from './planted.ts';
import { createScanner, type Scan } from './scan.ts';

const PROGRAM = join(dirname(fileURLToPath(import.meta.url)), 'rep.ts');
/** Names in the generated import. */
const IMPORTED = ['بازرگانی البرز', 'Sepehr Digital', 'Karoon Agro', 'AlphaPro'];

interface Rep {
  /** Resolves with what the program said when it had done it. */
  do(act: string): Promise<Record<string, unknown>>;
  /** Gives the word and does not wait. */
  begin(act: string): Promise<void>;
  kill(): Promise<void>;
  readonly output: () => string;
}

describe('SEC-30: the data folder', () => {
  let company: TestCompany;
  let server: RunningServer;
  let administrator: TestDevice;
  let root: string;
  let rep: Rep;
  const running: ChildProcess[] = [];
  const scan = createScanner([...Object.values(PLANTED), 'گذرواژهٔ نقشه‌دار', 'password-of-ali']);
  const scanImport = createScanner(IMPORTED);
  const places = (name: string) => ({ client: join(root, name, 'client'), temporary: join(root, name, 'tmp') });

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'peyvand-plaintext-'));
    company = await createTestCompany();
    server = await startServer({
      databaseUrl: company.databaseUrl,
      port: 0,
      dataDirectory: company.dataDirectory,
      logLevel: 'silent',
    });
    administrator = await createTestDevice({ login: 'administrator', transport: company.transport(), seed: 7 });
    await administrator.sync();
    rep = await start('ali');
  });
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await administrator.close();
    await server.close();
    await company.close();
    await rm(root, { recursive: true, force: true });
  });

  async function start(login: string): Promise<Rep> {
    const { client, temporary } = places(login);
    await mkdir(temporary, { recursive: true });
    const child = spawn(process.execPath, [PROGRAM, client, server.url, idOf('north'), login], {
      env: { ...process.env, TMPDIR: temporary, SQLITE_TMPDIR: temporary },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    running.push(child);
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const lines: Interface = createInterface({ input: child.stdout });
    const waiting: ((line: Record<string, unknown>) => void)[] = [];
    lines.on('line', (line) => {
      const said = JSON.parse(line) as Record<string, unknown>;
      output += 'logged' in said || 'failed' in said ? `${line}\n` : '';
      waiting.shift()?.(said);
    });
    const next = (): Promise<Record<string, unknown>> => new Promise((resolve) => waiting.push(resolve));
    return {
      async do(act) {
        const answer = next();
        child.stdin.write(`${act}\n`);
        const said = await answer;
        expect(said, `${act}: ${JSON.stringify(said)} ${output}`).toMatchObject({ done: act });
        return said;
      },
      async begin(act) {
        const answer = next();
        child.stdin.write(`${act}\n`);
        await answer;
      },
      async kill() {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        await ended;
      },
      output: () => output,
    };
  }

  /** Every byte of what this person's program has written. */
  function look(login = 'ali', with_ = scan): Promise<Scan> {
    const { client, temporary } = places(login);
    return with_(client, temporary);
  }
  const nothing = { found: [] };

  const namesIn = ({ files }: Scan): string => files.join('\n');

  it('finds what is written in the clear, in every form', async () => {
    const bait = join(root, 'bait');
    await mkdir(bait);
    const forms = [
      Buffer.from(`… ${PLANTED.persianNote} …`, 'utf8'),
      Buffer.from(PLANTED.persianName, 'utf16le'),
      Buffer.from(`x${PLANTED.englishNote}`).toString('base64'),
      PLANTED.englishNote.toUpperCase(),
      PLANTED.phone.replaceAll(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[Number(digit)] ?? ''),
      JSON.stringify(PLANTED.draft).replaceAll(
        /[^ -~]/gu,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
      ),
    ];
    for (const [index, form] of forms.entries()) {
      await writeFile(join(bait, `${index}`), form);
      expect((await scan(bait)).found.length, `form ${index}`).toBeGreaterThan(0);
      await rm(join(bait, `${index}`));
    }
    await writeFile(join(bait, PLANTED.viewName), '');
    expect((await scan(bait)).found.length, 'the name of a file').toBeGreaterThan(0);
  });

  it('while the program runs: file, log, index, sealed copy', async () => {
    await rep.do('join');
    await rep.do('write');
    const seen = await look();
    expect(seen).toMatchObject(nothing);
    for (const name of ['store.db', 'store.db-wal', 'unsent.sealed', 'keyring.json'])
      expect(namesIn(seen)).toContain(name);
    await rep.do('fill');
    expect(await look()).toMatchObject(nothing);
    await rep.do('sync');
    expect(await look()).toMatchObject(nothing);
  });

  it('in a bundle that is written, a backup, and a check of the whole file', async () => {
    expect((await rep.do('exportBundle'))['bytes']).toBeGreaterThan(0);
    await rep.do('backUp');
    await rep.do('check');
    const seen = await look();
    expect(seen).toMatchObject(nothing);
    expect(namesIn(seen)).toContain('.peyvand-backup');
  });

  it('in logs of faults', async () => {
    await rep.do('fault');
    await rep.do('log');
    const logs = join(root, 'logs');
    await mkdir(logs);
    await writeFile(join(logs, 'output'), rep.output());
    expect((await scan(logs)).found).toEqual([]);
    expect(await look()).toMatchObject(nothing);
  });

  it('after it was killed, and after the next start', async () => {
    await rep.do('fill');
    await rep.kill();
    expect(await look()).toMatchObject(nothing);
    rep = await start('ali');
    await rep.do('unlock');
    expect(await look()).toMatchObject(nothing);
  });

  it('after a repair: what was set aside, and what was built', async () => {
    await rep.do('repair');
    const seen = await look();
    expect(seen).toMatchObject(nothing);
    expect(namesIn(seen)).toContain('quarantine-');
    await rep.do('sync');
    await rep.do('lock');
    expect(await look()).toMatchObject(nothing);
    await rep.do('unlock');
  });

  it('after a purge of a territory that was withdrawn', async () => {
    await rep.do('sync');
    const held = administrator.record('organisation', idOf('ali'));
    await administrator.edit('organisation', idOf('ali'), { territoryIds: [] }, held?.body);
    await administrator.sync();
    await rep.do('sync');
    await rep.do('sync');
    expect(await look()).toMatchObject(nothing);
    await rep.kill();
    expect(await look()).toMatchObject(nothing);
  });

  it('while an import is under way, and when it was killed in it', async () => {
    const office = await start('administrator');
    await office.do('join');
    await office.begin('importForEver');
    for (let count = 0; count < 3; count += 1) expect(await look('administrator', scanImport)).toMatchObject(nothing);
    await office.kill();
    const seen = await look('administrator', scanImport);
    expect(seen).toMatchObject(nothing);
    expect(namesIn(seen)).toContain('store.db-wal');
  });
});
