/** Every time zone that this machine knows, and the one that is set, which it may not. */
export function zoneOptions(set: string | null): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return set === null || known.includes(set) ? known : [set, ...known];
}
