/**
 * The whole product for a spec: a sample company on a real PostgreSQL, the central server, and for each person a machine of their own
 * with a window: on the loopback host and a real browser, or on Electron (`hosts/`).
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { TestDatabase } from '../../build/testing/testDatabase.ts';
import { startServer, type RunningServer } from '../../server/main.ts';
import { liftDevice, orderWipe, suspendDevice } from '../../server/auth/standing.ts';
import { openDatabase } from '../../server/store/database.ts';
import { bulkLoad } from '../../server/sync/bulkLoad.ts';
import { realClock } from '../../main/hosts/realPorts.ts';
import { deterministicId } from '../../shared/base/id.ts';
import type { JsonValue } from '../../shared/base/leafPath.ts';
import type { CollectionName, RecordBody } from '../../shared/domain/record.ts';
import type { Language } from '../../shared/locale/format.ts';
import type { DayClock } from './dayClock.ts';
import { openWindowHost } from './hosts/chosenHost.ts';
import type { WindowHost } from './hosts/windowHost.ts';
import { createNetworkCable, type NetworkCable } from './networkCable.ts';

export interface Product {
  /** A machine of its own with one window. */
  openMachine(options?: MachineOptions): Promise<Machine>;
  /** Every machine that was opened, the closed ones too. */
  readonly machines: readonly Machine[];
  /** What the administrator orders about every machine of this person. */
  orderMachines(login: string, act: 'suspend' | 'lift' | 'wipeAtOnce'): Promise<void>;
  /** The company sets something, as its administrator would. */
  setForCompany(key: string, value: JsonValue): Promise<void>;
  /** From now on head office knows every device by another key, and does not take what they sign. */
  mistakeDevices(): Promise<void>;
  /** By the clock that head office goes by, in milliseconds. */
  now(): number;
  /** Hours pass, to this time of the day (`10:30`) on every machine and at head office: for a product that was given a `clock`. */
  passUntil(time: string): Promise<void>;
  stopServer(): Promise<void>;
  /** On the same address as before. */
  startServer(): Promise<void>;
  readonly serverUrl: string;
  /** What head office holds of a collection, the deleted left out. */
  recordsAtServer(collection: CollectionName): Promise<{ id: string; body: RecordBody }[]>;
  /** Asks head office's database itself, beside whatever the program says of it. */
  sqlAtServer<Row extends object>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export interface MachineOptions {
  /** What its people read. The product itself begins in Persian: `signIn` of flows.ts switches. */
  readonly language?: Language;
  readonly dark?: boolean;
  readonly width?: number;
  readonly height?: number;
  readonly deviceName?: string;
}

/** A computer with Peyvand on it. Its program can be ended and started again; what it keeps stays. */
export interface Machine {
  /** The first window. */
  readonly page: Page;
  readonly dataDirectory: string;
  readonly language: Language;
  /** What its windows threw or logged as errors. A spec ends by expecting none. */
  readonly errors: string[];
  /** A further window of the running program, let in by the same session. */
  openWindow(): Promise<Page>;
  /** The network of this machine alone. */
  readonly network: NetworkCable;
  /** Ends the program that holds the data and leaves its windows open, as a crash of the program would. */
  stopProgram(): Promise<void>;
  /** Starts the program again where it was and opens a window. */
  startProgram(): Promise<Page>;
  /** The computer is switched off and on: the program ends, the windows go, and a new one is opened. */
  restart(): Promise<Page>;
  /** The window that was opened last and is still there. */
  currentPage(): Page;
}

interface TestMachine extends Machine {
  passTime(milliseconds: number): Promise<void>;
}

const ACTION_TIMEOUT_MILLISECONDS = 15_000;

export interface ProductOptions {
  /** Makes the database with the company in it, which the product drops when it is closed. */
  readonly createDatabase: () => Promise<TestDatabase>;
  /** Of head office and of every machine; left out: the real one. */
  readonly clock?: DayClock;
  /** What machines run on; the host that the run was asked for, unless a spec is about one. */
  readonly openHost?: () => Promise<WindowHost>;
}

