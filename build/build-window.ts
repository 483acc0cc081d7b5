/** Builds set-up's programs (main process, preload script, window) into dist/; skipped when nothing changed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runOrStop } from './bootstrap/programs.mjs';
import { hashOf, readStamp, repository, writeStamp } from './bootstrap/stamps.mjs';

const inputs = ['electron', 'renderer', 'shared', 'assets', 'package-lock.json', 'build/electron.vite.config.ts', 'build/build-window.ts'];
const results = ['dist/main/main.js', 'dist/preload/preload.cjs', 'dist/renderer/index.html'];

const stamp = hashOf(inputs);
const isDone = readStamp('window') === stamp && results.every((path) => existsSync(join(repository, path)));
if (!isDone) {
  process.stdout.write("* Building set-up's window\n");
  const program = join(repository, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const config = join(repository, 'build', 'electron.vite.config.ts');
  await runOrStop(process.execPath, [program, 'build', '--config', config, '--logLevel', 'warn'], { cwd: repository });
  writeStamp('window', stamp);
}
