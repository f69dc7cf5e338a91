import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { describe, expect, it } from 'vitest';
import { MUTANTS } from './list.ts';
import { editsOf, mutateSource } from './mutant.ts';
import { runMutant, runMutants } from './run.ts';

const ROOT = new URL('../../', import.meta.url);

describe('mutants', () => {
  it.each(MUTANTS)(
    '$name: every passage stands once in the product as it is, and what takes its place is TypeScript',
    (mutant) => {
      const edits = editsOf(mutant);
      expect(mutant.edits.length).toBeGreaterThan(0);
      for (const file of new Set(edits.map((edit) => edit.file))) {
        const source = readFileSync(new URL(file, ROOT), 'utf8');
        const mutated = mutateSource(file, source, edits);
        expect(mutated).not.toBe(source);
        expect(() => stripTypeScriptTypes(mutated)).not.toThrow();
      }
    },
  );

  it('have names of their own', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  });

  it('a passage that is not there, or is there twice, is refused', () => {
    const edit = { file: 'a.ts', passage: 'one', replacement: 'two' };
    expect(mutateSource('a.ts', 'one', [edit])).toBe('two');
    expect(mutateSource('b.ts', 'three', [edit])).toBe('three');
    expect(() => mutateSource('a.ts', 'three', [edit])).toThrow('0 times');
    expect(() => mutateSource('a.ts', 'one one', [edit])).toThrow('2 times');
  });
});

describe('a run of a mutant', () => {
  const one = (name: string) => {
    const mutant = MUTANTS.find((candidate) => candidate.name === name);
    if (!mutant) throw new Error(`no mutant ${name}`);
    return mutant;
  };

  it.each([
    ['page-loses-its-last-row', 'SYNC-130'],
    ['hidden-fields-sent', 'SYNC-184'],
    ['device-rows-not-locked', 'SYNC-22'],
  ])(
    '%s is caught, and the seed and %s are named',
    async (name, rule) => {
      const { caught } = await runMutant(one(name), { seeds: 4, from: 1, steps: 60 });
      expect(caught?.seed).toBeGreaterThan(0);
      expect(caught?.rules).toContain(rule);
    },
    180_000,
  );

  it('what a mutant prepares breaks no promise by itself, and that is told as survival', async () => {
    const run = { seeds: 1, from: 1, steps: 60, isPreparedOnly: true };
    expect((await runMutant(one('delta-as-value'), run)).caught).toBeNull();
  }, 180_000);

  it('a name that is none is refused', async () => {
    expect(await runMutants(['--mutant', 'none'])).toBe(2);
  });
});
