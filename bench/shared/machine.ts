/** What a result was measured on. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGibibytes: number;
  readonly system: string;
  readonly node: string;
  /** Short hash, with a plus when files differ from it. */
  readonly commit: string;
  /** Of packages that the workload names. */
  readonly versions: Readonly<Record<string, string>>;
}

const ROOT = join(import.meta.dirname, '..', '..');

/** @param packages Packages of the product whose versions matter; `more`: versions of anything else. */
export function describeMachine(packages: readonly string[], more: Readonly<Record<string, string>> = {}): Machine {
  const versions = packages.map((name) => {
    const text = readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8');
    return [name, (JSON.parse(text) as { readonly version: string }).version] as const;
  });
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: cpus().length,
    memoryGibibytes: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()} ${release()}`,
    node: process.version,
    commit: commitOf(),
    versions: { ...Object.fromEntries(versions), ...more },
  };
}

function commitOf(): string {
  const git = (...options: string[]): string =>
    execFileSync('git', options, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const changed = git(
      'status',
      '--porcelain',
      '--untracked-files=no',
      '--',
      '.',
      ':!bench/*/results',
      ':!docs/images',
    );
    return git('rev-parse', '--short', 'HEAD') + (changed === '' ? '' : '+');
  } catch {
    // A copy without its history.
    return 'unknown';
  }
}
