import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../commands.ts';
import { findTitles, readRules, readTitles, untestedParts, type NamingTitle, type Rule } from './specRules.ts';

/** The pages of rules, by the letters of their ids, and how many rules each has at least: a page that is read wrongly has none. */
const PAGES = [
  { letters: 'SYNC', page: 'docs/spec/sync.md', atLeast: 100 },
  { letters: 'SEC', page: 'docs/spec/security.md', atLeast: 2 },
  { letters: 'ATT', page: 'docs/spec/attachments.md', atLeast: 5 },
];

describe.each(PAGES)('the rules of $page', ({ letters, page, atLeast }) => {
  let rules: Rule[] = [];
  let titles: NamingTitle[] = [];
  beforeAll(async () => {
    rules = readRules(await readFile(join(ROOT, page), 'utf8'));
    titles = await findTitles(ROOT);
  });

  it('have one id each, a text, a status and a place', () => {
    expect(rules.length).toBeGreaterThanOrEqual(atLeast);
    expect(rules.filter(({ id }) => !id.startsWith(`${letters}-`))).toEqual([]);
    const ids = rules.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(
      rules.filter(({ text, status, where }) => text === '' || where === '' || !['holds', 'later'].includes(status)),
    ).toEqual([]);
  });

  it('that hold have a test that carries their id, in every part that keeps them', () => {
    const holding = rules.filter(({ status }) => status === 'holds');
    const missing = holding.flatMap((rule) =>
      untestedParts(rule, titles).map((part) => `${part}: ${rule.id} ${rule.text}`),
    );
    expect(missing.toSorted()).toEqual([]);
  });

  it('exist for every test that names one', () => {
    const known = new Set(rules.map(({ id }) => id));
    const strangers = titles.filter(({ ids }) => ids.some((id) => id.startsWith(`${letters}-`) && !known.has(id)));
    expect(strangers.map(({ path, title }) => `${path}: ${title}`)).toEqual([]);
  });
});

describe('a rule of two parts', () => {
  it('wants a test in each, and one that runs', () => {
    const rule = { id: 'SYNC-1', text: 'x', status: 'holds', where: 'shared, engine' };
    const title = { title: '', ids: ['SYNC-1'], isSkipped: false };
    expect(untestedParts(rule, [])).toEqual(['shared', 'engine']);
    expect(untestedParts(rule, [{ ...title, path: 'shared/sync/merge.test.ts' }])).toEqual(['engine']);
    expect(untestedParts(rule, [{ ...title, path: 'main/core/store/a.test.ts' }])).toEqual(['shared', 'engine']);
    expect(untestedParts(rule, [{ ...title, path: 'shared/a.test.ts', isSkipped: true }])).toEqual([
      'shared',
      'engine',
    ]);
    expect(
      untestedParts(rule, [
        { ...title, path: 'shared/a.test.ts' },
        { ...title, path: 'e2e/a.spec.ts' },
      ]),
    ).toEqual([]);
    expect(untestedParts({ ...rule, where: 'window, build' }, [{ ...title, path: 'renderer/a.test.tsx' }])).toEqual([
      'build',
    ]);
    expect(untestedParts({ ...rule, where: 'moon' }, [{ ...title, path: 'moon/a.test.ts' }])).toEqual(['moon']);
  });
});

describe('reading', () => {
  it('finds rows of tables alone', () => {
    const page =
      '| id | rule | status | where |\n|---|---|---|---|\n| SYNC-7 | A *rule*. | holds | shared, server |\nSYNC-8 in a sentence\n';
    expect(readRules(page)).toEqual([{ id: 'SYNC-7', text: 'A *rule*.', status: 'holds', where: 'shared, server' }]);
  });

  it('finds ids in titles, however they are called, and nowhere else', () => {
    const source = [
      `it('SYNC-1: one', () => {});`,
      `it.each([[1], [two()]])(\n  "SYNC-2 and SYNC-3: it's %s", () => {});`,
      'describe(`SYNC-4 ${name}`, () => {});',
      `it.skip('SYNC-5: not yet', () => {});`,
      `it.todo('SYNC-6: not yet');`,
      `// it holds, see SYNC-7`,
      `const note = 'SYNC-8';`,
      `test('SEC-9: kept', () => {});`,
    ].join('\n');
    expect(readTitles('a.test.ts', source).map(({ ids, isSkipped }) => [ids.join(), isSkipped])).toEqual([
      ['SYNC-1', false],
      ['SYNC-2,SYNC-3', false],
      ['SYNC-4', false],
      ['SYNC-5', true],
      ['SYNC-6', true],
      ['SEC-9', false],
    ]);
  });
});
