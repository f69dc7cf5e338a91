/**
 * Preloaded (`--import`) into a process that runs a mutant: replaces the mutant's passages in the sources as they are loaded. The
 * product has no seam for it, and its files stay as they are.
 *
 * `PEYVAND_MUTANT` names the mutant; with `PEYVAND_MUTANT_PREPARED=only` its preparation alone is carried out.
 */
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { MUTANTS } from './list.ts';
import { editsOf, mutateSource } from './mutant.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const name = process.env['PEYVAND_MUTANT'];
const mutant = MUTANTS.find((candidate) => candidate.name === name);
if (!mutant) throw new Error(`There is no mutant ${name}`);
const edits = process.env['PEYVAND_MUTANT_PREPARED'] === 'only' ? (mutant.prepares ?? []) : editsOf(mutant);
const waiting = new Set(edits.map(({ file }) => file));

registerHooks({
  load(url, context, nextLoad) {
    const file = url.startsWith('file:') ? fileOf(url) : null;
    const loaded = nextLoad(url, context);
    if (file === null || !edits.some((edit) => edit.file === file)) return loaded;
    if (loaded.source === undefined || loaded.source === null) throw new Error(`${file} was loaded without its source`);
    const source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
    waiting.delete(file);
    return { ...loaded, source: mutateSource(file, source, edits) };
  },
});

// A mutant that was never loaded breaks nothing, and its survival would say nothing.
if (isMainThread)
  process.on('exit', () => {
    if (waiting.size === 0) return;
    console.error(`The mutant ${name} was never there: ${[...waiting].join(', ')} was not loaded`);
    process.exitCode = 3;
  });

const fileOf = (url: string): string => {
  const path = fileURLToPath(url);
  return path.startsWith(ROOT) ? path.slice(join(ROOT).length).replaceAll('\\', '/') : path;
};