export async function startProduct({
  createDatabase,
  clock,
  openHost = openWindowHost,
}: ProductOptions): Promise<Product> {
  const closers: (() => Promise<unknown>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (let close = closers.pop(); close; close = closers.pop()) await close();
  };
  try {
    return await assemble();
  } catch (error) {
    await closeAll();
    throw error;
  }

  async function assemble(): Promise<Product> {
    const folder = await mkdtemp(join(tmpdir(), 'peyvand-product-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const database = await createDatabase();
    closers.push(() => database.drop());
    const start = (port: number): Promise<RunningServer> =>
      startServer({
        databaseUrl: database.url,
        port,
        dataDirectory: join(folder, 'server'),
        logLevel: 'silent',
        clock: clock ?? realClock,
      });
    let server: RunningServer | null = await start(0);
    closers.push(async () => server?.close());
    const serverUrl = server.url;
    const windows = await openHost();
    closers.push(() => windows.close());
    const machines: TestMachine[] = [];

    return {
      serverUrl,
      machines,
      now: () => (clock ?? realClock).now(),
      async openMachine(options = {}) {
        const dataDirectory = join(folder, `machine-${machines.length + 1}`);
        await mkdir(dataDirectory);
        const machine = await startMachine(windows, { dataDirectory, serverUrl, options, clock }, closers);
        machines.push(machine);
        return machine;
      },
      async recordsAtServer(collection) {
        const open = openDatabase({ url: database.url, connections: 1 });
        try {
          return await open.rows('SELECT id, body FROM records WHERE collection = $1 AND NOT deleted', [collection]);
        } finally {
          await open.close();
        }
      },
      async sqlAtServer<Row extends object>(sql: string, parameters: readonly unknown[] = []) {
        const open = openDatabase({ url: database.url, connections: 1 });
        try {
          return [...(await open.rows<Row>(sql, parameters))];
        } finally {
          await open.close();
        }
      },
      async orderMachines(login, act) {
        const open = openDatabase({ url: database.url, connections: 1 });
        try {
          const context = { database: open, clock: clock ?? realClock };
          const rows = await open.rows<{ id: string }>(
            `SELECT d.id FROM devices d JOIN accounts a USING (person_id)
             WHERE a.login = $1 AND d.revoked_at IS NULL AND d.id = d.line`,
            [login],
          );
          for (const { id: device } of rows) {
            const order = { device, by: null, reason: 'spec' };
            if (act === 'wipeAtOnce') await orderWipe(context, 'atOnce', order);
            else await (act === 'suspend' ? suspendDevice : liftDevice)(context, order);
          }
        } finally {
          await open.close();
        }
      },
      async setForCompany(key, value) {
        const open = openDatabase({ url: database.url, connections: 1 });
        try {
          const id = deterministicId('spec setting', key);
          const at = new Date((clock ?? realClock).now()).toISOString();
          const body = { key, value };
          await bulkLoad(open, [{ collection: 'organisation', kind: 'setting', id, body, createdBy: id, at }]);
        } finally {
          await open.close();
        }
      },
      async mistakeDevices() {
        const { x } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
        const open = openDatabase({ url: database.url, connections: 1 });
        try {
          await open.rows('UPDATE devices SET signing_key = $1', [x]);
        } finally {
          await open.close();
        }
      },
      async passUntil(time) {
        if (!clock) throw new Error('This product was started by the real clock');
        const passed = clock.passUntil(time);
        for (const machine of machines) await machine.passTime(passed);
      },
      async stopServer() {
        await server?.close();
        server = null;
      },
      async startServer() {
        server ??= await start(Number(new URL(serverUrl).port));
      },
      close: closeAll,
    };
  }
}

async function startMachine(
  windows: WindowHost,
  {
    dataDirectory,
    serverUrl,
    options,
    clock,
  }: { dataDirectory: string; serverUrl: string; options: MachineOptions; clock: DayClock | undefined },
  closers: (() => Promise<unknown>)[],
): Promise<TestMachine> {
  const { language = 'fa', dark = false, width = 1440, height = 900, deviceName } = options;
  const network = await createNetworkCable(serverUrl);
  closers.push(() => network.close());
  const errors: string[] = [];
  const onPage = (page: Page): void => watch(page, errors);
  const host = await windows.openMachine({
    dataDirectory,
    serverUrl: network.url,
    ...(deviceName === undefined ? {} : { deviceName }),
    ...(clock === undefined ? {} : { clock }),
    language,
    dark,
    width,
    height,
    onPage,
  });
  closers.push(() => host.switchOff());
  let current = await host.startProgram();

  async function startProgram(): Promise<Page> {
    current = await host.startProgram();
    return current;
  }

  return {
    page: current,
    dataDirectory,
    language,
    errors,
    network,
    async openWindow() {
      current = await host.openWindow();
      return current;
    },
    async passTime(milliseconds) {
      if (!host.passTime) throw new Error('Programs of this host go by the real clock');
      await host.passTime(milliseconds);
    },
    stopProgram: () => host.stopProgram(),
    startProgram,
    async restart() {
      await host.switchOff();
      return startProgram();
    },
    currentPage: () => current,
  };
}

function watch(page: Page, errors: string[]): void {
  page.setDefaultTimeout(ACTION_TIMEOUT_MILLISECONDS);
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
  });
}
