/**
 * `new URL('./other.ts', import.meta.url)` names a program beside the one that runs: a thread, a process. In a bundle there is no such file
 * beside it, so each becomes an entry of its own, under its own name in the one flat folder, and the expression names that. (Vite does this
 * for the browser alone.) Addresses of anything else are left as they are; `findLostUrls` tells which of them lead nowhere.
 */
import { basename } from 'node:path';
import type { Plugin } from 'vite';

const PROGRAM_URL = /new URL\(\s*(['"])(\.{1,2}\/[^'"]+\.ts)\1\s*,\s*import\.meta\.url\s*,?\s*\)/g;
const RELATIVE_URL = /new URL\(\s*(['"`])(\.{1,2}\/[^'"`]+)\1\s*,\s*import\.meta\.url\s*,?\s*\)/g;

export function entryUrls(): Plugin {
  const idByFileName = new Map<string, string>();
  return {
    name: 'peyvand:entry-urls',
    enforce: 'pre',
    buildStart() {
      idByFileName.clear();
    },
    async transform(code, id) {
      if (!id.endsWith('.ts') || !code.includes('import.meta.url')) return null;
      let built = '';
      let end = 0;
      for (const match of code.matchAll(PROGRAM_URL)) {
        const [whole, , path = ''] = match;
        const program = (await this.resolve(path, id))?.id;
        if (program === undefined) return this.error(`${id} names ${path}, which is not there`);
        const fileName = `${basename(program, '.ts')}.mjs`;
        const other = idByFileName.get(fileName);
        if (other !== undefined && other !== program)
          this.error(`${other} and ${program} would both be built into ${fileName}`);
        if (other === undefined) this.emitFile({ type: 'chunk', id: program, fileName });
        idByFileName.set(fileName, program);
        built += `${code.slice(end, match.index)}new URL('./${fileName}', import.meta.url)`;
        end = match.index + whole.length;
      }
      return end === 0 ? null : { code: built + code.slice(end), map: null };
    },
  };
}

/**
 * Addresses in a built file that are relative to it and where nothing lies.
 *
 * @param exists Whether there is a file at this relative path from the built file.
 */
export function findLostUrls(builtCode: string, exists: (path: string) => boolean): string[] {
  return [...builtCode.matchAll(RELATIVE_URL)].map(([, , path = '']) => path).filter((path) => !exists(path));
}
