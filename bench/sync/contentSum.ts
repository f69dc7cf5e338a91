/** What a store or a server holds, as a count and a sum over ids, versions and content: equal whatever the order of keys and rows. */
import { createHash } from 'node:crypto';
import type { JsonValue } from '../../shared/base/leafPath.ts';
import { canonicalJson } from '../../shared/base/canonicalJson.ts';

export interface ContentSum {
  readonly count: number;
  readonly sum: string;
}

export function createContentSum(): { add(id: string, version: number, body: string): void; end(): ContentSum } {
  let count = 0;
  let sum = 0n;
  return {
    add(id, version, body) {
      count += 1;
      const text = `${id} ${version} ${canonicalJson(JSON.parse(body) as JsonValue)}`;
      sum = BigInt.asUintN(64, sum + createHash('sha256').update(text).digest().readBigUInt64BE(0));
    },
    end: () => ({ count, sum: sum.toString(16) }),
  };
}

export function requireSame(what: string, got: ContentSum, expected: ContentSum): void {
  if (got.count !== expected.count || got.sum !== expected.sum)
    throw new Error(
      `${what}: ${got.count} records with sum ${got.sum}, expected ${expected.count} with ${expected.sum}`,
    );
}
