/**
 * Builds the programs of the Electron host into `out/electron`: main process, core process and threads as ES modules, the preload script as
 * the one CommonJS file that a sandbox takes. Everything is bundled but Electron, Node and the package with the native module. The window is
 * not built here: `build/package/build.ts` takes the very files that the loopback host serves and the specs have tested.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'electron-vite';
import { entryUrls } from './build/package/entryUrls.ts';
import { readUpdateSource } from './build/package/updateSource.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
/** The one package that cannot be bundled: it loads a binary from beside its own files. */
const NATIVE = 'better-sqlite3-multiple-ciphers';
const updates = readUpdateSource(process.env);

export default defineConfig({
  main: {
    root,
    plugins: [entryUrls()],
    // Read by main/hosts/electron/updates/compiledIn.ts. In the program itself, where no setting and no file beside it can change them.
    define: {
      __PEYVAND_UPDATE_URL__: JSON.stringify(updates?.url ?? ''),
      __PEYVAND_UPDATE_PUBLIC_KEY__: JSON.stringify(updates?.publicKey ?? ''),
    },
    // fflate has a build for Node that declares a `require` of its own, which the bundler confuses with its own. Without the
    // threads that it needs that for, the other build does the same.
    // pdfkit's for Node asks at run time for typefaces beside itself, which its other build has none of, and neither have papers.
    resolve: {
      alias: { fflate: 'fflate/browser', pdfkit: `${root}node_modules/pdfkit/js/pdfkit.browser.mjs` },
    },
    build: {
      outDir: 'out/electron/main',
      emptyOutDir: true,
      minify: true,
      sourcemap: false,
      externalizeDeps: { include: [NATIVE] },
      rolldownOptions: {
        // The core process and the threads are found from here: each is named by the one that starts it.
        input: { main: 'main/hosts/electron/main.ts' },
        output: {
          format: 'es',
          // `.mjs` says what it is wherever it lies; flat, so that an address relative to a file holds in every chunk.
          entryFileNames: '[name].mjs',
          chunkFileNames: '[name]-[hash].mjs',
        },
      },
    },
  },
  preload: {
    root,
    build: {
      outDir: 'out/electron/preload',
      emptyOutDir: true,
      minify: true,
      sourcemap: false,
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: 'main/hosts/electron/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
});
