/** The core process as it is shipped: bundled and minified, without the compiler that strips types when it runs from source. */
import { join } from 'node:path';
import { build } from 'vite';
import { entryUrls } from '../../build/package/entryUrls.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const NATIVE = 'better-sqlite3-multiple-ciphers';

/** Below the project, where the native module is found. Returns the path of the program. */
export async function bundleCore(): Promise<string> {
  const outDir = join(ROOT, 'out', 'bench', 'store');
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    plugins: [entryUrls()],
    ssr: { noExternal: true, external: [NATIVE] },
    build: {
      ssr: true,
      target: 'node24',
      minify: true,
      outDir,
      emptyOutDir: true,
      rolldownOptions: {
        input: { coreProcess: join(import.meta.dirname, 'coreProcess.ts') },
        external: [NATIVE],
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
  return join(outDir, 'coreProcess.mjs');
}
