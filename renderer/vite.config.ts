/** Builds the window into `out/renderer`: plain files, no inline scripts (the hosts' policy is `script-src 'self'`), addresses relative. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  root,
  base: './',
  plugins: [react(), englishOnlyReactAria(), zodWithoutEval()],
  build: {
    outDir: fileURLToPath(new URL('../out/renderer', import.meta.url)),
    emptyOutDir: true,
    target: 'chrome140',
    minify: true,
    modulePreload: { polyfill: false },
    // Inlined files would need data: in the policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_200,
  },
});

/** react-aria carries 34 languages in every part; ours are given by `ui/locale/reactAriaStrings.ts`. Saves about 170 kB. */
function englishOnlyReactAria(): Plugin {
  const foreign =
    /[\\/]react-(?:aria|aria-components|stately)[\\/]dist[\\/]private[\\/]intl[\\/](?:.*[\\/])?(?!en-US\.)[a-z]{2}-[A-Z]{2}\.m?js$/;
  return {
    name: 'english-only-react-aria',
    enforce: 'pre',
    load(id) {
      return foreign.test(id.split('?')[0] ?? id) ? 'export default undefined;' : null;
    },
  };
}

/**
 * zod tries at once whether it may compile code, which the hosts' policy forbids and every browser would report. It has a setting for that, but
 * the first schema is made before any line of ours could set it.
 */
function zodWithoutEval(): Plugin {
  const unset = '__zod_globalConfig = {}';
  return {
    name: 'zod-without-eval',
    transform(code, id) {
      if (!/[\\/]zod[\\/]v4[\\/]core[\\/]core\.js$/.test(id)) return null;
      if (!code.includes(unset)) this.error(`zod no longer says ${unset}`);
      return { code: code.replace(unset, '__zod_globalConfig = { jitless: true }'), map: null };
    },
  };
}
