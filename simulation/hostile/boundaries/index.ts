import type { Boundary } from '../boundary.ts';

/** Every border of the product at which something comes in from outside; each is loaded when it is tried. */
const loaders: Readonly<Record<string, () => Promise<Boundary>>> = {
  rpc: async () => (await import('./rpc.ts')).rpc,
  server: async () => (await import('./server/index.ts')).server,
  bundles: async () => (await import('./bundles.ts')).bundles,
  files: async () => (await import('./files/index.ts')).files,
  lines: async () => (await import('./lines.ts')).lines,
  imports: async () => (await import('./imports.ts')).imports,
  frames: async () => (await import('./frames.ts')).frames,
  channels: async () => (await import('./channels/index.ts')).channels,
  backups: async () => (await import('./backups.ts')).backups,
  serverBackups: async () => (await import('./serverBackups.ts')).serverBackups,
  replies: async () => (await import('./replies.ts')).replies,
};

export const BOUNDARIES: readonly string[] = Object.keys(loaders);

export async function loadBoundary(name: string): Promise<Boundary> {
  const load = Object.hasOwn(loaders, name) ? loaders[name] : undefined;
  if (!load) throw new Error(`There is no boundary ${name}`);
  return load();
}
