import { describe, expect, it } from 'vitest';
import { collections } from '../domain/catalogue.ts';
import { companyKind } from '../domain/customers/customer.ts';
import type { MergeRules } from '../domain/kind.ts';
import { groupOf, isCounter, policyOf, touchesGroup } from './mergeRules.ts';

const rules: MergeRules = {
  default: 'serverOrder',
  policies: { lines: 'ask', 'lines/*/quantity': 'locked', 'lines/l1': 'serverOnly', '*/x': 'union' },
  groups: { terms: ['days', 'price'], lines: ['lines'] },
};

describe('merge rules', () => {
  it.each([
    ['note', 'serverOrder'],
    ['lines', 'ask'],
    ['lines/l2/note', 'ask'],
    ['lines/l1/note', 'serverOnly'],
    ['lines/l1/quantity', 'locked'],
    ['lines/l2/quantity', 'locked'],
    ['linesOfOther', 'serverOrder'],
    ['anything/x', 'union'],
  ])('%s has the policy of its longest prefix: %s', (path, policy) => {
    expect(policyOf(rules, path.split('/'))).toBe(policy);
    const reversed = { ...rules, policies: Object.fromEntries(Object.entries(rules.policies ?? {}).toReversed()) };
    expect(policyOf(reversed, path.split('/'))).toBe(policy);
  });

  it('finds the group of a leaf, and what touches it: a leaf, an element, the whole record', () => {
    expect(['days', 'lines/l1/quantity', 'daysOff', 'note'].map((path) => groupOf(rules, path))).toEqual([
      'terms',
      'lines',
      null,
      null,
    ]);
    expect(['', 'days', 'lines/l1', 'note'].map((path) => touchesGroup(rules, 'terms', path))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('knows a counter by its whole path', () => {
    const counting = { ...companyKind, merge: { ...companyKind.merge, counters: ['lines/*/count', 'total'] } };
    const paths = ['total', 'lines/l1/count', 'lines/l1', 'total/x'];
    expect(paths.map((path) => isCounter(counting, path.split('/')))).toEqual([true, true, false, false]);
  });

  it('name, in every collection, only fields that it has', () => {
    for (const { collection, kinds } of collections) {
      const definitions = Object.values(kinds);
      const fields = new Set(definitions.flatMap(({ schema }) => Object.keys(schema.shape)));
      const paths = definitions.flatMap(({ merge }) => [
        ...Object.keys(merge.policies ?? {}),
        ...Object.values(merge.groups ?? {}).flat(),
        ...(merge.counters ?? []),
      ]);
      const unknown = paths.filter((path) => !fields.has(path.split('/')[0] ?? ''));
      expect({ collection, unknown }).toEqual({ collection, unknown: [] });
    }
  });
});
