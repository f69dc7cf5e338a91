/** A rep with unsent work whose machine comes to harm, for tests: copies of the folder as it lay, to be damaged and opened. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RepairState } from '../../../shared/contract/storage.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { noKeychain } from '../../core/ports/keychain.ts';
import { createKeyringDesk, type KeyringDesk } from '../../core/security/keyringDesk.ts';
import { createProfiles } from '../../core/session/profiles.ts';
import { openConnection, type Connection } from '../../core/store/connection.ts';
import { realRandomness } from '../realPorts.ts';
import { createTestCompany, first, PASSPHRASE, signIn, type TestCompany } from './company.ts';
import { createMemoryHost, type MemoryHost, type MemoryHostOptions } from './index.ts';

export const UNSENT = ['نفرستاده یک', 'نفرستاده دو', 'نفرستاده سه'];
export const DRAFT = { name: 'نیمه‌کاره' };
const CHEAP = { memoryKibibytes: 64, iterations: 1, parallelism: 1 };

export interface HarmedMachine {
  readonly company: TestCompany;
  readonly profileId: string;
  /** A new copy of the folder: as after a good end; or as it lay when the program died, the last work in the log. */
  copy(as: 'closed' | 'killed'): string;
  /** Of a folder as it lies just now, whoever is at work in it: as after a kill. */
  copyOf(directory: string): string;
  newFolder(): string;
  /** A window of a core over that folder. */
  open(directory: string, more?: Partial<MemoryHostOptions>): CoreClient;
  unlock(window: CoreClient): Promise<unknown>;
  /** The way to its key: of a store that nobody has open. */
  keyringsOf(directory: string): KeyringDesk;
  /** Works in the file of a store that nobody has open, as no program of ours would. */
  inFile<Result>(directory: string, work: (connection: Connection) => Result): Promise<Result>;
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
  const keyringsOf = (directory: string): KeyringDesk =>
    createKeyringDesk({
      tools: { randomness: realRandomness, argon2: CHEAP, keychain: noKeychain },
      clock: company.clock,
      log: () => {},
      pathsOf: (id) => createProfiles(directory).paths(id),
    });

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
    copyOf(directory) {
      const copy = join(newFolder(), 'client');
      execFileSync('cp', ['-r', directory, copy]);
      for (const left of ['store.lock', 'store.db-shm']) rmSync(join(storeOf(copy), left), { force: true });
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
    keyringsOf,
    async inFile(directory, work) {
      const key = await keyringsOf(directory).open(profileId, PASSPHRASE);
      const connection = openConnection(join(storeOf(directory), 'store.db'), {
        key,
        rights: 'write',
        cacheMegabytes: 1,
      });
      try {
        return work(connection);
      } finally {
        connection.close();
      }
    },
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

/** @param passphrase Makes it one that opens anywhere. */
export async function backUp(
  window: CoreClient,
  folder?: string,
  passphrase?: string,
): Promise<{ file: string; path: string }> {
  const wanted = { ...(folder === undefined ? {} : { folder }), ...(passphrase === undefined ? {} : { passphrase }) };
  for await (const event of await window.storage.backUp(wanted)) if (event.type === 'done') return event.report;
  throw new Error('the stream ended without a backup');
}

/** A backup's file with another head, and the length that belongs to it. */
export function rewriteHead(file: string, change: (head: Record<string, unknown>) => unknown): void {
  const bytes = readFileSync(file);
  const length = bytes.readUInt32BE(17);
  const head = JSON.parse(bytes.subarray(21, 21 + length).toString('utf8')) as Record<string, unknown>;
  const text = Buffer.from(JSON.stringify(change(head)));
  const size = Buffer.alloc(4);
  size.writeUInt32BE(text.length);
  writeFileSync(file, Buffer.concat([bytes.subarray(0, 17), size, text, bytes.subarray(21 + length)]));
}
