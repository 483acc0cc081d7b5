/** Builds set-up's programs (main process, preload script, window) into dist/; skipped when nothing changed. */
import { join } from 'node:path';
import { runOrStop } from './bootstrap/programs.mjs';
import { hashOf, once, repository } from './bootstrap/stamps.mjs';

const inputs = [
  'electron',
  'renderer',
  'shared',
  'assets',
  'package-lock.json',
  'build/electron.vite.config.ts',
  'build/pack/compiled-in.ts',
  'build/build-window.ts',
];
const results = ['dist/main/main.js', 'dist/preload/preload.cjs', 'dist/renderer/index.html'].map((path) => join(repository, path));

await once({ name: 'window', value: hashOf(inputs), results }, async () => {
  process.stdout.write("* Building set-up's window\n");
  const program = join(repository, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const config = join(repository, 'build', 'electron.vite.config.ts');
  await runOrStop(process.execPath, [program, 'build', '--config', config, '--logLevel', 'warn'], { cwd: repository });
});
