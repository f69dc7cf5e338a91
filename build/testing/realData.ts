import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * The folder of one of the public data sets that some tests measure the product against, or null when this machine does not have
 * it: then a clear line says what is skipped. Looked for in `PEYVAND_REAL_DATA`, else in `shared/data` beside the project.
 */
export function realDataFolder(dataSet: 'northwind' | 'maven-crm'): string | null {
  const folder = join(process.env['PEYVAND_REAL_DATA'] ?? join(dirname(ROOT), 'shared', 'data'), dataSet);
  if (existsSync(folder)) return folder;
  process.stderr.write(`Skipped: the ${dataSet} data is not at ${folder} (PEYVAND_REAL_DATA names another folder)\n`);
  return null;
}

/** The rows of a CSV file of a data set, keyed by its header; every value is text. */
export async function readCsvRows(folder: string, file: string): Promise<Record<string, string>[]> {
  return parse(await readFile(join(folder, file)), { columns: true, bom: true });
}
