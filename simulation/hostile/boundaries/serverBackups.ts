/**
 * The folder of a backup of the server, read and loaded as a restore does it: files torn, with sums that were made to fit or not, another manifest, rows that
 * nobody wrote. What is not as it was written is named, and of what is refused nothing stays in the database.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { loadBackup } from '../../../server/backup/loadBackup.ts';
import { BackupDamaged, MANIFEST_FILE, readManifest, SUMS_FILE, writeSums } from '../../../server/backup/manifest.ts';
import { writeBackup } from '../../../server/backup/writeBackup.ts';
import type { Database } from '../../../server/store/database.ts';
import { startMemoryPostgres, type MemoryPostgres } from '../../../server/testing/memoryPostgres.ts';
import { create, createTestServer, customerBody, orderBody } from '../../../server/testing/testCompany.ts';
import type { Boundary, Ground, Outcome, Target } from '../boundary.ts';
import { byteChanges, changeBytes, type ByteChange } from '../generators/hostileBytes.ts';
import { hostileJson } from '../generators/hostileJson.ts';
import { watchTables, type TableWatch } from './server/tables.ts';

interface FolderInput {
  readonly file: string;
  readonly change:
    | { readonly type: 'bytes'; readonly list: readonly ByteChange[] }
    | { readonly type: 'gone' }
    /** The whole of it; of a table, packed. */
    | { readonly type: 'text'; readonly text: string };
  /** The list of sums names what is there now. */
  readonly hasRightSums: boolean;
}

export const serverBackups: Boundary<FolderInput> = {
  name: 'serverBackups',
  inputsPerWorld: 2_000,
  shrinksMaximum: 20,
  open,
};

interface Template {
  readonly postgres: MemoryPostgres;
  readonly files: ReadonlyMap<string, Buffer>;
  /** Of each file but the list of them. */
  readonly sums: ReadonlyMap<string, string>;
}

