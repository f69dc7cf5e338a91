/**
 * What lies in the folder of a backup: `manifest.json` that says what it is of, one `TABLE.jsonl.gz` per table (a row of JSON per line, as
 * PostgreSQL writes it), and `SHA256SUMS` over all of these, which `sha256sum -c` reads too. The server's private keys are not in it.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

export const MANIFEST_FILE = 'manifest.json';
export const SUMS_FILE = 'SHA256SUMS';
export const fileOfTable = (table: string): string => `${table}.jsonl.gz`;

const manifestSchema = z.object({
  format: z.literal(1),
  id: z.uuid(),
  companyName: z.string(),
  /** The public half of the keys that the database belongs to; null for a database that no node has started on. */
  signingKey: z.string().nullable(),
  takenAt: z.iso.datetime(),
  epoch: z.string(),
  epochNumber: z.int(),
  /** The database's version: the tables below are as these left them. */
  migrations: z.array(z.object({ number: z.int(), name: z.string(), hash: z.string() })).min(1),
  tables: z.array(
    z.object({
      name: z.string().regex(/^[a-z_]+$/),
      rows: z.int().min(0),
      /** A sum over hashes of all rows, by PostgreSQL: `CONTENT_SUM`. */
      content: z.string(),
    }),
  ),
  /** Per device, up to which number all of its groups are in here. */
  durable: z.record(z.uuid(), z.int().min(1)),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** What is wrong with the folder, for the person who runs the command. */
export class BackupDamaged extends Error {}

/** Reads every byte of it. @throws BackupDamaged naming the file that is missing or not as it was written. */
export async function readManifest(directory: string): Promise<{ manifest: Manifest; hash: string }> {
  const sums = parseSums(await readText(directory, SUMS_FILE));
  for (const [file, expected] of sums) {
    const found = await hashOfFile(join(directory, file)).catch(() => null);
    if (found === null) throw new BackupDamaged(`The backup is not whole: ${file} cannot be read.`);
    if (found !== expected) throw new BackupDamaged(`The backup is damaged: ${file} is not as it was written.`);
  }
  const hash = sums.get(MANIFEST_FILE);
  const parsed =
    hash === undefined ? null : manifestSchema.safeParse(parseJson(await readText(directory, MANIFEST_FILE)));
  if (hash === undefined || !parsed?.success)
    throw new BackupDamaged(
      `The backup is damaged, or of a newer Peyvand: ${MANIFEST_FILE} does not say what it should.`,
    );
  for (const { name } of parsed.data.tables)
    if (!sums.has(fileOfTable(name)))
      throw new BackupDamaged(`The backup is not whole: ${SUMS_FILE} does not name ${name}.`);
  return { manifest: parsed.data, hash };
}

export const writeSums = (hashesByFile: ReadonlyMap<string, string>): string =>
  [...hashesByFile].map(([file, hash]) => `${hash}  ${file}\n`).join('');

function parseSums(text: string): Map<string, string> {
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [, hash, file] = /^([0-9a-f]{64}) {2}([\w.-]+)$/.exec(line) ?? [];
      if (hash === undefined || file === undefined) throw new BackupDamaged(`The backup is damaged: ${SUMS_FILE}.`);
      return [file, hash];
    }),
  );
}

async function readText(directory: string, file: string): Promise<string> {
  try {
    return await readFile(join(directory, file), 'utf8');
  } catch (cause) {
    throw new BackupDamaged(`${directory} holds no whole backup: ${file} cannot be read.`, { cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
