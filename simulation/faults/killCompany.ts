/** What a run of kills is made of: a database on the disk, two nodes, a bad road, machines with a person each. */
import { mkdir, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { draft, idOf } from '../../e2e/sync/openCompany.ts';
import { createAccount } from '../../server/auth/accounts.ts';
import { openDatabase, type Database } from '../../server/store/database.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../server/store/embeddedPostgres.ts';
import { migrate } from '../../server/store/migrate.ts';
import { bulkLoad } from '../../server/sync/bulkLoad.ts';
import { createChoice, type Choice } from '../choice.ts';
import type { Finding } from './checkContention.ts';
import type { SavedWrite } from './coreProcess.ts';
import { createCuttingProxy, type CuttingProxy } from './cuttingProxy.ts';
import { startNode, type Program } from './processes.ts';

export interface KillCounts {
  coresKilled: number;
  /** Of these, before the core had opened its store. */
  coresKilledStarting: number;
  nodesKilled: number;
  nodesKilledStarting: number;
  databaseRestarts: number;
  connectionsCut: number;
  /** Writes that a person was told are saved. */
  saved: number;
}

/** Who works, on a machine each: Ali has two. */
const PEOPLE = ['ali', 'sara', 'ali'] as const;
const NODES = 2;

export interface Machine {
  readonly name: string;
  readonly login: string;
  readonly directory: string;
  readonly choice: Choice;
}

export interface ServerNode {
  readonly port: number;
  readonly choice: Choice;
  program: Program;
}

export interface Run {
  readonly counts: KillCounts;
  readonly findings: Finding[];
  readonly saved: SavedWrite[];
  readonly machines: readonly Machine[];
  readonly nodes: readonly ServerNode[];
  readonly proxy: CuttingProxy;
  readonly database: Database;
  readonly databaseUrl: string;
  readonly directory: string;
  readonly choice: Choice;
  restartDatabase(): Promise<void>;
  close(): Promise<void>;
}

export async function openRun(seed: number, directory: string): Promise<Run> {
  const choice = createChoice(seed);
  const findings: Finding[] = [];
  const port = await freePort();
  const databaseDirectory = join(directory, 'postgres');
  let postgres: EmbeddedPostgres = await startEmbeddedPostgres({ directory: databaseDirectory, port });
  const database = openDatabase({ url: postgres.url, connections: 3 });
  await fillCompany(database);
  const dataDirectory = join(directory, 'server');
  await mkdir(dataDirectory, { recursive: true });
  const nodes: ServerNode[] = [];
  for (let index = 0; index < NODES; index += 1) {
    const nodePort = await freePort();
    const program = startNode(postgres.url, dataDirectory, nodePort);
    // One after the other: the first makes the keys that they share.
    await program.ready;
    nodes.push({ port: nodePort, choice: choice.derive(10 + index), program });
  }
  const proxy = await createCuttingProxy(() => nodes.map((node) => node.port), choice.derive(20));
  return {
    counts: {
      coresKilled: 0,
      coresKilledStarting: 0,
      nodesKilled: 0,
      nodesKilledStarting: 0,
      databaseRestarts: 0,
      connectionsCut: 0,
      saved: 0,
    },
    findings,
    saved: [],
    machines: PEOPLE.map((login, index) => ({
      name: `${login}-${index}`,
      login,
      directory: join(directory, `${login}-${index}`),
      choice: choice.derive(30 + index),
    })),
    nodes,
    proxy,
    database,
    databaseUrl: postgres.url,
    directory,
    choice,
    async restartDatabase() {
      await postgres.stop();
      postgres = await startEmbeddedPostgres({ directory: databaseDirectory, port });
    },
    async close() {
      for (const { program } of nodes) await program.kill();
      await proxy.close();
      await database.close();
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function fillCompany(database: Database): Promise<void> {
  await migrate(database);
  const organisation = { branchId: idOf('tehran'), territoryIds: [idOf('north')] };
  await bulkLoad(database, [
    draft('organisation', 'branch', 'tehran', { name: 'تهران' }),
    draft('organisation', 'territory', 'north', { name: 'شمال', branchId: idOf('tehran') }),
    ...['ali', 'sara'].map((name) =>
      draft('organisation', 'person', name, { name, role: 'rep', active: true, ...organisation }),
    ),
    draft('customers', 'company', 'pars', { name: 'پارس', stage: 'active', territoryId: idOf('north') }),
  ]);
  for (const login of ['ali', 'sara'])
    await createAccount(database, { personId: idOf(login), login, password: `password-of-${login}` });
}

export const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
  });

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