async function open(): Promise<Ground<FolderInput>> {
  const postgres = await startMemoryPostgres();
  const server = await createTestServer({
    url: '',
    open: () => postgres.open(),
    drop: () => Promise.resolve(),
  });
  const ali = await server.device('ali');
  const customer = await server.newCustomer();
  await ali.push(create('salesDocuments', 'order', server.newId(), orderBody(customer)));
  await ali.push(create('customers', 'company', server.newId(), customerBody('جنوبی', 'south')));
  const directory = await mkdtemp(join(tmpdir(), 'peyvand-server-backup-'));
  await writeBackup(server.database, server.clock, join(directory, 'made'));
  const made = join(directory, 'made');
  const files = new Map(readdirSync(made).map((name) => [name, readFileSync(join(made, name))]));
  rmSync(directory, { recursive: true });
  await server.close();
  const sums = new Map([...files].filter(([name]) => name !== SUMS_FILE).map(([name, bytes]) => [name, hashOf(bytes)]));
  const template: Template = { postgres, files, sums };
  return { begin: () => begin(template), close: () => postgres.close() };
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

interface World {
  readonly directory: string;
  readonly database: Database;
  tables: TableWatch;
}

async function begin(template: Template): Promise<Target<FolderInput>> {
  await template.postgres.reset();
  const directory = await mkdtemp(join(tmpdir(), 'peyvand-server-backup-'));
  for (const [name, bytes] of template.files) writeFileSync(join(directory, name), bytes);
  const database = template.postgres.open();
  const world: World = { directory, database, tables: await watchTables(database) };
  return {
    inputs: inputsFor(template),
    receive: (input) => receive(template, world, input),
    async finish() {
      const { answer, broken } = await load(template, world);
      return [...broken, ...(answer === 'loaded' ? [] : [`at last a good backup is ${answer}`])];
    },
    async close() {
      await database.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function receive(template: Template, world: World, input: FolderInput): Promise<Outcome> {
  const { file, hasRightSums } = input;
  const place = join(world.directory, file);
  const good = template.files.get(file) ?? Buffer.alloc(0);
  const bytes = bytesOf(good, input);
  if (bytes === null) rmSync(place, { force: true });
  else writeFileSync(place, bytes);
  const sumsFit = hasRightSums && file !== SUMS_FILE && bytes !== null;
  if (sumsFit)
    writeFileSync(join(world.directory, SUMS_FILE), writeSums(new Map([...template.sums, [file, hashOf(bytes)]])));
  const { answer, broken } = await load(template, world);
  const isAsWritten = bytes !== null && good.equals(bytes);
  if (isAsWritten && answer !== 'loaded') broken.push(`a good backup is ${answer}`);
  // Blank lines at the end of the list, say, change nothing of what it lists.
  if (!isAsWritten && !sumsFit && file !== SUMS_FILE && answer !== 'damaged')
    broken.push(`what is not as it was written is ${answer}`);
  writeFileSync(place, good);
  if (sumsFit) writeFileSync(join(world.directory, SUMS_FILE), template.files.get(SUMS_FILE) ?? '');
  return { answer, broken: broken.map((one) => `${file}: ${one}`) };
}

/** As a restore takes it, into tables that are there: an empty database is made by the same migrations, and takes seconds. */
async function load({ postgres }: Template, world: World): Promise<{ answer: string; broken: string[] }> {
  const { directory, database, tables } = world;
  const broken: string[] = [];
  try {
    const { manifest } = await readManifest(directory);
    await loadBackup(database, directory, manifest);
    await postgres.reset();
    world.tables = await watchTables(database);
    return { answer: 'loaded', broken };
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError)
      broken.push(`threw ${error.stack ?? error.message}`);
    const moved = await tables.takeMoved();
    const isDamaged = error instanceof BackupDamaged;
    const answer = isDamaged ? 'damaged' : error instanceof Error ? 'refused' : 'thrown';
    if (answer === 'thrown') broken.push(`threw ${String(error)}`);
    return { answer, broken: [...broken, ...moved.map((table) => `refused, and ${table} changed`)] };
  }
}

// ---- what is done to the folder -----------------------------------------------------------------------------------

function bytesOf(good: Buffer, { file, change }: FolderInput): Buffer | null {
  switch (change.type) {
    case 'gone':
      return null;
    case 'bytes':
      return Buffer.from(changeBytes(good, change.list));
    case 'text':
      return file.endsWith('.gz') ? gzipSync(change.text, { level: 1 }) : Buffer.from(change.text);
  }
}

function inputsFor({ files }: Template): fc.Arbitrary<FolderInput> {
  const names = [...files.keys()];
  const rowsByFile = [...files].flatMap(([name, bytes]) => {
    const lines = name.endsWith('.gz') ? gunzipSync(bytes).toString('utf8').split('\n').filter(Boolean) : [];
    return lines.length === 0 ? [] : [{ name, lines }];
  });
  const manifest: unknown = JSON.parse(String(files.get(MANIFEST_FILE)));
  const torn = fc.record({
    file: fc.oneof(fc.constantFrom(...names), fc.constantFrom(MANIFEST_FILE, SUMS_FILE)),
    change: fc.oneof(
      { weight: 12, arbitrary: byteChanges.filter((list) => list.length > 0).map(tornBytes) },
      { weight: 1, arbitrary: fc.constant({ type: 'gone' as const }) },
    ),
    hasRightSums: oneIn(20),
  });
  const rows = fc.constantFrom(...rowsByFile).chain(({ name, lines }) =>
    fc.nat(lines.length - 1).chain((at) =>
      hostileJson(fc.constant(JSON.parse(lines[at] ?? 'null'))).map((row) => ({
        file: name,
        change: {
          type: 'text' as const,
          text: `${lines.map((line, index) => (index === at ? row : line)).join('\n')}\n`,
        },
        hasRightSums: true,
      })),
    ),
  );
  const manifests = hostileJson(fc.constant(manifest)).map((text) => ({
    file: MANIFEST_FILE,
    change: { type: 'text' as const, text },
    hasRightSums: true,
  }));
  return fc.oneof({ weight: 12, arbitrary: torn }, { weight: 2, arbitrary: rows }, { weight: 6, arbitrary: manifests });
}

const tornBytes = (list: readonly ByteChange[]) => ({ type: 'bytes' as const, list });

const oneIn = (count: number): fc.Arbitrary<boolean> =>
  fc.oneof({ weight: 1, arbitrary: fc.constant(true) }, { weight: count - 1, arbitrary: fc.constant(false) });
