/** Deeper than anything of ours: what checks and copies values goes down into them by calls, and calls end. */
export const NESTING_MAXIMUM = 256;

/** Whether a value that came as JSON is nested no deeper than {@link NESTING_MAXIMUM}. Asked before anything goes into it; itself it goes level by level. */
export function isShallow(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > NESTING_MAXIMUM) return false;
    level = level.flatMap((part): unknown[] =>
      typeof part === 'object' && part !== null ? Object.values(part as Record<string, unknown>) : [],
    );
  }
  return true;
}
