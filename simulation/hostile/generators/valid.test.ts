/** Inputs begin with what the contracts accept: a method whose schema nothing made here fits would be tried at its door alone. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { contract } from '../../../shared/contract/index.ts';
import { serverContract } from '../../../shared/contract/server.ts';
import { methodsOf } from './contractMethods.ts';
import { hostileJson } from './hostileJson.ts';
import { validFor } from './valid.ts';
import { COMMON_WORDS } from './words.ts';

const SAMPLES = 40;
const vocabulary = { byField: COMMON_WORDS };

test('SEC-140, SEC-142: for every method of both contracts more than half of what is made is valid, and of what is changed some is not', () => {
  const poor: string[] = [];
  for (const { path, input } of [...methodsOf(contract), ...methodsOf(serverContract)]) {
    if (!input) continue;
    const valid = validFor(input, vocabulary);
    const isValid = (text: string): boolean => {
      try {
        return z.safeParse(input, JSON.parse(text)).success;
      } catch {
        return false;
      }
    };
    const made = fc.sample(valid, { numRuns: SAMPLES, seed: 1 }).map((value) => JSON.stringify(value) ?? 'null');
    const changed = fc.sample(hostileJson(valid), { numRuns: SAMPLES, seed: 1 });
    if (made.filter(isValid).length * 2 < SAMPLES) poor.push(`${path} is hardly ever valid`);
    if (changed.every(isValid)) poor.push(`${path} is never changed`);
  }
  expect(poor).toEqual([]);
});
