import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How the specification's rules and the tests' titles are read: docs/spec/README.md says what must hold between them. */

export interface Rule {
  readonly id: string;
  readonly text: string;
  readonly status: string;
  readonly where: string;
}

/** A test title that names rules; `isSkipped` when the call itself says that it never runs. */
export interface NamingTitle {
  readonly path: string;
  readonly title: string;
  readonly ids: readonly string[];
  readonly isSkipped: boolean;
}

const RULE_ROW = /^\|\s*(?<id>[A-Z]+-\d+)\s*\|(?<text>[^|]*)\|(?<status>[^|]*)\|(?<where>[^|]*)\|\s*$/gm;
const RULE_ID = /\b(?:SYNC|SEC|ATT)-\d+\b/g;
/** The first argument of a call, when it is a string: `it('…`, `it.each(rows)('…`, also on a line of its own. */
const TITLE =
  /(?<callee>[\w.]*)(?:\((?:[^()]|\([^()]*\))*\))?\(\s*(?<quote>['"`])(?<title>(?:\\.|(?!\k<quote>)[^\\])*)\k<quote>/gs;

/** Where the tests of each part lie. A rule that names several parts has a test in each. */
const FOLDERS_OF_PART: Readonly<Record<string, RegExp>> = {
  shared: /^shared\//,
  store: /^main\/core\/store\//,
  engine: /^(main\/(?!core\/store\/)|e2e\/)/,
  server: /^server\//,
  simulation: /^simulation\//,
  window: /^(renderer|e2e)\//,
  build: /^build\//,
};

/** Its examples are titles too, of rules that exist nowhere. */
const OWN_TEST = 'build/verify/specRules.test.ts';

/** The parts of a rule that have no test of it, `unknown part` included. */
export function untestedParts(rule: Rule, titles: readonly NamingTitle[]): string[] {
  const tests = titles.filter(({ ids, isSkipped }) => !isSkipped && ids.includes(rule.id));
  return rule.where.split(', ').filter((part) => !tests.some(({ path }) => FOLDERS_OF_PART[part]?.test(path)));
}

/** The rows of every rule table in a page of the specification. */
export function readRules(page: string): Rule[] {
  return [...page.matchAll(RULE_ROW)].map(({ groups = {} }) => ({
    id: groups['id'] ?? '',
    text: (groups['text'] ?? '').trim(),
    status: (groups['status'] ?? '').trim(),
    where: (groups['where'] ?? '').trim(),
  }));
}

export function readTitles(path: string, source: string): NamingTitle[] {
  return [...source.matchAll(TITLE)].flatMap(({ groups = {} }) => {
    const title = groups['title'] ?? '';
    const ids = [...title.matchAll(RULE_ID)].map(([id]) => id);
    return ids.length > 0 ? [{ path, title, ids, isSkipped: /\.(skip|todo)$/.test(groups['callee'] ?? '') }] : [];
  });
}

/** Every title in the project's tests that names a rule. */
export async function findTitles(root: string): Promise<NamingTitle[]> {
  const titles: NamingTitle[] = [];
  const pattern = '{shared,main,renderer,server,e2e,simulation,bench,build}/**/*.{test,spec,contract}.{ts,tsx}';
  for await (const path of glob(pattern, { cwd: root, exclude: (name) => name.includes('node_modules') }))
    if (path !== OWN_TEST) titles.push(...readTitles(path, await readFile(join(root, path), 'utf8')));
  return titles;
}
