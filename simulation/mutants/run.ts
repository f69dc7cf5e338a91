/**
 * Mutants by name: `npm run simulate -- --mutant list`, `--mutant NAME [--seeds 40] [--from 1] [--steps 60]`; with
 * several names or `all` it prints the table of the README. Each runs in a process of its own, with its passages replaced as its sources are loaded.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { MUTANTS } from './list.ts';
import type { Arena, Mutant } from './mutant.ts';

export interface MutantResult {
  /** The seed and what was found with it; null when all seeds were run and every promise was kept. */
  readonly caught: { readonly seed: number; readonly rules: readonly string[]; readonly message: string } | null;
  readonly seconds: number;
}

export interface MutantRun {
  readonly seeds: number;
  readonly from: number;
  readonly steps: number;
  /** Only what the mutant prepares, and not its fault: then every promise must be kept. */
  readonly isPreparedOnly?: boolean;
}

/** @returns the exit code: 0 when it was caught (all of them with `all`), 1 when one survived, 2 for a name that is none. */
export async function runMutants(programArguments: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...programArguments],
    options: {
      mutant: { type: 'string', default: 'list' },
      seeds: { type: 'string', default: '40' },
      from: { type: 'string', default: '1' },
      steps: { type: 'string', default: '60' },
    },
  });
  const run = { seeds: Number(values.seeds), from: Number(values.from), steps: Number(values.steps) };
  if (values.mutant === 'list') {
    for (const { name, breaks } of MUTANTS) console.log(`${name.padEnd(36)}${breaks}`);
    return 0;
  }
  if (values.mutant === 'all') return runMany(MUTANTS, run);
  const names = values.mutant.split(',');
  const mutants = names.flatMap((name) => MUTANTS.filter((candidate) => candidate.name === name));
  const [mutant] = mutants;
  if (!mutant || mutants.length < names.length) {
    console.error(`There is no mutant ${values.mutant}; --mutant list names them.`);
    return 2;
  }
  if (mutants.length > 1) return runMany(mutants, run);
  const { caught, seconds } = await runMutant(mutant, run);
  if (caught) console.log(`${caught.rules[0]}: ${caught.message.slice(0, 500)}`);
  console.log(
    caught
      ? `MUTANT ${mutant.name} caught by seed ${caught.seed}: ${caught.rules.join(' ')} (${seconds} s)`
      : `MUTANT ${mutant.name} survived ${run.seeds} seeds (${seconds} s)`,
  );
  return caught ? 0 : 1;
}

async function runMany(mutants: readonly Mutant[], run: MutantRun): Promise<number> {
  const survivors: string[] = [];
  console.log('| mutant | what it does wrong | where | seed | rules |\n|---|---|---|---|---|');
  for (const mutant of mutants) {
    const found = await runMutant(mutant, run).then(
      ({ caught }) => (caught ? `${caught.seed} | ${caught.rules.join(', ')}` : `not in ${run.seeds} | `),
      // One that cannot be run is no reason to leave the others alone.
      (error: unknown) => `failed | ${String(error).split('\n', 1)[0]}`,
    );
    if (/^(not|failed)/.test(found)) survivors.push(mutant.name);
    console.log(`| \`${mutant.name}\` | ${mutant.breaks} | ${mutant.arena} | ${found} |`);
  }
  console.log(
    `MUTANTS ${mutants.length} caught=${mutants.length - survivors.length} survived=${survivors.length} ${survivors.join(' ')}`.trim(),
  );
  return survivors.length === 0 ? 0 : 1;
}

const PROGRAMS: Readonly<Record<Arena, readonly string[]>> = {
  simulation: ['../run.ts', '--json', '--first', '--jobs', '1'],
  absence: ['./absence.ts'],
  writers: ['../faults/writers.ts'],
};
/** Without a word for so long it hangs: slow machines included. */
const LONGEST_SEED_MILLISECONDS = 300_000;
/** The hook's exit code for a mutant that was never loaded. */
const NOT_LOADED = 3;

/**
 * A seed that finds something must find nothing without the mutant: else it says nothing about it.
 * @throws Error when it does, and when the run itself failed: a passage is not there any more, or it ended without having said what it found.
 */
export async function runMutant(mutant: Mutant, run: MutantRun): Promise<MutantResult> {
  const result = await runOnce(mutant, run);
  if (!result.caught || run.isPreparedOnly === true) return result;
  const { seed } = result.caught;
  const { caught: found } = await runOnce(mutant, { ...run, seeds: 1, from: seed, isPreparedOnly: true });
  if (found)
    throw new Error(`Seed ${seed} finds ${found.rules.join(' ')} without ${mutant.name} too: ${found.message}`);
  return result;
}

async function runOnce(mutant: Mutant, run: MutantRun): Promise<MutantResult> {
  const began = performance.now();
  const [program = '', ...options] = PROGRAMS[mutant.arena];
  const child = spawn(
    process.execPath,
    [
      '--import',
      new URL('./hook.ts', import.meta.url).href,
      fileURLToPath(new URL(program, import.meta.url)),
      ...options,
      '--seeds',
      `${run.seeds}`,
      '--from',
      `${run.from}`,
      ...(mutant.arena === 'simulation' ? ['--steps', `${run.steps}`] : []),
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PEYVAND_MUTANT: mutant.name,
        PEYVAND_MUTANT_PREPARED: run.isPreparedOnly === true ? 'only' : '',
      },
    },
  );
  const endChild = (): void => void child.kill('SIGKILL');
  const endBoth = (): void => process.exit(130);
  process.once('exit', endChild).once('SIGINT', endBoth).once('SIGTERM', endBoth);
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (complaints = (complaints + chunk).slice(-4_000)));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let caught: MutantResult['caught'] = null;
  let seeds = 0;
  let patience = setTimeout(() => child.kill('SIGKILL'), LONGEST_SEED_MILLISECONDS);
  for await (const line of createInterface({ input: child.stdout })) {
    const told = readLine(line);
    if (!told) continue;
    clearTimeout(patience);
    patience = setTimeout(() => child.kill('SIGKILL'), LONGEST_SEED_MILLISECONDS);
    seeds += 1;
    const [first] = told.findings;
    if (first)
      caught ??= {
        seed: told.seed,
        rules: [...new Set(told.findings.map(({ rule }) => rule))],
        message: first.message,
      };
  }
  const code = await ended;
  clearTimeout(patience);
  process.off('exit', endChild).off('SIGINT', endBoth).off('SIGTERM', endBoth);
  if (code === NOT_LOADED || (!caught && seeds < run.seeds))
    throw new Error(`The run of ${mutant.name} failed (${code}) after ${seeds} seeds:\n${complaints}`);
  return { caught, seconds: Math.round((performance.now() - began) / 100) / 10 };
}

/** What a run says of a seed. */
export interface SeedReport {
  readonly seed: number;
  readonly findings: readonly { readonly rule: string; readonly message: string }[];
}

const readLine = (line: string): SeedReport | null =>
  line.startsWith('{"seed":') ? (JSON.parse(line) as SeedReport) : null;

if (import.meta.main) process.exitCode = await runMutants(process.argv.slice(2));
