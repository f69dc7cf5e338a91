/**
 * What `package-lock.json` promises, without asking anybody: every package is one of the registry with a hash of its content, what product code
 * reaches is known, and nothing runs a script at installation that was not thought about.
 */

export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export interface Lockfile {
  readonly lockfileVersion: number;
  /** By folder: '' is the project, `node_modules/a/node_modules/b` a package. */
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export type Manifest = Pick<LockedPackage, 'dependencies' | 'optionalDependencies' | 'devDependencies'>;

const REGISTRY = /^https:\/\/[^/@]+\//;
const EXACT_VERSION = /^\d+\.\d+\.\d+(-[\w.]+)?$/;
/** Of types alone: any of a major version will do. */
const MAJOR_OF_TYPES = /^\d+$/;

/** @param installScripts Names of packages that may have a script that runs at installation. @returns a line for each breach. */
export function checkLockfile(lockfile: Lockfile, manifest: Manifest, installScripts: ReadonlySet<string>): string[] {
  const breaches: string[] = [];
  if (lockfile.lockfileVersion !== 3)
    breaches.push(`package-lock.json is of version ${lockfile.lockfileVersion}, not 3`);
  for (const [folder, locked] of Object.entries(lockfile.packages)) {
    if (folder === '') continue;
    const name = nameOf(folder);
    if (locked.link === true || locked.version === undefined) breaches.push(`${folder} is a link, not a package`);
    else if (!/^sha512-[\w+/]{86}==$/.test(locked.integrity ?? ''))
      breaches.push(`${folder} has no SHA-512 of its content`);
    if (locked.resolved !== undefined && !REGISTRY.test(locked.resolved))
      breaches.push(`${folder} comes from elsewhere than a registry over HTTPS`);
    if (locked.hasInstallScript === true && !installScripts.has(name))
      breaches.push(
        `${folder} runs a script at installation: look at it, then list it in build/verify/installScripts.ts`,
      );
  }
  const root = lockfile.packages[''] ?? {};
  for (const group of ['dependencies', 'optionalDependencies', 'devDependencies'] as const) {
    const [asked, locked] = [manifest[group] ?? {}, root[group] ?? {}];
    for (const [name, version] of Object.entries(asked)) {
      const isExact = EXACT_VERSION.test(version) || (name.startsWith('@types/') && MAJOR_OF_TYPES.test(version));
      if (!isExact) breaches.push(`package.json asks for ${name}@${version}: name one version`);
      if (locked[name] !== version) breaches.push(`package-lock.json does not know ${name}@${version}`);
    }
    for (const name of Object.keys(locked))
      if (!(name in asked)) breaches.push(`package-lock.json has ${name}, which package.json does not ask for`);
  }
  return breaches;
}

/** Folders of all packages that these reach, by what each asks for. */
export function reachedFrom(lockfile: Lockfile, names: Iterable<string>): Set<string> {
  const reached = new Set<string>();
  const wanted: [from: string, name: string][] = [...names].map((name) => ['', name]);
  for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) {
    const folder = folderOf(lockfile, ...next);
    if (folder === null || reached.has(folder)) continue;
    reached.add(folder);
    const { dependencies, optionalDependencies, peerDependencies } = lockfile.packages[folder] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }))
      wanted.push([folder, name]);
  }
  return reached;
}

/** As Node looks it up: beside, then further and further out. */
function folderOf({ packages }: Lockfile, from: string, name: string): string | null {
  for (let outer = from; ; outer = outer.slice(0, Math.max(0, outer.lastIndexOf('node_modules/') - 1))) {
    const folder = outer === '' ? `node_modules/${name}` : `${outer}/node_modules/${name}`;
    if (folder in packages) return folder;
    if (outer === '') return null;
  }
}

export const nameOf = (folder: string): string =>
  folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
