import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { leaveSchemasOut } from './leave-schemas-out.ts';

/** Where `vite` finds a running Tutti during development. */
const target = `http://127.0.0.1:${process.env['PORT'] ?? 3000}`;

export default defineConfig({
  plugins: [react(), tailwindcss(), leaveSchemasOut()],
  resolve: { alias: { zod: fileURLToPath(new URL('schemas-left-out.ts', import.meta.url)) } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // These know light-dark(), on which the tokens are built.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    // The policy of the page allows no data: fonts or scripts; small images stay files too.
    assetsInlineLimit: 0,
    rolldownOptions: {
      // What most pages share is one file: dozens of small ones pack worse, and each of them is a request.
      output: { codeSplitting: { groups: [{ name: 'base', minShareCount: 20 }] } },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': { target }, '/ws': { target, ws: true } },
  },
});
