/**
 * Compiles keytar's own source for Windows with Debian's MinGW: everything linked in, so that it needs no run-time library but Windows' own.
 * Flags follow node_modules/keytar/binding.gyp. Same inputs, same bytes.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runOrStop } from '../bootstrap/programs.mjs';
import { cache, hashOf, readStamp, repository, writeStamp } from '../bootstrap/stamps.mjs';

const tools = { compiler: 'x86_64-w64-mingw32-g++', importLibrary: 'x86_64-w64-mingw32-dlltool' } as const;
const headers = join(repository, 'node_modules', 'node-api-headers');
const keytar = join(repository, 'node_modules', 'keytar', 'src');
const hook = join(repository, 'build', 'pack', 'keytar-hook.cc');
const flags = ['-O2', '-std=c++17', '-shared', '-static', '-s', '-frandom-seed=keytar', '-Wl,--no-insert-timestamp', '-Wno-pointer-arith'];
const defines = ['-DNAPI_VERSION=3', '-DBUILDING_NODE_EXTENSION', '-DNODE_GYP_MODULE_NAME=keytar'];
const includes = [`-I${join(headers, 'include')}`, `-I${join(repository, 'node_modules', 'node-addon-api')}`];
const inputs = ['node_modules/keytar/src', 'node_modules/node-api-headers', 'build/pack/windows-keytar.ts', 'build/pack/keytar-hook.cc'];

/** Path of the Windows keytar.node, compiled when it is not there yet; about 5 seconds. Throws `Stop` when the compiler is missing or fails. */
export async function windowsKeytar(): Promise<string> {
  const folder = join(cache, 'pack', 'keytar');
  const target = join(folder, 'keytar.node');
  const stamp = hashOf(inputs);
  if (existsSync(target) && readStamp('windows-keytar') === stamp) return target;
  await compileWindowsKeytar(folder);
  writeStamp('windows-keytar', stamp);
  return target;
}

export async function compileWindowsKeytar(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'node.def'), nodeDefinitions());
  // Names without folders, and a fixed seed: both tools put names that they make up of these into their results.
  await runOrStop(tools.importLibrary, ['-d', 'node.def', '--output-delaylib', 'libnode.a'], { cwd: folder });
  const sources = [...['async.cc', 'main.cc', 'keytar_win.cc'].map((name) => join(keytar, name)), hook];
  const libraries = ['libnode.a', '-ladvapi32', '-ldelayimp'];
  await runOrStop(tools.compiler, [...flags, ...defines, ...includes, ...sources, ...libraries, '-o', 'keytar.node'], { cwd: folder });
}

/** The functions that NODE.EXE gives; the second list without its head. */
function nodeDefinitions(): string {
  const read = (name: string): string => readFileSync(join(headers, 'def', name), 'utf8');
  return `${read('node_api.def').trimEnd()}\n${read('js_native_api.def').replace(/^(NAME|EXPORTS).*\n/gm, '')}`;
}
