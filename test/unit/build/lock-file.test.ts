import { describe, expect, it } from 'vitest';
import { lockFindings, platformOf, readLock } from '../../../build/rules/lock-file.ts';

const lockOf = (packages: object) => readLock(JSON.stringify({ lockfileVersion: 3, packages }));
const wanting = { 'node_modules/tool': { version: '1.0.0', optionalDependencies: { 'tool-linux-x64': '1.0.0' } } };

describe('the lock file', () => {
  it('is red when an entry names a registry', () => {
    expect(lockFindings(lockOf({ 'node_modules/a': { resolved: 'https://registry.invalid/a.tgz' } }))).toHaveLength(1);
  });

  it('is red when a platform package has no entry, because npm ci would refuse it', () => {
    expect(lockFindings(lockOf(wanting))).toMatchObject([{ rule: 'lock-file', path: 'package-lock.json' }]);
  });

  it.each(['node_modules/tool-linux-x64', 'node_modules/tool/node_modules/tool-linux-x64'])('is whole with an entry at %s', (path) => {
    expect(lockFindings(lockOf({ ...wanting, [path]: { version: '1.0.0' } }))).toEqual([]);
  });

  it('finds the entry of a nested package further up', () => {
    const nested = {
      'node_modules/a/node_modules/tool': wanting['node_modules/tool'],
      'node_modules/tool-linux-x64': { version: '1.0.0' },
    };

    expect(lockFindings(lockOf(nested))).toEqual([]);
  });
});

describe('a platform package tells by its name', () => {
  it.each([
    ['@a/cli-android-arm64', { os: ['android'], cpu: ['arm64'] }],
    ['@a/cli-linux-x64-musl', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }],
    ['@a/binding-linux-riscv64-gnu', { os: ['linux'], cpu: ['riscv64'], libc: ['glibc'] }],
    ['@a/binding-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'] }],
    ['@a/binding-win32-ia32-msvc', { os: ['win32'], cpu: ['ia32'] }],
  ])('%s', (name, platform) => {
    expect(platformOf(name)).toEqual(platform);
  });

  it('or is refused', () => {
    expect(() => platformOf('tool')).toThrow('by hand');
  });
});
