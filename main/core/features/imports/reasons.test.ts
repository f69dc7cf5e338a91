/** Everything that an import says about a row or a file has words in the window. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { en } from '../../../../shared/locale/messages/en.ts';
import { presets } from './presets/index.ts';

const folder = import.meta.dirname;
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n');
const isWorded = (key: string): boolean => Object.hasOwn(en, key);

it('words every reason', () => {
  const reasons = new Set(sources.match(/(?<=')import\.[A-Za-z]+(?=')/g));
  expect(reasons.size).toBeGreaterThan(15);
  expect([...reasons].filter((reason) => !isWorded(reason))).toEqual([]);
});

it('words every preset and table', () => {
  const keys = presets.flatMap(({ id, tables }) => [
    `imports.preset.${id}`,
    ...tables.map(({ table }) => `imports.table.${table}`),
  ]);
  expect(keys.filter((key) => !isWorded(key))).toEqual([]);
});
