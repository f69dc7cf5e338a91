/**
 * Advisories that `npm audit` tells of, and which of them count: those of high severity in what is delivered, unless somebody looked and said why not,
 * until a day.
 */
import { z } from 'zod';

const viaSchema = z.union([
  z.string(),
  z.object({ url: z.string(), title: z.string(), severity: z.string(), name: z.string(), range: z.string() }),
]);
/** Of npm 7 and later. */
const reportSchema = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(z.string(), z.object({ via: z.array(viaSchema), nodes: z.array(z.string()) })),
});

export const allowedAdvisorySchema = z.strictObject({
  /** Its id at GitHub, GHSA-… */
  advisory: z.string().regex(/^GHSA(-[0-9a-z]{4}){3}$/),
  reason: z.string().min(20),
  /** The last day on which the reason is taken for good. */
  until: z.iso.date(),
});
export type AllowedAdvisory = z.infer<typeof allowedAdvisorySchema>;

interface Advisory {
  readonly id: string;
  readonly name: string;
  readonly range: string;
  readonly title: string;
  readonly severity: string;
  readonly isDelivered: boolean;
}

const GRAVE: ReadonlySet<string> = new Set(['high', 'critical']);

/** @param output What `npm audit --json` printed. @returns null when it is no report: the registry could not be asked. */
export function readAdvisories(output: string, delivered: ReadonlySet<string>): Advisory[] | null {
  const parsed = reportSchema.safeParse(toJson(output));
  if (!parsed.success) return null;
  const advisories = new Map<string, Advisory>();
  for (const { via, nodes } of Object.values(parsed.data.vulnerabilities))
    for (const one of via) {
      if (typeof one === 'string') continue;
      const id = /GHSA-[\w-]+/.exec(one.url)?.[0] ?? one.url;
      const isDelivered = nodes.some((folder) => delivered.has(folder)) || (advisories.get(id)?.isDelivered ?? false);
      const { name, range, title, severity } = one;
      advisories.set(id, { id, name, range, title, severity, isDelivered });
    }
  return [...advisories.values()];
}

/** @param today An ISO date. @returns a line for each reason to fail. */
export function judgeAdvisories(
  advisories: readonly Advisory[],
  allowed: readonly AllowedAdvisory[],
  today: string,
): string[] {
  const grave = advisories.filter(({ severity, isDelivered }) => isDelivered && GRAVE.has(severity));
  return grave.flatMap(({ id, name, range, title, severity }) => {
    const listed = allowed.find(({ advisory }) => advisory === id);
    if (listed && today <= listed.until) return [];
    const why = listed ? ` (allowed until ${listed.until}: look again)` : '';
    return [`${severity}: ${name} ${range}: ${title} (${id})${why}`];
  });
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
