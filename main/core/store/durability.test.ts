import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { openRecordStore, type RecordStore } from './index.ts';
import { createCompany, createTestStore, type TestStore } from './testing/testStore.ts';

const opened: TestStore[] = [];
const running: ChildProcess[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  for (const test of opened.splice(0)) await test.remove();
});

const SCRIPT = new URL('./testing/commitLoop.ts', import.meta.url).pathname;

interface Promised {
  readonly n: number;
  readonly id: string;
}

/** Runs the loop until `enough` says so, then kills it without a chance to tidy up. Returns what it had promised. */
async function commitUntil(
  test: TestStore,
  enough: (lines: readonly string[]) => boolean,
  limit = '',
): Promise<{ promised: Promised[]; failures: string[] }> {
  const command = `${limit} exec "$0" "$@"`;
  const child = spawn(
    'bash',
    [
      '-c',
      command,
      process.execPath,
      SCRIPT,
      test.directory,
      Buffer.from(test.options.key).toString('hex'),
      test.person,
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  running.push(child);
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (enough(lines)) child.kill('SIGKILL');
  }
  const promised = lines
    .filter((line) => /^\d/.test(line))
    .map((line) => ({ n: Number(line.split(' ')[0]), id: line.split(' ')[1] ?? '' }));
  return { promised, failures: lines.filter((line) => line.startsWith('failed')) };
}

const chainOf = (store: RecordStore) =>
  store.read.all<{ n: number; hash: string; parent: string | null }>(
    'SELECT device_n AS n, hash, parent FROM outbox ORDER BY n',
  );

function expectWholeChain(store: RecordStore): void {
  const chain = chainOf(store);
  expect(chain.map(({ n }) => n)).toEqual(chain.map((_, index) => index + 1));
  expect(chain.map(({ parent }) => parent)).toEqual([null, ...chain.map(({ hash }) => hash)].slice(0, chain.length));
  expect(store.sync.lastGroup()).toEqual(chain.length === 0 ? null : { n: chain.length, hash: chain.at(-1)?.hash });
}

describe('a store whose process is killed', () => {
  it('SYNC-1, SYNC-181: holds every commit that was promised, whole, and at most the one under way besides', async () => {
    const test = createTestStore();
    opened.push(test);
    const promised: Promised[] = [];
    for (const count of [3, 11, 1, 29, 7]) {
      await test.store.close();
      const run = await commitUntil(test, (lines) => lines.length > count);
      expect(run.failures).toEqual([]);
      promised.push(...run.promised);
      const store = await test.reopen();
      const records = store.read.all<{ id: string }>('SELECT id FROM customers').map(({ id }) => id);
      expect(records).toEqual(expect.arrayContaining(promised.map(({ id }) => id)));
      expect(records).toHaveLength(store.sync.lastGroup()?.n ?? 0);
      expectWholeChain(store);
      expect(store.read.get('SELECT count(*) AS count FROM outbox_records')).toEqual({ count: records.length });
      expect(store.read.get('SELECT count(*) AS count FROM search_documents')).toEqual({ count: records.length });
      expect(await store.checkIntegrity()).toEqual({ ok: true, findings: [] });
    }
    expect(promised.length).toBeGreaterThanOrEqual(51);
  });
});

describe.skipIf(process.platform === 'win32')('a full disk', () => {
  it('SYNC-181: refuses the save with disk_full, keeps what was promised, and works again when there is room', async () => {
    const test = createTestStore();
    opened.push(test);
    await test.store.close();
    // Files of this process may not grow beyond 700 KB: the write-ahead log meets that after some commits.
    const { promised, failures } = await commitUntil(
      test,
      (lines) => lines.filter((line) => line.startsWith('failed')).length >= 5,
      'ulimit -f 700;',
    );
    expect(promised.length).toBeGreaterThan(3);
    expect(new Set(failures)).toEqual(new Set(['failed disk_full']));
    const store = await test.reopen();
    expect(store.sync.lastGroup()?.n).toBe(promised.length);
    expect(store.read.all<{ id: string }>('SELECT id FROM customers ORDER BY rowid').map(({ id }) => id)).toEqual(
      promised.map(({ id }) => id),
    );
    expectWholeChain(store);
    expect(await store.checkIntegrity()).toEqual({ ok: true, findings: [] });
    const receipt = await store.commit({
      author: test.person,
      operations: [createCompany(test.newId(), 'room again')],
    });
    expect(receipt.n).toBe(promised.length + 1);
  });
});

describe('the folder of a store', () => {
  it('lets another process in only when the first has gone', async () => {
    const test = createTestStore();
    opened.push(test);
    await test.store.close();
    let code = '';
    await commitUntil(test, (lines) => {
      if (lines.length === 2) {
        try {
          openRecordStore(test.options);
        } catch (error) {
          code = (error as { code: string }).code;
        }
      }
      return lines.length >= 2;
    });
    expect(code).toBe('store_in_use');
    await test.reopen();
  });
});
