/**
 * Links to records from outside: `peyvand://customer/<id>` in a message of a colleague. Whoever can make a person click can write one, so it
 * names a kind of ours and an id, and nothing else is read; it only ever shows, behind the lock.
 */

const PAGE_BY_KIND: ReadonlyMap<string, string> = new Map([
  ['customer', 'customers'],
  ['product', 'products'],
  ['opportunity', 'opportunities'],
  ['order', 'orders'],
  ['contract', 'contracts'],
  ['activity', 'activities'],
  ['review', 'reviews'],
]);

export const LINK_SCHEME = 'peyvand';

const LINK =
  /^peyvand:\/\/([a-z]{1,20})\/([0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})\/?$/;

/** The place in the window (`#/customers/<id>`), or null when this is not exactly such a link. */
export function linkToPlace(link: string): string | null {
  const [, kind = '', id] = LINK.exec(link) ?? [];
  const page = PAGE_BY_KIND.get(kind);
  return page === undefined || id === undefined ? null : `#/${page}/${id}`;
}

/** The place of the one link on a command line, as Windows and Linux hand it over. Switches that somebody put beside it are not looked at. */
export function placeOnCommandLine(commandLine: readonly string[]): string | null {
  const links = commandLine.filter((argument) => argument.startsWith(`${LINK_SCHEME}:`));
  return links.length === 1 ? linkToPlace(links[0] ?? '') : null;
}
