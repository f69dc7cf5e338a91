/** Does a merged body still hold together? Only what the change made worse counts: a record that broke a rule before can still be edited. */
import type { z } from 'zod';
import { joinPath, type JsonValue } from '../base/leafPath.ts';
import type { KindDefinition, Violation } from '../domain/kind.ts';
import type { RecordBody } from '../domain/record.ts';
import { isJsonList, isJsonObject } from './jsonValues.ts';

export interface Breach {
  readonly reason: 'invalid' | 'invariant_broken';
  readonly path: string | null;
  readonly violations: readonly Violation[];
}

/** `before` is null for a new record: then every fault counts. */
export function findBreach(definition: KindDefinition, before: RecordBody | null, after: RecordBody): Breach | null {
  const faults = newFaults(schemaFaults(definition.schema, after), () =>
    before ? schemaFaults(definition.schema, before) : [],
  );
  if (faults[0]) return { reason: 'invalid', path: faults[0].path === '' ? null : faults[0].path, violations: [] };
  const invariants = definition.invariants;
  if (!invariants) return null;
  const violations = newFaults(invariants(after), () => (before ? invariants(before) : []));
  return violations[0] ? { reason: 'invariant_broken', path: violations[0].path, violations } : null;
}

function newFaults<Fault extends Violation>(
  after: readonly Fault[],
  before: () => readonly Violation[],
): readonly Fault[] {
  if (after.length === 0) return after;
  const known = new Set(before().map(({ path, reason }) => `${path} ${reason}`));
  return after.filter(({ path, reason }) => !known.has(`${path} ${reason}`));
}

function schemaFaults(schema: z.ZodObject, body: RecordBody): Violation[] {
  const parsed = schema.safeParse(body);
  return parsed.success
    ? []
    : parsed.error.issues.map((issue) => ({ path: leafPathOf(body, issue.path), reason: issue.code }));
}

/** A schema counts list elements, a leaf path names them. Empty for a fault of the body as a whole. */
function leafPathOf(body: JsonValue, path: readonly PropertyKey[]): string {
  const segments: string[] = [];
  let here: JsonValue | undefined = body;
  for (const key of path) {
    here = isJsonList(here) ? here[Number(key)] : isJsonObject(here) ? here[String(key)] : undefined;
    const id = typeof key === 'number' && isJsonObject(here) ? here['id'] : null;
    segments.push(typeof id === 'string' && id !== '' ? id : String(key));
  }
  const named = segments.filter((segment) => segment !== '');
  return named.length > 0 ? joinPath(...named) : '';
}
