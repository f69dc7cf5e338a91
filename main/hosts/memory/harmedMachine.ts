/** A rep with unsent work whose machine comes to harm, for tests: copies of the folder as it lay, to be damaged and opened. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RepairState } from '../../../shared/contract/storage.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, first, PASSPHRASE, signIn, type TestCompany } from './company.ts';
import { createMemoryHost, type MemoryHost, type MemoryHostOptions } from './index.ts';

export const UNSENT = ['نفرستاده یک', 'نفرستاده دو', 'نفرستاده سه'];
export const DRAFT = { name: 'نیمه‌کاره' };

export interface HarmedMachine {
  readonly company: TestCompany;
  readonly profileId: string;
  /** A new copy of the folder: as after a good end; or as it lay when the program died, the last work in the log. */
  copy(as: 'closed' | 'killed'): string;
  newFolder(): string;
  /** A window of a core over that folder. */
  open(directory: string, more?: Partial<MemoryHostOptions>): CoreClient;
  unlock(window: CoreClient): Promise<unknown>;
  /** Ends what was opened. */
  closeAll(): Promise<void>;
  storeOf(directory: string): string;
  fileOf(directory: string): string;
  /** Every file of the store with something in it, but for the lock and what SQLite keeps in memory. */
  fingerprint(directory: string): Record<string, string>;
  namesAtServer(): string[];
  deviceOf(name: string): string | undefined;
}

/** Of the test runner. */
interface TestHooks {
  readonly beforeAll: (work: () => Promise<void>) => void;
  readonly afterEach: (work: () => Promise<void>) => void;
  readonly afterAll: (work: () => Promise<void>) => void;
}

/** One for all tests of a file; whatever a test opened is closed behind it, and the line is cut. */
export function useHarmedMachine({ beforeAll, afterEach, afterAll }: TestHooks): HarmedMachine {
  let company: TestCompany;
  let killed: string;
  let profileId: string;
  const folders: string[] = [];
  const hosts: MemoryHost[] = [];
  const newFolder = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'peyvand-harmed-'));
    folders.push(folder);
    return folder;
  };
  const closeAll = async (): Promise<void> => {
    for (const host of hosts.splice(0)) await host.close();
  };
  const storeOf = (directory: string): string => join(directory, 'profiles', profileId, 'store');

  beforeAll(async () => {
    company = await createTestCompany();
    const window = await signIn(company);
    company.server.reachable = false;
    for (const name of UNSENT) await window.customers.create({ kind: 'company', body: { name, stage: 'lead' } });
    await window.drafts.put({ key: 'form', value: DRAFT });
    killed = join(newFolder(), 'client');
    // By another process: reading the files in this one would drop SQLite's locks on them.
    execFileSync('cp', ['-r', company.directory, killed]);
    profileId = readdirSync(join(killed, 'profiles'))[0] ?? '';
    for (const left of ['store.lock', 'store.db-shm']) rmSync(join(storeOf(killed), left), { force: true });
    await company.host.close();
  });
  afterEach(async () => {
    company.server.reachable = false;
    await closeAll();
  });
  afterAll(async () => {
    await company.close();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  const operations = () =>
    company.server.groups.flatMap((group) => group.operations.map((operation) => ({ group, operation })));
  const nameOf = ({ operation }: ReturnType<typeof operations>[number]): unknown =>
    operation.act === 'create' ? operation.body['name'] : null;

  return {
    get company() {
      return company;
    },
    get profileId() {
      return profileId;
    },
    copy(as) {
      const copy = join(newFolder(), 'client');
      execFileSync('cp', ['-r', as === 'closed' ? company.directory : killed, copy]);
      return copy;
    },
    newFolder,
    open(directory, more = {}) {
      const host = createMemoryHost({
        directory,
        clock: company.clock,
        openTransport: () => company.server.transport,
        ...more,
      });
      hosts.push(host);
      return host.connect();
    },
    unlock: (window) => Promise.resolve(window.session.unlock({ profileId, passphrase: PASSPHRASE })),
    closeAll,
    storeOf,
    fileOf: (directory) => join(storeOf(directory), 'store.db'),
    fingerprint(directory) {
      const names = readdirSync(storeOf(directory), { withFileTypes: true }).flatMap((entry) =>
        entry.isFile() && !/(-shm|\.lock)$/.test(entry.name) ? [entry.name] : [],
      );
      const contents = names.map((name) => [name, readFileSync(join(storeOf(directory), name))] as const);
      return Object.fromEntries(
        contents
          .filter(([, bytes]) => bytes.length > 0)
          .map(([name, bytes]) => [name, createHash('sha256').update(bytes).digest('hex')]),
      );
    },
    namesAtServer: () =>
      [...new Set(operations().map((found) => nameOf(found)))].filter((name) => typeof name === 'string'),
    deviceOf: (name) => operations().find((found) => nameOf(found) === name)?.group.device,
  };
}

export async function repairOf(window: CoreClient): Promise<RepairState> {
  const state = await first(window.session.state());
  if (state.phase !== 'damaged') throw new Error(`the phase is ${state.phase}`);
  return state.repair;
}

export const namesOf = async (window: CoreClient): Promise<string[]> =>
  (await first(window.customers.list({ offset: 0, limit: 50 }))).rows.map(({ name }) => name);

export function flip(path: string, offset: number): void {
  const bytes = readFileSync(path);
  bytes[offset] = (bytes[offset] ?? 0) ^ 0x10;
  writeFileSync(path, bytes);
}
