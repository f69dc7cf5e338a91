/**
 * A package `electron` for a built main process that is loaded where there is no Electron: everything exists, takes anything, and never becomes
 * ready. It shows that the program finds all that it is made of and gets as far as to wait for Electron.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../build/commands.ts';

/** What it printed when the program began to wait: names of all that was called by then, as JSON. */
const CODE = String.raw`
const called = [];
const anything = (path) =>
  new Proxy(function () {}, {
    get: (_target, name) => (typeof name === 'symbol' || name === 'then' ? undefined : anything(path + '.' + name)),
    apply(_target, _self, values) {
      called.push(path);
      if (path === 'app.getPath') return process.env.ELECTRON_DOUBLE_FOLDER;
      if (path === 'app.requestSingleInstanceLock') return true;
      if (path === 'dialog.showErrorBox') process.stderr.write(values.join(': '));
      if (path === 'app.exit') process.exit(values[0]);
      if (path !== 'app.whenReady') return anything(path + '()');
      process.stdout.write(JSON.stringify(called), () => process.exit(0));
      return new Promise(() => {});
    },
    construct: () => anything(path),
  });
`;

export async function writeElectronDouble(modulesFolder: string): Promise<void> {
  const parts = await readFile(join(ROOT, 'main', 'hosts', 'electron', 'electronParts.ts'), 'utf8');
  const names = [...parts.matchAll(/^\s*\| '(\w+)'/gm)].map(([, name = '']) => name);
  if (names.length < 10) throw new Error('electronParts.ts names its parts in another way now.');
  const folder = join(modulesFolder, 'electron');
  await mkdir(folder, { recursive: true });
  // One line for each: as an ES module the program wants the names before anything runs.
  const exported = names.map((name) => `exports.${name} = anything('${name}');`).join('\n');
  await writeFile(join(folder, 'index.js'), `${CODE}${exported}\n`);
  await writeFile(join(folder, 'package.json'), '{"name":"electron","main":"index.js"}');
}
