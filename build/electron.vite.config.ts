/** Set-up's three programs: main process (ESM), preload (CommonJS, as the sandbox wants it), window (React). */
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { compiledIn, releaseKeyVariable } from './pack/compiled-in.ts';

const repository = join(import.meta.dirname, '..');
const at = (...parts: string[]): string => join(repository, ...parts);
/** Where the programs go; packing has a folder of its own, so that it leaves those of the checkout alone. */
const into = (name: string): string => join(process.env['EXCHANGE_CONNECTOR_BUILD_FOLDER'] ?? at('dist'), name);
/** Not bundled: electron is built in and brings original-fs, keytar is a binary. */
const external = ['electron', 'original-fs', 'keytar', /^node:/];

/** What the window reads before it shows anything; main is left readable, since its stacks stand in reports. */
const minify = true;
/** Kilobytes. The window is read from the disk, in one piece. */
const chunkSizeWarningLimit = 2000;

export default defineConfig({
  main: {
    define: compiledIn(process.env[releaseKeyVariable]),
    build: {
      outDir: into('main'),
      emptyOutDir: true,
      externalizeDeps: false,
      rolldownOptions: { input: { main: at('electron', 'main.ts') }, external, output: { format: 'es', entryFileNames: '[name].js' } },
    },
  },
  preload: {
    build: {
      outDir: into('preload'),
      emptyOutDir: true,
      externalizeDeps: false,
      minify,
      rolldownOptions: {
        input: { preload: at('electron', 'preload.ts') },
        external,
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [react()],
    build: {
      outDir: into('renderer'),
      emptyOutDir: true,
      minify,
      chunkSizeWarningLimit,
      rolldownOptions: { input: { index: at('renderer', 'index.html') } },
    },
  },
});
