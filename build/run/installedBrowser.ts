import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The path of an installed Chromium, Chrome or Edge, which can open a window; null when the machine has none. */
export function findInstalledBrowser(): string | null {
  const named = process.env['PEYVAND_CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw new Error(`PEYVAND_CHROMIUM names ${named}, which does not exist.`);
  }
  return usualPlaces().find((place) => existsSync(place)) ?? null;
}

function usualPlaces(): string[] {
  if (process.platform === 'darwin') {
    const programs = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    const roots = ['/Applications', join(process.env['HOME'] ?? '', 'Applications')];
    return roots.flatMap((root) => programs.map((program) => join(root, `${program}.app/Contents/MacOS/${program}`)));
  }
  if (process.platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => process.env[name] ?? []);
    const programs = [
      'Google\\Chrome\\Application\\chrome.exe',
      'Chromium\\Application\\chrome.exe',
      'Microsoft\\Edge\\Application\\msedge.exe',
    ];
    return roots.flatMap((root) => programs.map((program) => join(root, program)));
  }
  const names = [
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'microsoft-edge',
    'microsoft-edge-stable',
  ];
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    '/usr/bin',
    '/usr/local/bin',
    '/snap/bin',
    '/opt/google/chrome',
  ];
  return names.flatMap((name) => folders.filter((folder) => folder !== '').map((folder) => join(folder, name)));
}
