/** Builds the window into `out/renderer`: plain files, no inline scripts (the hosts' policy is `script-src 'self'`), addresses relative. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  root,
  base: './',
  plugins: [react(), englishOnlyReactAria()],
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
