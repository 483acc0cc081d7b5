/** Set-up's three programs: main process (ESM), preload (CommonJS, as the sandbox wants it), window (React). */
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const repository = join(import.meta.dirname, '..');
const at = (...parts: string[]): string => join(repository, ...parts);
/** Not bundled: electron is built in, keytar is a binary. */
const external = ['electron', 'keytar', /^node:/];

export default defineConfig({
  main: {
    build: {
      outDir: at('dist', 'main'),
      externalizeDeps: false,
      rolldownOptions: { input: { main: at('electron', 'main.ts') }, external, output: { format: 'es', entryFileNames: '[name].js' } },
    },
  },
  preload: {
    build: {
      outDir: at('dist', 'preload'),
      externalizeDeps: false,
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
    build: { outDir: at('dist', 'renderer'), emptyOutDir: true, rolldownOptions: { input: { index: at('renderer', 'index.html') } } },
  },
});
