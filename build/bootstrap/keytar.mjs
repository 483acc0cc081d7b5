/**
 * Compiles keytar's own source for this machine: no node-gyp, no download. Node-API makes one binary fit Node 24 and Electron.
 * Flags follow node_modules/keytar/binding.gyp.
 */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { ask, runOrStop } from './programs.mjs';
import { prerequisiteExit, Stop } from './report.mjs';
import { hashOf, once, repository } from './stamps.mjs';

const folder = join(repository, 'node_modules', 'keytar');
const target = join(folder, 'build', 'Release', 'keytar.node');
const sources = ['async.cc', 'main.cc', 'keytar_posix.cc'].map((name) => join(folder, 'src', name));
const defines = ['-DNAPI_VERSION=3', '-DNODE_GYP_MODULE_NAME=keytar', '-DBUILDING_NODE_EXTENSION'];
const includes = [`-I${join(repository, 'node_modules/node-api-headers/include')}`, `-I${join(repository, 'node_modules/node-addon-api')}`];

/** @param {import('./report.mjs').Report} report */
export async function bringKeytar(report) {
  if (process.platform !== 'linux') {
    if (existsSync(target)) return;
    throw new Stop(`keytar has no binary for ${process.platform}: run "npm rebuild keytar --ignore-scripts=false" once.`, prerequisiteExit);
  }
  const value = hashOf(['node_modules/keytar/src', 'node_modules/keytar/package.json', 'build/bootstrap/keytar.mjs'], process.arch);
  const work = () => report.step('Compiling keytar (credential vault) from its source', () => compile(report));
  await once({ name: 'keytar', value, results: [target] }, work);
}

/** @param {import('./report.mjs').Report} report */
async function compile(report) {
  const library = ask('pkg-config', ['--cflags', '--libs', 'libsecret-1']);
  if (library === null) throw new Stop('pkg-config does not know libsecret-1: install libsecret-1-dev.', prerequisiteExit);
  mkdirSync(join(folder, 'build', 'Release'), { recursive: true });
  const warnings = ['-Wno-missing-field-initializers', '-Wno-deprecated-declarations', '-Wno-cast-function-type'];
  const flags = ['-shared', '-fPIC', '-O2', '-std=c++17', ...warnings, ...defines, ...includes];
  await runOrStop('g++', [...flags, '-o', `${target}.new`, ...sources, ...library.trim().split(/\s+/)], { output: report.childOutput });
  // In one act: programs that run at this moment have the old one open.
  renameSync(`${target}.new`, target);
}
